"""Settings by name: as published for large corpora, and what trains on two cores in minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pointsay.methods.inversion.oti import OtiSettings
from pointsay.training.fit_settings import FitSettings
from pointsay.training.inversion.distil import DistilSettings
from pointsay.training.inversion.pic2word import Pic2WordSettings
from pointsay.training.inversion.searle import SearleSettings

Recipe = Literal["published", "mini"]

# A pseudo-word of mini is near its picture after a few dozen larger steps; the average then must
# forget its start sooner. A step reads few sentences, because the text tower is what it costs.
SEARLE: Mapping[Recipe, SearleSettings] = {
    "published": SearleSettings(),
    "mini": SearleSettings(
        OtiSettings(steps=50, rate=5e-2, ema=0.9),
        distil=DistilSettings(
            FitSettings(
                steps=600,
                rate=3e-4,
                weight_decay=0.01,
                decay_vectors=True,
                schedule="cosine",
                warmup=20,
                checkpoint_every=50,
            ),
            concepts=30,
            sentences=32,
            dropout=0.2,
        ),
    ),
}

PIC2WORD: Mapping[Recipe, Pic2WordSettings] = {
    "published": Pic2WordSettings(),
    # The temperature is softer than CLIP's: mini's cosines lie further apart.
    "mini": Pic2WordSettings(
        FitSettings(
            steps=400,
            rate=1e-3,
            weight_decay=0.1,
            betas=(0.9, 0.98),
            epsilon=1e-6,
            schedule="cosine",
            warmup=20,
            checkpoint_every=50,
        ),
        batch=128,
        scale=30.0,
    ),
}
