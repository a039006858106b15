"""Lists of results: made of a question that was read, and cut into pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from pointsay.engine.collecting import collect
from pointsay.engine.listing import behind, blocks, lowered, varied
from pointsay.engine.mapped import MappedGalleries
from pointsay.engine.pages import Pages, first_block
from pointsay.engine.rerankers import Walk, Walked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pointsay.catalogue import Catalogue, Gallery
    from pointsay.engine.cascade import Cascade
    from pointsay.engine.question import Question
    from pointsay.engine.ranking import Ranked
    from pointsay.engine.rerankers import Rerankers
    from pointsay.engine.shelf import Shelf
    from pointsay.engine.timing import Watch
    from pointsay.index.paging import Cursor
    from pointsay.methods import Method
    from pointsay.types import Composition, Hit, Query


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was read.

    Attributes:
        question: As it was asked.
        cascade: What it walks.
        method: Recalls.
        composition: What is composed.
        query: What that became.
        own: Store rows that were pointed at.
        passing: Store rows, ascending, that the filters let through now; all when None.
        cursor: Where it goes on; None on the first page.
    """

    question: Question
    cascade: Cascade
    method: Method
    composition: Composition
    query: Query
    own: Sequence[int]
    passing: NDArray[np.int64] | None
    cursor: Cursor | None


@dataclass(frozen=True, slots=True)
class List:
    """What the pages of a question are cut from.

    Attributes:
        shelf: What it may hold.
        ranking: All of it in blocks, made as they are read.
        head: The first block as the rerankers left it.
        place: Where the page begins.
    """

    shelf: Shelf
    ranking: Iterator[Ranked]
    head: Ranked
    place: Cursor


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        hits: In order.
        next: How the list goes on; None at its end.
    """

    hits: Sequence[Hit]
    next: str | None


class Lists:
    """Makes lists and cuts pages. Thread-safe.

    Args:
        catalogue: Where to search.
        rerankers: Look again at the first of a list.
        pages: Knows how lists go on.
    """

    def __init__(self, catalogue: Catalogue, rerankers: Rerankers, pages: Pages) -> None:
        self._catalogue = catalogue
        self._rerankers = rerankers
        self._pages = pages
        self._mapped = MappedGalleries()

    def open(self, asked: Asked, watch: Watch) -> List:
        """Make the list of a question, as far as its first block.

        Raises:
            CursorExpired: It cannot be made as the first page had it.
            UnknownAttribute: There is to be one of each of what no product has.
        """
        cursor, variety = asked.cursor, asked.question.variety
        gallery = self._gallery(cursor)
        families = self._families(gallery, variety.one_of_each)
        shelf = self._pages.shelf(gallery, asked.passing, asked.own, families, cursor)
        index = self._mapped.index(asked.method, gallery)
        first = cursor.block if cursor else first_block(asked.question, asked.cascade)
        recalled = blocks(asked.query, index, first, shelf.allowed, shelf.own)
        head = next(recalled)
        watch.lap("recall")
        walked = self._walked(asked, gallery, head, watch)
        ranking = chain([walked.ranked], lowered(recalled, head, walked.ranked))
        place = self._pages.place(asked, shelf, walked, first)
        return List(shelf, varied(ranking, index, families, variety.spread), walked.ranked, place)

    def page(self, asked: Asked, made: List) -> Page:
        """Cut the page that was asked for."""
        place, gallery = made.place, made.shelf.gallery
        # On the first page the filters have only just been asked.
        fit = asked.passing if asked.cursor else None
        rest = behind(made.ranking, place.offset)
        found = collect(self._catalogue, gallery, rest, asked.question.k, place.shown, fit)
        end = place.on(found.passed, len(found.hits))
        return Page(found.hits, self._pages.closed(end, made.head, made.shelf.length))

    def _families(self, gallery: Gallery, attribute: str | None) -> NDArray[np.int64] | None:
        return None if attribute is None else self._catalogue.families.of(gallery, attribute)

    def _gallery(self, cursor: Cursor | None) -> Gallery:
        if cursor is None:
            return self._catalogue.gallery()
        return self._catalogue.gallery_of(cursor.moment)

    def _walked(self, asked: Asked, gallery: Gallery, head: Ranked, watch: Watch) -> Walked:
        walk = Walk(asked.cascade, asked.composition, gallery, watch)
        if asked.cursor is None:
            return self._rerankers(walk, head)
        marks = asked.cursor.stages
        held = self._pages.head(asked.cursor)
        if held is not None:
            return Walked(held, marks)
        return self._rerankers.again(walk, head, marks)
