"""Names and shapes of learned weights, with widths by name.

A layout says ``{"fc.weight": ("token", "hidden"), "fc.bias": ("token",)}``; a whole number is that
number. What a name stands for follows from the weights and must be the same wherever it occurs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[np.float32]]

Layout = Mapping[str, tuple[str | int, ...]]


def widths_of(layout: Layout, tensors: Arrays) -> dict[str, int]:
    """Return what each named width is in weights that fit the layout.

    Example:
        >>> widths_of({"w": ("out", "in")}, {"w": np.zeros((2, 3), np.float32)})
        {'out': 2, 'in': 3}
    """
    return {
        width: size
        for name, shape in layout.items()
        for width, size in zip(shape, tensors[name].shape, strict=True)
        if isinstance(width, str)
    }


def misfits(layout: Layout, tensors: Arrays) -> list[str]:
    """Say in what weights differ from a layout; nothing where they fit.

    Example:
        >>> misfits({"w": ("a", 2)}, {"w": np.zeros((3, 1), np.float32)})
        ['w has shape (3, 1), not (a, 2)']
    """
    missing = [f"{name} is missing" for name in sorted(layout.keys() - tensors.keys())]
    unknown = [f"{name} is unknown" for name in sorted(tensors.keys() - layout.keys())]
    if missing or unknown:
        return missing + unknown
    found: list[str] = []
    widths: dict[str, int] = {}
    for name, shape in layout.items():
        sizes = tensors[name].shape
        told = f"{name} has shape {sizes}, not ({', '.join(map(str, shape))})"
        if len(sizes) != len(shape):
            found.append(told)
            continue
        wanted = tuple(
            widths.setdefault(width, size) if isinstance(width, str) else width
            for width, size in zip(shape, sizes, strict=True)
        )
        if wanted != sizes:
            known = ", ".join(
                f"{width} = {size}" for width, size in widths.items() if width in shape
            )
            found.append(f"{told}{f' where {known}' if known else ''}")
    return found


def count_parameters(layout: Layout, widths: Mapping[str, int]) -> int:
    """Return how many numbers the weights of a layout hold.

    Example:
        >>> count_parameters({"w": ("a", 2), "b": ("a",)}, {"a": 5})
        15
    """
    return sum(math.prod(shape) for shape in _shapes(layout, widths).values())


def random_tensors(
    layout: Layout, widths: Mapping[str, int], seed: int = 0
) -> dict[str, NDArray[np.float32]]:
    """Draw weights of a layout, each row scaled so that signals keep their size.

    Args:
        layout: Names and shapes.
        widths: What its named widths are.
        seed: Of the draw.
    """
    rng = np.random.default_rng(seed)
    drawn = {}
    for name, shape in _shapes(layout, widths).items():
        scale = 1.0 / math.sqrt(shape[-1]) if len(shape) > 1 else 0.1
        drawn[name] = (scale * rng.normal(size=shape)).astype(np.float32)
    return drawn


def _shapes(layout: Layout, widths: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(widths[width] if isinstance(width, str) else width for width in shape)
        for name, shape in layout.items()
    }
