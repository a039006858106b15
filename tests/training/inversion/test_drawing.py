"""Batches go through all rows before any row comes again."""

from __future__ import annotations

import numpy as np

from pointsay.training.inversion.drawing import Rounds


def test_a_round_sees_rows_once_and_the_next_in_another_order() -> None:
    rounds = Rounds(rows=11, batch=3, seed=4)
    assert rounds.steps == 3
    turns = [np.concatenate([rounds.batch_of(3 * turn + at) for at in range(3)]) for turn in (0, 1)]
    assert all(len(set(turn.tolist())) == 9 for turn in turns)
    assert turns[0].tolist() != turns[1].tolist()


def test_a_step_is_a_function_of_seed_and_number() -> None:
    for make in (lambda seed: Rounds(50, 8, seed).batch_of(5).tolist(),
                 lambda seed: Rounds(50, 8, seed).chance(5).random(4).tolist()):  # fmt: skip
        assert make(1) == make(1) != make(2)


def test_few_rows_are_one_batch() -> None:
    assert sorted(Rounds(3, 256, 0).batch_of(9).tolist()) == [0, 1, 2]
