"""Which products meet in a batch: kin and like things together, so that telling them apart is hard.

A batch drawn at random is easily told apart: a watch, a saree, a shoe. Here a pass over the corpus
is a shuffle of short runs: a run holds products of one type, and within it products of one family
stand side by side, up to a few. So every batch has the same type in other colours, other types in
the same colour, and kin for `losses.kinship`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from pointsay.training.captions import Described

RUN = 8
MOST_KIN = 3


def batch_rows(
    products: Sequence[Described], batch: int, key: tuple[int, int, int]
) -> Sequence[int]:
    """Return the rows of one step: consecutive slices of a fresh arrangement each pass.

    Args:
        products: The corpus.
        batch: Rows a step; the whole corpus when it is smaller.
        key: (seed, stage, step); equal keys give equal rows.
    """
    seed, stage, step = key
    batch = min(batch, len(products))
    a_pass = len(products) // batch
    arranged = _arranged(products, np.random.default_rng((seed, stage, step // a_pass)))
    at = step % a_pass * batch
    return arranged[at : at + batch]


def _arranged(products: Sequence[Described], rng: np.random.Generator) -> list[int]:
    kin = defaultdict(list)
    for row in rng.permutation(len(products)):
        product = products[row]
        kin[product.family or f"row {row}"].append(int(row))
    by_type = defaultdict(list)
    for rows in kin.values():
        for group in _cut(rows, MOST_KIN):
            by_type[products[group[0]].facts.get("type", "")].append(group)
    runs = []
    for groups in by_type.values():
        mixed = (groups[at] for at in rng.permutation(len(groups)))
        runs += list(_cut([row for group in mixed for row in group], RUN))
    return [row for at in rng.permutation(len(runs)) for row in runs[at]]


def _cut(rows: list[int], size: int) -> Iterable[list[int]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))
