"""Galleries of methods that do not compare queries with the encoder's own vectors."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index import ExactIndex

if TYPE_CHECKING:
    from pointsay.catalogue import Gallery
    from pointsay.index import Index
    from pointsay.methods import Method
    from pointsay.types import Matrix

_ROOM = 1024


class MappedGalleries:
    """What each method searches, made when it is first asked for. Thread-safe.

    After a write only its new rows are mapped. Mapped galleries are held in memory beside the
    catalogue's and searched exactly.
    """

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._mapping = threading.Lock()

    def index(self, method: Method, gallery: Gallery) -> Index:
        """Return what ``method`` searches; its positions are those of ``gallery``."""
        if not method.own_gallery:
            return gallery.index
        with self._mapping:  # a second question waits for the first one's result
            kept = self._kept.get(method.name)
            if kept is None or kept.gallery.epoch != gallery.epoch:
                mapped = _MappedRows(method, gallery.index.dim)
                kept = _Kept(gallery, mapped, mapped.index(gallery))
            elif kept.gallery is not gallery:
                kept = _Kept(gallery, kept.mapped, kept.mapped.index(gallery, kept))
            self._kept[method.name] = kept
        return kept.index


@dataclass(frozen=True, slots=True)
class _Kept:
    """The index of a method over the gallery that was asked for last."""

    gallery: Gallery
    mapped: _MappedRows
    index: ExactIndex


class _MappedRows:
    """What a method made of the rows of one epoch, by number; grows behind what was handed out."""

    def __init__(self, method: Method, dim: int) -> None:
        self._method = method
        self._rows: Matrix = np.zeros((0, dim), dtype=np.float32)
        self._known = np.zeros(0, dtype=bool)

    def index(self, gallery: Gallery, before: _Kept | None = None) -> ExactIndex:
        """Return the index of a gallery, after mapping what is new in it.

        Args:
            gallery: Of this epoch.
            before: The one asked for before; its sums are carried over where it is older.
        """
        live, numbers = gallery.index.live, gallery.numbers
        self._map(gallery)
        if numbers is not None:
            return ExactIndex(self._rows[numbers], live)
        rows = self._rows[: len(gallery.index)]
        if before is None or before.gallery.numbers is not None:
            return ExactIndex(rows, live)
        if before.gallery.generation > gallery.generation:  # of a page that is still being turned
            return ExactIndex(rows, live)
        return ExactIndex.over(before.index.rows.later(rows, live))

    def _map(self, gallery: Gallery) -> None:
        live, numbers = gallery.index.live, gallery.numbers
        places = np.arange(len(gallery.index)) if live is None else np.flatnonzero(live)
        asked = places if numbers is None else numbers[places]
        self._make_room(max(len(gallery.index), int(asked.max(initial=-1)) + 1))
        new = ~self._known[asked]
        if new.any():
            self._rows[asked[new]] = self._method.gallery(gallery.index.vectors(places[new]))
            self._known[asked[new]] = True

    def _make_room(self, count: int) -> None:
        if count <= len(self._rows):
            return
        more = count + max(_ROOM, count // 8) - len(self._rows)
        self._rows = np.concatenate([self._rows, np.zeros((more, self._rows.shape[1]), np.float32)])
        self._known = np.concatenate([self._known, np.zeros(more, dtype=bool)])
