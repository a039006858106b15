"""A benchmark of 600 pieces in memory, made once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pointsay.atelier import Piece
from pointsay.atelier.benchmark import Asked, design_gallery, draw_wishes
from pointsay.atelier.split import Split


@dataclass(frozen=True)
class Made:
    """A gallery, its wishes, and its pieces by id."""

    split: Split
    gallery: list[Piece]
    asked: list[Asked]
    pieces: dict[str, Piece]


def made(split: Split, pieces: int, wishes: int) -> Made:
    gallery = design_gallery(pieces, split, seed=5)
    asked = draw_wishes(gallery, wishes, split, seed=5)
    return Made(split, gallery, asked, {piece.id: piece for piece in gallery})


@pytest.fixture(scope="session")
def test_split() -> Made:
    return made("test", 900, 200)


@pytest.fixture(scope="session", params=["train", "val", "test"])
def benchmark(request: pytest.FixtureRequest) -> Made:
    if request.param == "test":
        whole: Made = request.getfixturevalue("test_split")
        return whole
    return made(request.param, 300, 40)
