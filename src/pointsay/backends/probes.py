"""How many inverted lists a search reads: measured on what was loaded, against exact answers.

Servers keep vectors in lists of like ones and read those nearest to a query. How many that must be
depends on the data and on how far down the gallery an answer reaches: the thousand best of a filter
that one row in four passes lie as deep as the four thousand best of all. So the lists are counted
for a few depths when a collection is loaded, and a search reads as many as its depth needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.backends.base import Ask, Line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

TARGET = 0.99  # mean share of the true best rows
QUESTIONS = 24  # half of them rows, half sums of two
SHALLOW, DEEP = 250, 4_000
FIRST_SHARE = 64  # of the lists, what is tried first: one in so many
GROWTH = 1.4  # from one number of lists that is tried to the next


@dataclass(frozen=True, slots=True)
class Probes:
    """Lists to read for the first places of a gallery.

    Attributes:
        lists: That the server made; 0 where it compares every row anyway.
        depths: Places, ascending.
        counts: Lists to read for as many places.
    """

    lists: int = 0
    depths: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()

    def for_depth(self, depth: float) -> int | None:
        """Return how many lists to read, or None where every row had better be compared.

        Args:
            depth: Places of the gallery that the answer reaches down to.
        """
        if not self.depths:
            return None
        deepest = self.depths[-1]
        if depth > deepest:  # beyond what was measured, as many more as there are more places
            count = math.ceil(self.counts[-1] * depth / deepest)
        else:
            count = self.counts[int(np.searchsorted(self.depths, depth))]
        return count if count < self.lists else None


EVERY_ROW = Probes()


def measure(line: Line, table: str, lists: int, rows: NDArray[np.int64], seed: int = 0) -> Probes:
    """Return the fewest lists that find enough at each depth.

    Args:
        line: To the server.
        table: With an index of ``lists`` lists.
        lists: None are measured where this is 0.
        rows: That are there, ascending.
        seed: Of the questions.

    Raises:
        BackendUnavailable: The server does not answer.
    """
    # Half of a gallery is never asked for by lists: an exact scan costs no more.
    depths = tuple(_doubled(SHALLOW, min(DEEP, len(rows) // 2, line.server.deepest)))
    if not lists or not depths:
        return EVERY_ROW
    questions = _questions(line, table, rows, seed)

    def first(question: Vector, depth: int, probes: int | None) -> NDArray[np.int64]:
        ask = Ask(question, depth, probes=probes)
        return line.call(lambda s: line.server.search(table, ask, s)).rows

    best = [first(question, depths[-1], None) for question in questions]

    def enough(depth: int, count: int) -> bool:
        found = sum(
            len(np.intersect1d(rows[:depth], first(question, depth, count)))
            for question, rows in zip(questions, best, strict=True)
        )
        return found >= TARGET * depth * len(questions)

    count, counts = math.ceil(lists / FIRST_SHARE), []
    for depth in depths:
        while count < lists and not enough(depth, count):
            count = min(lists, math.ceil(GROWTH * count))
        counts.append(count)
    return Probes(lists, depths, tuple(counts))


def _questions(line: Line, table: str, rows: NDArray[np.int64], seed: int) -> Matrix:
    """Return unit vectors as shoppers ask them: alone, and composed, which lies between rows."""
    drawn = np.random.default_rng(seed).choice(rows, (3, QUESTIONS // 2))
    found = line.call(lambda s: line.server.vectors(table, np.unique(drawn), s))
    alone, first, second = (np.stack([found[row] for row in some]) for some in drawn.tolist())
    questions = np.concatenate([alone, first + second])
    unit: Matrix = questions / np.linalg.norm(questions, axis=1, keepdims=True)
    return unit


def _doubled(start: int, most: int) -> Iterator[int]:
    while start <= most:
        yield start
        start *= 2
