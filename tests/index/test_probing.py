"""Which lists a search reads."""

from __future__ import annotations

import numpy as np
import pytest

from pointsay.index.probing import Lists, Outlook

DIM, LISTS, SIZE = 8, 30, 200


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """(L, SIZE, D) rows whose lists differ in width, all of them longer in one direction."""
    rng = np.random.default_rng(5)
    stretch = np.array([2.0] + [0.5] * (DIM - 1))
    widths = np.linspace(0.2, 0.6, LISTS)[:, None, None]
    noise = rng.normal(size=(LISTS, SIZE, DIM)) * stretch * widths
    centres = rng.normal(size=(LISTS, 1, DIM))
    return np.asarray(centres + noise, dtype=np.float32)


@pytest.fixture(scope="module")
def lists(rows: np.ndarray) -> Lists:
    centres = rows.mean(1)
    residuals = rows - centres[:, None]
    lengths = (residuals**2).sum(-1).mean(1)
    flat = residuals.reshape(-1, DIM)
    return Lists(
        centres,
        np.full(LISTS, SIZE),
        (lengths / lengths.mean()).astype(np.float32),
        (flat.T @ flat / len(flat)).astype(np.float32),
    )


def outlook(lists: Lists, seed: int) -> tuple[Outlook, np.ndarray]:
    query = np.random.default_rng(seed).normal(size=DIM).astype(np.float32)
    return Outlook(lists, query, lists.sizes.astype(np.float32)), query


@pytest.mark.parametrize("seed", range(6))
def test_the_kth_score_is_foreseen(seed: int, lists: Lists, rows: np.ndarray) -> None:
    expected, query = outlook(lists, seed)
    scores = rows.reshape(-1, DIM) @ query
    above = (scores > expected.kth(300)).sum()
    assert 240 < above < 375  # of 6000


@pytest.mark.parametrize("loss", [3.0, 30.0])
def test_lists_hold_all_but_the_loss(loss: float, lists: Lists, rows: np.ndarray) -> None:
    lost = []
    for seed in range(20):
        expected, query = outlook(lists, seed)
        score = expected.kth(300)
        chosen = expected.choose(score, loss, np.zeros(LISTS, dtype=bool))
        assert len(set(chosen.tolist())) == len(chosen) < LISTS
        left = np.delete(rows, chosen, axis=0) @ query
        lost.append((left > score).sum())
    assert loss / 4 < np.mean(lost) < 2 * loss


def test_without_a_loss_every_list_that_may_hold_a_row_is_read(lists: Lists) -> None:
    expected, _ = outlook(lists, 1)
    nothing = np.zeros(LISTS, dtype=bool)
    assert sorted(expected.choose(-np.inf, 0.0, nothing)) == list(range(LISTS))


def test_lists_without_allowed_rows_and_read_ones_are_left_out(lists: Lists) -> None:
    query = np.ones(DIM, dtype=np.float32)
    counts = np.where(np.arange(LISTS) % 2 == 0, lists.sizes, 0).astype(np.float32)
    expected = Outlook(lists, query, counts)
    read = np.arange(LISTS) < 10
    chosen = expected.choose(-np.inf, 0.0, read)
    assert sorted(chosen) == list(range(10, LISTS, 2))


def test_a_query_of_any_length_reads_the_same_lists(lists: Lists) -> None:
    query = np.random.default_rng(3).normal(size=DIM).astype(np.float32)
    read = np.zeros(LISTS, dtype=bool)
    choices = []
    for length in (1.0, 1000.0):
        expected = Outlook(lists, np.float32(length) * query, lists.sizes.astype(np.float32))
        choices.append(expected.choose(expected.kth(50), 2.0, read).tolist())
    assert choices[0] == choices[1]


def test_more_rows_than_there_are_take_every_list(lists: Lists) -> None:
    expected, _ = outlook(lists, 2)
    score = expected.kth(LISTS * SIZE * 2)
    chosen = expected.choose(score, 0.0, np.zeros(LISTS, dtype=bool))
    assert len(chosen) == LISTS


def test_nothing_allowed_reads_nothing(lists: Lists) -> None:
    expected = Outlook(lists, np.ones(DIM, dtype=np.float32), np.zeros(LISTS, dtype=np.float32))
    assert len(expected.choose(expected.kth(5), 0.0, np.zeros(LISTS, dtype=bool))) == 0
