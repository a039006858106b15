"""Rows in parts: made once, gone on with, refused when they are not what they should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pointsay.errors import WeightsCorrupt
from pointsay.training.inversion.parts import fill


class Maker:
    """Rows that tell their number; may be stopped."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.asked: list[tuple[int, int]] = []
        self.stop_at = stop_at

    def __call__(self, start: int, stop: int) -> dict[str, NDArray[np.int64]]:
        if start == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append((start, stop))
        return {"row": np.arange(start, stop), "square": np.arange(start, stop)[:, None] ** 2}


def test_a_stopped_run_goes_on_with_its_part(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        fill(tmp_path, {"seed": 1}, 10, Maker(stop_at=8), size=4)
    maker, seen = Maker(), []
    rows = fill(tmp_path, {"seed": 1}, 10, maker, size=4, report=lambda *at: seen.append(at))
    assert maker.asked == [(8, 10)]
    assert seen == [(4, 10), (8, 10), (10, 10)]
    assert rows["row"].tolist() == list(range(10))
    assert rows["square"].shape == (10, 1)


@pytest.mark.parametrize("about", [{"seed": 2}, {"seed": 1, "more": ""}])
def test_rows_of_something_else_are_refused(tmp_path: Path, about: dict[str, object]) -> None:
    fill(tmp_path, {"seed": 1}, 4, Maker(), size=4)
    with pytest.raises(WeightsCorrupt, match="other settings"):
        fill(tmp_path, about, 4, Maker(), size=4)
    with pytest.raises(WeightsCorrupt, match="other settings"):
        fill(tmp_path, {"seed": 1}, 5, Maker(), size=4)


@pytest.mark.parametrize("at", [-1, 30])
def test_damage_is_seen(tmp_path: Path, at: int) -> None:
    fill(tmp_path, {}, 4, Maker(), size=4)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    with pytest.raises(WeightsCorrupt):
        fill(tmp_path, {}, 4, Maker(), size=4)
    file.write_bytes(bytes(data[:20]))
    with pytest.raises(WeightsCorrupt):
        fill(tmp_path, {}, 4, Maker(), size=4)
