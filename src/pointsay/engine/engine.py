"""The engine: where encoder, method and catalogue meet to answer a question."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from pointsay.catalogue import Catalogue
from pointsay.edits.reasoners import make_reasoner
from pointsay.edits.rules import read_edit
from pointsay.engine.accepting import accept, accept_length
from pointsay.engine.explaining import strong
from pointsay.engine.mapped import MappedGalleries
from pointsay.engine.question import Answer, Known, Photo, Question
from pointsay.engine.ranking import Ranked, rank
from pointsay.engine.rerank import Sight, Viewer, refine
from pointsay.errors import ImageGone, UnknownMethod, shorten
from pointsay.media import decode
from pointsay.methods import (
    DEFAULT,
    Method,
    MethodInfo,
    describe,
    make_method,
    method_class,
    ready_methods,
)
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.methods.understanding import Understanding
from pointsay.methods.views import Regions, Views, cut
from pointsay.settings import Limits
from pointsay.types import Composition, Hit, Product, Reference

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.catalogue import Gallery
    from pointsay.edits import Edit


class Engine:
    """Answers questions over one catalogue. Thread-safe.

    Args:
        catalogue: Where to search; its encoder encodes the question.
        limits: What one question may cost.
        methods: Built methods, of saved weights for instance; each takes the place of the
            registered one of its name. Questions, which may come from anywhere, name methods and
            never files.
        reasoner: What reads modifications for registered methods that take them apart: ``rules``
            or ``llm:URL#MODEL``. It opens connections: the operator's choice, never a question's.
            Built methods keep their own.

    Raises:
        UnknownReasoner, ReasonerOption, MissingExtra: See `make_reasoner`.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        limits: Limits = Limits(),  # noqa: B008
        methods: Sequence[Method] = (),
        reasoner: str = "rules",
    ) -> None:
        self.catalogue = catalogue
        self.limits = limits
        self._given = {one.name: one for one in methods}
        self._reasoner = reasoner
        self._reader = make_reasoner(reasoner)
        self._method = cache(self._load)
        self._mapped = MappedGalleries()
        self._viewer = cache(lambda: Viewer(catalogue.encoder))  # the first that is needed

    def _load(self, name: str) -> Method:
        given = self._given.get(name)
        kind = type(given) if given else method_class(name)
        if given is None and not kind.for_serving:
            raise UnknownMethod(
                f"method {shorten(name)} takes seconds a question and is not served",
                hint="measure it with pointsay evaluate, or hand it to the engine yourself",
            )
        read_by = {"reasoner": self._reasoner} if issubclass(kind, Understanding) else {}
        return (given or make_method(name, **read_by)).load(self.catalogue.encoder)

    def methods(self) -> list[MethodInfo]:
        """Describe the methods that questions may name here, sorted.

        Registered ones that need weights or a token space which this encoder has not are left out.
        """
        encoder = self.catalogue.encoder
        names = {*ready_methods(encoder), *self._given}
        return [describe(self._given.get(one) or method_class(one)) for one in sorted(names)]

    def search(self, question: Question) -> Answer:
        """Answer a question.

        A product that was pointed at is never its own answer.

        Raises:
            QueryError: The question cannot be answered as asked; subclasses say why.
            MediaError: A photo is not an acceptable picture; subclasses say why.
        """
        accept(question, self.limits)
        method = self._method(question.method or DEFAULT)
        watch = _Stopwatch()
        allowed_rows = self.catalogue.select(question.filters) if question.filters else None
        watch.lap("filter")
        references, own = self._references(question.references)
        composition = Composition(tuple(references), _plain(question.modification))
        watch.lap("encode")
        query = method.compose([composition])[0]
        watch.lap("compose")
        gallery = self.catalogue.gallery()
        allowed = _allowed(gallery, allowed_rows, own)
        depth = min(method.depth, self.limits.second_look) if isinstance(method, Reranking) else 0
        index = self._mapped.index(method, gallery)
        ranked = rank(query, index, max(question.k, depth), allowed)
        watch.lap("recall")
        if isinstance(method, Reranking) and depth > 0:
            ranked = refine(method, composition, ranked, self._candidates(gallery, ranked, depth))
            watch.lap("rerank")
        hits = self._hits(gallery, ranked, question.k)
        watch.lap("explain")
        total = int(allowed.sum()) if allowed is not None else len(gallery)
        return Answer(
            hits,
            method.name,
            total,
            watch.laps,
            _read(method, composition),
            _notes(method, composition),
            strong([hit.parts for hit in hits]),
        )

    def understand(self, modification: str, method: str | None = None) -> Edit:
        """Tell what a modification is read as; nothing is searched.

        Args:
            modification: What should be different.
            method: As this method reads it, or the rules where it reads it as a whole; as the
                reasoner of this engine reads it when None.

        Raises:
            ModificationTooLong: More than the limit.
            UnknownMethod: There is no such method here.
        """
        accept_length(modification, self.limits)
        composition = Composition(modification=_plain(modification))
        if method is None:
            return self._reader.read([composition])[0]
        return _read(self._method(method), composition)

    def _references(self, given: Sequence[Photo | Known]) -> tuple[list[Reference], list[int]]:
        """Return references as methods see them, and the store rows of those that are products."""
        found: list[Reference] = []
        own: list[int] = []
        seen: list[tuple[int, Image]] = []  # by the place of the reference
        blank = np.zeros(self.catalogue.encoder.info.dim, np.float32)
        for one in given:
            if isinstance(one, Known):
                product, row, vector = self.catalogue.locate(one.product_id)
                own.append(row)
                known = Reference(vector, attributes=product.attributes, role=one.role)
            else:
                known = Reference(blank, role=one.role)
            if isinstance(one, Photo) or one.box is not None:
                seen.append((len(found), self._picture(one)))
            found.append(known)
        vectors = self.catalogue.encoder.encode_images([image for _, image in seen])
        for (at, image), vector in zip(seen, vectors, strict=True):
            found[at] = replace(found[at], vector=vector, image=image)
        return found, own

    def _picture(self, one: Photo | Known) -> Image:
        """Return the picture of a reference, or the part of it that is meant."""
        data = one.data if isinstance(one, Photo) else self.catalogue.image(one.product_id)
        image = decode(data)
        return image if one.box is None else cut(image, one.box)

    def _candidates(self, gallery: Gallery, ranked: Ranked, depth: int) -> Candidates:
        """Return the first ``depth`` of a recall list as a method may see them."""
        rows = ranked.rows[:depth]
        vectors = gallery.index.vectors(rows)

        def look(regions: Regions) -> Views:
            products = self.catalogue.at(gallery, rows)
            finds = [partial(self._sight, products.get(row)) for row in rows.tolist()]
            return self._viewer().look(finds, vectors, regions)

        return Candidates(vectors, ranked.scores[:depth].astype(np.float64), look)

    def _sight(self, product: Product | None) -> Sight:
        if product is None:
            raise ImageGone("the product has just been removed")
        data = self.catalogue.image(product.id)
        return Sight(sha256(data).digest(), partial(decode, data))

    def _hits(self, gallery: Gallery, ranked: Ranked, k: int) -> list[Hit]:
        found = self.catalogue.at(gallery, ranked.rows)
        rows = ranked.rows.tolist()
        answered = [
            (found[row], float(score), why, parts)
            for row, score, why, parts in zip(
                rows, ranked.scores, ranked.why, ranked.parts, strict=True
            )
            if row in found  # a product may vanish between recall and here
        ]
        return [
            Hit(product, place, score, why, parts)
            for place, (product, score, why, parts) in enumerate(answered[:k], start=1)
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


def _plain(modification: str) -> str:
    """Return what is read: tokenizers know UTF-8 only, and a terminal may pass on other bytes."""
    return modification.strip().encode(errors="replace").decode()


def _read(method: Method, composition: Composition) -> Edit:
    if isinstance(method, Understanding):
        return method.read([composition])[0]
    return read_edit(composition.modification)


def _notes(method: Method, composition: Composition) -> list[str]:
    notes = []
    if composition.modification and not method.uses_modification:
        notes.append(f"The sentence was not used: {method.name} looks at the photo only.")
    if composition.references and not method.uses_reference:
        notes.append(f"The photo was not used: {method.name} reads the sentence only.")
    elif not method.takes_apart and any(one.role for one in composition.references):
        notes.append(f"Roles of photos were not used: {method.name} takes a photo as a whole.")
    return notes


class _Stopwatch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = (now - self._last) * 1e3
        self._last = now
