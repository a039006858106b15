"""CIRCO, as published.

Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual Inversion", ICCV 2023.

``ROOT/annotations/{val,test}.json``; pictures and their list are COCO's: the 2017 unlabeled set.
The test split has no targets; see `submissions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from pointsay.errors import UnreadableFeed
from pointsay.evaluation.datasets.album import Album, open_album
from pointsay.evaluation.datasets.annotations import (
    FORMS,
    Entry,
    read_entries,
    read_object,
    unique,
)
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.queries import EvaluationQuery

GALLERY = 123_403  # pictures of COCO 2017 unlabeled
LIST = "image_info_unlabeled2017.json"
_LISTS = (LIST, f"annotations/{LIST}", f"COCO2017_unlabeled/annotations/{LIST}")


def load(root: Path, *, split: str, images: Path | None = None) -> Dataset:
    """Read one split.

    Args:
        root: Holds ``annotations``, and COCO's list of its pictures, if that is at hand, at the
            top, beside the annotations or where the authors' layout has it.
        split: ``val`` or ``test``.
        images: Folder or zip of COCO 2017 unlabeled.

    Returns:
        One gallery: COCO's list; without it the pictures at hand; without any those that the
        annotations name. A note says when that is less than was published. Ids are COCO's numbers
        as text. Queries carry the shared concept and the semantic aspects.

    Raises:
        UnknownSource: A file is missing.
        UnreadableFeed: A file is not in the published form.
    """
    file = root / "annotations" / f"{split}.json"
    queries = unique([_query(entry) for entry in read_entries(file)], file)
    album = open_album(root, images)
    ids, source = _gallery(root, album, queries)
    notes = []
    if len(ids) < GALLERY:
        notes.append(
            f"the gallery is {source}: {len(ids):,} of the {GALLERY:,} published pictures; "
            "figures cannot be compared with published ones"
        )
    named = {*ids, *(one for query in queries for one in (query.reference_id, *query.target_ids))}
    places = album.places({one: file_name(int(one)) for one in named})
    return Dataset("circo", split, {"": ids}, queries, places, notes=notes)


def file_name(picture_id: int) -> str:
    """Return what COCO calls the picture of this number."""
    return f"{picture_id:012d}.jpg"


def _gallery(root: Path, album: Album, queries: Sequence[EvaluationQuery]) -> tuple[list[str], str]:
    """Return the ids and what they are taken from."""
    for name in _LISTS:
        if (root / name).exists():
            entries = read_object(root / name).inners("images")
            return [str(one.number("id")) for one in entries], f"the list {LIST}"
    stems = (PurePosixPath(name).stem for name in album.names)
    at_hand = {int(stem) for stem in stems if len(stem) == 12 and stem.isdecimal()}
    if at_hand:
        return [str(one) for one in sorted(at_hand)], "what lies in the folder of pictures"
    mentioned = {int(one) for query in queries for one in (query.reference_id, *query.target_ids)}
    return [str(one) for one in sorted(mentioned)], "what the annotations name"


def _query(entry: Entry) -> EvaluationQuery:
    reference = str(entry.number("reference_img_id"))
    targets = frozenset(map(str, entry.numbers("gt_img_ids") if entry.has("gt_img_ids") else ()))
    if reference in targets:
        raise UnreadableFeed(f"{entry.where}: the reference is among its answers", hint=FORMS)
    return EvaluationQuery(
        query_id=str(entry.number("id")),
        kind="circo",
        reference_id=reference,
        text=entry.text("relative_caption"),
        target_ids=targets,
        concept=entry.text("shared_concept"),
        aspects=entry.texts("semantic_aspects") if entry.has("semantic_aspects") else (),
    )
