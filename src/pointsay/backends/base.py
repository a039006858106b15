"""The seam to search servers: what one must be able to do, and how every call of one is made.

A server keeps rows in tables and knows nothing of encoders, methods or catalogues. Adding one means
writing a `Server`; batches, filters, retries and the promises of an index are shared.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from pointsay.backends.clauses import Clause
from pointsay.errors import BackendUnavailable
from pointsay.types import Scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.index import Found
    from pointsay.types import Matrix, Vector

BATCH = 2_000  # rows of one write
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 1.0

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as a server stores it.

    Attributes:
        row: Its number, by which it is written over.
        product: Id of its product.
        stamp: Changes whenever anything of the record does.
        generation: Of the catalogue when it was copied.
        facts: What filters may ask; see `pointsay.backends.clauses.facts`.
        vector: (D,) float32 of unit length.
    """

    row: int
    product: str
    stamp: str
    generation: int
    facts: Mapping[str, Scalar]
    vector: Vector


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended; each server goes on from what it can.

    Attributes:
        skip: Hits before the next page.
        score: Of the last hit, as the server told it.
        row: Of the last hit.
        passing: Rows that pass at most, as counted for the first page.
    """

    skip: int
    score: float
    row: int
    passing: int


@dataclass(frozen=True, slots=True)
class Ask:
    """One search of a table.

    Attributes:
        vector: (D,) float32, of unit length or zero.
        k: Most rows of the answer.
        clauses: Tests that all must hold.
        only: Rows that may be found, ascending; all when None.
        but: Rows that may not, ascending.
        after: Answer from behind this hit on.
        probes: Inverted lists to read, more where they hold fewer than ``k``; all rows that pass
            are compared when None.
    """

    vector: Vector
    k: int
    clauses: Sequence[Clause] = ()
    only: NDArray[np.int64] | None = None
    but: NDArray[np.int64] | None = None
    after: Cursor | None = None
    probes: int | None = None


class Server(Protocol):
    """A search server through one client. Thread-safe.

    Every call is given the seconds it may take. It raises one of ``transient`` when the server is
    away, stopped or too slow, and can then be made again: writes may be repeated.
    """

    name: str
    transient: tuple[type[Exception], ...]
    deepest: int  # most hits that skip and k may reach together
    by_place: bool  # pages begin at a number of hits: then the whole list must be the exact one

    def make(self, table: str, dim: int, within: float) -> None:
        """Make a table for vectors of width ``dim`` unless it is there."""
        ...

    def put(self, table: str, records: Sequence[Record], within: float) -> None:
        """Write rows, over those of the same numbers."""
        ...

    def remove(self, table: str, rows: Sequence[int], within: float) -> None:
        """Delete rows; those that are gone already are passed over."""
        ...

    def stamps(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, str]:
        """Return row -> stamp of those rows that are there."""
        ...

    def settle(self, table: str, numbers: Sequence[str], within: float) -> int:
        """Make what was written ready to be searched fast: indexes, statistics.

        Args:
            table: Its name.
            numbers: Facts that are numbers, which ranges may be asked of.
            within: Seconds.

        Returns:
            How many inverted lists the vectors are in; 0 where all of them are compared.
        """
        ...

    def count(self, table: str, within: float, clauses: Sequence[Clause] = ()) -> int:
        """Return how many rows of a table pass."""
        ...

    def vectors(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, Vector]:
        """Return row -> vector of those rows that are there."""
        ...

    def products(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, str]:
        """Return row -> product id of those rows that are there."""
        ...

    def search(self, table: str, ask: Ask, within: float) -> Found:
        """Return rows and inner products, best first."""
        ...

    def drop(self, table: str, within: float) -> None:
        """Delete a table if it is there."""
        ...

    def read_note(self, name: str, within: float) -> bytes | None:
        """Return a note that is kept beside the tables, or None."""
        ...

    def write_note(self, name: str, note: bytes, within: float) -> None:
        """Keep a note in the place of the one of this name; whole or not at all."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a caller waits for a server.

    Attributes:
        budget_s: Seconds that a call may take, with all its repetitions.
        rest_s: Seconds after a failed call in which others fail at once: a server that is down
            must not hold every shopper for the whole budget. They are told to come back then.
    """

    budget_s: float = 2.0
    rest_s: float = 1.0


SHOPPER = Patience()
LOADER = Patience(budget_s=120.0, rest_s=0.0)  # longer than a restart or a fail-over takes


class Line:
    """The way to a server: repeats what failed by its absence, within a budget. Thread-safe."""

    def __init__(self, server: Server, patience: Patience = SHOPPER) -> None:
        self.server = server
        self._patience = patience
        self._resting_until = 0.0

    def call(self, work: Callable[[float], T], budget_s: float | None = None) -> T:
        """Return what ``work`` does; it is given the seconds that are left.

        Args:
            work: Is repeated when it fails by the server's absence.
            budget_s: For work that takes longer than the line's patience.

        Raises:
            BackendUnavailable: The server did not answer within the budget.
        """
        now = time.monotonic()
        if now < self._resting_until:
            raise self._unavailable()
        until, pause = now + (budget_s or self._patience.budget_s), FIRST_PAUSE_S
        while True:
            try:
                return work(until - time.monotonic())
            except self.server.transient as error:
                if time.monotonic() + pause >= until:
                    self._resting_until = time.monotonic() + self._patience.rest_s
                    # For the operator alone: it may name hosts and users.
                    _log.warning("%s does not answer: %s", self.server.name, error)
                    raise self._unavailable() from error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _unavailable(self) -> BackendUnavailable:
        return BackendUnavailable(
            f"the search server ({self.server.name}) does not answer at the moment",
            hint="try again in a moment",
            retry_after_s=max(1.0, self._patience.rest_s),
        )


@contextmanager
def alarm(seconds: float, ring: Callable[[], None]) -> Iterator[None]:
    """Ring from another thread unless the block ends in time; for clients without time limits."""
    timer = threading.Timer(max(0.0, seconds), ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def batches(stop: int, size: int) -> Iterator[tuple[int, int]]:
    """Cut the rows up to ``stop`` into ranges."""
    for at in range(0, stop, size):
        yield at, min(at + size, stop)


def stack(found: Mapping[int, Vector], rows: NDArray[np.int64], dim: int) -> Matrix:
    """Return vectors (K, D) in the order of ``rows``; zeros for rows that are gone."""
    matrix = np.zeros((len(rows), dim), dtype=np.float32)
    for at, row in enumerate(rows.tolist()):
        if row in found:
            matrix[at] = found[row]
    return matrix
