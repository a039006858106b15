"""Ranks against a plain sort, over the ties that a sort would settle by chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointsay.evaluation.ranks import Ties, first, ranks_of

# Few distinct values: nearly every example has ties.
scores = st.lists(st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 1.0]), min_size=1, max_size=12)


def ranking(values: list[float], right: set[int], ties: Ties) -> list[int]:
    """Positions best first, by sorting on everything that counts."""
    late = [ties == "pessimistic" and at in right for at in range(len(values))]
    return sorted(range(len(values)), key=lambda at: (-values[at], late[at], at))


@pytest.mark.parametrize("ties", ["stable", "pessimistic"])
@given(values=scores, data=st.data())
def test_ranks_are_those_of_a_full_sort(
    ties: Ties, values: list[float], data: st.DataObject
) -> None:
    right = data.draw(st.sets(st.integers(0, len(values) - 1)))
    order = ranking(values, right, ties)
    found = ranks_of(np.array(values, np.float64), np.array(sorted(right), np.intp), ties)
    assert found == tuple(sorted(order.index(at) + 1 for at in right))


def test_a_constant_method_finds_nothing_where_ties_are_pessimistic() -> None:
    constant = np.zeros(15, np.float64)
    assert ranks_of(constant, np.array([0]), "stable") == (1,)
    assert ranks_of(constant, np.array([0]), "pessimistic") == (15,)


@given(values=scores, count=st.integers(0, 15))
def test_the_first_are_the_head_of_a_stable_sort(values: list[float], count: int) -> None:
    order = [at for at in ranking(values, set(), "stable") if values[at] > -np.inf]
    assert first(np.array(values, np.float64), count).tolist() == order[:count]
