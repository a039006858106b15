"""Modifications that others wrote: FashionIQ, CIRR, Shoes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

Texts = Mapping[str, Sequence[str]]


def published(data: Path, split: str = "val") -> Texts:
    """Return the texts of each set; a set whose files are absent is left out.

    Args:
        data: The folder that holds ``cir_annotations``.
        split: Of FashionIQ (``train`` or ``val``); the others have one.
    """
    root = data / "cir_annotations"
    sets = {
        f"FashionIQ {split}": list(_fashion_iq(root / "fashion_iq" / "captions", split)),
        "CIRR val": list(_field(root / "cirr" / "captions" / "cap.rc2.val.json", "caption")),
        "Shoes": list(_field(root / "shoes" / "relative_captions_shoes.json", "RelativeCaption")),
    }
    return {name: texts for name, texts in sets.items() if texts}


def _fashion_iq(folder: Path, split: str) -> Iterator[str]:
    for file in sorted(folder.glob(f"cap.*.{split}.json")):
        for triplet in json.loads(file.read_text(encoding="utf-8")):
            yield from triplet["captions"]


def _field(file: Path, field: str) -> Iterator[str]:
    if file.exists():
        for triplet in json.loads(file.read_text(encoding="utf-8")):
            yield triplet[field]
