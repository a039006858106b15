from __future__ import annotations

import numpy as np
import torch

from pointsay.training.augment import augment
from pointsay.training.losses import contrastive


def _unit(rng: np.random.Generator, rows: int) -> np.ndarray:
    raw = rng.normal(size=(rows, 6))
    return raw / np.linalg.norm(raw, axis=1, keepdims=True)


def _by_hand(image: np.ndarray, text: np.ndarray, scale: float, truth: np.ndarray) -> float:
    """Mean over rows of the mean negative log-probability of each row's positives, both ways."""

    def one_way(query: np.ndarray, gallery: np.ndarray, right: np.ndarray) -> float:
        total = 0.0
        for i in range(len(query)):
            logits = [scale * float(query[i] @ other) for other in gallery]
            norm = np.log(sum(np.exp(logit) for logit in logits))
            wanted = [logits[j] - norm for j in range(len(gallery)) if right[i, j]]
            total -= sum(wanted) / len(wanted)
        return total / len(query)

    return 0.5 * (one_way(text, image, truth) + one_way(image, text, truth.T))


def _loss(image: np.ndarray, text: np.ndarray, scale: float, truth: np.ndarray) -> float:
    tensors = (torch.tensor(one, dtype=torch.float64) for one in (image, text))
    log_scale = torch.tensor(np.log(scale), dtype=torch.float64)
    return float(contrastive(*tensors, log_scale, torch.tensor(truth, dtype=torch.float64)))


def test_equals_the_definition_with_one_and_with_many_positives() -> None:
    rng = np.random.default_rng(2)
    image, text = _unit(rng, 7), _unit(rng, 7)
    single = np.eye(7)
    several = np.eye(7)
    several[0, 3] = several[2, 1] = several[2, 5] = 1
    for truth in (single, several):
        assert abs(_loss(image, text, 12.0, truth) - _by_hand(image, text, 12.0, truth)) < 1e-9


def test_the_temperature_is_clamped_at_one_hundred() -> None:
    rng = np.random.default_rng(4)
    image, text = _unit(rng, 5), _unit(rng, 5)
    assert _loss(image, text, 1e4, np.eye(5)) == _loss(image, text, 100.0, np.eye(5))


def test_perfect_pairs_cost_less_than_shuffled_ones() -> None:
    image = _unit(np.random.default_rng(6), 8)
    right = _loss(image, image, 20.0, np.eye(8))
    assert right < _loss(image, np.roll(image, 1, axis=0), 20.0, np.eye(8))


def test_augmentation_keeps_hue_and_range_and_repeats_with_its_seed() -> None:
    grey = torch.full((6, 3, 24, 18), 120.0)

    def run(seed: int) -> torch.Tensor:
        return augment(grey, torch.Generator().manual_seed(seed), fill=255.0)

    out = run(1)
    assert torch.equal(out, run(1))
    assert not torch.equal(out, run(2))
    assert out.shape == grey.shape
    assert float(out.min()) >= 0
    assert float(out.max()) <= 255
    # Grey stays grey: no channel is moved against another.
    assert float((out.amax(1) - out.amin(1)).max()) < 1e-3


def test_augmentation_shows_the_canvas_colour_where_the_picture_has_left() -> None:
    black = torch.zeros(32, 3, 24, 18)
    out = augment(black, torch.Generator().manual_seed(0), fill=255.0)
    assert float(out.max()) > 200
