"""CIRR rc2, as published.

Liu et al., "Image Retrieval on Real-life Images with Pre-trained Vision-and-Language Models",
ICCV 2021.

``ROOT/captions/cap.rc2.SPLIT.json`` and ``ROOT/image_splits/split.rc2.SPLIT.json``. The test split
has no targets; see `submissions`.
"""

from __future__ import annotations

from pathlib import Path

from pointsay.errors import UnreadableFeed
from pointsay.evaluation.datasets.album import open_album
from pointsay.evaluation.datasets.annotations import (
    FORMS,
    Entry,
    read_entries,
    read_object,
    unique,
)
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.queries import EvaluationQuery


def load(root: Path, *, split: str, images: Path | None = None) -> Dataset:
    """Read one split.

    Args:
        root: Holds ``captions`` and ``image_splits``.
        split: ``train``, ``val`` or ``test1``.
        images: Folder or zip with the paths of the split file (``dev/dev-244-0-img0.png``).

    Returns:
        One gallery, the split file. The candidates of a query are the other five of its set of
        six; the reference stays in the gallery, for protocols to drop.

    Raises:
        UnknownSource: A file is missing.
        UnreadableFeed: A file is not in the published form.
    """
    listed = read_object(root / "image_splits" / f"split.rc2.{split}.json")
    published = {name: listed.text(name).removeprefix("./") for name in listed.values}
    file = root / "captions" / f"cap.rc2.{split}.json"
    queries = unique([_query(entry) for entry in read_entries(file)], file)
    places = open_album(root, images).places(published)
    return Dataset("cirr", split, {"": list(published)}, queries, places)


def _query(entry: Entry) -> EvaluationQuery:
    reference = entry.text("reference")
    members = entry.inner("img_set").texts("members")
    if reference not in members:
        raise UnreadableFeed(
            f"{entry.where}: the reference {reference} is not in its own set", hint=FORMS
        )
    return EvaluationQuery(
        query_id=str(entry.number("pairid")),
        kind="cirr",
        reference_id=reference,
        text=entry.text("caption"),
        target_ids=frozenset({entry.text("target_hard")} if entry.has("target_hard") else ()),
        candidates=tuple(one for one in members if one != reference),
    )
