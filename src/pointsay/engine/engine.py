"""The engine: where encoder, methods and catalogue meet to answer a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from pointsay.catalogue import Catalogue
from pointsay.edits.reasoners import make_reasoner
from pointsay.engine.accepting import accept, accept_length
from pointsay.engine.ahead import Ahead
from pointsay.engine.cascade import DEFAULT, Cascade, Stage, presets
from pointsay.engine.explaining import strong
from pointsay.engine.lists import Asked, Lists
from pointsay.engine.loading import Loader
from pointsay.engine.pages import Pages
from pointsay.engine.pointing import References
from pointsay.engine.question import Answer, Photo, Question
from pointsay.engine.reading import Readings
from pointsay.engine.rerankers import EXPLAIN, Rerankers, skipped
from pointsay.engine.showing import Showing
from pointsay.engine.status import Status
from pointsay.engine.telling import told, unused
from pointsay.engine.timing import Watch
from pointsay.errors import UnknownCascade, shorten
from pointsay.methods import Method, MethodInfo
from pointsay.methods.rerank import Reranking
from pointsay.settings import Limits, Memory
from pointsay.types import Composition

if TYPE_CHECKING:
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
        cascade: What answers questions that name neither method nor cascade.
        cascades: More cascades by name, beside the ones that ship with pointsay; one of the same
            name takes its place. They open connections where they have a judge.
        memory: What may be kept of earlier questions.

    Raises:
        UnknownCascade: There is no ``cascade`` of that name.
        UnknownReasoner, ReasonerOption, MissingExtra: See `make_reasoner`.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        limits: Limits = Limits(),  # noqa: B008
        methods: Sequence[Method] = (),
        reasoner: str = "rules",
        cascade: str = DEFAULT,
        cascades: Mapping[str, Cascade] = MappingProxyType({}),
        memory: Memory = Memory(),  # noqa: B008
    ) -> None:
        self.catalogue = catalogue
        self.limits = limits
        self._reader = make_reasoner(reasoner)
        self._loader = Loader(catalogue, methods, reasoner, memory.texts)
        self._known = {**presets(), **cascades}
        self._cascade = self._named(cascade).name
        self._walked = cache(lambda name: self._named(name).where(self._loader.ready))
        self._references = References(catalogue, memory.references)
        self._understood = Readings(memory.edits)
        self._showing = Showing(catalogue, memory.views)
        self._ahead = Ahead()
        self._rerank = Rerankers(self._loader, self._showing, self._understood)
        self._pages = Pages(memory, limits.reach)
        self._lists = Lists(catalogue, self._rerank, self._pages)

    def methods(self) -> list[MethodInfo]:
        """Describe the methods that questions may name here, sorted.

        Registered ones that need weights or a token space which this encoder has not are left out.
        """
        return self._loader.infos(self._walked(self._cascade).recall.method)

    def cascades(self) -> list[Cascade]:
        """Return the cascades that questions may name here, as they are walked, sorted by name.

        Those whose methods this encoder cannot carry are left out.
        """
        walked = (self._walked(name) for name in sorted(self._known))
        return [one for one in walked if all(map(self._loader.ready, (one.recall, *one.rerank)))]

    def load(self) -> None:
        """Load what the engine's cascade needs now, rather than in the first question.

        Raises:
            PointsayError: It cannot be walked here; subclasses say why.
        """
        cascade = self._walked(self._cascade)
        self._loader.method(cascade.recall.method, cascade.recall.arguments)
        for stage in cascade.rerank:
            self._loader.reranker(stage)

    def status(self) -> Status:
        """Tell how caches do and what stages are expected to take."""
        caches = {
            "references": self._references.kept.counts(),
            "texts": self._loader.texts.counts(),
            "edits": self._understood.kept.counts(),
            "views": self._showing.kept.counts(),
            **self._pages.counts(),
        }
        return Status(self._cascade, caches, self._rerank.costs.table())

    def search(self, question: Question, began: float | None = None) -> Answer:
        """Answer a question.

        A product that was pointed at is never its own answer.

        Args:
            question: What is asked.
            began: `time.perf_counter` of when the shopper began to wait, which a deadline counts
                from; now when None.

        Raises:
            QueryError: The question cannot be answered as asked; subclasses say why.
            CursorExpired: The list of an earlier page cannot be gone on with.
            MediaError: A photo is not an acceptable picture; subclasses say why.
        """
        with self._ahead.question():
            return self._answered(question, began)

    def _answered(self, question: Question, began: float | None) -> Answer:
        watch = Watch(self._deadline(question), began)
        accept(question, self.limits)
        cascade = self._chosen(question)
        method = self._loader.method(cascade.recall.method, cascade.recall.arguments)
        cursor = self._pages.opened(question, cascade, self.limits.k)
        passing = self.catalogue.select(question.filters) if question.filters else None
        watch.lap("filter")
        said = _plain(question.modification)
        with self._reading(cascade, said, question):
            references, own = self._references.look(question.references)
        composition = Composition(tuple(references), said)
        watch.lap("encode")
        query = method.compose([composition])[0]
        watch.lap("compose")
        asked = Asked(question, cascade, method, composition, query, own, passing, cursor)
        made = self._lists.open(asked, watch)
        page = self._lists.page(asked, made)
        understood = self._understood(method, composition)
        spent = watch.lap(EXPLAIN)
        if cursor is None:  # a later page may search on, which deadlines need not reckon with
            self._rerank.costs.learn(EXPLAIN, spent)
        missed = skipped(cascade, made.place.stages)
        return Answer(
            page.hits,
            method.name,
            made.shelf.total,
            watch.laps,
            understood,
            [*unused(method, composition), *map(told, missed)],
            strong([hit.parts for hit in page.hits]),
            cascade.name,
            missed,
            page.next,
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
        return self._understood(self._loader.method(method), composition)

    def _reading(
        self, cascade: Cascade, said: str, question: Question
    ) -> AbstractContextManager[None]:
        """Read the sentence while the block looks at photos, as far as they have no say in it."""
        if said and any(isinstance(one, Photo) for one in question.references):
            return self._ahead.beside(partial(self._loader.encode_ahead, cascade, said))
        return nullcontext()

    def _deadline(self, question: Question) -> float | None:
        asked = (question.deadline_ms, self.limits.deadline_ms)
        return min((one for one in asked if one is not None), default=None)

    def _named(self, name: str) -> Cascade:
        if name not in self._known:
            raise UnknownCascade(
                f"there is no cascade {shorten(name)}",
                hint=f"use one of: {', '.join(sorted(self._known))}",
            )
        return self._known[name]

    def _chosen(self, question: Question) -> Cascade:
        """Return what a question walks: a cascade, or one method with its own second look."""
        if question.method is None:
            return self._walked(question.cascade or self._cascade)
        method = self._loader.method(question.method)
        depth = min(method.depth, self.limits.second_look) if isinstance(method, Reranking) else 0
        stage = Stage(method.name, depth)
        return Cascade(method.name, method.summary, stage, (stage,) if depth else ())


def _plain(modification: str) -> str:
    """Return what is read: tokenizers know UTF-8 only, and a terminal may pass on other bytes."""
    return modification.strip().encode(errors="replace").decode()
