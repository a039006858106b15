"""Milliseconds of CPU time, side by side: another program on the machine must not decide."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from pointsay.encoders.timing import SIZE


def milliseconds(calls: Sequence[Callable[[], object]], repeats: int = 40) -> list[float]:
    """Return the median CPU milliseconds of each call; the calls take turns.

    Args:
        calls: What to compare; each runs once before, since the first run allocates.
        repeats: Runs of each.
    """
    spent: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()
    for _ in range(repeats):
        for call, times in zip(calls, spent, strict=True):
            began = time.process_time()
            call()
            times.append(1e3 * (time.process_time() - began))
    return [float(np.median(times)) for times in spent]


def photo(seed: int = 0) -> Image.Image:
    """Return noise of a shop photo's size; resizing it is a part of every time."""
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8))
