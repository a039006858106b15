"""A captioner that shows pictures to a vision-language model and takes short words only."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pointsay.edits.base import Captioner, Trait
from pointsay.edits.edit import Kind
from pointsay.edits.reasoners import prompt
from pointsay.edits.reasoners.client import ChatClient, Question
from pointsay.edits.reasoners.picture import data_url
from pointsay.edits.reasoners.schema import TRAIT_CHARS, VISIBLE, parse_traits, trait_schema
from pointsay.edits.reasoners.words import clean, is_plain
from pointsay.errors import ReasonerFailed

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.edits.reasoners.settings import LlmSettings
    from pointsay.types import Reference

_UNKNOWN = frozenset({"", "n/a", "na", "none", "not visible", "unclear", "unknown"})
_WORDS = 4


class LvlmCaptioner:
    """Describes references by a model behind an OpenAI-compatible server.

    The model sees the picture and nothing else: no title, no attribute. What it says counts only
    as a few plain words of a kind that a picture can show; all else is left out. References that
    it cannot tell, and those without a picture, go to the fall-backs, first to last, until one of
    them tells something. Safe in threads.

    Args:
        settings: The server and the model; ``images`` is taken as given.
        fallbacks: Captioners that are asked where the model has no answer.
        confidence: Of every trait. Models do not know how sure they are; calibrate it.

    Raises:
        MissingExtra: httpx is not installed.
        ReasonerOption: The key's environment variable is not set.
    """

    def __init__(
        self,
        settings: LlmSettings,
        fallbacks: Sequence[Captioner] = (),
        *,
        confidence: float = 0.8,
    ) -> None:
        self.settings = settings
        self._client = ChatClient(settings)
        self._fallbacks = tuple(fallbacks)
        self._confidence = confidence
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def counts(self) -> Mapping[str, int]:
        """Return what happened so far, as `OpenAIReasoner.counts` does."""
        with self._lock:
            return {**self._counts, **self._client.counts()}

    def close(self) -> None:
        """Close the connections to the server."""
        self._client.close()

    def describe(self, references: Sequence[Reference]) -> list[Mapping[Kind, Trait]]:
        """Return the traits of each reference by kind; never fails on what a server says."""
        if len(references) < 2:
            return [self._one(one) for one in references]
        with ThreadPoolExecutor(min(self.settings.concurrency, len(references))) as pool:
            return list(pool.map(self._one, references))

    def _one(self, reference: Reference) -> Mapping[Kind, Trait]:
        if reference.image is not None:
            traits = self._seen(reference.image)
            if traits:
                return traits
        for fallback in self._fallbacks:
            traits = dict(fallback.describe([reference])[0])
            if traits:
                return traits
        return {}

    def _seen(self, image: Image) -> dict[Kind, Trait]:
        question = Question(
            prompt.PROMPT_VERSION,
            prompt.LOOK,
            prompt.block({"picture": 1}),
            trait_schema(),
            "traits",
            (data_url(image, self.settings.image_side),),
        )
        try:
            answer = self._client.ask(question, parse_traits)
        except ReasonerFailed as failure:
            self._count("fell back", f"fell back: {failure.cause}")
            return {}
        self._count("read")
        return self._plain(answer)

    def _plain(self, answer: Mapping[str, str]) -> dict[Kind, Trait]:
        told = {kind: clean(answer.get(kind, "")).lower() for kind in VISIBLE}
        traits: dict[Kind, Trait] = {}
        for kind, text in told.items():
            if text in _UNKNOWN:
                continue
            if is_plain(text, TRAIT_CHARS) and len(text.split()) <= _WORDS:
                traits[kind] = Trait(text, self._confidence)
            else:
                self._count("dropped")
        return traits

    def _count(self, *events: str) -> None:
        with self._lock:
            self._counts.update(events)
