"""Reasoners by a string, so that a command, a service or a saved method can choose one."""

from __future__ import annotations

from functools import lru_cache

from pointsay.edits.base import Reasoner
from pointsay.edits.reasoners.settings import parse_llm
from pointsay.errors import UnknownReasoner, shorten

DEFAULT = "rules"


@lru_cache(maxsize=8)
def make_reasoner(name: str = DEFAULT) -> Reasoner:
    """Return the reasoner of this name, one a process, so that budget and cache are shared.

    The name opens connections to where it says: take it from the operator of a service, never from
    its callers.

    Args:
        name: ``rules``, or ``llm:URL#MODEL`` with options of `LlmSettings` after "?", as in
            ``llm:http://127.0.0.1:11434/v1#qwen2.5vl:7b?images=yes&seconds=5``.

    Raises:
        UnknownReasoner: The name has another form.
        ReasonerOption: An option is unknown, has a value that it does not take, or names an
            environment variable that is not set.
        MissingExtra: ``llm:`` needs packages that are not installed.
    """
    if name == DEFAULT:
        from pointsay.edits.rules import RuleReasoner

        return RuleReasoner()
    if name.startswith("llm:"):
        from pointsay.edits.reasoners.llm import OpenAIReasoner

        return OpenAIReasoner(parse_llm(name))
    raise UnknownReasoner(
        f"there is no reasoner {shorten(name)}", hint="use rules or llm:URL#MODEL"
    )
