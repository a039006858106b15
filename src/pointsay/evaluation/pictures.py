"""Pictures of a folder or zip as vectors by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pointsay.catalogue import ImageSource
from pointsay.catalogue.pipeline import Opening, Refused, Workers, encode_all, opened
from pointsay.catalogue.sources import by_product_id, pairs

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.types import Matrix, Vector

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pictures:
    """Encoded pictures by id.

    Attributes:
        ids: (N) product ids.
        matrix: (N, D) unit vectors.
        unreadable: Ids whose picture could not be decoded, with the reason.
    """

    ids: Sequence[str]
    matrix: Matrix
    unreadable: Mapping[str, str]

    def positions(self) -> dict[str, int]:
        """Return id -> position."""
        return {product_id: at for at, product_id in enumerate(self.ids)}

    def only(self, ids: Sequence[str]) -> Pictures:
        """Return those of ``ids`` that are here, in their order, each once."""
        positions = self.positions()
        kept = [one for one in dict.fromkeys(ids) if one in positions]
        rows = np.array([positions[one] for one in kept], dtype=np.intp)
        return Pictures(kept, self.matrix[rows], self.unreadable)


def encode_pictures(
    source: ImageSource,
    encoder: Encoder,
    *,
    only: frozenset[str] | None = None,
    progress: Progress = lambda done, total: None,
    on: Workers | None = None,
) -> Pictures:
    """Encode the pictures of a folder or zip.

    Args:
        source: Where they are.
        encoder: With what.
        only: Ids to restrict to; all by default.
        progress: Called with (done, total).
        on: Who encodes; see `encode_all`.

    Returns:
        Those that could be read, in the order of their names (of ``only``: of the ids).
    """
    if only is None:
        wanted = list(pairs(source.names()))
    else:
        by_id = by_product_id(source.names())
        wanted = [(one, by_id[one]) for one in sorted(only) if one in by_id]
    ids: list[str] = []
    rows: list[Vector] = []
    unreadable: dict[str, str] = {}
    done = 0
    for batch in encode_all(wanted, partial(_look, source), encoder, on=on):
        for one in batch:
            if isinstance(one, Refused):
                unreadable[one.item[0]] = one.error.message
            elif one.vector is not None:
                ids.append(one.item[0])
                rows.append(one.vector)
        done += len(batch)
        progress(done, len(wanted))
    matrix = np.stack(rows) if rows else np.zeros((0, encoder.info.dim), np.float32)
    return Pictures(ids, matrix, unreadable)


def _look(source: ImageSource, named: tuple[str, str]) -> Opening[None]:
    return partial(opened, None, source.read(named[1]))
