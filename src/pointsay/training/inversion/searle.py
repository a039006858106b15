"""SEARLE from image vectors to a method, stage by stage; a stopped stage goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pointsay.errors import UnknownSource
from pointsay.methods.inversion.concepts import associate, concept_vectors
from pointsay.methods.inversion.oti import OtiSettings, invert
from pointsay.training.fit import fit
from pointsay.training.inversion.distil import Distillation, DistilSettings, draws
from pointsay.training.inversion.parts import Make, fill
from pointsay.training.inversion.trained import (
    Report,
    as_method,
    beside_loop,
    seeded,
    silent,
    token_space,
)
from pointsay.training.phi import Phi

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.methods.inversion.phrases import Phrases
    from pointsay.methods.learned import Learned
    from pointsay.methods.raw_vectors import Space
    from pointsay.training.fit_settings import Fitted, Progress
    from pointsay.training.inversion.pictures import Pictures
    from pointsay.training.token_tower import TokenTower
    from pointsay.types import Matrix

ASSOCIATED = 4096  # pictures of a part


@dataclass(frozen=True)
class SearleSettings:
    """Both stages of SEARLE; the defaults are the published ones.

    Attributes:
        oti: How the word of a picture is found.
        side_by_side: Pictures whose words are found together. That decides a word by rounding only.
        distil: How phi learns from these words.
    """

    oti: OtiSettings = field(default_factory=OtiSettings)
    side_by_side: int = 32
    distil: DistilSettings = field(default_factory=DistilSettings)


class SearleTraining:
    """The stages of one training.

    Args:
        encoder: Of the pictures; with a token space.
        tower: Its text tower.
        pictures: Their vectors; ``space`` says of which kind.
        concepts: The vocabulary; concepts without phrases are left out.
        phrases: Sentences around them.
        settings: Of both stages.
        work: Folder that keeps concepts, words and the state of phi.
        space: What phi reads, ``unit`` or ``raw`` vectors.
        report: Called by every stage, part by part or step by step.

    Attributes:
        names: Concepts that have phrases.

    Raises:
        UnknownSource: No concept has phrases.
        UnsupportedEncoder: The encoder takes no token embeddings.
    """

    def __init__(
        self,
        encoder: Encoder,
        tower: TokenTower,
        pictures: Pictures,
        concepts: Sequence[str],
        phrases: Phrases,
        settings: SearleSettings,
        work: Path,
        *,
        space: Space = "unit",
        report: Report = silent,
    ) -> None:
        self.encoder, self.tower, self.pictures = encoder, tower, pictures
        self.names = [one for one in concepts if phrases.of(one)]
        self.phrases, self.settings, self.work = phrases, settings, work
        self.space, self.report = space, report
        self.token_space = token_space(encoder)
        if not self.names:
            raise UnknownSource(
                "no concept has phrases",
                hint="name the same concepts in both files, or take phrases from templates",
            )

    @cached_property
    def nearest(self) -> NDArray[np.int32]:
        """(N, k) places in ``names`` of each picture's nearest concepts."""
        k = max(self.settings.oti.concepts, self.settings.distil.concepts)
        vectors: list[Matrix] = []  # made once, and only if a part is missing

        def make(start: int, stop: int) -> dict[str, NDArray[np.int32]]:
            if not vectors:
                vectors.append(concept_vectors(self.encoder, self.names))
            return {"nearest": associate(self.pictures.vectors[start:stop], vectors[0], k)}

        nearest: NDArray[np.int32] = self._fill(
            "concepts", {**self._seen, "k": k}, make, ASSOCIATED
        )
        return nearest

    @cached_property
    def words(self) -> Matrix:
        """(N, W) pseudo-words that OTI finds."""
        settings = self.settings

        def make(start: int, stop: int) -> dict[str, Matrix]:
            known = self.nearest[start:stop, : settings.oti.concepts]
            found = invert(
                self.token_space,
                self.tower.run,
                self.pictures.vectors[start:stop],
                [[self.names[place] for place in row] for row in known],
                self.phrases,
                settings.oti,
                keys=range(start, stop),
            )
            return {"words": found}

        words: Matrix = self._fill("words", self._inverted, make, settings.side_by_side)
        return words

    def run(self) -> tuple[Learned, Fitted]:
        """Do what is still to do; return the loaded method and what the distillation reached.

        Raises:
            WeightsCorrupt: What ``work`` holds is damaged or of another training.
            KeyboardInterrupt: The user stopped it; the same call goes on.
        """
        settings, dim = self.settings.distil, self.encoder.info.dim
        images, words, nearest = self.pictures.vectors, self.words, self.nearest
        hidden = settings.hidden or 4 * dim
        phi = seeded(
            lambda: Phi(dim, words.shape[1], hidden=hidden, dropout=settings.dropout),
            settings.fit.seed,
        )
        module = Distillation(phi, self.tower, self.token_space, self.names, self.phrases, settings)
        fitted = fit(
            module,
            draws(images, words, nearest, settings),
            settings.fit,
            self.work / "phi",
            self._step,
            about=f"{_digest(self._inverted)} {beside_loop(settings)} {self.space}",
        )
        return as_method("searle", phi, self.encoder, self.pictures, self.space), fitted

    @cached_property
    def _seen(self) -> dict[str, Any]:
        info = self.encoder.info
        return {"weights": info.weights, "pictures": self.pictures.digest(), "names": self.names}

    @cached_property
    def _inverted(self) -> dict[str, Any]:
        oti = self.settings.oti.record()
        return {**self._seen, "phrases": self.phrases.digest(), "oti": oti}

    def _fill(self, stage: str, about: dict[str, Any], make: Make, size: int) -> NDArray[Any]:
        count = len(self.pictures.vectors)

        def report(done: int, whole: int) -> None:
            self.report(stage, done, whole, {})

        (rows,) = fill(self.work / stage, about, count, make, size=size, report=report).values()
        return rows

    def _step(self, progress: Progress) -> None:
        self.report("phi", progress.step, progress.steps, progress.losses)


def _digest(about: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
