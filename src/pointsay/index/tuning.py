"""Settings by measurement: rows of the gallery ask, an exact scan knows the answers.

Half the questions are single rows, as when a shopper asks for what is like a product; half are sums
of two rows, because a composed query lies between products and is harder than either.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
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
REPEATS = 7
BLOCK = 32_768
_FREE = Costs(0.0, 0.0, 0.0, 0.0)


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
        seed: Of the questions.
    """
    depth = min(DEPTH, max(1, len(rows) // 20))
    kinds = _questions(matrix, rows, seed)
    truths = [_truth(matrix, rows, questions, depth) for questions in kinds]
    settings = Settings(LOSSES[-2], FACTORS[-1], _FREE, target, 0.0, depth)

    def recall(trial: Settings) -> float:
        return min(
            _bound([_share(inverted, matrix, query, best, trial) for query, best in pairs])
            for pairs in (zip(*kind, strict=True) for kind in zip(kinds, truths, strict=True))
        )

    best = recall(settings)
    for factor in FACTORS:
        trial = replace(settings, factor=factor)
        if recall(trial) >= best - CODES_SHARE * (1 - target):
            settings = trial
            break
    for loss in LOSSES:
        settings = replace(settings, loss=loss)
        settings = replace(settings, reached=recall(settings))
        if settings.reached >= target:
            break
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
    trial = Settings(0.5, 1.0, _FREE, 0.5, 0.0, 1)
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


def _share(
    inverted: Inverted,
    matrix: Matrix,
    query: NDArray[np.float32],
    best: NDArray[np.int64],
    settings: Settings,
) -> float:
    usable = Usable.of(inverted, None)
    found = Reading(inverted, query, len(best), usable, settings).found(matrix)
    return len(np.intersect1d(found.rows, best)) / len(best)


def _bound(shares: list[float]) -> float:
    error = float(np.std(shares)) / math.sqrt(len(shares))
    return float(np.mean(shares)) - CERTAIN * error


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        start = time.thread_time()
        work()
        taken.append(time.thread_time() - start)
    return min(taken)
