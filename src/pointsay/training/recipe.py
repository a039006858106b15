"""What `mini` is trained on, in which order, and what each stretch of training teaches."""

from __future__ import annotations

from dataclasses import dataclass

from pointsay.training.towers import Shape


@dataclass(frozen=True)
class Lessons:
    """What a stage teaches beside the contrast of pictures and captions, each with its weight.

    Attributes:
        kinship: Photos of one model in several colours are near (`losses.kinship`).
        naming: Each attribute's values are told apart by prompts (`losses.naming`).
        likeness: Sentences about anything keep the teacher's likeness (`losses.likeness`).
        backgrounds: Studio white gives way to drawn backgrounds in part of the batch.
        contrasts: Captions may say what the product is not ("rather than a dress").
    """

    kinship: float = 0.0
    naming: float = 0.0
    likeness: float = 0.0
    backgrounds: bool = False
    contrasts: bool = False


@dataclass(frozen=True)
class Stage:
    """A stretch of training on one canvas.

    Attributes:
        name: Shown in progress.
        corpora: What it reads: ``photos_hi``, ``photos_lo``, ``phone``, ``atelier``.
        canvas: (height, width) in pixels.
        epochs: Passes over the stage's corpus.
        image_rate: Peak learning rate of the image backbone.
        text_rate: Peak learning rate of the text transformer; low, so that words no title uses keep
            the meaning that MiniLM gave them.
        head_rate: Peak learning rate of both linear maps and the temperature.
        batch: Pairs a step.
        frozen_blocks: Text blocks, from the lowest, that stay as they are: what words mean alone is
            settled there, and a step need not go back through them.
        heads_only: Everything but both linear maps and the temperature stays as it is; a step is
            cheap even on a large canvas.
        lessons: What is taught beside the contrast.
    """

    name: str
    corpora: tuple[str, ...]
    canvas: tuple[int, int]
    epochs: float
    image_rate: float = 5e-4
    text_rate: float = 4e-5
    head_rate: float = 1e-3
    batch: int = 256
    frozen_blocks: int = 0
    heads_only: bool = False
    lessons: Lessons = Lessons()


# First much data on small pictures (most photos exist only at 60 x 80), then detail, and the
# worlds that a shopper may point from: phone photos and drawn garments. These two made v0.
WIDE = Stage("wide", ("photos_hi", "photos_lo"), (96, 72), epochs=3.0)
SHARP = Stage(
    "sharp",
    ("photos_hi", "phone", "atelier"),
    (192, 144),
    epochs=5.0,
    image_rate=3e-4,
    text_rate=3e-5,
    head_rate=5e-4,
)
# Then the same two views once more with every lesson; they make v1 of v0. The last canvas is
# smaller than the one that the export reads: training crops and shifts, so that garments look
# larger there (Touvron et al., "Fixing the train-test resolution discrepancy", NeurIPS 2019).
LESSONS = Lessons(kinship=0.8, naming=0.6, likeness=0.5, backgrounds=True, contrasts=True)
KIN = Stage(
    "kin",
    ("photos_hi", "photos_lo"),
    (96, 72),
    epochs=2.0,
    image_rate=4e-4,
    frozen_blocks=2,
    lessons=LESSONS,
)
FINE = Stage(
    "fine",
    ("photos_hi", "phone", "atelier"),
    (160, 120),
    epochs=7.0,
    image_rate=3e-4,
    text_rate=3e-5,
    head_rate=5e-4,
    frozen_blocks=2,
    lessons=LESSONS,
)
# Last the linear maps alone, on the canvas that the export reads, as the same paper advises; naming
# weighs most, because a type is decided by small margins.
FIT = Stage(
    "fit",
    ("photos_hi", "phone", "atelier"),
    (224, 168),
    epochs=2.0,
    head_rate=1e-3,
    heads_only=True,
    lessons=Lessons(kinship=0.4, naming=2.0, likeness=0.5, backgrounds=True, contrasts=True),
)
# These made v1. Kinship made the photo loud at the cost of types, of other domains and of phone
# photos. So v2 starts half-way back (`average`: 0.6 of v1, 0.4 of v0) and sees every world at once,
# the small photos on a canvas where they are not too blurred, with types before kin. What ships is
# the mean of its start and its end.
BROAD = Stage(
    "broad",
    ("photos_hi", "photos_lo", "phone", "atelier"),
    (128, 96),
    epochs=1.8,
    image_rate=2.5e-4,
    text_rate=2e-5,
    head_rate=4e-4,
    frozen_blocks=2,
    lessons=Lessons(kinship=0.4, naming=1.2, likeness=1.0, backgrounds=True, contrasts=True),
)
STAGES = {stage.name: stage for stage in (WIDE, SHARP, KIN, FINE, FIT, BROAD)}


@dataclass(frozen=True)
class Recipe:
    """Everything that determines the result, together with the corpora and the start."""

    stages: tuple[Stage, ...] = tuple(STAGES.values())
    shape: Shape = Shape()  # noqa: RUF009 - frozen
    seed: int = 20261122
    weight_decay: float = 0.02
    warmup: float = 0.05
    checkpoint_every: int = 20
