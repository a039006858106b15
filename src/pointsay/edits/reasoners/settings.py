"""How a server of language models is asked: one frozen value, from a string or a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, urlsplit

from pointsay.errors import ReasonerOption, UnknownReasoner, shorten

_YES_NO: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_COUNTS: Final = (
    "attempts",
    "answer_tokens",
    "phrases",
    "text_chars",
    "concurrency",
    "image_side",
    "failures",
)
_CHOICES: Final = {"form": ("json_schema", "json_object", "none"), "wording": ("literal", "free")}


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """What is asked of which model, and what it may cost.

    Attributes:
        url: Base address of an OpenAI-compatible server, such as ``http://127.0.0.1:8080/v1``.
        model: As the server calls it.
        key_env: Name of the environment variable that holds the key; empty for servers without.
        images: The references' pictures are sent too; for models that see.
        image_side: Longest side of a sent picture, pixels.
        form: How the schema is handed over: ``json_schema``, or ``json_object`` or ``none`` for
            servers that do not constrain their decoding. Answers are validated in any case.
        wording: ``literal``: a phrase is made of the shopper's own words, their forms and what the
            rules know about them. ``free``: the model may put them in other plain words.
        seconds: Longest time of one question, attempts and pauses included.
        attempts: Most requests of one question.
        pause: Seconds before the second attempt; doubled before each further one.
        answer_tokens: Longest answer.
        answer_bytes: Largest response body.
        modification_chars: What is sent of a modification.
        phrases: Most items of each list of an answer.
        text_chars: Longest English text of an item; twice that for the shopper's words, three
            times for the target.
        concurrency: Questions of one batch that are asked at the same time.
        calls: Most requests of this process; 0 for no limit.
        tokens: Most tokens of this process, prompt and answer; 0 for no limit.
        busy_seconds: Longest time spent waiting for the server in this process; 0 for no limit.
        failures: So many failed questions in a row, and the server is left alone for a while.
        rest_seconds: How long it is left alone.
        cache: Answers kept in memory.
        cache_folder: Where answers are also kept on disk; empty for nowhere.
    """

    url: str
    model: str
    key_env: str = ""
    images: bool = False
    image_side: int = 448
    form: Literal["json_schema", "json_object", "none"] = "json_schema"
    wording: Literal["literal", "free"] = "literal"
    seconds: float = 8.0
    attempts: int = 2
    pause: float = 0.25
    answer_tokens: int = 700
    answer_bytes: int = 262_144
    modification_chars: int = 600
    phrases: int = 8
    text_chars: int = 60
    concurrency: int = 4
    calls: int = 0
    tokens: int = 0
    busy_seconds: float = 0.0
    failures: int = 3
    rest_seconds: float = 30.0
    cache: int = 1024
    cache_folder: str = ""

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.hostname or address.username:
            raise UnknownReasoner(
                f"{shorten(self.url)} is not the address of a server of language models",
                hint="give http(s)://HOST:PORT/v1 without user or password; a key goes into an "
                "environment variable named by key_env",
            )
        if not self.model:
            raise UnknownReasoner(
                "a server was named but no model of it", hint="write llm:URL#MODEL"
            )
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise _refused(name, getattr(self, name), f"one of: {', '.join(choices)}")
        for name in (
            "attempts",
            "answer_tokens",
            "phrases",
            "text_chars",
            "concurrency",
            "image_side",
            "failures",
        ):
            if getattr(self, name) < 1:
                raise _refused(name, getattr(self, name), "at least 1")
        if not 0 < self.seconds < float("inf"):
            raise _refused("seconds", self.seconds, "more than 0")

    @classmethod
    def of(cls, url: str, model: str, options: Mapping[str, Any]) -> LlmSettings:
        """Build from options whose values may still be text, as in an address or a file.

        Raises:
            UnknownReasoner: No server's address, or no model.
            ReasonerOption: An unknown option, or a value that it does not take.
        """
        plain = cls(url, model)
        known = {one.name for one in fields(cls)} - {"url", "model"}
        if unknown := sorted(options.keys() - known):
            raise ReasonerOption(
                f"a reasoner has no option {', '.join(map(shorten, unknown))}",
                hint=f"options are {', '.join(sorted(known))}",
            )
        given = {name: _typed(name, one, getattr(plain, name)) for name, one in options.items()}
        return replace(plain, **given)


def parse_llm(name: str) -> LlmSettings:
    """Read ``llm:URL#MODEL`` with options after "?", as in ``...#qwen2.5vl?images=yes&seconds=5``.

    Raises:
        UnknownReasoner: The name has another form.
        ReasonerOption: An option is unknown or has a value that it does not take.
    """
    url, mark, tail = name.removeprefix("llm:").partition("#")
    if not name.startswith("llm:") or not mark:
        raise UnknownReasoner(
            f"there is no reasoner {shorten(name)}", hint="use rules or llm:URL#MODEL"
        )
    model, _, query = tail.partition("?")
    return LlmSettings.of(url, model, dict(parse_qsl(query, keep_blank_values=True)))


def _typed(name: str, value: Any, default: str | float) -> Any:
    if not isinstance(value, str) or isinstance(default, str):
        return value
    try:
        return _YES_NO[value.lower()] if isinstance(default, bool) else type(default)(value)
    except (KeyError, ValueError) as error:
        wanted = "yes or no" if isinstance(default, bool) else "a number"
        raise _refused(name, value, wanted) from error


def _refused(name: str, value: object, wanted: str) -> ReasonerOption:
    return ReasonerOption(f"{name} cannot be {shorten(value)}", hint=f"give {wanted}")
