"""The benchmark as a folder, in our own form and in FashionIQ's.

``ROOT/SPLIT`` holds

- ``images/ID.png``, ``products.csv`` and ``atelier.json``: what every drawn shop has;
- ``queries.json``: a list in the form of docs/evaluation.md, with all its optional fields, and
  beside them ``wish``, what is said as [verb, attribute, value], which evaluators do not read;
- ``captions/cap.CATEGORY.SPLIT.json`` and ``image_splits/split.CATEGORY.SPLIT.json``: as FashionIQ
  has them, so that the folder is a FashionIQ root, and ``images`` its pictures;
- ``benchmark.json``: version, seed, sizes and SHA-256 of each file. It is written last: a folder
  without it is not finished.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pointsay.atelier.benchmark.asking import Asked, draw_wishes
from pointsay.atelier.benchmark.chinese import CHINESE
from pointsay.atelier.benchmark.english import ENGLISH
from pointsay.atelier.benchmark.gallery import design_gallery
from pointsay.atelier.chance import Chance, shuffled
from pointsay.atelier.render import FEED, LEDGER, Progress, render_shop, write_beside
from pointsay.atelier.shop import Piece
from pointsay.atelier.split import Split
from pointsay.errors import InvalidLimit

VERSION = 1
MANIFEST = "benchmark.json"
QUERIES = "queries.json"
WIDTH = 160
SIZES: Mapping[Split, tuple[int, int]] = {
    "train": (4000, 600),
    "val": (2000, 200),
    "test": (4000, 600),
}
LANGUAGES = (ENGLISH, CHINESE)
MIN_PIECES = 50
# FashionIQ's categories and the atelier's; "toptee" are tops and T-shirts.
FASHIONIQ: Mapping[str, str] = {"dress": "dress", "shirt": "shirt", "toptee": "t-shirt"}


def make(
    root: str | os.PathLike[str],
    *,
    split: Split = "test",
    pieces: int | None = None,
    wishes: int | None = None,
    seed: int = 0,
    width: int = WIDTH,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Make one split of the benchmark; stopped at any time, it goes on where it was.

    Args:
        root: Where to; the split gets a folder of its own in it.
        split: Whose combinations of attributes the right answers have (`atelier.split`).
        pieces: Size of the gallery; None takes `SIZES`.
        wishes: How many at most; each becomes six queries in each language.
        seed: Another seed, another benchmark. Published figures are of seed 0.
        width: Of the pictures, in pixels.
        workers: See `render_shop`.
        progress: Called with (pictures done, all).

    Returns:
        The split's folder.

    Raises:
        InvalidLimit: A size is out of range.
    """
    usual_pieces, usual_wishes = SIZES[split]
    pieces, wishes = pieces or usual_pieces, wishes or usual_wishes
    if pieces < MIN_PIECES or wishes < 1:
        raise InvalidLimit(
            f"a benchmark has at least {MIN_PIECES} pieces and a wish, got {pieces} and {wishes}",
            hint="ask for more",
        )
    gallery = design_gallery(pieces, split, seed)
    asked = draw_wishes(gallery, wishes, split, seed)
    folder = Path(root) / split
    # First, so that what a killed run leaves is never taken for the benchmark that was here.
    (folder / MANIFEST).unlink(missing_ok=True)
    render_shop(gallery, folder, width=width, workers=workers, progress=progress)
    rows = [row for number, one in enumerate(asked) for row in _rows(number, one, split)]
    files = {QUERIES: rows, **_fashioniq(gallery, asked, split, seed)}
    for name, content in files.items():
        _save(folder / name, content)
    sums = {name: _sha256(folder / name) for name in (*files, FEED, LEDGER)}
    manifest = {
        "name": "atelier",
        "version": VERSION,
        "split": split,
        "seed": seed,
        "width": width,
        "pieces": len(gallery),
        "wishes": len(asked),
        "queries": len(rows),
        "languages": [language.code for language in LANGUAGES],
        "kinds": dict(sorted(Counter(one.wish.kind for one in asked).items())),
        "files": sums,
        "sha256": hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest(),
    }
    _save(folder / MANIFEST, manifest)
    return folder


def _rows(number: int, asked: Asked, split: Split) -> Iterator[dict[str, Any]]:
    """Yield the queries of one wish: every wording in every language."""
    wish, truth = asked.wish, asked.truth
    first, *others = wish.pointed
    for language in LANGUAGES:
        name = f"{split}-{number:04d}-{language.code}"
        for place, text in enumerate(language.say(wish)):
            yield {
                "query_id": f"{name}-{place}",
                "kind": wish.kind,
                "language": language.code,
                "same_wish": name,
                "reference_id": first.piece.id,
                "role": language.roles.get(first.role, ""),
                "more": [{"id": one.piece.id, "role": language.roles[one.role]} for one in others],
                "text": text,
                "wish": [[one.verb, one.attribute, one.value] for one in wish.said],
                "target_ids": sorted(truth.targets),
                "ignore_ids": sorted(truth.ignored),
                "hard_ids": sorted(truth.hard),
                "forbidden_ids": sorted(truth.forbidden),
            }


def _fashioniq(
    gallery: Sequence[Piece], asked: Sequence[Asked], split: Split, seed: int
) -> dict[str, Any]:
    """Return FashionIQ's files: of each wish with one reference, two captions and one target.

    As in FashionIQ, right answers other than that target count as wrong.
    """
    chance = Chance("benchmark fashioniq", split, seed)
    category_of = {piece.id: piece.garment.category for piece in gallery}
    captions: dict[str, list[dict[str, Any]]] = {category: [] for category in FASHIONIQ.values()}
    for one in asked:
        reference, targets = one.wish.reference, sorted(one.truth.targets)
        category = reference.garment.category
        if category not in captions or len(one.wish.pointed) > 1:
            continue
        target = shuffled(chance, targets)[0]
        two = shuffled(chance, ENGLISH.say(one.wish))[:2]
        if category_of[target] == category:
            captions[category].append(
                {"candidate": reference.id, "target": target, "captions": two}
            )
    files: dict[str, Any] = {}
    for name, category in FASHIONIQ.items():
        files[f"captions/cap.{name}.{split}.json"] = captions[category]
        ids = [piece.id for piece in gallery if piece.garment.category == category]
        files[f"image_splits/split.{name}.{split}.json"] = ids
    return files


def _save(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_beside(path, (text + "\n").encode())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
