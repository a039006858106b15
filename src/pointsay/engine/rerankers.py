"""What looks again after recall, one stage after the other, as far as there is time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.engine.question import Reason, Skipped
from pointsay.engine.rerank import refine
from pointsay.engine.timing import Costs, Watch
from pointsay.errors import ModificationNeeded, ReasonerFailed, ReferenceNeeded

if TYPE_CHECKING:
    from pointsay.catalogue import Gallery
    from pointsay.engine.cascade import Cascade
    from pointsay.engine.loading import Loader
    from pointsay.engine.ranking import Ranked
    from pointsay.engine.showing import Showing
    from pointsay.types import Composition

EXPLAIN = "explain"


class Rerankers:
    """Walks the later stages of cascades. Thread-safe.

    Args:
        loader: Makes the rerankers.
        showing: Shows them what was found.

    Attributes:
        costs: What stages are expected to take; `EXPLAIN` too, for which time is held back.
    """

    def __init__(self, loader: Loader, showing: Showing) -> None:
        self._loader = loader
        self._showing = showing
        self.costs = Costs()

    def __call__(
        self,
        cascade: Cascade,
        composition: Composition,
        gallery: Gallery,
        ranked: Ranked,
        watch: Watch,
    ) -> tuple[Ranked, list[Skipped]]:
        """Return the list as the rerankers leave it, and those that were skipped."""
        skipped: list[Skipped] = []
        for stage in cascade.rerank:
            left = watch.left() - self.costs.expected(EXPLAIN)
            if self.costs.expected(stage) > left:
                if left > 0:  # a question that is late anyway says nothing of the stage
                    self.costs.fade(stage)
                skipped.append(Skipped(stage.label, "deadline"))
                continue
            seen = self._showing.first(gallery, ranked, stage.depth, left / 1e3)
            reason: Reason | None = None
            try:
                ranked = refine(ranked, self._loader.reranker(stage)(composition, seen))
            except (ReferenceNeeded, ModificationNeeded):
                reason = "unasked"
            except ReasonerFailed:
                reason = "deadline" if watch.left() <= 0 else "failed"
            if reason:
                skipped.append(Skipped(stage.label, reason))
            spent = watch.lap(stage.label)
            if reason != "unasked":  # to decline costs nothing
                self.costs.learn(stage, spent)
        return ranked, skipped
