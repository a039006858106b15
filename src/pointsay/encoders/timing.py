"""How long an encoder takes for a picture and for a text."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import numpy as np
from PIL import Image

from pointsay.encoders.base import Encoder

SIZE = (600, 800)  # a shop's photo: preprocessing counts too
SENTENCES = (
    "the same dress, but in navy and without the belt",
    "as a jacket, in dark green",
    "with long sleeves and a round neck, for women",
    "cheaper, in cotton",
)


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds an item, the median of several runs; decoding of files is not in them.

    Attributes:
        batch: Items in one call.
        image_ms: Milliseconds a picture of 600 x 800, preprocessing included.
        text_ms: Milliseconds a sentence.
    """

    batch: int
    image_ms: float
    text_ms: float


def measure(
    encoder: Encoder, batches: Sequence[int] = (1, 8), *, repeats: int = 5, seed: int = 0
) -> list[Timing]:
    """Time an encoder on drawn noise and fixed sentences.

    Args:
        encoder: What to time.
        batches: Batch sizes.
        repeats: Runs, after one that is not counted.
        seed: Of the noise.
    """
    rng = np.random.default_rng(seed)
    pictures = [
        Image.fromarray(rng.integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8))
        for _ in range(max(batches))
    ]
    texts = [SENTENCES[at % len(SENTENCES)] for at in range(max(batches))]
    return [
        Timing(
            size,
            _median_ms(partial(encoder.encode_images, pictures[:size]), repeats) / size,
            _median_ms(partial(encoder.encode_texts, texts[:size]), repeats) / size,
        )
        for size in batches
    ]


def _median_ms(call: Callable[[], object], repeats: int) -> float:
    call()  # the first run allocates and compiles
    spent = []
    for _ in range(repeats):
        began = time.perf_counter()
        call()
        spent.append(1000.0 * (time.perf_counter() - began))
    return median(spent)
