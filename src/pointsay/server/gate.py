"""What a request passes before any work is done: an id, a size limit, a place in the queue."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pointsay.server import problems
from pointsay.settings import MEBIBYTE

log = logging.getLogger("pointsay.server")

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
PAGE_POLICY = (
    b"default-src 'self'; img-src 'self' blob: data:; style-src 'self'; "
    b"object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
DRAINED = 4  # times the cap; who sends even more than that is hung up on
DOCS = ("/docs", "/redoc")  # these load their scripts from a public address


class Gate:
    """ASGI middleware: gives every request an id, caps its body, adds security headers.

    The cap holds for the bytes that arrive, whatever Content-Length claims. What the application
    fails at unexpectedly becomes a problem document here, so that it has an id and headers, too.

    Args:
        app: What it guards.
        upload_bytes: Largest request body.
    """

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self.app = app
        self.upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Passage(scope, receive, send, self.upload_bytes).through(self.app)


class _Passage:
    """One request on its way through the gate."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, upload_bytes: int) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.upload_bytes = upload_bytes
        self.request_id = uuid.uuid4().hex[:16]
        self.arrived = 0
        self.more = True
        self.answered = False
        self.too_large = _announced(scope) > upload_bytes

    async def through(self, app: ASGIApp) -> None:
        self.scope.setdefault("state", {})["request_id"] = self.request_id
        try:
            if not self.too_large:
                await app(self.scope, self._capped, self._stamped)
        except _BodyTooLargeError:
            if self.answered:
                raise
        except Exception:
            if self.answered:
                raise
            log.exception("request %s failed", self.request_id)
            await self._refuse(500, "internal", "something went wrong on the server", "")
        if self.too_large:
            await self._drain()
            limit = f"the request is larger than {self.upload_bytes / MEBIBYTE:g} MiB"
            await self._refuse(413, "file_too_large", limit, "send a smaller picture")

    async def _next(self) -> Message:
        message = await self.receive()
        self.arrived += len(message.get("body", b""))
        self.more = message.get("more_body", False)
        return message

    async def _capped(self) -> Message:
        message = await self._next()
        if self.arrived > self.upload_bytes:
            self.too_large = not self.answered
            raise _BodyTooLargeError
        return message

    async def _stamped(self, message: Message) -> None:
        if self.too_large:
            return  # what the application makes of a body cut short
        if message["type"] == "http.response.start":
            self.answered = True
            message["headers"] = [*message.get("headers", ()), *self._headers()]
        await self.send(message)

    def _headers(self) -> list[tuple[bytes, bytes]]:
        headers = [*HEADERS, (b"x-request-id", self.request_id.encode())]
        if self.scope["path"] not in DOCS:
            headers.append((b"content-security-policy", PAGE_POLICY))
        return headers

    async def _drain(self) -> None:
        """Read on, within bounds: a client that is still sending would see a reset, no answer."""
        if any(name == b"expect" for name, _ in self.scope["headers"]):
            return  # it asks before it sends
        while self.more and self.arrived <= DRAINED * self.upload_bytes:
            await self._next()

    async def _refuse(self, status: int, code: str, detail: str, hint: str) -> None:
        content = problems.document(status, code, detail, hint, self.request_id)
        headers = [
            (b"content-type", problems.MEDIA_TYPE.encode()),
            (b"connection", b"close"),
            *self._headers(),
        ]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": content.model_dump_json().encode()})


class _BodyTooLargeError(Exception):
    """The body grew past the cap."""


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


class Busy(Exception):
    """As many searches run and wait as may."""


class Turnstile:
    """Lets a few searches run and a bounded number wait; more are turned away at once.

    Args:
        running: Searches at a time.
        waiting: Searches that may wait.
    """

    def __init__(self, running: int, waiting: int) -> None:
        self._running = asyncio.Semaphore(running)
        self._room = running + waiting
        self._inside = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold a place while the block runs.

        Raises:
            Busy: There is no place to wait either.
        """
        if self._inside >= self._room:
            raise Busy
        self._inside += 1
        try:
            async with self._running:
                yield
        finally:
            self._inside -= 1
