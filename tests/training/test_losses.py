from __future__ import annotations

import numpy as np
import torch

from pointsay.training.augment import augment
from pointsay.training.losses import contrastive, kinship, likeness, naming


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


def _tensor(rows: np.ndarray) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.float64)


def _log_softmax(logits: list[float]) -> list[float]:
    norm = np.log(sum(np.exp(one) for one in logits))
    return [one - norm for one in logits]


def test_kinship_is_the_mean_over_those_who_have_kin() -> None:
    rows, scale = _unit(np.random.default_rng(8), 8), 9.0
    families = [0, 1, 0, -1, 2, 1, 0, -1]  # 2 is alone, and strangers are no family
    costs = []
    for i, family in enumerate(families):
        others = [j for j in range(8) if j != i]
        shares = _log_softmax([scale * float(rows[i] @ rows[j]) for j in others])
        kin = [shares[at] for at, j in enumerate(others) if family >= 0 and families[j] == family]
        if kin:
            costs.append(-sum(kin) / len(kin))
    assert len(costs) == 5
    found = float(kinship(_tensor(rows), torch.tensor(families), scale))
    assert abs(found - np.mean(costs)) < 1e-9


def test_without_kin_there_is_nothing_to_learn() -> None:
    rows = _tensor(_unit(np.random.default_rng(8), 4)).requires_grad_()
    for families in ([-1, -1, -1, -1], [0, 1, 2, 3]):
        loss = kinship(rows, torch.tensor(families), 9.0)
        loss.backward()
        assert float(loss.detach()) == 0.0
        assert rows.grad is not None
        assert float(rows.grad.abs().max()) == 0.0


def test_naming_is_a_classifier_over_the_values_that_a_world_knows() -> None:
    rng = np.random.default_rng(9)
    rows, prompts, scale = _unit(rng, 5), _unit(rng, 4), 14.0
    choices = [[0, 1, 0, 0], [1, -1, -1, 0], [0, 0, 0, 0], [-1, 0, -1, 1], [-1, -1, -1, -1]]
    costs = []
    for i, row in enumerate(choices):
        if 1 not in row:
            continue
        known = [j for j in range(4) if row[j] >= 0]
        shares = _log_softmax([scale * float(rows[i] @ prompts[j]) for j in known])
        costs.append(-shares[known.index(row.index(1))])
    assert len(costs) == 3
    log_scale = torch.tensor(np.log(scale))
    found = float(naming(_tensor(rows), _tensor(prompts), log_scale, torch.tensor(choices)))
    assert abs(found - np.mean(costs)) < 1e-9


def test_naming_clamps_its_temperature_and_costs_nothing_without_values() -> None:
    rng = np.random.default_rng(9)
    rows, prompts = _tensor(_unit(rng, 2)), _tensor(_unit(rng, 3))
    choices = torch.tensor([[0, 1, 0], [1, 0, 0]])
    hot, clamped = (naming(rows, prompts, torch.tensor(one).log(), choices) for one in (1e4, 1e2))
    assert float(hot) == float(clamped)
    assert float(naming(rows, prompts, torch.tensor(1.0), torch.zeros(2, 3))) == 0.0


def test_likeness_is_the_divergence_of_neighbourhoods() -> None:
    rng = np.random.default_rng(10)
    student, scale = _unit(rng, 6), 7.0
    teacher = np.concatenate([_unit(rng, 6), _unit(rng, 6)], axis=1) / np.sqrt(2)  # of other width
    total = 0.0
    for i in range(6):
        others = [j for j in range(6) if j != i]
        ours = _log_softmax([scale * float(student[i] @ student[j]) for j in others])
        theirs = _log_softmax([scale * float(teacher[i] @ teacher[j]) for j in others])
        total += sum(np.exp(t) * (t - s) for s, t in zip(ours, theirs, strict=True))
    found = float(likeness(_tensor(student), _tensor(teacher), scale))
    assert abs(found - total / 6) < 1e-9


def test_likeness_asks_for_relations_only() -> None:
    rng = np.random.default_rng(11)
    rows = _unit(rng, 6)
    turned = rows @ np.linalg.qr(rng.normal(size=(6, 6)))[0]
    assert abs(float(likeness(_tensor(turned), _tensor(rows), 7.0))) < 1e-9
    assert float(likeness(_tensor(_unit(rng, 6)), _tensor(rows), 7.0)) > 0.01


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
