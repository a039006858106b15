from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pointsay.training.captions import Described
from pointsay.training.sampling import MOST_KIN, RUN, batch_rows

SEED = 11


def _products(families: Sequence[str], types: Sequence[str]) -> list[Described]:
    return [
        Described({"type": kind} if kind else {}, {}, family=family)
        for family, kind in zip(families, types, strict=True)
    ]


def _pass(products: Sequence[Described], batch: int, nth: int = 0, seed: int = SEED) -> list[int]:
    steps = len(products) // batch
    return [
        row
        for step in range(nth * steps, (nth + 1) * steps)
        for row in batch_rows(products, batch, (seed, 0, step))
    ]


KINDS = ("dress", "shirt", "hat")
PAIRS = _products(
    [f"model {at // 2}" for at in range(96)], [KINDS[at // 2 % 3] for at in range(96)]
)


def test_a_pass_holds_every_row_once_and_the_next_is_another() -> None:
    for batch in (8, 24, 96):
        first, second = _pass(PAIRS, batch), _pass(PAIRS, batch, nth=1)
        assert sorted(first) == sorted(second) == list(range(96))
        assert first != second


def test_rows_that_fill_no_batch_wait_for_another_pass() -> None:
    left_out = [set(range(96)) - set(_pass(PAIRS, 40, nth)) for nth in range(6)]
    assert all(len(one) == 16 for one in left_out)
    assert not set.intersection(*left_out)


def test_rows_are_a_function_of_the_key() -> None:
    assert list(batch_rows(PAIRS, 8, (1, 0, 3))) == list(batch_rows(PAIRS, 8, (1, 0, 3)))
    for other in ((2, 0, 3), (1, 1, 3), (1, 0, 4)):
        assert list(batch_rows(PAIRS, 8, (1, 0, 3))) != list(batch_rows(PAIRS, 8, other))


def test_kin_stand_side_by_side() -> None:
    order = _pass(PAIRS, 8)
    for at in range(0, len(order), 2):
        assert order[at] // 2 == order[at + 1] // 2


def test_a_large_family_comes_a_few_at_a_time() -> None:
    products = _products(["one"] * 30 + ["other"] * 30, ["dress"] * 60)
    for nth in range(5):
        families = [products[row].family for row in _pass(products, 60, nth)]
        changes = sum(one != other for one, other in pairwise(families))
        assert 4 <= changes <= 2 * 60 / MOST_KIN


def test_a_run_holds_one_type() -> None:
    order = _pass(PAIRS, 96)
    kinds = [PAIRS[row].facts["type"] for row in order]
    changes = sum(one != other for one, other in pairwise(kinds))
    assert changes <= 96 / RUN - 1
    assert set(kinds[:48]) == {"dress", "shirt", "hat"}  # and runs of every type are mixed


def test_products_without_family_or_type_are_drawn_too() -> None:
    products = _products([""] * 10, [""] * 5 + ["dress"] * 5)
    assert sorted(_pass(products, 5)) == list(range(10))


def test_a_corpus_smaller_than_a_batch_is_the_batch() -> None:
    few = PAIRS[:6]
    assert sorted(batch_rows(few, 256, (1, 0, 0))) == list(range(6))
    assert sorted(batch_rows(few, 256, (1, 0, 5))) == list(range(6))
