"""The engine: where encoder, method and catalogue meet to answer a question."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pointsay.catalogue import Catalogue, Filters
from pointsay.engine.ranking import Ranked, rank
from pointsay.errors import EmptyQuery, InvalidLimit, ModificationTooLong
from pointsay.media import decode
from pointsay.methods import DEFAULT, Method, make_method
from pointsay.settings import Limits
from pointsay.types import Composition, Hit, Reference

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pointsay.catalogue import Gallery


@dataclass(frozen=True, slots=True)
class Photo:
    """A reference given as a picture.

    Attributes:
        data: The file's bytes, as uploaded.
        role: See `pointsay.types.Reference`.
    """

    data: bytes
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A reference given as a product of the catalogue.

    Attributes:
        product_id: Its id.
        role: See `pointsay.types.Reference`.
    """

    product_id: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a shopper asks.

    Attributes:
        references: What is pointed at.
        modification: What should be different.
        filters: What may be found at all.
        k: How many products to answer with.
        method: How to compose; the default method when None.
    """

    references: Sequence[Photo | Known] = ()
    modification: str = ""
    filters: Filters = ()
    k: int = 12
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop has.

    Attributes:
        hits: Best first.
        method: What composed the query.
        total: Products that the filters let through, references not counted.
        stages_ms: Milliseconds of each stage, in order.
        notes: What the shopper should know about how the question was read.
    """

    hits: Sequence[Hit]
    method: str
    total: int
    stages_ms: Mapping[str, float]
    notes: Sequence[str] = field(default=())

    @property
    def took_ms(self) -> float:
        """Milliseconds in all."""
        return sum(self.stages_ms.values())


class Engine:
    """Answers questions over one catalogue. Thread-safe.

    Args:
        catalogue: Where to search; its encoder encodes the question.
        limits: What one question may cost.
    """

    def __init__(self, catalogue: Catalogue, limits: Limits = Limits()) -> None:  # noqa: B008
        self.catalogue = catalogue
        self.limits = limits
        self._method = cache(self._load)

    def _load(self, name: str) -> Method:
        return make_method(name).load(self.catalogue.encoder)

    def search(self, question: Question) -> Answer:
        """Answer a question.

        A product that was pointed at is never its own answer.

        Raises:
            QueryError: The question cannot be answered as asked; subclasses say why.
            MediaError: A photo is not an acceptable picture; subclasses say why.
        """
        self._accept(question)
        method = self._method(question.method or DEFAULT)
        watch = _Stopwatch()
        allowed_rows = self.catalogue.select(question.filters) if question.filters else None
        watch.lap("filter")
        references, own = self._references(question.references)
        # Tokenizers read UTF-8 only, and a terminal may pass on bytes that are none.
        modification = question.modification.strip().encode(errors="replace").decode()
        composition = Composition(tuple(references), modification)
        watch.lap("encode")
        query = method.compose([composition])[0]
        watch.lap("compose")
        gallery = self.catalogue.gallery()
        allowed = _allowed(gallery, allowed_rows, own)
        ranked = rank(query, gallery.index, question.k, allowed)
        watch.lap("recall")
        hits = self._hits(gallery, ranked)
        watch.lap("explain")
        total = int(allowed.sum()) if allowed is not None else len(gallery.index)
        return Answer(hits, method.name, total, watch.laps, _notes(method, composition))

    def _accept(self, question: Question) -> None:
        limits = self.limits
        if not question.references and not question.modification.strip():
            raise EmptyQuery(
                "neither a reference nor a modification was given",
                hint="point at a photo or a product, or say what you are looking for",
            )
        if len(question.modification) > limits.modification_chars:
            raise ModificationTooLong(
                f"the modification has {len(question.modification)} characters, "
                f"at most {limits.modification_chars} are read",
                hint="say in a sentence or two what should be different",
            )
        if not 1 <= question.k <= limits.k:
            raise InvalidLimit(
                f"k is {question.k}, it must be between 1 and {limits.k}",
                hint="ask for fewer products",
            )
        if len(question.references) > limits.references:
            raise InvalidLimit(
                f"{len(question.references)} references were given, at most "
                f"{limits.references} are looked at",
                hint="point at the ones that matter most",
            )

    def _references(self, given: Sequence[Photo | Known]) -> tuple[list[Reference], list[int]]:
        """Return references as methods see them, and the store rows of those that are products."""
        found: list[Reference | None] = []
        own: list[int] = []
        photos = []
        for one in given:
            if isinstance(one, Known):
                product, row, vector = self.catalogue.locate(one.product_id)
                own.append(row)
                found.append(Reference(vector, attributes=product.attributes, role=one.role))
            else:
                photos.append((len(found), decode(one.data), one.role))
                found.append(None)
        vectors = self.catalogue.encoder.encode_images([image for _, image, _ in photos])
        for (at, image, role), vector in zip(photos, vectors, strict=True):
            found[at] = Reference(vector, image=image, role=role)
        return [reference for reference in found if reference is not None], own

    def _hits(self, gallery: Gallery, ranked: Ranked) -> list[Hit]:
        found = self.catalogue.at(gallery, ranked.rows)
        answered = [
            (found[row], score, why)
            for row, score, why in zip(ranked.rows.tolist(), ranked.scores, ranked.why, strict=True)
            if row in found  # a product may vanish between recall and here
        ]
        return [
            Hit(product, place, float(score), why)
            for place, (product, score, why) in enumerate(answered, start=1)
        ]


def _allowed(
    gallery: Gallery, rows: NDArray[np.int64] | None, own: Sequence[int]
) -> NDArray[np.bool_] | None:
    """Return which positions may be found, or None for all."""
    if rows is None and not own:
        return None
    mask = gallery.mask(rows) if rows is not None else gallery.everything()
    for row in own:
        position = gallery.position(row)
        if position is not None:
            mask[position] = False
    return mask


def _notes(method: Method, composition: Composition) -> list[str]:
    notes = []
    if composition.modification and not method.uses_modification:
        notes.append(f"The sentence was not used: {method.name} looks at the photo only.")
    if composition.references and not method.uses_reference:
        notes.append(f"The photo was not used: {method.name} reads the sentence only.")
    return notes


class _Stopwatch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = (now - self._last) * 1e3
        self._last = now
