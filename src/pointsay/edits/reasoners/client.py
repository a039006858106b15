"""One question to an OpenAI-compatible server: bounded in time, bytes, attempts and cost."""

from __future__ import annotations

import hashlib
import json
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pointsay.edits.reasoners.budget import Budget
from pointsay.edits.reasoners.cache import AnswerCache, key_of
from pointsay.edits.reasoners.reply import content_of
from pointsay.errors import MissingExtra, ReasonerFailed, ReasonerOption, shorten

if TYPE_CHECKING:
    import httpx

    from pointsay.edits.reasoners.settings import LlmSettings

T = TypeVar("T")
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked.

    Attributes:
        version: Of the prompt; another version is another question to the cache.
        system: Our words.
        data: Everyone else's, as `prompt.block` wraps them.
        schema: JSON schema of the answer.
        name: Of the schema, for the server.
        pictures: As data URLs.
    """

    version: int
    system: str
    data: str
    schema: dict[str, Any]
    name: str
    pictures: tuple[str, ...] = ()


class ChatClient:
    """Asks; keeps good answers; safe in threads. Connections are opened on first use.

    Args:
        settings: The server, the model and the limits.

    Raises:
        MissingExtra: httpx is not installed.
        ReasonerOption: The environment variable of the key is not set.
    """

    def __init__(self, settings: LlmSettings) -> None:
        self.settings = settings
        self._cache = AnswerCache(
            settings.cache,
            Path(settings.cache_folder).expanduser() if settings.cache_folder else None,
        )
        self._budget = Budget(settings)
        self._http = _connect(settings)
        self._lock = threading.Lock()
        self._counts = {"cached": 0, "requests": 0}

    def counts(self) -> dict[str, int]:
        """Return how many questions the cache answered and how many requests were sent."""
        with self._lock:
            return dict(self._counts)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, question: Question, read: Callable[[str], T], seconds: float = math.inf) -> T:
        """Return what ``read`` makes of the model's answer.

        Args:
            question: What is asked.
            read: Turns the answer's text into a value, or raises ReasonerFailed; only answers that
                it takes are kept.
            seconds: What the caller can wait, where that is less than the settings allow. An answer
                that comes too late for him alone is no failure of the server.

        Raises:
            ReasonerFailed: No answer in time, none of the form asked for, or the budget is spent.
        """
        key = self._key(question)
        kept = self._cache.get(key)
        if kept is not None:
            self._count("cached")
            return read(kept)
        try:
            text = self._answer(question, min(seconds, self.settings.seconds))
            value = read(text)
        except ReasonerFailed as failure:
            hurried = failure.cause == "slow" and seconds < self.settings.seconds
            if failure.cause not in ("resting", "budget") and not hurried:
                self._budget.failed()
            raise
        self._budget.succeeded()
        self._cache.put(key, text)
        return value

    def _key(self, question: Question) -> str:
        settings = self.settings
        hashes = [hashlib.sha256(one.encode()).hexdigest() for one in question.pictures]
        return key_of(
            [settings.url, settings.model, settings.form, settings.answer_tokens],
            [question.version, question.system, question.schema],
            [question.data, hashes],
        )

    def _answer(self, question: Question, seconds: float) -> str:
        body = json.dumps(_body(self.settings, question), ensure_ascii=False).encode("utf-8")
        deadline = time.monotonic() + seconds
        for attempt in range(1, self.settings.attempts + 1):
            self._budget.take()
            self._count("requests")
            started = time.monotonic()
            tokens = 0
            try:
                text, tokens = content_of(self._post(body, deadline))
                return text
            except ReasonerFailed as failure:
                pause = self.settings.pause * 2 ** (attempt - 1)
                hopeless = failure.cause not in ("unreachable", "busy")
                last = attempt == self.settings.attempts
                if hopeless or last or time.monotonic() + pause >= deadline:
                    raise
            finally:
                self._budget.spend(tokens, time.monotonic() - started)
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _post(self, body: bytes, deadline: float) -> bytes:
        """Send one request and return the body of its answer."""
        import httpx

        left = max(deadline - time.monotonic(), 0.001)
        address = f"{self.settings.url.rstrip('/')}/chat/completions"
        try:
            with self._http.stream("POST", address, content=body, timeout=left) as response:
                if response.status_code != 200:
                    raise _refusal(response.status_code)
                return self._body(response, deadline)
        except httpx.TimeoutException as error:
            raise _slow() from error
        except httpx.HTTPError as error:
            raise ReasonerFailed(
                f"the server of the language model cannot be asked ({type(error).__name__})",
                hint=f"see that one answers at {self.settings.url}",
                cause="unreachable",
            ) from error

    def _body(self, response: httpx.Response, deadline: float) -> bytes:
        """Read on until the end, the limit or the deadline: a trickle keeps no timeout busy."""
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self.settings.answer_bytes:
                raise ReasonerFailed(
                    f"the server's answer is larger than {self.settings.answer_bytes} bytes",
                    hint="see that the address is that of a chat server; or raise answer_bytes",
                    cause="large",
                )
            if time.monotonic() > deadline:
                raise _slow()
        return bytes(body)

    def _count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1


def _connect(settings: LlmSettings) -> httpx.Client:
    try:
        import httpx
    except ImportError as error:
        raise MissingExtra("reason", f"asking a language model ({error.name})") from error
    headers = {"content-type": "application/json"}
    if settings.key_env:
        key = os.environ.get(settings.key_env, "")
        if not key:
            raise ReasonerOption(
                f"the environment variable {shorten(settings.key_env)} holds no key",
                hint="set it, or leave key_env out for a server that asks for none",
            )
        headers["authorization"] = f"Bearer {key}"
    # No proxies, no .netrc and no redirects: the words go to the named server or nowhere.
    # Certificates take long to load; a plain address needs none.
    verify = settings.url.startswith("https:")
    return httpx.Client(headers=headers, verify=verify, trust_env=False, follow_redirects=False)


def _body(settings: LlmSettings, question: Question) -> dict[str, Any]:
    user: Any = question.data
    if question.pictures:
        pictures = [{"type": "image_url", "image_url": {"url": one}} for one in question.pictures]
        user = [{"type": "text", "text": question.data}, *pictures]
    body: dict[str, Any] = {
        "model": settings.model,
        "messages": [
            {"role": "system", "content": question.system},
            {"role": "user", "content": user},
        ],
        "temperature": 0,
        "seed": 0,
        "max_tokens": settings.answer_tokens,
    }
    if settings.form == "json_schema":
        schema = {"name": question.name, "strict": True, "schema": question.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif settings.form == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


def _slow() -> ReasonerFailed:
    return ReasonerFailed(
        "the language model took longer than it was given",
        hint="use a smaller model or raise seconds",
        cause="slow",
    )


def _refusal(status: int) -> ReasonerFailed:
    return ReasonerFailed(
        f"the server of the language model answered with status {status}",
        hint="see the server's log; a 400 may mean that it does not know json_schema (set form)",
        cause="busy" if status in _AGAIN else "status",
    )
