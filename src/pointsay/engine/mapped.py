"""Galleries of methods that do not compare queries with the encoder's own vectors."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index import ExactIndex

if TYPE_CHECKING:
    from pointsay.catalogue import Gallery
    from pointsay.index import Index
    from pointsay.methods import Method


class MappedGalleries:
    """What each method searches, made when it is first asked for. Thread-safe.

    A gallery is mapped anew when the catalogue has changed: mapping a row costs far less than
    encoding its picture did. Mapped ones are held in memory beside the catalogue's and searched
    exactly.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Gallery, Index]] = {}
        self._mapping = threading.Lock()

    def index(self, method: Method, gallery: Gallery) -> Index:
        """Return what ``method`` searches; its positions are those of ``gallery``."""
        if not method.own_gallery:
            return gallery.index
        with self._mapping:  # a second question waits for the first one's result
            kept = self._kept.get(method.name)
            if kept is None or kept[0] is not gallery:
                rows = gallery.index.vectors(np.arange(len(gallery.index)))
                kept = gallery, ExactIndex(method.gallery(rows), gallery.index.live)
                self._kept[method.name] = kept
        return kept[1]
