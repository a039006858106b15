"""Losses against sums that are written out."""

from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the train extra")

from pointsay.methods.inversion.oti import distance  # noqa: E402
from pointsay.training.inversion.losses import imitation, matching  # noqa: E402


def cosine(left: np.ndarray, right: np.ndarray) -> float:
    return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))


def test_imitation_has_negatives_of_both_kinds() -> None:
    rng = np.random.default_rng(0)
    mapped, found = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    total = 0.0
    for own, other in ((mapped, found), (found, mapped)):
        for i in range(4):
            twin = math.exp(cosine(own[i], other[i]) / 0.25)
            below = sum(math.exp(cosine(own[i], other[j]) / 0.25) for j in range(4))
            below += sum(math.exp(cosine(own[i], own[j]) / 0.25) for j in range(4) if j != i)
            total -= math.log(twin / below)
    got = imitation(torch.from_numpy(mapped), torch.from_numpy(found), 0.25)
    assert float(got) == pytest.approx(total / 8, rel=1e-5)


def test_matching_is_clips_loss() -> None:
    rng = np.random.default_rng(1)
    images, texts = rng.normal(size=(5, 6)), rng.normal(size=(5, 6))
    total = 0.0
    for left, right in ((images, texts), (texts, images)):
        for i in range(5):
            scores = [math.exp(20.0 * cosine(left[i], right[j])) for j in range(5)]
            total -= math.log(scores[i] / sum(scores))
    got = matching(torch.from_numpy(images), torch.from_numpy(texts), 20.0)
    assert float(got) == pytest.approx(total / 10, rel=1e-5)


def test_distance_is_one_minus_cosine() -> None:
    rng = np.random.default_rng(2)
    left, right = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    got = distance(torch.from_numpy(left), torch.from_numpy(right))
    plain = [1.0 - cosine(a, b) for a, b in zip(left, right, strict=True)]
    np.testing.assert_allclose(got.numpy(), plain, rtol=1e-5)
