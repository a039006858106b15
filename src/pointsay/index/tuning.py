"""Settings by measurement: rows of the gallery ask, an exact scan knows the answers.

Half the questions are single rows, as when a shopper asks for what is like a product; half are sums
of two rows, because a composed query lies between products and is harder than either. Each is asked
of everything, of rows that lie scattered, and of rows of a kind, as filters let them through.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.inverted import Inverted
from pointsay.index.reading import Reading, Usable
from pointsay.index.scan import inner
from pointsay.index.settings import Costs, Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

DEPTH = 1000
QUESTIONS = 48  # of each kind
LOSSES = (0.16, 0.08, 0.04, 0.02, 0.014, 0.01, 0.007, 0.005, 0.0025, 0.001, 0.0003, 0.0)
FACTORS = (1.0, 1.05, 1.1, 1.2, 1.5, 2.0, 3.0)
CODES_SHARE = 0.2  # of the recall that may be lost, what codes may lose
CERTAIN = 1.64  # standard errors: the mean lies above the bound nineteen times of twenty
ALLOWED = 0.05  # of the rows, by the filters that are tried
REPEATS = 7
BLOCK = 32_768
_FREE = Costs(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Trial:
    """Questions of one kind under one filter, and their true answers."""

    questions: Matrix
    answers: list[NDArray[np.int64]]
    usable: Usable

    def recall(self, inverted: Inverted, matrix: Matrix, settings: Settings) -> float:
        """Return the recall that the mean surpasses nineteen times of twenty."""
        shares = []
        for query, best in zip(self.questions, self.answers, strict=True):
            found = Reading(inverted, query, len(best), self.usable, settings).found(matrix)
            shares.append(len(np.intersect1d(found.rows, best)) / len(best))
        error = float(np.std(shares)) / math.sqrt(len(shares))
        return float(np.mean(shares)) - CERTAIN * error


def tune(
    inverted: Inverted, matrix: Matrix, rows: NDArray[np.int64], *, target: float, seed: int
) -> Settings:
    """Return the cheapest settings whose recall is at least ``target``.

    The target must be met by each kind of question, with one standard error and two thirds to
    spare. Data on which nothing meets it reads every list that may hold a row.

    Args:
        inverted: Lists of ``rows``.
        matrix: (N, D), what they were built of.
        rows: Ascending.
        target: Mean share of the true best rows, below 1.
        seed: Of the questions and filters.
    """
    kinds, masks = _questions(matrix, rows, seed), _masks(matrix, rows, seed)
    plain, *filtered = (
        [_trial(inverted, matrix, rows, questions, mask) for questions in kinds] for mask in masks
    )
    under = [trial for trials in filtered for trial in trials]

    def recall(trials: list[_Trial], settings: Settings) -> float:
        return min(trial.recall(inverted, matrix, settings) for trial in trials)

    depth = len(plain[0].answers[0])
    settings = Settings(LOSSES[-2], LOSSES[-2], FACTORS[-1], _FREE, target, 0.0, depth)
    best = recall(plain, settings)
    for factor in FACTORS:
        trial = replace(settings, factor=factor)
        if recall(plain, trial) >= best - CODES_SHARE * (1 - target):
            settings = trial
            break
    for loss in LOSSES:
        settings = replace(settings, loss=loss)
        settings = replace(settings, reached=recall(plain, settings))
        if settings.reached >= target:
            break
    for loss in (one for one in LOSSES if one <= settings.loss):
        settings = replace(settings, filtered_loss=loss)
        if (reached := recall(under, settings)) >= target:
            break
    settings = replace(settings, reached=min(settings.reached, reached))
    return replace(settings, costs=measure_costs(inverted, matrix, rows))


def measure_costs(inverted: Inverted, matrix: Matrix, rows: NDArray[np.int64]) -> Costs:
    """Time each part of a search; the least of some repeats, in seconds of the thread."""
    lists, query = inverted.lists, np.asarray(matrix[rows[0]], dtype=np.float32)
    near, every = inner(lists.centres, query), np.arange(len(lists.sizes))
    some = np.sort(np.random.default_rng(0).choice(rows, min(len(rows), 4096), replace=False))
    total, k = max(1, int(lists.sizes.sum())), 100
    nothing = np.zeros((len(inverted) + 7) // 8, dtype=np.uint8)
    one = int(np.argmin(np.where(lists.sizes > 0, lists.sizes, total + 1)))
    row = _seconds(partial(inner, matrix, query, some)) / len(some)
    code = _seconds(partial(inverted.scan, query, k, every, near, None)) / total
    check = _seconds(partial(inverted.scan, query, k, every, near, nothing)) / total
    usable = Usable.of(inverted, None)
    trial = Settings(0.5, 0.5, 1.0, _FREE, 0.5, 0.0, 1)
    search = _seconds(partial(Reading, inverted, query, DEPTH, usable, trial))
    search += _seconds(partial(inverted.scan, query, DEPTH, every[one:][:1], near[one:][:1], None))
    return Costs(row, code, check, search)


def _questions(matrix: Matrix, rows: NDArray[np.int64], seed: int) -> list[Matrix]:
    rng = np.random.default_rng(seed)
    alone, first, second = (
        np.asarray(matrix[np.sort(rng.choice(rows, min(QUESTIONS, len(rows)), replace=False))])
        for _ in range(3)
    )
    both = first.astype(np.float32) + rng.permutation(second.astype(np.float32))
    return [alone.astype(np.float32), both]


def _masks(matrix: Matrix, rows: NDArray[np.int64], seed: int) -> list[NDArray[np.bool_] | None]:
    """Return no filter, one that lets scattered rows through, and one for rows of a kind."""
    rng = np.random.default_rng(seed + 1)
    scattered, alike = np.zeros((2, len(matrix)), dtype=bool)
    count = max(1, round(ALLOWED * len(rows)))
    scattered[rng.choice(rows, count, replace=False)] = True
    along = inner(matrix, np.asarray(matrix[rng.choice(rows)], dtype=np.float32), rows)
    alike[rows[np.argpartition(along, len(rows) - count)[len(rows) - count :]]] = True
    return [None, scattered, alike]


def _trial(
    inverted: Inverted,
    matrix: Matrix,
    rows: NDArray[np.int64],
    questions: Matrix,
    mask: NDArray[np.bool_] | None,
) -> _Trial:
    allowed = rows if mask is None else rows[mask[rows]]
    depth = min(DEPTH, max(1, len(allowed) // 20))
    return _Trial(questions, _truth(matrix, allowed, questions, depth), Usable.of(inverted, mask))


def _truth(
    matrix: Matrix, rows: NDArray[np.int64], questions: Matrix, depth: int
) -> list[NDArray[np.int64]]:
    """Return the best ``depth`` of ``rows`` for each question, in any order."""
    best_rows = np.empty((len(questions), 0), dtype=np.int64)
    best_scores = np.empty((len(questions), 0), dtype=np.float32)
    for at in range(0, len(rows), BLOCK):
        block = rows[at : at + BLOCK]
        scores = questions @ np.asarray(matrix)[block].astype(np.float32, copy=False).T
        numbers = np.broadcast_to(block, scores.shape)
        best_scores = np.concatenate([best_scores, scores], axis=1)
        best_rows = np.concatenate([best_rows, numbers], axis=1)
        if best_scores.shape[1] > depth:
            kept = np.argpartition(best_scores, -depth, axis=1)[:, -depth:]
            best_scores = np.take_along_axis(best_scores, kept, axis=1)
            best_rows = np.take_along_axis(best_rows, kept, axis=1)
    return list(best_rows)


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        start = time.thread_time()
        work()
        taken.append(time.thread_time() - start)
    return min(taken)
