"""The contestants of `recall.py`: each builds from a file of vectors, opens, searches.

A contestant runs in a process of its own, so that its memory can be told from the others'. What is
not installed is left out, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pointsay.index import ExactIndex, Index, Policy, Recall
from pointsay.index.recall import lists_for

BLOCK = 65_536
TRAINED_ON = 32  # rows a list, as many as pointsay's own centres are trained on
ROUNDS = 10
FACTOR = 1.1  # candidates a row of the answer, where FAISS looks at finer codes again

Mask = NDArray[np.bool_]
Matrix = NDArray[np.float32]
Rows = NDArray[np.int64]


class Contestant(Protocol):
    """Something that finds the best rows.

    Attributes:
        needs: Module that must be installed.
        filters: Whether it can be told which rows may be found.
    """

    needs: str
    filters: bool

    @property
    def efforts(self) -> Sequence[int]:
        """Settings, the fastest first."""
        ...

    def build(self, matrix: Matrix, folder: Path, threads: int) -> None:
        """Build from (N, D) and write into ``folder``."""
        ...

    def open(self, matrix: Matrix, folder: Path) -> None:
        """Read what `build` wrote."""
        ...

    def search(self, query: Matrix, k: int, effort: int, allowed: Mask | None) -> Rows:
        """Return the best rows that are allowed."""
        ...


class Pointsay:
    """Our own stage, settings and all by itself."""

    needs, filters = "faiss", True
    efforts: Sequence[int] = (0,)

    def build(self, matrix: Matrix, folder: Path, threads: int) -> None:
        """Cluster, encode, measure settings, write."""
        Recall(folder, self._policy(matrix)).renew(0, matrix, _alive(matrix))

    def open(self, matrix: Matrix, folder: Path) -> None:
        """Read the lists; vectors stay where they are."""
        index = Recall(folder, self._policy(matrix)).index(0, matrix, _alive(matrix))
        self._index: Index = index

    def search(self, query: Matrix, k: int, effort: int, allowed: Mask | None) -> Rows:
        """Search."""
        return self._index.search(query, k, allowed).rows

    def _policy(self, matrix: Matrix) -> Policy:
        return Policy(exact_rows=0)


class Exact(Pointsay):
    """Our own exact index: what a small gallery gets."""

    needs = "pointsay"

    def build(self, matrix: Matrix, folder: Path, threads: int) -> None:
        """Nothing to build."""

    def open(self, matrix: Matrix, folder: Path) -> None:
        """Nothing to read."""
        self._index = ExactIndex(matrix)


class Faiss:
    """FAISS as its guide has it: a factory string, and a search parameter to choose.

    Args:
        factory: With ``{lists}`` for the number of lists.
        parameter: That is chosen.
        efforts: Its values.
        filters: Whether it takes a selector.
    """

    needs = "faiss"

    def __init__(self, factory: str, efforts: Sequence[int], *, filters: bool = True) -> None:
        self._factory = factory
        self.efforts = efforts
        self.filters = filters

    def build(self, matrix: Matrix, folder: Path, threads: int) -> None:
        """Train on a sample, add, write."""
        import faiss

        faiss.omp_set_num_threads(threads)
        lists = lists_for(len(matrix))
        factory = self._factory.format(lists=lists)
        index = faiss.index_factory(matrix.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
        if factory.startswith("IVF"):
            clustering = faiss.extract_index_ivf(index).cp
            clustering.niter = ROUNDS
            clustering.max_points_per_centroid = TRAINED_ON
            clustering.min_points_per_centroid = 1
        rng = np.random.default_rng(0)
        drawn = rng.choice(len(matrix), min(len(matrix), TRAINED_ON * lists), replace=False)
        index.train(np.asarray(matrix)[np.sort(drawn)])
        for at in range(0, len(matrix), BLOCK):
            index.add(np.ascontiguousarray(matrix[at : at + BLOCK]))
        faiss.write_index(index, str(folder / "faiss"))

    def open(self, matrix: Matrix, folder: Path) -> None:
        """Read the index."""
        import faiss

        faiss.omp_set_num_threads(1)
        self._index: Any = faiss.read_index(str(folder / "faiss"))

    def search(self, query: Matrix, k: int, effort: int, allowed: Mask | None) -> Rows:
        """Search; a mask becomes a bitmap, as a caller of FAISS would write it."""
        import faiss

        bits = None if allowed is None else np.packbits(allowed, bitorder="little")
        chooser = None if bits is None else faiss.IDSelectorBitmap(bits)
        if "HNSW" in self._factory:
            parameters = faiss.SearchParametersHNSW(efSearch=effort, sel=chooser)
        else:
            parameters = faiss.IVFSearchParameters(nprobe=effort, sel=chooser)
        if "Refine" in self._factory:
            parameters = faiss.IndexRefineSearchParameters(
                k_factor=FACTOR, base_index_params=parameters
            )
        rows: Rows = self._index.search(query[None], k, params=parameters)[1][0]
        return rows[rows >= 0]


class Hnswlib:
    """hnswlib; its filters call Python for each row that is looked at, so none are measured."""

    needs, filters = "hnswlib", False
    efforts: Sequence[int] = (1000, 1500, 2000, 3000, 4500, 7000)

    def build(self, matrix: Matrix, folder: Path, threads: int) -> None:
        """Add all rows."""
        import hnswlib

        index = hnswlib.Index("ip", matrix.shape[1])
        index.init_index(len(matrix), M=24, ef_construction=150, random_seed=1)
        index.add_items(matrix, num_threads=threads)
        index.save_index(str(folder / "hnswlib"))

    def open(self, matrix: Matrix, folder: Path) -> None:
        """Read the graph."""
        import hnswlib

        self._index = hnswlib.Index("ip", matrix.shape[1])
        self._index.load_index(str(folder / "hnswlib"))

    def search(self, query: Matrix, k: int, effort: int, allowed: Mask | None) -> Rows:
        """Search."""
        self._index.set_ef(effort)
        rows: Rows = self._index.knn_query(query, k, num_threads=1)[0][0].astype(np.int64)
        return rows


class Usearch:
    """usearch with half-precision vectors; it has no filters in Python."""

    needs, filters = "usearch", False
    efforts: Sequence[int] = (1000, 1500, 2000, 3000, 4500, 7000)

    def build(self, matrix: Matrix, folder: Path, threads: int) -> None:
        """Add all rows."""
        from usearch.index import Index as Graph

        index = Graph(ndim=matrix.shape[1], metric="ip", dtype="f16", connectivity=24)
        index.add(np.arange(len(matrix)), np.ascontiguousarray(matrix), threads=threads)
        index.save(str(folder / "usearch"))

    def open(self, matrix: Matrix, folder: Path) -> None:
        """Read the graph."""
        from usearch.index import Index as Graph

        self._index: Any = Graph.restore(str(folder / "usearch"))

    def search(self, query: Matrix, k: int, effort: int, allowed: Mask | None) -> Rows:
        """Search."""
        self._index.expansion_search = effort
        rows: Rows = np.asarray(self._index.search(query, k, threads=1).keys, dtype=np.int64)
        return rows


PROBES = (32, 64, 96, 128, 192, 256, 320, 384, 512, 768, 1024, 2048)
DEPTHS = (1000, 1500, 2000, 3000, 4500, 7000)

CONTESTANTS: dict[str, Callable[[], Contestant]] = {
    "pointsay": Pointsay,
    "pointsay exact": Exact,
    "faiss IVF,SQ8": lambda: Faiss("IVF{lists},SQ8", PROBES),
    "faiss IVF,SQ8,Refine": lambda: Faiss("IVF{lists},SQ8,Refine(SQfp16)", PROBES),
    "faiss IVF,Flat": lambda: Faiss("IVF{lists},Flat", PROBES),
    "faiss HNSW32,SQ8": lambda: Faiss("HNSW32,SQ8", DEPTHS, filters=False),
    "hnswlib": Hnswlib,
    "usearch f16": Usearch,
}


def installed(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split names of contestants into those that can run here and those that cannot."""
    here = [name for name in names if find_spec(CONTESTANTS[name]().needs) is not None]
    return here, [name for name in names if name not in here]


def _alive(matrix: Matrix) -> Mask:
    return np.ones(len(matrix), dtype=bool)
