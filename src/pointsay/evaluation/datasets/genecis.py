"""GeneCIS, as published.

Vaze et al., "GeneCIS: A Benchmark for General Conditional Image Similarity", CVPR 2023.

``ROOT/TASK.json`` or ``TASK.json.gz`` for its four tasks. Objects are pictures of COCO val2017,
attributes are parts of pictures of Visual Genome.
"""

from __future__ import annotations

from pathlib import Path

from pointsay.errors import UnknownSource
from pointsay.evaluation.datasets.album import open_album
from pointsay.evaluation.datasets.annotations import FORMS, Entry, read_entries
from pointsay.evaluation.datasets.base import Crop, Dataset
from pointsay.evaluation.datasets.circo import file_name
from pointsay.evaluation.queries import EvaluationQuery

TASKS = ("focus_attribute", "change_attribute", "focus_object", "change_object")
ALL_TASKS = "all"
DILATE = 0.7


def load(root: Path, *, split: str, images: Path | None = None) -> Dataset:
    """Read one task, or all that are at hand.

    Args:
        root: Holds the files of the tasks.
        split: A task, or ``all``: those at hand, with a note on those that are not.
        images: Folder or zip with COCO's pictures (twelve digits), Visual Genome's (plain numbers),
            or a folder with both.

    Returns:
        One gallery: every candidate of every task. Only a query's own candidates mean anything;
        they are sorted by id, so that the target has no place of its own.

    Raises:
        UnknownSource: The task's file is missing, or all are.
        UnreadableFeed: A file is not in the published form.
    """
    asked = TASKS if split == ALL_TASKS else (split,)
    files = {task: file for task in asked if (file := _file(root, task)) is not None}
    if not files:
        raise UnknownSource(f"there is no {asked[0]}.json or .json.gz in {root}", hint=FORMS)
    published: dict[str, str | Crop] = {}
    queries = [
        _query(entry, task, at, published)
        for task, file in files.items()
        for at, entry in enumerate(read_entries(file))
    ]
    gallery = sorted({one for query in queries for one in query.candidates})
    places = open_album(root, images).places(published)
    notes = [
        f"the task {task} is not at hand; the headline of GeneCIS is the mean of four"
        for task in asked
        if task not in files
    ]
    return Dataset("genecis", split, {"": gallery}, queries, places, notes=notes)


def _file(root: Path, task: str) -> Path | None:
    names = (root / f"{task}.json", root / f"{task}.json.gz")
    return next((file for file in names if file.exists()), None)


def _query(entry: Entry, task: str, at: int, published: dict[str, str | Crop]) -> EvaluationQuery:
    """Return a query; its pictures are added to ``published``."""
    reference, target, *wrong = (
        _picture(one, published)
        for one in (entry.inner("reference"), entry.inner("target"), *entry.inners("gallery"))
    )
    return EvaluationQuery(
        query_id=f"{task}-{at}",
        kind=task,
        reference_id=reference,
        text=entry.text("condition"),
        target_ids=frozenset({target}),
        # Once each: a published set of change_object names its target among the wrong ones too.
        candidates=tuple(sorted({target, *wrong})),
    )


def _picture(entry: Entry, published: dict[str, str | Crop]) -> str:
    """Return the id of a picture or of a part of one, and remember where it lies."""
    if entry.has("val_image_id"):
        number = entry.number("val_image_id")
        published[str(number)] = file_name(number)
        return str(number)
    number, box = entry.number("image_id"), entry.box("instance_bbox")
    picture_id = f"{number}@{','.join(f'{one:.10g}' for one in box)}"
    published[picture_id] = Crop(f"{number}.jpg", box, DILATE)
    return picture_id
