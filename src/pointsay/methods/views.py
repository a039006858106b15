"""Views: parts of a picture that are encoded as pictures of their own.

A box is (left, top, right, bottom) as shares of width and height, 0 to 1, so that it means the same
whatever the picture's size. A grid cuts windows of several scales; a detector may be plugged in as
any other `Regions` (entry points of the group ``pointsay.methods.regions``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

import numpy as np

from pointsay.errors import InvalidBox, MethodOption, shorten

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.types import Matrix

Box = tuple[float, float, float, float]

ENTRY_POINTS = "pointsay.methods.regions"
MOST_LEVELS = 5
SIDES = 4


@runtime_checkable
class Regions(Protocol):
    """Says which parts of a picture are looked at."""

    @property
    def name(self) -> str:
        """Decides, with the picture, the boxes: equal names cut equal pictures alike."""
        ...

    def boxes(self, image: Image) -> Sequence[Box]:
        """Return the parts besides the whole picture, which is always a view; may be none."""
        ...


@dataclass(frozen=True, slots=True)
class Grid:
    """Windows of several scales, each overlapping its neighbours by half.

    Level s is s x s windows of 2 / (s + 1) of each side; level 1 is the whole picture. So two
    levels make 5 views with the whole, three make 14.

    Attributes:
        levels: 1 to `MOST_LEVELS`.
    """

    levels: int

    @property
    def name(self) -> str:
        """Such as ``grid-2``."""
        return f"grid-{self.levels}"

    def boxes(self, image: Image) -> Sequence[Box]:
        """Return the windows, coarse ones first, each level row by row."""
        found: list[Box] = []
        for level in range(2, self.levels + 1):
            steps = [at / (level + 1) for at in range(level + 2)]
            found += [
                (steps[x], steps[y], steps[x + 2], steps[y + 2])
                for y in range(level)
                for x in range(level)
            ]
        return found


@dataclass(frozen=True, slots=True)
class Views:
    """What candidates look like in parts.

    Attributes:
        vectors: (n, m, D) unit vectors; the first view of each is the whole picture.
        present: (n, m) false where a candidate has fewer than m views; its vector there is that of
            the whole picture.
    """

    vectors: NDArray[np.float32]
    present: NDArray[np.bool_]


def stack_views(wholes: Matrix, parts: Sequence[Matrix]) -> Views:
    """Join the vectors of whole pictures (n, D) with those of their parts, (m_i, D) each."""
    most = max((len(part) for part in parts), default=0)
    vectors = np.repeat(wholes[:, None, :], 1 + most, axis=1)
    present = np.zeros(vectors.shape[:2], dtype=bool)
    present[:, 0] = True
    for at, part in enumerate(parts):
        vectors[at, 1 : 1 + len(part)] = part
        present[at, 1 : 1 + len(part)] = True
    return Views(vectors, present)


def cut(image: Image, box: Box) -> Image:
    """Return a part of a picture, at least one pixel of it.

    Raises:
        InvalidBox: The box is empty, upside down or beyond the picture.
    """
    left, top, right, bottom = checked_box(box)
    x, y = int(left * image.width), int(top * image.height)
    return image.crop(
        (x, y, max(x + 1, round(right * image.width)), max(y + 1, round(bottom * image.height)))
    )


def checked_box(box: Sequence[float]) -> Box:
    """Return a box that is one.

    Raises:
        InvalidBox: It is empty, upside down, beyond the picture, or not four numbers.
    """
    if len(box) != SIDES:
        fault = f"it has {len(box)} numbers, not {SIDES}"
    else:
        left, top, right, bottom = box
        if not all(0.0 <= side <= 1.0 for side in box):
            fault = "it reaches beyond the picture, which lies between 0 and 1"
        elif left >= right or top >= bottom:
            fault = "it has no area: left must be less than right, top less than bottom"
        else:
            return left, top, right, bottom
    raise InvalidBox(
        f"{shorten(tuple(box))} is no box of a picture: {fault}",
        hint="give left, top, right, bottom as shares of width and height, such as 0, 0, 1, 0.3",
    )


def make_regions(name: str) -> Regions:
    """Return the regions of a name: ``grid-1`` to ``grid-5``, or those of an outside package.

    Raises:
        MethodOption: There are none of this name.
    """
    grids = {grid.name: grid for grid in map(Grid, range(1, MOST_LEVELS + 1))}
    if name in grids:
        return grids[name]
    outside = {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}
    if name not in outside:
        raise MethodOption(
            f"there are no regions called {shorten(name)}",
            hint=f"use one of: {', '.join([*grids, *sorted(outside)])}",
        )
    return cast(Regions, outside[name].load()())
