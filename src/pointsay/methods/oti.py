"""SEARLE-OTI: the pseudo-word of each reference is found while the shopper waits."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from pointsay.errors import MissingExtra, shorten
from pointsay.methods.inversion.concepts import associate, concept_vectors, read_concepts
from pointsay.methods.inversion.phrases import TemplatePhrases, read_phrases
from pointsay.methods.pseudo_word import PROMPT, PseudoWord

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder, TokenSpace
    from pointsay.methods.inversion.phrases import Phrases
    from pointsay.types import Matrix, Reference

EXTRA = "train"


class Oti(PseudoWord):
    """Score T("a photo of [word found for v] that {modification}") . g.

    Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual Inversion", ICCV 2023, arXiv
    2303.15247, section 3.1: the method that its authors call SEARLE-OTI. Nothing is learned
    beforehand; hundreds of steps through the text tower are taken for every reference, one after
    the other, so that a query never depends on its batch. That is seconds a query: it shows what a
    mapping network could reach at best, and serves no shop.

    Args:
        prompt: See `pointsay.methods.pseudo_word.PseudoWord`.
        strength: What the word is multiplied by.
        steps: Of AdamW; 350 in the paper.
        rate: Learning rate of AdamW; 2e-2 in the paper.
        ema: Decay of the average that is the word; 0.99 in the paper.
        concepts: File of a vocabulary; the package's own list where empty.
        phrases: JSON file of sentences around concepts; templates where empty.
        seed: Of the start and of every draw, the same for every reference.

    Attributes:
        names_: Concepts that have phrases.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "oti"
    summary = (
        "Searches for the photo's own word for seconds a question; for comparison, not serving."
    )
    for_serving = False

    def __init__(
        self,
        prompt: str = PROMPT,
        strength: float = 1.0,
        steps: int = 350,
        rate: float = 2e-2,
        ema: float = 0.99,
        concepts: str = "",
        phrases: str = "",
        seed: int = 0,
    ) -> None:
        super().__init__(prompt, strength)
        if steps < 1:
            raise ValueError(f"steps must be at least 1, not {steps}")
        if not 0.0 <= ema < 1.0:
            raise ValueError(f"ema must be at least 0 and below 1, not {ema}")
        if rate <= 0.0 or seed < 0:
            raise ValueError(
                f"rate must be above 0 and seed at least 0, not {shorten((rate, seed))}"
            )
        self.steps = steps
        self.rate = rate
        self.ema = ema
        self.concepts = concepts
        self.phrases = phrases
        self.seed = seed

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder, read vocabulary and phrases, and take its text tower into torch.

        Raises:
            MissingExtra: The train extra is not installed.
            UnsupportedEncoder: It has no token space, or no gradients.
            UnknownSource: A file cannot be read.
        """
        super().load(encoder)
        try:
            from pointsay.encoders.gradients import text_in_torch
        except ModuleNotFoundError as error:
            raise MissingExtra(EXTRA, f"the method {self.name} ({error.name})") from error
        self._run = text_in_torch(encoder)
        self._phrases: Phrases = (
            read_phrases(Path(self.phrases)) if self.phrases else TemplatePhrases()
        )
        known = read_concepts(Path(self.concepts) if self.concepts else None)
        self.names_ = [one for one in known if self._phrases.of(one)]
        self._vectors = concept_vectors(encoder, self.names_)
        return self

    def ready(self, encoder: Encoder) -> bool:
        """Say whether the encoder has a token space and the train extra is there."""
        return super().ready(encoder) and find_spec("torch") is not None

    def _words(self, references: Sequence[Reference]) -> Matrix:
        from pointsay.methods.inversion.oti import OtiSettings, invert

        settings = OtiSettings(self.steps, self.rate, ema=self.ema, seed=self.seed)
        space = cast("TokenSpace", self.encoder)
        words = []
        for reference in references:
            image = reference.vector[None]
            (near,) = associate(image, self._vectors, settings.concepts)
            known = [self.names_[place] for place in near]
            words.append(invert(space, self._run, image, [known], self._phrases, settings))
        return np.concatenate(words)
