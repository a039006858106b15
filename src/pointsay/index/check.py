"""One conformance suite for every index."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import Nonconforming
from pointsay.index.base import Index

if TYPE_CHECKING:
    from pointsay.types import Matrix


def check_index(
    build: Callable[[Matrix], Index],
    *,
    recall: float = 1.0,
    rows: int = 500,
    dim: int = 24,
    seed: int = 7,
) -> None:
    """Hold an index to the promises of `pointsay.index.Index`.

    Args:
        build: Makes an index of (N, D) unit rows.
        recall: Least share of the true top 10 to be found; 1 for exact ones.
        rows: Rows of the trial gallery.
        dim: Width of the trial gallery.
        seed: Of the trial gallery.

    Raises:
        Nonconforming: Names the promise that was broken.
    """
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(rows, dim)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix[rows // 2] = matrix[0]  # a tie
    index = build(matrix)
    _demand(len(index) == rows and index.dim == dim, "it knows its size")
    found_share = []
    for query in matrix[:20]:
        truth = np.argsort(-(matrix @ query), kind="stable")[:10]
        found = index.search(query, 10)
        _demand(found.rows.dtype == np.int64 and found.rows.shape == (10,), "rows are (K,) int64")
        _demand(bool(np.all(np.diff(found.scores) <= 0)), "scores descend")
        tied = np.diff(found.scores) == 0
        _demand(bool(np.all(np.diff(found.rows)[tied] > 0)), "equal scores ascend by row")
        exact = matrix[found.rows] @ query
        _demand(bool(np.allclose(exact, found.scores, atol=0.02)), "scores are inner products")
        found_share.append(len(set(truth) & set(found.rows)) / 10)
    _demand(float(np.mean(found_share)) >= recall - 1e-9, f"recall@10 is at least {recall}")
    _limits(index, matrix, rng)
    moments = index.moments()
    _demand(bool(np.allclose(moments.mean, matrix.mean(0), atol=1e-4)), "moments: mean")
    _demand(bool(np.allclose(moments.covariance, np.cov(matrix.T, ddof=0), atol=1e-4)), "moments")
    some = np.array([3, 1, 3], dtype=np.int64)
    _demand(bool(np.allclose(index.vectors(some), matrix[some], atol=0.02)), "vectors come back")
    empty = build(np.zeros((0, dim), dtype=np.float32))
    _demand(len(empty.search(matrix[0], 5).rows) == 0, "an empty gallery answers with nothing")


def _limits(index: Index, matrix: Matrix, rng: np.random.Generator) -> None:
    everything = index.search(matrix[0], 10 * len(matrix))
    _demand(sorted(everything.rows) == list(range(len(matrix))), "k beyond N finds each row once")
    blank = index.search(np.zeros_like(matrix[0]), len(matrix))
    _demand(bool(np.all(np.diff(blank.rows) > 0)), "equal scores ascend by row")
    allowed = rng.random(len(matrix)) < 0.02
    found = index.search(matrix[1], len(matrix), allowed)
    _demand(sorted(found.rows) == list(np.flatnonzero(allowed)), "a filter loses nothing it allows")
    nothing = index.search(matrix[1], 5, np.zeros(len(matrix), dtype=bool))
    _demand(len(nothing.rows) == 0, "a filter that allows nothing finds nothing")


def _demand(kept: bool, promise: str) -> None:
    if not kept:
        raise Nonconforming(f"broken promise: {promise}", hint="see pointsay.index.Index")
