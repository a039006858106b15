from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from fakes import ColourEncoder
from pointsay.methods import make_method
from pointsay.methods.composers.composer import Composer
from pointsay.training.composers.contrast import Alike, Batch, Contrast
from pointsay.training.composers.examples import Examples
from pointsay.training.composers.network import Composing, Parameters


def plain_sum() -> Composing:
    method = make_method("bge_vl")
    assert isinstance(method, Composer)
    return Composing(method, Parameters({}, {}, 0), torch.zeros(1, 1))


def expected(batch: Batch, temperature: float, *, query: bool, alike: Alike) -> float:
    """One query, one exponential at a time."""
    losses = []
    for i in range(len(batch.targets)):
        composed = (batch.references[i] + batch.texts[i]).double()
        composed = composed / composed.norm()

        def power(row: torch.Tensor, composed: torch.Tensor = composed) -> float:
            return math.exp(float(composed @ row.double()) / temperature)

        others = [j for j in range(len(batch.targets)) if j != i]
        fits = [j for j in others if bool(batch.alike[i, j])]
        counted = [j for j in others if not (alike == "masked" and j in fits)]
        total = power(batch.targets[i]) + sum(power(batch.targets[j]) for j in counted)
        total += sum(
            power(row) for row, there in zip(batch.negatives[i], batch.known[i], strict=True)
            if there
        )  # fmt: skip
        total += power(batch.references[i]) if query else 0.0
        right = [i, *fits] if alike == "right" else [i]
        losses.append(-sum(math.log(power(batch.targets[j]) / total) for j in right) / len(right))
    return sum(losses) / len(losses)


@pytest.mark.parametrize("alike", ["masked", "right", "wrong"])
@pytest.mark.parametrize("query", [True, False])
def test_the_loss_is_the_sum_that_it_stands_for(
    examples: Examples, alike: Alike, query: bool
) -> None:
    batch = examples.batch(np.arange(16), hard=2)
    batch.known[::3, 1] = False
    assert batch.alike.any()
    module = Contrast(plain_sum(), 0.1, query_negative=query, alike=alike)
    found = float(module(batch)["contrast"].detach())
    assert found == pytest.approx(expected(batch, 0.1, query=query, alike=alike), rel=1e-4)


def test_a_temperature_is_learned_or_fixed() -> None:
    assert [name for name, _ in Contrast(plain_sum()).named_parameters()] == ["log_scale"]
    assert not list(Contrast(plain_sum(), learned=False).parameters())


def test_magiclens_starts_as_the_plain_sum_in_query_and_gallery() -> None:
    from pointsay.training.composers.starts import plain_sum as start

    method, encoder = make_method("magiclens", layers=2), ColourEncoder()
    assert isinstance(method, Composer)
    dim = encoder.info.dim
    widths = {"dim": dim, "heads": 4, "head": 6, "pool_head": dim // 4, "hidden": 9}
    parameters = Parameters(method.layout, widths, 3, start(method.layout, widths, 3))
    silence = torch.from_numpy(encoder.encode_texts([""]))
    network = Composing(method, parameters, silence)
    images = torch.nn.functional.normalize(torch.randn(5, dim), dim=1)
    texts = torch.nn.functional.normalize(torch.randn(5, dim), dim=1)
    for found, added in (
        (network.queries(images, texts), images + texts),
        (network.gallery(images), images + silence),
    ):
        centred = added - added.mean(1, keepdim=True)
        expected = torch.nn.functional.normalize(centred, dim=1)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=0.0)
