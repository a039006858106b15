"""One form for every benchmark: named galleries of picture ids, queries, and where pictures lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pointsay.catalogue import ImageSource
from pointsay.evaluation.queries import EvaluationQuery


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a picture: a box in its pixels, grown, padded to a square (`places.cut`).

    Attributes:
        name: The picture's name in its source.
        box: (x, y, width, height) in pixels.
        dilate: Share of its size by which the box is grown.
    """

    name: str
    box: tuple[float, float, float, float]
    dilate: float


@dataclass(frozen=True)
class Places:
    """Where a dataset's pictures lie.

    Attributes:
        source: The folder or zip; None when no pictures are at hand, which is enough for counting.
        places: Picture id -> its name in the source, or a part of one. Ids that are not here are
            missing.
    """

    source: ImageSource | None = None
    places: Mapping[str, str | Crop] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """A benchmark's split as its files give it, before any protocol makes choices.

    Queries without targets (hidden test splits) stay in; they can be answered but not scored.

    Attributes:
        name: Such as ``fashioniq``; of your own queries the folder that they lie in.
        split: Such as ``val``.
        galleries: Name -> picture ids in the published order; a single gallery is named ``""``.
        queries: In the published order.
        places: Where their pictures lie.
        subset: Name of the subset file that was applied; empty for the whole split.
        notes: What a reader of any result must know, such as a gallery that is only a part of the
            published one; one sentence each.
        form: Under which name `registry.load_dataset` read it; empty for one made in memory.
    """

    name: str
    split: str
    galleries: Mapping[str, Sequence[str]]
    queries: Sequence[EvaluationQuery]
    places: Places = Places()
    subset: str = ""
    notes: Sequence[str] = ()
    form: str = ""
