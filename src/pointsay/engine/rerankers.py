"""What looks again after recall, one stage after the other, as far as there is time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pointsay.engine.question import Reason, Skipped
from pointsay.engine.rerank import refine
from pointsay.engine.timing import Costs, Watch
from pointsay.errors import ModificationNeeded, ReasonerFailed, ReferenceNeeded

if TYPE_CHECKING:
    from pointsay.catalogue import Gallery
    from pointsay.edits import Edit
    from pointsay.engine.cascade import Cascade, Stage
    from pointsay.engine.loading import Loader
    from pointsay.engine.ranking import Ranked
    from pointsay.engine.reading import Readings
    from pointsay.engine.showing import Showing
    from pointsay.types import Composition

EXPLAIN = "explain"
DONE = "+"
MARKS: Mapping[str, Reason | None] = {
    DONE: None,
    "d": "deadline",
    "f": "failed",
    "u": "unasked",
}
_MARK = {reason: mark for mark, reason in MARKS.items()}


@dataclass(frozen=True, slots=True)
class Walked:
    """A list as the rerankers leave it.

    Attributes:
        ranked: The list.
        marks: What became of each stage, as among `MARKS`.
    """

    ranked: Ranked
    marks: str


@dataclass(frozen=True, slots=True)
class Walk:
    """What all stages of one question share.

    Attributes:
        cascade: Which stages.
        composition: What is composed.
        gallery: That was recalled from.
        watch: Times the stages and knows the deadline.
    """

    cascade: Cascade
    composition: Composition
    gallery: Gallery
    watch: Watch


class Rerankers:
    """Walks the later stages of cascades. Thread-safe.

    Args:
        loader: Makes the rerankers.
        showing: Shows them what was found.
        readings: Tell what the modification was read as.

    Attributes:
        costs: What stages are expected to take; `EXPLAIN` too, for which time is held back.
    """

    def __init__(self, loader: Loader, showing: Showing, readings: Readings) -> None:
        self._loader = loader
        self._showing = showing
        self._readings = readings
        self.costs = Costs()

    def __call__(self, walk: Walk, ranked: Ranked) -> Walked:
        """Return the list as the rerankers leave it; what does not fit is skipped."""
        marks = ""
        for stage in walk.cascade.rerank:
            left = walk.watch.left() - self.costs.expected(EXPLAIN)
            reason: Reason | None = "deadline"
            if self.costs.expected(stage) <= left:
                ranked, reason = self._look(stage, walk, ranked, left)
            elif left > 0:  # a question that is late anyway says nothing of the stage
                self.costs.fade(stage)
            marks += _MARK[reason]
        return Walked(ranked, marks)

    def again(self, walk: Walk, ranked: Ranked, marks: str) -> Walked:
        """Walk the stages that were walked before and no others, however long they take."""
        for stage, mark in zip(walk.cascade.rerank, marks, strict=True):
            if mark == DONE:
                ranked, _ = self._look(stage, walk, ranked, math.inf)
        return Walked(ranked, marks)

    def _look(
        self, stage: Stage, walk: Walk, ranked: Ranked, left: float
    ) -> tuple[Ranked, Reason | None]:
        """Return the list as one stage leaves it, and why that has done nothing."""
        edit = self._edit(walk)
        seen = self._showing.first(walk.gallery, ranked, edit, stage.depth, left / 1e3)
        reason: Reason | None = None
        try:
            scored = self._loader.reranker(stage)(walk.composition, seen)
            if scored is None:  # nothing was asked of it, so that its time is none to tell or learn
                return ranked, None
            ranked = refine(ranked, scored)
        except (ReferenceNeeded, ModificationNeeded):
            reason = "unasked"
        except ReasonerFailed:
            reason = "deadline" if walk.watch.left() <= 0 else "failed"
        spent = walk.watch.lap(stage.label)
        if reason != "unasked":  # to decline costs nothing
            self.costs.learn(stage, spent)
        return ranked, reason

    def _edit(self, walk: Walk) -> Callable[[], Edit]:
        """Return what gives the modification as the cascade's recall has read it."""
        recall = walk.cascade.recall
        method = self._loader.method(recall.method, recall.arguments)
        return partial(self._readings, method, walk.composition)


def skipped(cascade: Cascade, marks: str) -> list[Skipped]:
    """Return the stages that were not done, by their marks."""
    reasons = zip(cascade.rerank, (MARKS[mark] for mark in marks), strict=True)
    return [Skipped(stage.label, reason) for stage, reason in reasons if reason is not None]
