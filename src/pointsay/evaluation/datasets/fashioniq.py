"""FashionIQ, as published.

Wu et al., "Fashion IQ: A New Dataset Towards Retrieving Images by Natural Language Feedback",
CVPR 2021.

``ROOT/captions/cap.CATEGORY.SPLIT.json`` and ``ROOT/image_splits/split.CATEGORY.SPLIT.json`` for
dress, shirt and toptee. Pictures are named by ASIN. The test split has no targets.
"""

from __future__ import annotations

from pathlib import Path

from pointsay.errors import UnreadableFeed
from pointsay.evaluation.datasets.album import open_album
from pointsay.evaluation.datasets.annotations import FORMS, Entry, read_entries, read_ids
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.queries import EvaluationQuery

CATEGORIES = ("dress", "shirt", "toptee")


def load(root: Path, *, split: str, images: Path | None = None) -> Dataset:
    """Read one split.

    Args:
        root: Holds ``captions`` and ``image_splits``.
        split: ``train``, ``val`` or ``test``.
        images: Folder or zip, flat or with a folder for each category; ``.png``, ``.jpg`` or
            ``.jpeg``.

    Returns:
        A gallery for each category: the original split, not only what the queries name. Queries
        carry the two raw captions, of which a few are empty; ``text`` joins them as they stand.

    Raises:
        UnknownSource: A file is missing.
        UnreadableFeed: A file is not in the published form.
    """
    galleries = {
        category: read_ids(root / "image_splits" / f"split.{category}.{split}.json")
        for category in CATEGORIES
    }
    queries = [
        _query(entry, category, at)
        for category in CATEGORIES
        for at, entry in enumerate(read_entries(root / "captions" / f"cap.{category}.{split}.json"))
    ]
    named = {
        *(one for ids in galleries.values() for one in ids),
        *(one for query in queries for one in (query.reference_id, *query.target_ids)),
    }
    album = open_album(root, images)
    places = album.places({one: f"{one}.png" for one in named})
    return Dataset("fashioniq", split, galleries, queries, places)


def _query(entry: Entry, category: str, at: int) -> EvaluationQuery:
    captions = entry.texts("captions")
    if len(captions) != 2:
        raise UnreadableFeed(f"{entry.where} has {len(captions)} captions, not two", hint=FORMS)
    return EvaluationQuery(
        query_id=f"{category}-{at}",
        kind=category,
        reference_id=entry.text("candidate"),
        text=" and ".join(captions),
        target_ids=frozenset({entry.text("target")} if entry.has("target") else ()),
        captions=captions,
        gallery=category,
    )
