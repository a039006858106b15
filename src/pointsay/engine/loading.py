"""The methods of an engine: built by name, bound to its encoder, once each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from pointsay.engine.cascade import JUDGE, NO_METHODS, STATED, Cascade, Stage
from pointsay.engine.encoding import remembering
from pointsay.engine.keeping import Kept
from pointsay.engine.looking import Reranker, reranker
from pointsay.engine.stating import Stated
from pointsay.errors import MethodOption, UnknownMethod, shorten
from pointsay.methods import Method, MethodInfo, describe, make_method, method_class, ready_methods
from pointsay.methods.understanding import Understanding

if TYPE_CHECKING:
    from pointsay.catalogue import Catalogue
    from pointsay.encoders import Encoder
    from pointsay.types import Scalar, Vector

    Arguments = tuple[tuple[str, Scalar], ...]


class Loader:
    """Loads methods and rerankers for one catalogue. Thread-safe.

    Args:
        catalogue: Its encoder is bound.
        methods: Built ones; each takes the place of the registered one of its name.
        reasoner: What reads modifications for registered methods that take them apart.
        text_bytes: What may be held of texts that were encoded.
    """

    def __init__(
        self, catalogue: Catalogue, methods: Sequence[Method], reasoner: str, text_bytes: int
    ) -> None:
        self._catalogue = catalogue
        self._given = {one.name: one for one in methods}
        self._reasoner = reasoner
        self.texts: Kept[str, Vector] = Kept(text_bytes, lambda vector: int(vector.nbytes))
        self.method = cache(self._method)
        self.reranker = cache(self._reranker)

    @cached_property
    def _encoder(self) -> Encoder:
        bare = self._catalogue.encoder
        return remembering(bare, self.texts) if self.texts.limit else bare

    def infos(self, default: str) -> list[MethodInfo]:
        """Describe the methods that questions may name, sorted; ``default`` answers the others."""
        names = {*ready_methods(self._catalogue.encoder), *self._given}
        found = [describe(self._given.get(one) or method_class(one)) for one in sorted(names)]
        return [replace(one, default=one.name == default) for one in found]

    def ready(self, stage: Stage) -> bool:
        """Say whether a stage would find all that it needs here."""
        if stage.method in NO_METHODS:
            return True
        return self._made(stage.method, stage.arguments).ready(self._catalogue.encoder)

    def encode_ahead(self, cascade: Cascade, modification: str) -> None:
        """Encode what the methods of a cascade will ask for whatever the photo shows.

        They find it in the memory for texts. For a method that does not ask there, nothing is done.
        """
        stages = (cascade.recall, *cascade.rerank)
        methods = [
            self.method(one.method, one.arguments) for one in stages if one.method not in NO_METHODS
        ]
        bare = self._catalogue.encoder
        asking = [one for one in methods if one.encoder is not bare]
        self._encoder.encode_texts([text for one in asking for text in one.texts(modification)])

    def _method(self, name: str, arguments: Arguments = ()) -> Method:
        """Return a method, built and loaded.

        Raises:
            UnknownMethod: There is none of this name, or it takes seconds a question.
            MethodOption: It does not take these arguments.
            MethodError: Its weights are missing or unfit.
        """
        made = self._made(name, arguments)
        if name not in self._given and not made.for_serving:
            raise UnknownMethod(
                f"method {shorten(name)} takes seconds a question and is not served",
                hint="measure it with pointsay evaluate, or hand it to the engine yourself",
            )
        # A method that reaches into the towers of one kind of encoder needs that very encoder.
        remembers = made.ready(self._encoder)
        return made.load(self._encoder if remembers else self._catalogue.encoder)

    def _made(self, name: str, arguments: Arguments) -> Method:
        if name in self._given and not arguments:
            return self._given[name]
        read_by = (
            {"reasoner": self._reasoner} if issubclass(method_class(name), Understanding) else {}
        )
        try:
            return make_method(name, **{**read_by, **dict(arguments)})
        except (TypeError, ValueError) as error:
            raise MethodOption(
                f"method {shorten(name)} cannot be built so: {error}",
                hint="see the arguments of its class",
            ) from error

    def _reranker(self, stage: Stage) -> Reranker:
        """Return what does a stage; see `_method` for what is raised.

        Raises:
            MethodOption: A judge without its model, or arguments that a stage does not take.
        """
        if stage.method == STATED:
            if stage.arguments:
                raise MethodOption(f"{STATED} takes no arguments", hint="leave arguments out")
            return Stated()
        if stage.method != JUDGE:
            return reranker(self.method(stage.method, stage.arguments))
        from pointsay.engine.judging import Judge

        model = dict(stage.arguments).get("model")
        if not isinstance(model, str):
            raise MethodOption(
                "a judge needs a model", hint='write arguments = { model = "llm:URL#MODEL" }'
            )
        return Judge(model)
