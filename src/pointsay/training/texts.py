"""Corpora of text alone: what language-only training reads."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pointsay.errors import MissingColumn, UnknownSource, UnreadableFeed

HELD_OUT = ("val", "test")


@dataclass(frozen=True)
class Texts:
    """Texts and where they come from.

    Attributes:
        lines: The texts, blank ones left out.
        sources: (file name, texts) of every file, before a limit.
    """

    lines: Sequence[str]
    sources: Sequence[tuple[str, int]] = ()

    @property
    def sha256(self) -> str:
        """A hash of the lines, in their order."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()

    def record(self) -> dict[str, object]:
        """Return what a record says of a corpus, plain values."""
        return {
            "corpus": ", ".join(f"{name} ({count})" for name, count in self.sources),
            "texts": len(self.lines),
            "texts_sha256": self.sha256,
        }

    def sample(self, limit: int | None, seed: int = 0) -> Texts:
        """Return ``limit`` texts at random; a smaller sample of a seed is part of a larger one."""
        if limit is None or limit >= len(self.lines):
            return self
        chosen = np.random.default_rng(seed).permutation(len(self.lines))[:limit]
        return Texts([self.lines[at] for at in chosen], self.sources)


def read_texts(files: Sequence[Path]) -> Texts:
    """Read files and join them.

    ``.csv``: a feed of products, whose ``title`` is read; where there is a column ``split``, only
    of the rows that say ``train``. ``.json``: FashionIQ's modification texts (a list of objects
    with ``captions``). Anything else: one text a line, such as the captions of COCO; ``.gz`` is
    unpacked.

    Raises:
        UnknownSource: A file is missing.
        UnreadableFeed: It is not of its form, holds no text, or is a split to be evaluated on.
        MissingColumn: A feed has no ``title``.
    """
    lines: list[str] = []
    sources = []
    for file in files:
        found = [one for one in map(str.strip, _read(file)) if one]
        if not found:
            raise UnreadableFeed(f"{file.name} holds no text", hint="give a file with texts")
        lines += found
        sources.append((file.name, len(found)))
    return Texts(lines, sources)


def clean(text: str) -> str:
    """Return a caption as LinCIR reads it: lower case, no masked names, no dollar signs.

    Gu et al., "Language-only Training of Zero-shot Composed Image Retrieval", CVPR 2024, and its
    published loader. The sign goes because it stands for the pseudo-word. Captions that are too
    long for the text tower are cut when they are tokenised.

    Example:
        >>> clean(" <PERSON> in a Red dress for $20 ")
        'person in a red dress for 20'
    """
    return text.replace("<PERSON>", "person").lower().replace("$", "").strip()


def _read(file: Path) -> list[str]:
    kind = file.name.removesuffix(".gz").rpartition(".")[2].lower()
    try:
        data = file.read_bytes()
        if file.suffix == ".gz":
            data = gzip.decompress(data)
    except FileNotFoundError as error:
        raise UnknownSource(f"there is no file {file}", hint="check the path") from error
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFeed(
            f"{file.name} cannot be read: {error}", hint="write the file again"
        ) from error
    content = data.decode("utf-8-sig", errors="replace")
    if kind == "csv":
        return _titles(file, content)
    if kind == "json":
        return _modifications(file, content)
    return content.splitlines()


def _titles(file: Path, content: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(content))
    columns = rows.fieldnames or []
    if "title" not in columns:
        raise MissingColumn(
            f"{file.name} has no column 'title'", hint=f"it has: {', '.join(columns) or 'none'}"
        )
    # Titles of products that methods are evaluated on must not be trained on.
    return [row["title"] or "" for row in rows if row.get("split", "train") == "train"]


def _modifications(file: Path, content: str) -> list[str]:
    if any(f".{split}." in file.name for split in HELD_OUT):
        raise UnreadableFeed(
            f"{file.name} is of a split to be evaluated on", hint="give the file of the train split"
        )
    try:
        return [str(text) for one in json.loads(content) for text in one["captions"]]
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableFeed(
            f"{file.name} is no list of objects with captions: {error!r}",
            hint="give FashionIQ's cap.*.train.json, a .csv feed, or one text a line",
        ) from error
