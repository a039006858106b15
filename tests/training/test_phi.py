from __future__ import annotations

import numpy as np
import pytest
import torch

from pointsay.methods.phi import phi as forward
from pointsay.training.phi import Phi


@pytest.mark.parametrize(
    ("dim", "out", "count"),
    [(512, 512, 6_296_064), (768, 768, 14_162_688), (1024, 1024, 25_175_040)],
)
def test_it_is_as_large_as_the_published_network(dim: int, out: int, count: int) -> None:
    with torch.device("meta"):
        phi = Phi(dim, out)
    assert sum(one.numel() for one in phi.parameters()) == count
    assert {name.rpartition(".")[0] for name in phi.state_dict()} == {
        "layers.0", "layers.3", "layers.6",
    }  # fmt: skip


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_what_is_trained_is_what_is_run(depth: int) -> None:
    torch.manual_seed(0)
    phi = Phi(8, 5, depth=depth).eval()
    rows = torch.randn(4, 8)
    tensors = {name: one.numpy() for name, one in phi.state_dict().items()}
    with torch.no_grad():
        np.testing.assert_allclose(forward(tensors, rows.numpy()), phi(rows).numpy(), atol=1e-5)


def test_a_single_layer_is_no_phi() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        Phi(8, 5, depth=1)
