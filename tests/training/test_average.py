from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from pointsay.training.average import average
from pointsay.training.towers import DualEncoder

from .conftest import TINY

CANVAS = (32, 24)


def _model(seed: int) -> DualEncoder:
    torch.manual_seed(seed)
    return DualEncoder(TINY, CANVAS)


def test_every_weight_is_the_weighted_mean() -> None:
    states = [dict(_model(seed).state_dict()) for seed in (1, 2)]
    mixed = average([_model(1), _model(2)], [3.0, 1.0]).state_dict()
    assert set(mixed) == set(states[0])
    for name, value in mixed.items():
        expected = 0.75 * states[0][name] + 0.25 * states[1][name]
        assert value.dtype == states[0][name].dtype
        torch.testing.assert_close(value, expected.to(value.dtype), atol=1e-6, rtol=1e-5)


def test_a_whole_share_is_that_model() -> None:
    mixed = average([_model(1), _model(2)], [0.0, 2.0]).state_dict()
    for name, value in _model(2).state_dict().items():
        torch.testing.assert_close(mixed[name], value)


@pytest.mark.parametrize("shares", [[], [1.0], [1.0, -0.5], [0.0, 0.0]])
def test_shares_that_make_no_mean_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        average([_model(1), _model(2)], shares)


def test_other_shapes_are_refused() -> None:
    other = DualEncoder(replace(TINY, dim=TINY.dim * 2), CANVAS)
    with pytest.raises(ValueError, match="one shape"):
        average([_model(1), other], [0.5, 0.5])
