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
from pointsay.engine.explaining import strong
from pointsay.engine.question import Answer, Known, Photo, Question
from pointsay.engine.ranking import Ranked, rank
from pointsay.engine.rerank import Sight, Viewer, refine
from pointsay.errors import (
    EmptyQuery,
    ImageGone,
    InvalidLimit,
    ModificationTooLong,
    UnknownMethod,
    shorten,
)
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
from pointsay.methods.views import Regions, Views, cut
from pointsay.settings import Limits
from pointsay.types import Composition, Hit, Product, Reference

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.catalogue import Gallery


class Engine:
    """Answers questions over one catalogue. Thread-safe.

    Args:
        catalogue: Where to search; its encoder encodes the question.
        limits: What one question may cost.
        methods: Built methods, of saved weights for instance; each takes the place of the
            registered one of its name. Questions, which may come from anywhere, name methods and
            never files.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        limits: Limits = Limits(),  # noqa: B008
        methods: Sequence[Method] = (),
    ) -> None:
        self.catalogue = catalogue
        self.limits = limits
        self._given = {one.name: one for one in methods}
        self._method = cache(self._load)
        self._viewer = cache(lambda: Viewer(catalogue.encoder))  # the first that is needed

    def _load(self, name: str) -> Method:
        given = self._given.get(name)
        if given is None and not method_class(name).for_serving:
            raise UnknownMethod(
                f"method {shorten(name)} takes seconds a question and is not served",
                hint="measure it with pointsay evaluate, or hand it to the engine yourself",
            )
        return (given or make_method(name)).load(self.catalogue.encoder)

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
        depth = min(method.depth, self.limits.second_look) if isinstance(method, Reranking) else 0
        ranked = rank(query, gallery.index, max(question.k, depth), allowed)
        watch.lap("recall")
        if isinstance(method, Reranking) and depth > 0:
            ranked = refine(method, composition, ranked, self._candidates(gallery, ranked, depth))
            watch.lap("rerank")
        hits = self._hits(gallery, ranked, question.k)
        watch.lap("explain")
        total = int(allowed.sum()) if allowed is not None else len(gallery.index)
        return Answer(
            hits,
            method.name,
            total,
            watch.laps,
            _notes(method, composition),
            strong([hit.parts for hit in hits]),
        )

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
