from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from fakes import solid
from pointsay.errors import InvalidBox, MethodOption
from pointsay.methods.views import Grid, Regions, cut, make_regions, stack_views


@pytest.mark.parametrize(("levels", "count"), [(1, 0), (2, 4), (3, 13), (5, 54)])
def test_a_grid_has_as_many_windows_as_its_levels_say(levels: int, count: int) -> None:
    boxes = Grid(levels).boxes(solid("red"))
    assert len(boxes) == len(set(boxes)) == count


def test_the_windows_of_a_level_cover_the_picture_and_overlap_by_half() -> None:
    boxes = Grid(3).boxes(solid("red"))[4:]
    assert {box[2] - box[0] for box in boxes} == {0.5}
    assert {box[3] - box[1] for box in boxes} == {0.5}
    assert sorted({box[0] for box in boxes}) == [0.0, 0.25, 0.5]
    assert min(box[1] for box in boxes) == 0.0
    assert max(box[3] for box in boxes) == 1.0


def test_a_part_is_where_its_box_says() -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (20, 10, 40, 20))
    part = cut(image, (0.5, 0.5, 1.0, 1.0))
    assert part.size == (20, 10)
    assert part.getcolors() == [(200, (255, 0, 0))]


def test_the_smallest_part_is_a_pixel() -> None:
    for box in ((0.0, 0.0, 1e-9, 1e-9), (1 - 1e-9, 1 - 1e-9, 1.0, 1.0)):
        assert cut(solid("red", (3, 2)), box).size == (1, 1)


@pytest.mark.parametrize(
    "box",
    [
        (0.5, 0.0, 0.5, 1.0),
        (0.0, 0.9, 1.0, 0.1),
        (-0.1, 0.0, 1.0, 1.0),
        (0.0, 0.0, 1.0, 1.1),
        (0.0, float("nan"), 1.0, 1.0),
        (0.0, 1.0),
    ],
)
def test_a_box_that_is_none_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(InvalidBox) as caught:
        cut(solid("red"), box)
    assert "0 to 1" in caught.value.hint or "shares" in caught.value.hint


def test_regions_are_found_by_name() -> None:
    for levels in range(1, 6):
        assert make_regions(f"grid-{levels}") == Grid(levels)
    assert isinstance(make_regions("grid-2"), Regions)
    for name in ("grid-0", "grid-6", "grid", "faces", ""):
        with pytest.raises(MethodOption):
            make_regions(name)


def test_the_first_view_is_the_whole_and_missing_ones_are_marked() -> None:
    wholes = np.eye(3, 4, dtype=np.float32)
    parts = [np.full((count, 4), 0.5, np.float32) for count in (2, 0, 1)]
    views = stack_views(wholes, parts)
    assert views.vectors.shape == (3, 3, 4)
    assert views.present.tolist() == [[True, True, True], [True, False, False], [True, True, False]]
    np.testing.assert_array_equal(views.vectors[:, 0], wholes)
    np.testing.assert_array_equal(views.vectors[0, 1:], parts[0])
    np.testing.assert_array_equal(views.vectors[1], np.repeat(wholes[1:2], 3, axis=0))
    assert stack_views(wholes[:0], []).vectors.shape == (0, 1, 4)
