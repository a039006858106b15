"""A reasoner that asks a language model, and the rules where the model is of no use."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pointsay.edits.base import Reasoner
from pointsay.edits.edit import Edit
from pointsay.edits.reasoners import prompt
from pointsay.edits.reasoners.client import ChatClient, Question
from pointsay.edits.reasoners.grounding import Grounder
from pointsay.edits.reasoners.picture import data_url
from pointsay.edits.reasoners.schema import edit_schema, parse_edit
from pointsay.edits.reasoners.settings import LlmSettings
from pointsay.errors import ReasonerFailed
from pointsay.types import Composition


class OpenAIReasoner:
    """Understands modifications through any OpenAI-compatible server of chat completions.

    The model splits the modification into roles and names the target in one answer, in the manner
    of CoTMR (Sun et al., ICCV 2025) and MulVec (arXiv 2608.25305), whose prompts are not public:
    ours are our own. Other than there, no item stands that the shopper's words do not bear out
    (`grounding`), and no failure of the server reaches the shopper: the fall-back reads instead,
    which `Edit.reader` records as "llm:MODEL -> rules".

    Safe in threads. A batch is asked with bounded concurrency, in order.

    Args:
        settings: The server, the model and the limits.
        fallback: Reads what the model does not, and tells what words mean by themselves; the rules
            if None. It must not ask a server itself.

    Raises:
        MissingExtra: httpx is not installed.
        ReasonerOption: The key's environment variable is not set.
    """

    def __init__(self, settings: LlmSettings, fallback: Reasoner | None = None) -> None:
        self.settings = settings
        self._client = ChatClient(settings)
        self._fallback = fallback if fallback is not None else _rules()
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    @property
    def name(self) -> str:
        """``llm:MODEL``."""
        return f"llm:{self.settings.model}"

    def counts(self) -> Mapping[str, int]:
        """Return what happened so far.

        ``read`` by the model, ``fell back`` in all and for each cause ("fell back: slow"),
        ``dropped`` items that were not grounded, ``cached`` answers, ``requests`` sent.
        """
        with self._lock:
            return {**self._counts, **self._client.counts()}

    def close(self) -> None:
        """Close the connections to the server."""
        self._client.close()

    def read(self, compositions: Sequence[Composition]) -> list[Edit]:
        """Return the edit of each composition; never fails on what a shopper or a server says."""
        if len(compositions) < 2:
            return [self._one(one) for one in compositions]
        with ThreadPoolExecutor(min(self.settings.concurrency, len(compositions))) as pool:
            return list(pool.map(self._one, compositions))

    def _one(self, composition: Composition) -> Edit:
        if not composition.modification.strip():
            return Edit(reader=self.name)
        try:
            edit = self._asked(composition)
        except ReasonerFailed as failure:
            self._count("fell back", f"fell back: {failure.cause}")
            edit = self._fallback.read([composition])[0]
            return replace(edit, reader=f"{self.name} -> {edit.reader}")
        self._count("read")
        return edit

    def _asked(self, composition: Composition) -> Edit:
        pictures = self._pictures(composition)
        limit = self.settings.modification_chars
        data = prompt.question(composition.modification, composition.references, limit)
        schema = edit_schema(self.settings.phrases, self.settings.text_chars)
        question = Question(prompt.PROMPT_VERSION, prompt.READ, data, schema, "edit", pictures)
        answer = self._client.ask(question, parse_edit)
        attributes = [prompt.shown(one.attributes) for one in composition.references]
        grounder = Grounder(
            composition.modification,
            self._known,
            free=self.settings.wording == "free",
            shown=[value for one in attributes for value in one.values()],
            fields=frozenset(name for one in attributes for name in one),
            pictured=bool(pictures),
        )
        edit = grounder.ground(answer)
        self._count(dropped=grounder.dropped)
        if edit.unread and not _says_something(edit):
            raise ReasonerFailed(
                "nothing in the model's answer is grounded in what was said",
                hint="use a larger model",
                cause="ungrounded",
            )
        return replace(edit, reader=self.name)

    def _pictures(self, composition: Composition) -> tuple[str, ...]:
        if not self.settings.images:
            return ()
        images = [one.image for one in composition.references if one.image is not None]
        return tuple(data_url(image, self.settings.image_side) for image in images)

    def _known(self, said: str) -> Edit:
        return self._fallback.read([Composition(modification=said)])[0]

    def _count(self, *events: str, **amounts: int) -> None:
        with self._lock:
            self._counts.update(events)
            self._counts.update(amounts)


def _says_something(edit: Edit) -> bool:
    return any((edit.want, edit.keep, edit.avoid, edit.comparatives, edit.constraints))


def _rules() -> Reasoner:
    from pointsay.edits.rules import RuleReasoner

    return RuleReasoner()
