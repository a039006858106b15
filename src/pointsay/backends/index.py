"""A collection on a server as an index of ours, and as pages of filtered hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pointsay.backends.about import About
from pointsay.backends.base import Ask, Cursor, Line, Server, stack
from pointsay.backends.clauses import Clause, clauses
from pointsay.catalogue import Filters
from pointsay.errors import InvalidLimit
from pointsay.index import Found, Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

FEW = 20_000  # rows that pass, up to which all of them are compared
SHARE = 4  # and where an answer is more than this part of them


@dataclass(frozen=True, slots=True)
class Page:
    """Hits in descending order of score.

    Attributes:
        found: Rows and scores.
        products: Their ids; a product that went meanwhile is left out of both.
        next: Where the next page begins, None behind the last one.
    """

    found: Found
    products: Sequence[str]
    next: Cursor | None


class RemoteIndex:
    """An index whose rows lie on a server; see `pointsay.index.Index`. Thread-safe.

    It is of the moment of the last load. Every method that asks the server raises
    `BackendUnavailable` when it does not answer in time.

    Args:
        line: To the server.
        about: What was loaded.
    """

    def __init__(self, line: Line, about: About) -> None:
        self.about = about
        self._line = line
        self._live = None if about.live.all() else about.live
        self._alive = int(about.live.sum())

    @property
    def dim(self) -> int:
        """Width D."""
        return len(self.about.moments.mean)

    def __len__(self) -> int:
        return len(self.about.live)

    @property
    def live(self) -> NDArray[np.bool_] | None:
        """See `pointsay.index.Index`."""
        return self._live

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """Return the best rows; see `pointsay.index.Index`.

        An answer that came out short of what is allowed is asked again exactly, so that no filter
        loses rows to the approximation.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        usable = self.about.live if allowed is None else self.about.live & allowed
        passing = int(usable.sum())
        wanted = min(k, passing)
        if wanted > self._line.server.deepest:
            raise _too_deep(self._line.server, wanted)
        if wanted == 0:
            return _ranked(Found(np.empty(0, np.int64), np.empty(0, np.float32)), 1.0, usable)
        ask = Ask(_unit(query), wanted, probes=self._probes(wanted, passing))
        if 2 * passing <= self._alive:
            ask = replace(ask, only=np.flatnonzero(usable))
        elif passing < self._alive:
            ask = replace(ask, but=np.flatnonzero(self.about.live & ~usable))
        return _ranked(self._whole(ask), float(np.linalg.norm(query)), usable)

    def page(
        self, query: Vector, size: int, filters: Filters = (), after: Cursor | None = None
    ) -> Page:
        """Return the hits behind a cursor, the first ones by default.

        Cursors outlive connections and the server's restarts: nothing is kept open between pages.

        Raises:
            InvalidFilter: No product has an attribute of this name.
            InvalidLimit: The server does not page so deep.
        """
        tests = clauses(filters, self.about.names)
        skip = after.skip if after else 0
        if size < 1:
            raise ValueError(f"a page has at least 1 hit, not {size}")
        if skip + size > self._line.server.deepest:
            raise _too_deep(self._line.server, skip + size)
        passing = after.passing if after else self._passing(tests)
        probes = None if self._line.server.by_place else self._probes(skip + size, passing)
        raw = self._whole(Ask(_unit(query), size, tests, after=after, probes=probes))
        return self._as_page(query, raw, size, skip, passing)

    def pages(self, query: Vector, size: int, filters: Filters = ()) -> Iterator[Page]:
        """Yield page after page until the hits or the server's depth end."""
        after: Cursor | None = None
        while True:
            page = self.page(query, size, filters, after)
            yield page
            after = page.next
            if after is None or after.skip + size > self._line.server.deepest:
                return

    def vectors(self, rows: NDArray[np.int64]) -> Matrix:
        """Return stored vectors, (K, D) float32; zeros for a row that went meanwhile."""
        wanted = np.unique(rows)
        table = self.about.table
        found = self._line.call(lambda s: self._line.server.vectors(table, wanted, s))
        return stack(found, rows, self.dim)

    def moments(self) -> Moments:
        """Return mean and covariance of the rows as they were when they were loaded."""
        return self.about.moments

    def _probes(self, depth: int, passing: int) -> int | None:
        """Return the lists to read for the first ``depth`` of the rows that pass."""
        if passing <= FEW or SHARE * depth > passing:
            return None
        return self.about.probes.for_depth(depth * self._alive / passing)

    def _passing(self, tests: Sequence[Clause]) -> int:
        """Return how many rows pass at most, counted where it decides what a search reads."""
        if not tests or self._alive <= FEW or self._line.server.by_place:
            return self._alive
        return self._line.call(lambda s: self._line.server.count(self.about.table, s, tests))

    def _ask(self, ask: Ask) -> Found:
        return self._line.call(lambda s: self._line.server.search(self.about.table, ask, s))

    def _whole(self, ask: Ask) -> Found:
        """Return an answer that is short only where no more rows pass."""
        found = self._ask(ask)
        if len(found.rows) < ask.k and ask.probes is not None:
            found = self._ask(replace(ask, probes=None))
        return found

    def _as_page(self, query: Vector, raw: Found, size: int, skip: int, passing: int) -> Page:
        table = self.about.table
        names = self._line.call(lambda s: self._line.server.products(table, raw.rows, s))
        kept = np.array([row in names for row in raw.rows.tolist()], dtype=bool)
        rows, scores = raw.rows[kept], raw.scores[kept]
        end = None
        if len(raw.rows) == size:
            end = Cursor(skip + size, float(raw.scores[-1]), int(raw.rows[-1]), passing)
        scaled = (scores * np.linalg.norm(query)).astype(np.float32)
        return Page(Found(rows, scaled), [names[row] for row in rows.tolist()], end)


def _too_deep(server: Server, depth: int) -> InvalidLimit:
    return InvalidLimit(
        f"hits up to place {depth} are asked for; {server.name} answers the first {server.deepest}",
        hint="ask for fewer, or narrow the filters",
    )


def _unit(query: Vector) -> Vector:
    """Return the query at unit length: servers may hold it in half precision."""
    length = float(np.linalg.norm(query))
    unit: Vector = (query / length if length else query).astype(np.float32)
    return unit


def _ranked(found: Found, length: float, usable: NDArray[np.bool_]) -> Found:
    """Return what may be found in the promised order, with the scores of the query's own length.

    Rows that a running load has added since are not of this index's moment.
    """
    inside = found.rows < len(usable)
    rows, scores = found.rows[inside], found.scores[inside]
    rows, scores = rows[usable[rows]], scores[usable[rows]]
    order = np.lexsort((rows, -scores))
    return Found(rows[order], (scores[order] * length).astype(np.float32))
