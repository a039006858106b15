"""What a request passes before any work is done: an id, a size limit, a place in the queue."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pointsay.settings import MEBIBYTE

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
PAGE_POLICY = (
    b"default-src 'self'; img-src 'self' blob: data:; style-src 'self'; "
    b"object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
DOCS = ("/docs", "/redoc")  # these load their scripts from a public address


class Gate:
    """ASGI middleware: gives every request an id, caps its body, adds security headers.

    The cap holds for the bytes that arrive, whatever Content-Length claims.

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
        request_id = uuid.uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request_id
        arrived = 0
        answered = False

        async def capped() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self.upload_bytes:
                raise _BodyTooLargeError
            return message

        async def stamped(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                message["headers"] = [
                    *message.get("headers", ()),
                    *self._headers(scope, request_id),
                ]
            await send(message)

        try:
            if _announced(scope) > self.upload_bytes:
                raise _BodyTooLargeError
            await self.app(scope, capped, stamped)
        except _BodyTooLargeError:
            if answered:
                raise
            await self._refuse(stamped, request_id)

    def _headers(self, scope: Scope, request_id: str) -> list[tuple[bytes, bytes]]:
        headers = [*HEADERS, (b"x-request-id", request_id.encode())]
        if scope["path"] not in DOCS:
            headers.append((b"content-security-policy", PAGE_POLICY))
        return headers

    async def _refuse(self, send: Send, request_id: str) -> None:
        limit = self.upload_bytes / MEBIBYTE
        document = {
            "type": "about:blank",
            "title": "Request Entity Too Large",
            "status": 413,
            "code": "file_too_large",
            "detail": f"the request is larger than {limit:g} MiB",
            "hint": "send a smaller picture",
            "request_id": request_id,
        }
        start = {
            "type": "http.response.start",
            "status": 413,
            "headers": [
                (b"content-type", b"application/problem+json"),
                (b"connection", b"close"),
            ],
        }
        await send(start)
        await send({"type": "http.response.body", "body": json.dumps(document).encode()})


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
