"""Names and shapes of learned weights, with widths by name.

A layout says ``{"fc.weight": ("token", "2 hidden"), "fc.bias": ("token",)}``; a whole number is
that number, and one before a name multiplies it. What a name stands for follows from the weights
and must be the same wherever it occurs.
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
    found = {}
    for name, shape in layout.items():
        for width, size in zip(shape, tensors[name].shape, strict=True):
            if isinstance(width, str):
                times, plain = _read(width)
                found[plain] = size // times
    return found


def names_of(layout: Layout) -> set[str]:
    """Return the names of all widths.

    Example:
        >>> sorted(names_of({"w": ("out", "2 in", 7)}))
        ['in', 'out']
    """
    return {
        _read(width)[1] for shape in layout.values() for width in shape if isinstance(width, str)
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
        for width, size in zip(shape, sizes, strict=True):
            if isinstance(width, str):
                times, plain = _read(width)
                widths.setdefault(plain, size // times)
        wanted = _sizes(shape, widths)
        if wanted != sizes:
            named = names_of({name: shape})
            known = ", ".join(f"{one} = {size}" for one, size in widths.items() if one in named)
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
        if name.endswith("running_var"):  # no batch norm has seen a variance below nought
            drawn[name] = np.abs(drawn[name])
    return drawn


def _shapes(layout: Layout, widths: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    return {name: _sizes(shape, widths) for name, shape in layout.items()}


def _sizes(shape: tuple[str | int, ...], widths: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(size_of(width, widths) for width in shape)


def size_of(width: str | int, widths: Mapping[str, int]) -> int:
    """Return what a width of a layout stands for.

    Example:
        >>> size_of("2 in", {"in": 5})
        10
    """
    if isinstance(width, int):
        return width
    times, plain = _read(width)
    return times * widths[plain]


def _read(width: str) -> tuple[int, str]:
    """Split "2 hidden" into its factor and its name."""
    times, _, plain = width.rpartition(" ")
    return int(times or 1), plain
