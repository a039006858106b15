"""Questions and answers as the engine takes and gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from typing import Literal

from pointsay.catalogue import Filters
from pointsay.edits import Edit
from pointsay.errors import InvalidReference
from pointsay.methods.views import Box, checked_box
from pointsay.types import Hit

Reason = Literal["deadline", "failed", "unasked"]


@dataclass(frozen=True, slots=True)
class Photo:
    """A reference given as a picture.

    Attributes:
        data: The file's bytes, as uploaded.
        role: See `pointsay.types.Reference`.
        box: The part of the picture that is meant; see `pointsay.methods.views`.
    """

    data: bytes
    role: str | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A reference given as a product of the catalogue.

    Attributes:
        product_id: Its id.
        role: See `pointsay.types.Reference`.
        box: The part of its picture that is meant; see `pointsay.methods.views`.
    """

    product_id: str
    role: str | None = None
    box: Box | None = None


def pointed(
    references: Sequence[Photo | Known],
    roles: Sequence[str | None] = (),
    boxes: Sequence[Sequence[float] | None] = (),
) -> list[Photo | Known]:
    """Return references with their roles and boxes, as they were given side by side.

    Args:
        references: Without any.
        roles: One for each of the first references; empty or None for the whole thing.
        boxes: The same; None for the whole picture.

    Raises:
        InvalidReference: There are more roles or boxes than references.
        InvalidBox: A box is none.
    """
    most = max(len(roles), len(boxes))
    if most > len(references):
        raise InvalidReference(
            f"roles or boxes were given for {most} references, but only {len(references)} point",
            hint="give them in the order of the references, photos before products",
        )
    none = repeat(None)
    return [
        replace(
            one,
            role=(role or "").strip() or None,
            box=None if box is None else checked_box(box),
        )
        for one, role, box in zip(references, chain(roles, none), chain(boxes, none), strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Variety:
    """How an answer is kept from showing the same thing again and again, over all its pages.

    Attributes:
        one_of_each: Attribute that says which products are one model in several colours: of all
            that share its value only the best is shown. Products without it are all shown.
        spread: Weight of being unlike the products before against the score, 0 to 1; 0 leaves the
            order alone.
    """

    one_of_each: str | None = None
    spread: float = 0.0

    def __bool__(self) -> bool:
        return self.one_of_each is not None or self.spread > 0


@dataclass(frozen=True, slots=True)
class Question:
    """What a shopper asks.

    Attributes:
        references: What is pointed at.
        modification: What should be different.
        filters: What may be found at all.
        k: How many products to answer with.
        method: How to compose; with its second look, where it has one.
        cascade: Name of a cascade; a question names that or a method, or neither for the cascade
            that the operator chose.
        deadline_ms: Milliseconds in which the answer is due: what does not fit is skipped, and
            recall is always done. No limit of its own when None.
        variety: Whether products that are alike keep one another out.
        after: `Answer.next` of the page before, to the very same question; ``k`` may differ.
    """

    references: Sequence[Photo | Known] = ()
    modification: str = ""
    filters: Filters = ()
    k: int = 12
    method: str | None = None
    cascade: str | None = None
    deadline_ms: float | None = None
    variety: Variety = Variety()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A stage that was not done.

    Attributes:
        stage: As among ``stages_ms``.
        reason: ``deadline``: it would not have fitted. ``failed``: a model behind it did not
            answer. ``unasked``: the question lacks the photo or the sentence that it reads.
    """

    stage: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop has.

    Attributes:
        hits: Best first; of a later page the ranks go on.
        method: What composed the query.
        total: Products that the filters let through, references not counted.
        stages_ms: Milliseconds of each stage, in order.
        understood: What the modification was read as: by the method where it takes modifications
            apart, by the rules otherwise.
        notes: What the shopper should know about how the question was read.
        cascade: What was walked; the method's name where the question named one.
        skipped: Stages that were not done, so that the order is that of the stages before.
        strong: How many hits come before the weaker matches, none of which probably meets every
            part of the question; None where the method does not take questions apart.
        next: `Question.after` of the next page; None at the end of the list.
    """

    hits: Sequence[Hit]
    method: str
    total: int
    stages_ms: Mapping[str, float]
    understood: Edit
    notes: Sequence[str] = field(default=())
    strong: int | None = None
    cascade: str = ""
    skipped: Sequence[Skipped] = ()
    next: str | None = None

    @property
    def took_ms(self) -> float:
        """Milliseconds in all."""
        return sum(self.stages_ms.values())
