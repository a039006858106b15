from __future__ import annotations

import numpy as np
import pytest

from pointsay.training.passes import Passes


@pytest.mark.parametrize("batch", [1, 3, 5, 12, 30])
def test_every_pass_sees_every_row_once_in_another_order(batch: int) -> None:
    passes = Passes(12, batch, seed=4)
    steps = 36 // batch + 1
    seen = np.concatenate([passes.rows(step) for step in range(steps)])[:36].reshape(3, 12)
    assert (np.sort(seen, axis=1) == np.arange(12)).all()
    assert not (seen[0] == seen[1]).all()
    again = Passes(12, batch, seed=4)
    assert (again.rows(steps - 1) == passes.rows(steps - 1)).all()
    assert not (Passes(12, 12, seed=5).rows(0) == Passes(12, 12, seed=4).rows(0)).all()


def test_nothing_can_be_drawn_of_nothing() -> None:
    for count, batch in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="at least one"):
            Passes(count, batch, 0)
