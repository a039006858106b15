from __future__ import annotations

import math

import pytest
import torch

from pointsay.training.noise import Law, Noise

ROWS = torch.zeros(20_000, 64)
SPREAD = {"gaussian": 1.0, "uniform": math.sqrt(1 / 3)}


@pytest.mark.parametrize("scale", [0.64, 1.0])
@pytest.mark.parametrize("law", ["uniform", "gaussian", "gaussian_d", "uniform_d"])
def test_noise_has_the_moments_of_its_law(law: Law, scale: float) -> None:
    torch.manual_seed(0)
    noise = Noise(law, scale)
    drawn = noise.draw(ROWS)
    deviation = scale * SPREAD[law.removesuffix("_d")] / (8.0 if law.endswith("_d") else 1.0)
    assert float(drawn.mean()) == pytest.approx(0.0, abs=0.01 * deviation)
    assert float(drawn.std()) == pytest.approx(deviation, rel=0.02)
    lengths = drawn.norm(dim=1)
    assert noise.length(64) == pytest.approx(float(lengths.square().mean().sqrt()), rel=0.02)
    assert noise.length(64) == pytest.approx(8.0 * deviation)
    # One scalar a sample: lengths are spread evenly; else they are nearly equal.
    spread = float(lengths.std() / lengths.mean())
    assert spread == pytest.approx(0.58 if law.startswith("uniform") else 0.09, abs=0.02)


def test_no_noise_is_none() -> None:
    assert not Noise("none").draw(ROWS).any()
    assert Noise("none").length(64) == 0.0
    assert not Noise("gaussian", 0.0).draw(ROWS).any()


def test_what_is_no_law_is_refused() -> None:
    with pytest.raises(ValueError, match="noise must be one of"):
        Noise("laplace")  # type: ignore[arg-type]
    for scale in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="at least 0"):
            Noise("uniform", scale)
