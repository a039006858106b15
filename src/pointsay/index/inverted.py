"""Inverted lists of quantised rows, scanned by FAISS: 8 bits a number, of each row's residual.

Everything that decides an answer is ours and visible: the centres (`clustering`), which lists are
read (`probing`), the final scores (exact, from the vectors). FAISS encodes residuals and scans
codes, which it does at the speed of memory.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pointsay.index.clustering import Progress, assign, cluster
from pointsay.index.probing import Lists

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

NOWHERE = -1
SAMPLED = 65_536  # rows that tell how a filter lies over lists
SAMPLE = 32  # rows a list is trained on; twice as many gave the same recall
BLOCK = 65_536
PRIOR = 4  # rows of mean length that every list's spread counts beside its own


class Inverted:
    """Rows of a matrix in lists. Read-only and thread-safe once built.

    Args:
        lists: Where the centres are and how rows lie around them.
        home: (N,) int32, the list of each row, `NOWHERE` for rows that are in none.
        scanner: FAISS's inverted lists, with row numbers as ids.
    """

    def __init__(self, lists: Lists, home: NDArray[np.int32], scanner: Any) -> None:
        self.lists = lists
        self.home = home
        self.scanner = scanner

    def __len__(self) -> int:
        """Rows that are in lists, or were dead when the others were put there."""
        return len(self.home)

    @cached_property
    def sample(self) -> tuple[slice, NDArray[np.int32], NDArray[np.int64]]:
        """Rows by which filters are judged: which, their lists, how many of each list."""
        looked = slice(0, len(self), max(1, len(self) // SAMPLED))
        homes = self.home[looked]
        held = homes[homes != NOWHERE]
        return looked, homes, np.bincount(held, minlength=len(self.lists.sizes))

    def scan(
        self,
        query: Vector,
        k: int,
        chosen: NDArray[np.int64],
        near: Vector,
        bits: NDArray[np.uint8] | None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return about the best ``k`` rows of the chosen lists, and about their scores.

        Args:
            query: (D,) float32.
            k: At least 1.
            chosen: (P,) lists.
            near: (P,) inner products of the query with their centres.
            bits: Rows that may be found, a bit each, lowest first; all when None.
        """
        chooser = None if bits is None else faiss().IDSelectorBitmap(bits)
        parameters = faiss().IVFSearchParameters(sel=chooser, nprobe=len(chosen))
        scores, rows = np.empty(k, dtype=np.float32), np.empty(k, dtype=np.int64)
        lists, near = np.ascontiguousarray(chosen), np.ascontiguousarray(near)
        at = faiss().swig_ptr
        # FAISS's own wrapper of this call takes no parameters, so that it could not filter.
        self.scanner.search_preassigned_c(
            1, at(query), k, at(lists), at(near), at(scores), at(rows), False, parameters
        )
        found = rows >= 0
        return rows[found], scores[found]

    def grown(self, matrix: Matrix, rows: NDArray[np.int64]) -> Inverted:
        """Return lists that also hold ``rows``, ascending, of a longer matrix; centres stay."""
        scanner = faiss().clone_index(self.scanner)
        home = np.full(len(matrix), NOWHERE, dtype=np.int32)
        home[: len(self.home)] = self.home
        for at in range(0, len(rows), BLOCK):
            _put(scanner, self.lists.centres, matrix, rows[at : at + BLOCK], home)
        sizes = np.bincount(home[home >= 0], minlength=len(self.lists.sizes))
        lists = Lists(self.lists.centres, sizes, self.lists.spread, self.lists.residual)
        return Inverted(lists, home, scanner)


def build(
    matrix: Matrix, rows: NDArray[np.int64], count: int, *, seed: int, progress: Progress
) -> Inverted:
    """Put ``rows`` of a matrix (N, D) into ``count`` lists.

    Args:
        matrix: float32 or float16, may be mapped.
        rows: Ascending, at least ``count``.
        count: Lists L.
        seed: Of the rows that centres are trained on, and where they start.
        progress: Told the share done; what it raises ends the work.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.choice(rows, min(len(rows), SAMPLE * count), replace=False)
    sample = _wide(matrix, np.sort(drawn))
    centres = cluster(sample, count, seed=seed, progress=lambda share: progress(share / 2))
    residuals = sample - centres[assign(sample, centres)]
    scanner = empty_scanner(centres)
    scanner.train_encoder(len(residuals), faiss().swig_ptr(residuals), None)
    scanner.is_trained = True
    home = np.full(len(matrix), NOWHERE, dtype=np.int32)
    for at in range(0, len(rows), BLOCK):
        _put(scanner, centres, matrix, rows[at : at + BLOCK], home)
        progress(0.5 + min(at + BLOCK, len(rows)) / len(rows) / 2)
    return Inverted(_measured(matrix, centres, home, np.sort(drawn)), home, scanner)


def empty_scanner(centres: Matrix) -> Any:
    """Return FAISS's lists around ``centres`` (L, D), not trained and without rows."""
    count, dim = centres.shape
    coarse = faiss().IndexFlatIP(dim)
    coarse.add(centres)
    return faiss().IndexIVFScalarQuantizer(
        coarse,
        dim,
        count,
        faiss().ScalarQuantizer.QT_8bit,
        faiss().METRIC_INNER_PRODUCT,
        True,  # of residuals: their range is smaller, and so is the error
    )


def _put(
    scanner: Any,
    centres: Matrix,
    matrix: Matrix,
    rows: NDArray[np.int64],
    home: NDArray[np.int32],
) -> None:
    pointer = faiss().swig_ptr
    wide = _wide(matrix, rows)
    home[rows] = nearest = assign(wide, centres)
    ids, lists = np.ascontiguousarray(rows), nearest.astype(np.int64)
    scanner.add_core(len(wide), pointer(wide), pointer(ids), pointer(lists))


def _measured(
    matrix: Matrix, centres: Matrix, home: NDArray[np.int32], drawn: NDArray[np.int64]
) -> Lists:
    """Return how rows lie around centres; lengths and directions by the rows drawn."""
    count = len(centres)
    residuals = _wide(matrix, drawn) - centres[home[drawn]]
    lengths = np.vecdot(residuals, residuals)
    mean = max(float(lengths.mean()), float(np.finfo(np.float32).tiny))
    each = np.bincount(home[drawn], minlength=count)
    spread = (np.bincount(home[drawn], lengths / mean, count) + PRIOR) / (each + PRIOR)
    return Lists(
        centres,
        np.bincount(home[home >= 0], minlength=count),
        spread.astype(np.float32),
        (residuals.T @ residuals / len(residuals)).astype(np.float32, copy=False),
    )


def _wide(matrix: Matrix, rows: NDArray[np.int64]) -> Matrix:
    picked: Matrix = np.asarray(matrix)[rows].astype(np.float32, copy=False)
    return picked


def faiss() -> Any:
    """Return the module of FAISS: 0.1 s and 40 MB, which small catalogues never need."""
    import faiss as module

    return module
