"""The first stage of a growing catalogue: which index it has now, and how that one is renewed."""

from __future__ import annotations

import logging
import math
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.approximate import ApproximateIndex
from pointsay.index.base import Index
from pointsay.index.clustering import Progress
from pointsay.index.exact import ExactIndex
from pointsay.index.inverted import NOWHERE, build, faiss
from pointsay.index.kept import Kept, read, write
from pointsay.index.rows import Rows
from pointsay.index.tally import Tally
from pointsay.index.tuning import tune

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

LISTS_PER_ROOT = 4  # lists for each square root of rows; half and twice as many cost more time
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Policy:
    """When a gallery gets lists, and what they must find.

    Attributes:
        exact_rows: Up to so many live rows every search scans all: lists would save nothing.
        target: Recall that settings are measured for.
        tail_rows: Rows behind the lists at which these are due to take them in.
        tail_share: The same as a share of the rows; the larger one counts.
        retrain: Growth since the centres were found at which they are found anew.
        seed: Of everything random.
    """

    exact_rows: int = 20_000
    target: float = 0.99
    tail_rows: int = 20_000
    tail_share: float = 0.02
    retrain: float = 2.0
    seed: int = 0


class Recall:
    """Gives the index of each moment of a catalogue. Thread-safe.

    A moment's index never changes: a search that began on it ends on it. Rows that came since the
    lists were made are searched exactly beside them until `renew` takes them in.

    Args:
        folder: Where lists are kept between processes; nowhere when None. Safe to delete.
        policy: When lists are made.
        background: Renew in a thread of its own whenever it is due. For services; a command that
            ends soon would only begin.
    """

    def __init__(
        self,
        folder: Path | None,
        policy: Policy = Policy(),
        *,
        background: bool = False,
    ) -> None:
        self._folder = folder
        self._policy = policy
        self._background = background
        self._lock = threading.Lock()
        self._renewing = threading.Lock()
        self._epoch: int | None = None
        self._rows: Rows | None = None
        self._kept: Kept | None = None
        self.renewals = 0  # how often lists have changed: an index made before may be slower

    def index(self, epoch: int, matrix: Matrix, live: NDArray[np.bool_]) -> Index:
        """Return the index of a moment.

        Args:
            epoch: Within one, a row keeps its number and its vector, and never lives again.
            matrix: (N, D) rows by number.
            live: (N,) which of them can be found.
        """
        with self._lock:
            rows, kept = self._at(epoch, matrix, live)
        if self._background and self._due(rows, kept) and not self._renewing.locked():
            self._renew_beside(epoch, rows)
        if kept is None or self._few(rows):
            return ExactIndex.over(rows)
        return ApproximateIndex(rows, kept.inverted, kept.settings)

    def renew(
        self,
        epoch: int,
        matrix: Matrix,
        live: NDArray[np.bool_],
        progress: Progress = lambda share: None,
    ) -> None:
        """Make or lengthen the lists now, if that is due, and keep them.

        Args:
            epoch: See `index`.
            matrix: See `index`.
            live: See `index`.
            progress: Told the share done; what it raises ends the work, and nothing has changed.
        """
        with self._lock:
            rows, _ = self._at(epoch, matrix, live)
        self._renew(epoch, rows, progress)

    def _at(self, epoch: int, matrix: Matrix, live: NDArray[np.bool_]) -> tuple[Rows, Kept | None]:
        """Return the rows of a moment and the lists that serve them; follows the newest."""
        known = self._rows
        if self._epoch != epoch or known is None:
            self._epoch, self._rows, self._kept = epoch, Rows(matrix, live), None
            if not self._few(self._rows):
                self._open(epoch, matrix, live)
        elif len(matrix) >= len(known):
            self._rows = known.later(matrix, live)
        else:  # an older moment is served, and the newest stays known
            kept = self._kept
            return Rows(matrix, live), kept if kept and len(kept.inverted) <= len(matrix) else None
        return self._rows, self._kept

    def _open(self, epoch: int, matrix: Matrix, live: NDArray[np.bool_]) -> None:
        """Take up what another process, or an earlier one, has made of the first rows."""
        file = self._file(epoch)
        kept = None if file is None else read(file, matrix)
        if kept is not None:
            held = kept.inverted.home != NOWHERE
            self._rows = Rows(matrix[: len(held)], held, kept.tally).later(matrix, live)
            self._kept = kept

    def _few(self, rows: Rows) -> bool:
        alive = len(rows) if rows.live is None else int(np.count_nonzero(rows.live))
        return alive <= self._policy.exact_rows

    def _due(self, rows: Rows, kept: Kept | None) -> bool:
        if self._few(rows):
            return False
        tail = len(rows) - (len(kept.inverted) if kept else 0)
        few = max(self._policy.tail_rows, self._policy.tail_share * len(rows))
        return kept is None or tail > few

    def _renew_beside(self, epoch: int, rows: Rows) -> None:
        work = threading.Thread(
            target=self._renew_quietly, args=(epoch, rows), name="pointsay-lists", daemon=True
        )
        work.start()

    def _renew_quietly(self, epoch: int, rows: Rows) -> None:
        faiss().omp_set_num_threads(1)  # of this thread; the other cores are for searches
        try:
            self._renew(epoch, rows, lambda share: None)
        except OSError as error:  # of the disk: searches go on with what is in memory
            _log.warning("the lists of the gallery could not be kept: %s", error)

    def _renew(self, epoch: int, rows: Rows, progress: Progress) -> None:
        with self._renewing:
            with self._lock:
                old = self._kept if self._epoch == epoch else None
            if not self._due(rows, old):
                return
            kept = _renewed(rows, old, self._policy, progress)
            with self._lock:
                if self._epoch == epoch:
                    self._kept = kept
                    self.renewals += 1
            self._keep(epoch, rows.matrix, kept)

    def _file(self, epoch: int) -> Path | None:
        return None if self._folder is None else self._folder / f"lists-{epoch}.safetensors"

    def _keep(self, epoch: int, matrix: Matrix, kept: Kept) -> None:
        file = self._file(epoch)
        if file is None:
            return
        write(file, matrix, kept)
        for other in file.parent.glob("lists-*.safetensors"):
            if other != file:
                other.unlink(missing_ok=True)


def _renewed(rows: Rows, old: Kept | None, policy: Policy, progress: Progress) -> Kept:
    alive = np.arange(len(rows)) if rows.live is None else np.flatnonzero(rows.live)
    if old is not None and len(alive) < policy.retrain * old.trained:
        new = alive[alive >= len(old.inverted)]
        inverted = old.inverted.grown(rows.matrix, new)
        tally = old.tally.plus(Tally.of(rows.matrix, new))
        return Kept(inverted, old.settings, tally, old.trained)
    count = lists_for(len(alive))
    inverted = build(rows.matrix, alive, count, seed=policy.seed, progress=progress)
    settings = tune(inverted, rows.matrix, alive, target=policy.target, seed=policy.seed)
    return Kept(inverted, settings, rows.tally(), len(alive))


def lists_for(rows: int) -> int:
    """Return how many lists ``rows``, at least one, are put into: a power of two."""
    return min(rows, int(2 ** round(math.log2(LISTS_PER_ROOT * math.sqrt(rows)))))
