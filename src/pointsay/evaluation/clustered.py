"""Unit vectors that lie in clusters, as a shop's photos do: for timing and for nothing else.

Independent random vectors are unlike any shop: in hundreds of dimensions all of them are equally
far apart, which makes approximate search look bad and caches look good. Here a vector is a
cluster's centre plus noise, scaled back to unit length. There are `CLUSTERS` centres, drawn
uniformly on the sphere; the share of cluster c is proportional to 1 / (c + 1), as a shop has many
T-shirts and few umbrellas. The noise is as long as ``SPREAD`` times the centre, so that two vectors
of one cluster have a cosine near 1 / (1 + SPREAD ** 2) = 0.61 and two of different clusters one
near 0.

Vectors are made in blocks, each from its own seed: memory is one block beside the result, and a
longer gallery of the same seed starts with the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import InvalidLimit
from pointsay.evaluation.machine import GIBIBYTE

if TYPE_CHECKING:
    from pointsay.types import Matrix

CLUSTERS = 1000
SPREAD = 0.8
BLOCK = 16_384
MAX_VECTORS = 20_000_000
DEFAULT_MEMORY_GIB = 8.0

_CENTRES, _GALLERY, _QUERIES = range(3)  # streams of one seed that do not touch


def clustered_gallery(
    count: int, dim: int, *, seed: int = 0, memory_gib: float = DEFAULT_MEMORY_GIB
) -> Matrix:
    """Return (count, dim) float32 unit vectors.

    Args:
        count: From 1 to `MAX_VECTORS`.
        dim: Width.
        seed: Another seed is another gallery.
        memory_gib: What the result may take at most.

    Raises:
        InvalidLimit: ``count`` is no whole number in range, or the result would not fit.

    Example:
        >>> gallery = clustered_gallery(5, 8)
        >>> bool((clustered_gallery(3, 8) == gallery[:3]).all())
        True
    """
    check_size(count, dim, memory_gib)
    vectors = np.empty((count, dim), dtype=np.float32)
    for at, block in enumerate(clustered_blocks(count, dim, seed=seed)):
        vectors[at * BLOCK : (at + 1) * BLOCK] = block
    return vectors


def clustered_blocks(count: int, dim: int, *, seed: int = 0) -> Iterator[Matrix]:
    """Yield the rows of `clustered_gallery` in order, `BLOCK` at a time."""
    return _blocks(count, dim, seed, _GALLERY)


def clustered_queries(count: int, dim: int, *, seed: int = 0) -> Matrix:
    """Return (count, dim) unit vectors from the clusters of the gallery of the same seed."""
    check_size(count, dim)
    return np.concatenate(list(_blocks(count, dim, seed, _QUERIES)))


def check_size(count: int, dim: int, memory_gib: float = DEFAULT_MEMORY_GIB) -> None:
    """Refuse a size before any memory is taken.

    Raises:
        InvalidLimit: See `clustered_gallery`.
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_VECTORS:
        raise InvalidLimit(
            f"a gallery has 1 to {MAX_VECTORS} vectors, not {count!r}",
            hint="give sizes as whole numbers, such as 10000,100000",
        )
    needed = 4 * count * dim / GIBIBYTE
    if needed > memory_gib:
        raise InvalidLimit(
            f"{count} vectors of {dim} numbers take {needed:.3g} GiB, more than the "
            f"{memory_gib:.3g} GiB allowed",
            hint="measure smaller galleries, or allow more memory",
        )


def _blocks(count: int, dim: int, seed: int, stream: int) -> Iterator[Matrix]:
    rng = np.random.default_rng([seed, _CENTRES])
    centres = _unit(rng.standard_normal((CLUSTERS, dim), dtype=np.float32))
    shares = 1.0 / np.arange(1, CLUSTERS + 1)
    ends = np.cumsum(shares / shares.sum())
    for at in range(0, count, BLOCK):
        rng = np.random.default_rng([seed, stream, at // BLOCK])
        # A whole block even where fewer are wanted: the stream must not depend on the count.
        which = np.minimum(np.searchsorted(ends, rng.random(BLOCK)), CLUSTERS - 1)
        noise = rng.standard_normal((BLOCK, dim), dtype=np.float32) * np.float32(SPREAD / dim**0.5)
        yield _unit(centres[which] + noise)[: count - at]


def _unit(rows: Matrix) -> Matrix:
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
