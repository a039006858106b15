"""How well an instruction fits a pair, by the encoder that measured the pair.

A text's cosines with pictures are standardised over all pictures of the folder, because some texts
lie near everything. Quality is how much nearer the target is than the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from pointsay.edits.prompts import prompt
from pointsay.triplets.knowing import NO, YES

if TYPE_CHECKING:
    from pointsay.edits.edit import Kind
    from pointsay.encoders.base import Encoder
    from pointsay.triplets.difference import Change
    from pointsay.types import Matrix, Vector

_KEPT: Final = 4096  # texts


class Judge:
    """Scores instructions.

    Args:
        encoder: Made the vectors.
        vectors: (N, D) unit vectors of the folder's pictures.
    """

    def __init__(self, encoder: Encoder, vectors: Matrix) -> None:
        self._encoder = encoder
        self._vectors = vectors
        self._scale = lru_cache(_KEPT)(self._measured)

    def of_changes(self, change: Sequence[Change], reference: Vector, target: Vector) -> float:
        """Return the quality of an instruction that says these changes.

        The values are compared, not the sentence: encoders read "no zip" as "zip". A change counts
        half by the new value, which should have come, and half by the old, which should be gone;
        of several changes the worst one counts.
        """
        return min(self._of_change(one, reference, target) for one in change)

    def of_text(self, text: str, reference: Vector, target: Vector) -> float:
        """Return the quality of a sentence of which only its words are known."""
        vector, deviation = self._scale(text)
        return float(vector @ (target - reference)) / deviation

    def _of_change(self, one: Change, reference: Vector, target: Vector) -> float:
        if one.new in (YES, NO):
            came = self.of_text(prompt("detail", one.kind), reference, target)
            return came if one.new == YES else -came
        kind = cast("Kind", one.kind)
        came = self.of_text(prompt(kind, one.new), reference, target)
        went = self.of_text(prompt(kind, one.old), target, reference)
        return (came + went) / 2 if one.old != one.new else 0.0

    def _measured(self, text: str) -> tuple[Vector, float]:
        vector = self._encoder.encode_texts([text])[0]
        return vector, max(float((self._vectors @ vector).std()), 1e-6)
