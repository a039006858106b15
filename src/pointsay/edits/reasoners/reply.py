"""From the body of a chat completion to the JSON text in it. Nothing of the body is trusted."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from pointsay.errors import ReasonerFailed

_THOUGHT: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED: Final = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)


def content_of(body: bytes) -> tuple[str, int]:
    """Return the answer's text and the tokens that it has cost.

    Thoughts before the answer and a code fence around it, both common where decoding is not
    constrained, are taken off.

    Raises:
        ReasonerFailed: The body is no chat completion, or its text was cut.
    """
    try:
        completion = json.loads(body)
        choice = completion["choices"][0]
        text = choice["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _nonsense() from error
    if not isinstance(text, str):
        raise _nonsense()
    if choice.get("finish_reason") == "length":
        raise ReasonerFailed(
            "the model's answer was cut", hint="raise answer_tokens or lower phrases", cause="cut"
        )
    text = _THOUGHT.sub("", text)
    fenced = _FENCED.match(text)
    return (fenced[1] if fenced else text), _tokens(completion)


def _tokens(completion: dict[str, Any]) -> int:
    usage = completion.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return max(total, 0) if isinstance(total, int) else 0


def _nonsense() -> ReasonerFailed:
    return ReasonerFailed(
        "the server's answer is no chat completion",
        hint="see that the address is the base of an OpenAI-compatible server, such as "
        "http://HOST:PORT/v1",
    )
