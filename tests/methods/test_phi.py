"""The mapping networks against plain loops, and their published sizes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pointsay.methods.layout import Layout, count_parameters, random_tensors
from pointsay.methods.phi import IM2TEXT_LAYOUT, erf, gelu, im2text, phi, phi_layout

WIDTHS = {"dim": 5, "hidden": 7, "token": 3}


def plain_linear(weight: np.ndarray, bias: np.ndarray, row: list[float]) -> list[float]:  # type: ignore[type-arg]
    return [
        math.fsum(float(w) * x for w, x in zip(line, row, strict=True)) + float(b)
        for line, b in zip(weight, bias, strict=True)
    ]


def plain_gelu(x: float) -> float:
    return x * 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def test_erf_is_that_of_the_standard_library() -> None:
    x = np.concatenate([np.linspace(-6, 6, 4001), [0.0, 1e-9, -1e-9, 40.0, -40.0]])
    np.testing.assert_allclose(erf(x), [math.erf(one) for one in x], atol=1e-6)


def test_gelu_is_the_exact_one() -> None:
    x = np.linspace(-8, 8, 1001).astype(np.float32)
    assert gelu(x).dtype == np.float32
    np.testing.assert_allclose(gelu(x), [plain_gelu(float(one)) for one in x], atol=2e-6)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_phi_is_linear_layers_with_gelu_between(depth: int) -> None:
    tensors = random_tensors(phi_layout(depth), WIDTHS, seed=depth)
    rows = np.random.default_rng(1).normal(size=(4, 5)).astype(np.float32) * 3
    expected = []
    for one in rows.tolist():
        for at in range(depth):
            name = f"layers.{3 * at}"
            one = plain_linear(tensors[f"{name}.weight"], tensors[f"{name}.bias"], one)
            if at < depth - 1:
                one = [plain_gelu(x) for x in one]
        expected.append(one)
    found = phi(tensors, rows)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_the_mapping_of_pic2word_is_two_rectified_blocks_and_a_layer() -> None:
    tensors = random_tensors(IM2TEXT_LAYOUT, WIDTHS, seed=3)
    rows = np.random.default_rng(2).normal(size=(4, 5)).astype(np.float32) * 3
    expected = []
    for one in rows.tolist():
        for name in ("layers.0.0", "layers.1.0"):
            one = plain_linear(tensors[f"{name}.weight"], tensors[f"{name}.bias"], one)
            one = [max(0.0, x) for x in one]
        expected.append(plain_linear(tensors["fc_out.weight"], tensors["fc_out.bias"], one))
    np.testing.assert_allclose(im2text(tensors, rows), expected, atol=1e-4)


def test_phi_is_what_torch_computes_under_the_same_names() -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    model = nn.Module()
    model.layers = nn.Sequential(
        *(nn.Linear(5, 7), nn.GELU(), nn.Dropout(0.5)),
        *(nn.Linear(7, 7), nn.GELU(), nn.Dropout(0.5)),
        nn.Linear(7, 3),
    ).eval()
    tensors = {name: one.detach().numpy() for name, one in model.state_dict().items()}
    assert tensors.keys() == phi_layout().keys()
    rows = np.random.default_rng(4).normal(size=(6, 5)).astype(np.float32)
    with torch.inference_mode():
        expected = model.layers(torch.from_numpy(rows)).numpy()
    np.testing.assert_allclose(phi(tensors, rows), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("layout", "dim", "hidden", "parameters"),
    [
        (phi_layout(), 512, 2048, 6_296_064),
        (phi_layout(), 768, 3072, 14_162_688),
        (phi_layout(), 1024, 4096, 25_175_040),
        (phi_layout(), 1280, 5120, 39_333_120),
        (IM2TEXT_LAYOUT, 768, 512, 1_050_368),
    ],
)
def test_published_sizes(layout: Layout, dim: int, hidden: int, parameters: int) -> None:
    widths = {"dim": dim, "hidden": hidden, "token": dim}
    assert count_parameters(layout, widths) == parameters


def test_one_layer_is_no_phi() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        phi_layout(1)
