from __future__ import annotations

from collections import Counter

import pytest

from atelier.benchmark.conftest import Made
from pointsay.atelier.benchmark import design_gallery, draw_wishes
from pointsay.atelier.split import Split


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_the_seed_decides_everything(split: Split) -> None:
    one, two, other = (design_gallery(120, split, seed) for seed in (3, 3, 4))
    assert one == two
    assert len({piece.id for piece in one}) == len(one) == 120
    assert [piece.garment for piece in one] != [piece.garment for piece in other]
    asked = [draw_wishes(one, 20, split, seed) for seed in (1, 1, 2)]
    assert asked[0] == asked[1]
    assert asked[0] != asked[2]


def test_one_look_comes_in_several_pieces_that_are_drawn_apart(test_split: Made) -> None:
    looks = Counter(piece.garment for piece in test_split.gallery)
    assert max(looks.values()) >= 3
    assert len({piece.seed for piece in test_split.gallery}) == len(test_split.gallery)


def test_no_reference_and_no_wish_is_asked_too_often(test_split: Made) -> None:
    used = Counter(asked.wish.reference.id for asked in test_split.asked)
    assert max(used.values()) <= 3
    wishes = Counter(
        (asked.wish.kind, tuple(one.piece.id for one in asked.wish.pointed), asked.wish.said)
        for asked in test_split.asked
    )
    assert max(wishes.values()) == 1


def test_a_small_gallery_gives_fewer_wishes() -> None:
    gallery = design_gallery(60, "test", 0)
    assert 0 < len(draw_wishes(gallery, 500, "test", 0)) < 500
