"""Distances between two sets of unit vectors: what it takes to carry one set onto the other.

Shapes: ``n`` candidates, ``K`` captions of the wish, ``m`` views of each candidate. A view that a
candidate does not have is masked by ``present``; the mass of a candidate lies evenly on its views.
All exponentials are taken in the log domain, so that a low temperature does not overflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

    Numbers = NDArray[np.float64]
    Mask = NDArray[np.bool_]


def costs(captions: Matrix, views: NDArray[np.float32]) -> Numbers:
    """Return 1 - cos of captions (K, D) with views (n, m, D), all unit rows: (n, K, m), 0 to 2."""
    cosines = np.einsum("kd,nmd->nkm", captions, views, optimize=True)
    cost: Numbers = 1.0 - cosines.astype(np.float64)
    return cost


def conditional(cost: Numbers, present: Mask, temperature: float) -> Numbers:
    """Return the bidirectional conditional transport distance of each candidate, (n,).

    Zheng and Zhou, "Exploiting Chain Rule and Bayes' Theorem to Compare Probability Distributions",
    NeurIPS 2021, arXiv 2012.14191: every caption goes to the views near it, every view to the
    captions near it, and the mean of both expected costs is the distance. Departure: their
    navigator is learned; here it is the softmax of -cost / temperature, with even weights.

    Args:
        cost: (n, K, m).
        present: (n, m), at least one view a candidate.
        temperature: Above 0. Towards 0 everything goes to its nearest; towards infinity the
            distance is the mean cost.
    """
    of_views = _log_masses(present)
    forward = _softmax(-cost / temperature + of_views[:, None, :], 2)
    backward = _softmax(-cost / temperature, 1)
    there = (forward * cost).sum(axis=2).mean(axis=1)
    back = ((backward * cost).sum(axis=1) * np.exp(of_views)).sum(axis=1)
    distance: Numbers = 0.5 * (there + back)
    return distance


def sinkhorn(cost: Numbers, present: Mask, temperature: float, rounds: int = 100) -> Numbers:
    """Return the cost of the balanced plan that entropy keeps smooth, for each candidate, (n,).

    Cuturi, "Sinkhorn Distances: Lightspeed Computation of Optimal Transport", NeurIPS 2013, arXiv
    1306.0895: the plan P of uniform marginals that minimises <P, cost> - temperature * entropy(P),
    found by scaling rows and columns in turn; the distance is <P, cost>. A fixed number of rounds
    rather than a test of convergence keeps a candidate's distance free of its neighbours'.

    Args:
        cost: (n, K, m).
        present: (n, m), at least one view a candidate.
        temperature: Above 0. Towards 0 the plan is the optimal one (and needs more rounds); towards
            infinity the distance is the mean cost.
        rounds: How often rows and columns are scaled, at least 1.
    """
    of_views = _log_masses(present)[:, None, :]
    of_captions = -np.log(cost.shape[1])
    kernel = -cost / temperature
    captions = np.zeros((*cost.shape[:2], 1))
    views = np.zeros((len(cost), 1, cost.shape[2]))
    for _ in range(rounds):
        views = -_log_sum(kernel + captions + of_captions, 1)
        captions = -_log_sum(kernel + views + of_views, 2)
    plan = np.exp(kernel + captions + views + of_captions + of_views)
    distance: Numbers = (plan * cost).sum(axis=(1, 2))
    return distance


def _log_masses(present: Mask) -> Numbers:
    """Return the log of each view's mass (n, m): even over those that are there, else -inf."""
    masses: Numbers = np.where(present, 0.0, -np.inf) - np.log(present.sum(axis=1, keepdims=True))
    return masses


def _softmax(values: Numbers, axis: int) -> Numbers:
    raised = np.exp(values - values.max(axis=axis, keepdims=True))
    normal: Numbers = raised / raised.sum(axis=axis, keepdims=True)
    return normal


def _log_sum(values: Numbers, axis: int) -> Numbers:
    top = values.max(axis=axis, keepdims=True)
    total: Numbers = top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))
    return total
