"""The atelier benchmark, read from a folder that `pointsay.atelier.benchmark.make` wrote.

Its truth is exact; `atelier/benchmark/truth.py` says what it means. The same folder is also a
FashionIQ root for ``fashioniq``, with one target and two captions for each wish.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pointsay.catalogue import Problem, read_feed
from pointsay.errors import UnknownSource, UnreadableFeed, shorten
from pointsay.evaluation.datasets.album import open_album
from pointsay.evaluation.datasets.annotations import Entry, read_object, unique
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.queries import load_queries

VERSION = 1
MANIFEST, QUERIES, FEED = "benchmark.json", "queries.json", "products.csv"
_AGAIN = "make it again: pointsay data make-atelier"


def load(root: Path, *, split: str, images: Path | None = None) -> Dataset:
    """Read one split, in all languages or in one.

    Args:
        root: The folder that splits were made in, or a split's own.
        split: Such as ``test``; ``test.en`` are its English queries only.
        images: Folder or zip of the pictures; those beside the queries by default.

    Returns:
        One gallery: every piece, right answers and distractors of other splits.

    Raises:
        UnknownSource: The split is not there or was not finished.
        UnreadableFeed: It is of another version or split, or was changed since.
    """
    name, _, language = split.partition(".")
    folder = root if (root / MANIFEST).is_file() else root / name
    if not (folder / MANIFEST).is_file():
        raise UnknownSource(f"{folder} is no finished atelier benchmark", hint=_AGAIN)
    _check(folder, name)
    queries = unique(load_queries(folder / QUERIES), folder / QUERIES)
    if language:
        queries = [query for query in queries if query.language == language]
        if not queries:
            raise UnreadableFeed(
                f"the atelier benchmark has no queries in {shorten(language)}",
                hint="leave the language out for all, or use en or zh",
            )
    feed = read_feed(FEED, (folder / FEED).read_bytes())
    gallery = [row.product.id for row in feed if not isinstance(row, Problem)]
    places = open_album(folder, images).places({one: f"images/{one}.png" for one in gallery})
    return Dataset("atelier", split, {"": gallery}, queries, places)


def _check(folder: Path, split: str) -> None:
    manifest = read_object(folder / MANIFEST)
    found = manifest.number("version"), manifest.text("split")
    if found != (VERSION, split):
        raise UnreadableFeed(
            f"{folder} holds version {found[0]}, split {found[1]} of the atelier benchmark, "
            f"not version {VERSION}, split {split}",
            hint=_AGAIN,
        )
    sums: Entry = manifest.inner("files")
    for name in (QUERIES, FEED):
        path = folder / name
        if not path.is_file() or _sha256(path) != sums.text(name):
            raise UnreadableFeed(f"{path} is not what was made", hint=_AGAIN)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
