"""Turning the pages of a list of results: what a cursor says, and what is held for the next page.

A page is worked out anew from the question, over the gallery of the first page's moment. What may
have changed meanwhile (who passes the filters, how a model grades) is held in memory; where it has
been let go, it is made again and compared with a digest in the cursor. So a list goes on exactly
or it is told that it cannot.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from pointsay.engine.keeping import Kept, KeptCounts
from pointsay.engine.question import Known
from pointsay.engine.rerankers import MARKS
from pointsay.engine.shelf import Shelf
from pointsay.errors import CursorExpired, InvalidCursor
from pointsay.index.paging import Cursor, digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pointsay.catalogue import Gallery
    from pointsay.engine.cascade import Cascade
    from pointsay.engine.lists import Asked
    from pointsay.engine.question import Photo, Question
    from pointsay.engine.ranking import Ranked
    from pointsay.engine.rerankers import Walked
    from pointsay.settings import Memory
    from pointsay.types import Query

PLACE_BYTES = 512  # of a row of a list with what is told of it, about
EVERYTHING = ""
POOL = 100  # least rows among which variety is looked for


class Pages:
    """Opens and closes the pages of lists. Thread-safe.

    Args:
        memory: What may be held.
        reach: Rows that the pages of one list reach together.
    """

    def __init__(self, memory: Memory, reach: int) -> None:
        self._reach = reach
        self._selections: Kept[str, NDArray[np.uint8]] = Kept(
            memory.selections, lambda mask: int(mask.nbytes)
        )
        self._heads: Kept[str, Ranked] = Kept(
            memory.heads, lambda head: PLACE_BYTES * len(head.rows)
        )

    def counts(self) -> Mapping[str, KeptCounts]:
        """Tell how what is held does."""
        return {"selections": self._selections.counts(), "heads": self._heads.counts()}

    def opened(self, question: Question, cascade: Cascade, largest: int) -> Cursor | None:
        """Return where a question goes on; None on the first page.

        Args:
            question: What is asked.
            cascade: What it walks.
            largest: Most products of a page.

        Raises:
            InvalidCursor: It is no place, or one of another question.
        """
        if question.after is None:
            return None
        cursor = Cursor.read(question.after, _said(question, cascade))
        most = max(first_block(question, cascade), largest)
        marked = len(cursor.stages) == len(cascade.rerank) and set(cursor.stages) <= set(MARKS)
        if not marked or cursor.offset >= self._reach or cursor.block > most:
            raise InvalidCursor(
                "this is no place in a list of results", hint="take it from an answer, unchanged"
            )
        return cursor

    def shelf(
        self,
        gallery: Gallery,
        passing: NDArray[np.int64] | None,
        own: Sequence[int],
        families: NDArray[np.int64] | None,
        cursor: Cursor | None,
    ) -> Shelf:
        """Return what may be found, on a later page as on the first.

        Args:
            gallery: Of the list's moment.
            passing: Store rows that the filters let through now; all when None.
            own: Store rows that were pointed at.
            families: See `Shelf`.
            cursor: Of a later page.

        Raises:
            CursorExpired: Other products pass the filters now, and those that did were let go.
        """
        allowed, selection = self._allowed(gallery, passing, cursor)
        mine = np.unique(gallery.positions(np.array(own, dtype=np.int64)))
        if allowed is not None:
            mine = mine[allowed[mine]]
        return Shelf(gallery, allowed, selection, mine, families)

    def _allowed(
        self, gallery: Gallery, passing: NDArray[np.int64] | None, cursor: Cursor | None
    ) -> tuple[NDArray[np.bool_] | None, str]:
        if passing is None:
            return None, EVERYTHING
        held = None if cursor is None else self._selections.get(cursor.selection)
        if cursor is not None and held is not None:
            return np.unpackbits(held, count=len(gallery.rows)).astype(bool), cursor.selection
        mask = gallery.mask(passing)
        packed = np.packbits(mask)
        selection = digest(sha256(packed.tobytes()).hexdigest())
        if cursor is not None and cursor.selection != selection:
            raise _expired()
        self._selections.put(selection, packed)
        return mask, selection

    def head(self, cursor: Cursor | None) -> Ranked | None:
        """Return the first block of a list as its rerankers left it, where it is still held."""
        return self._heads.get(cursor.state) if cursor and cursor.stages else None

    def place(self, asked: Asked, shelf: Shelf, walked: Walked, block: int) -> Cursor:
        """Return where a page begins.

        Args:
            asked: The question.
            shelf: What may be found.
            walked: The first block as its rerankers left it.
            block: Rows that it was asked to have.

        Raises:
            CursorExpired: The list is not the one that the question's cursor is of.
        """
        state = _state(asked.query, shelf, walked.ranked)
        if asked.cursor is None:
            moment, said = shelf.gallery.moment, _said(asked.question, asked.cascade)
            return Cursor(moment, said, shelf.selection, state, walked.marks, block, 0, 0)
        if asked.cursor.state != state:
            raise _expired()
        return asked.cursor

    def closed(self, cursor: Cursor, head: Ranked, length: int) -> str | None:
        """Return how to go on behind a page; None at the end of the list.

        Args:
            cursor: Behind the page.
            head: The first block as its rerankers left it.
            length: Rows of the list.
        """
        if cursor.offset >= min(length, self._reach):
            return None
        if cursor.stages:
            self._heads.put(cursor.state, head)
        return cursor.token()


def _said(question: Question, cascade: Cascade) -> str:
    """Return the digest of what is asked, whatever page of it."""
    pointed = [_pointed(one) for one in question.references]
    said = question.modification.strip()
    return digest(pointed, said, question.filters, question.variety, cascade)


def first_block(question: Question, cascade: Cascade) -> int:
    """Return how many rows are recalled at once on a first page."""
    # One more than the deepest stage looks at: it shows how much lower all behind it are.
    depth = cascade.recall.depth + 1 if cascade.rerank else cascade.recall.depth
    return max(question.k, depth, POOL if question.variety else 1)


def _state(query: Query, shelf: Shelf, head: Ranked) -> str:
    """Return the digest of what a list is made from."""
    terms = [
        (sha256(one.vector.tobytes()).hexdigest(), one.weight, one.hinge, one.part)
        for one in query.terms
    ]
    rows, families = head.rows, shelf.families
    kinds = None if families is None else families[rows].tolist()
    own = shelf.own.tolist()
    return digest(terms, query.fusion, query.centred, own, rows.tolist(), kinds)


def _pointed(one: Photo | Known) -> tuple[object, ...]:
    which = one.product_id if isinstance(one, Known) else sha256(one.data).digest()
    return which, one.role, one.box


def _expired() -> CursorExpired:
    return CursorExpired(
        "the catalogue has changed too much since the first page",
        hint="ask for the first page again",
    )
