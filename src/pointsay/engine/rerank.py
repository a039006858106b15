"""The second stage: a method looks again at the first of a recall list.

Views are kept by the content of their picture, so that each is encoded once whoever asks for it:
in memory here, and beyond the process where a `VectorCache` is given.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pointsay.engine.explaining import Told
from pointsay.engine.keeping import Kept
from pointsay.engine.later import Later
from pointsay.engine.ranking import Ranked
from pointsay.errors import ImageGone, MediaError
from pointsay.methods.views import Box, Regions, Views, cut, stack_views
from pointsay.settings import Memory

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.encoders.base import Encoder
    from pointsay.engine.looking import Scored
    from pointsay.types import Matrix, Vector

    Scores = NDArray[np.float64]

GAP = 1.0  # between the scores of the last candidate and of the first behind it

Key = bytes


class VectorCache(Protocol):
    """Keeps vectors of one encoder by key, beyond this process. Thread-safe."""

    def get(self, keys: Sequence[Key]) -> Mapping[Key, Vector]:
        """Return the vectors that are known."""
        ...

    def put(self, vectors: Mapping[Key, Vector]) -> None:
        """Keep vectors."""
        ...


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture that has not been opened yet.

    Attributes:
        key: Of its content.
        open: Returns it; raises `MediaError` where it is broken.
    """

    key: Key
    open: Callable[[], Image]


Find = Callable[[], Sight]  # raises ImageGone where there is no picture any more


class Viewer:
    """Encodes the views of pictures. Thread-safe.

    Args:
        encoder: That of the gallery.
        cache: Keeps views beyond this process; None does not.
        kept: Holds them in memory; one of its own by default.
    """

    def __init__(
        self,
        encoder: Encoder,
        cache: VectorCache | None = None,
        kept: Kept[tuple[Key, str], Matrix] | None = None,
    ) -> None:
        self.encoder = encoder
        self.cache = cache
        self._kept = kept or Kept(Memory().views, lambda views: int(views.nbytes))

    def look(self, finds: Sequence[Find], wholes: Matrix, regions: Regions) -> Views:
        """Return the views of pictures.

        Args:
            finds: How each is found. One that is gone or broken has one view, the whole, whose
                vector is known.
            wholes: (n, D) vectors of the whole pictures.
            regions: Which parts.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return stack_views(wholes, list(pool.map(partial(self._parts, regions), finds)))

    def _parts(self, regions: Regions, find: Find) -> Matrix:
        try:
            sight = find()
            known = self._kept.get((sight.key, regions.name))
            if known is None:
                known = self._encode(sight, regions)
                self._kept.put((sight.key, regions.name), known)
        except (MediaError, ImageGone):
            known = np.zeros((0, self.encoder.info.dim), np.float32)
        return known

    def _encode(self, sight: Sight, regions: Regions) -> Matrix:
        image = sight.open()
        boxes = regions.boxes(image)
        keys = {box: view_key(sight.key, box) for box in boxes}
        found = dict(self.cache.get(list(keys.values()))) if self.cache else {}
        missing = [box for box, key in keys.items() if key not in found]
        new = self.encoder.encode_images([cut(image, box) for box in missing])
        fresh = {keys[box]: vector for box, vector in zip(missing, new, strict=True)}
        if self.cache and fresh:
            self.cache.put(fresh)
        found |= fresh
        rows = [found[keys[box]] for box in boxes]
        return np.stack(rows) if rows else np.zeros((0, self.encoder.info.dim), np.float32)


def refine(ranked: Ranked, scored: Scored) -> Ranked:
    """Return a list with its head in the order of a second look.

    Args:
        ranked: The list.
        scored: Its first n products. Equal scores stay in the order of the list, and so do the
            products behind them, with scores that are lower by a constant. Where they are scored
            as they were and no more is known of them, the list is returned as it is.
    """
    places = np.arange(len(ranked.rows))
    head = places[: len(scored.scores)]
    before = ranked.scores.astype(np.float64)
    if scored.parts is None and np.array_equal(scored.scores, before[head]):
        return ranked
    scores = refined_scores(before, head, scored.scores)
    shifts, by = scores - before, scored.by

    def anew(some: NDArray[np.int64]) -> list[Told]:
        if scored.parts is None:
            parts = [old.parts for old in ranked.told.at(some).values]
        else:
            parts = list(scored.parts.at(some).values)
        return list(map(Told, scored.why.at(some).values, parts))

    def shifted(some: NDArray[np.int64]) -> list[Told]:
        pairs = zip(shifts[some].tolist(), ranked.told.at(some).values, strict=True)
        return [
            Told({**old.why, by: old.why.get(by, 0.0) + shift}, old.parts) for shift, old in pairs
        ]

    told = Later.chained([Later(anew, head), Later(shifted, places[len(head) :])])
    rescored = Ranked(ranked.rows, scores.astype(np.float32), told)
    return rescored.at(np.argsort(-scores, kind="stable"))


def view_key(picture: Key, box: Box) -> Key:
    """Return what a part of a picture of known content is known by."""
    return hashlib.sha256(picture + f"view {box}".encode()).digest()


def refined_scores(recall: Scores, head: NDArray[np.intp], refined: Scores) -> Scores:
    """Return scores (N,) that put the refined head first and leave the rest in recall's order.

    Args:
        recall: (N,) scores of recall; -inf for what must not be found stays.
        head: (n,) positions that were looked at again.
        refined: (n,) their new scores.
    """
    scores = recall.copy()
    rest = np.ones(len(recall), dtype=bool)
    rest[head] = False
    rest &= np.isfinite(recall)
    if len(head) and rest.any():
        scores[rest] += refined.min() - GAP - recall[rest].max()
    scores[head] = refined
    return scores
