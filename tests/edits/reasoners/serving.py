"""Servers that behave as they are told, for what a good one would not do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Request = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What is sent back: a body in pieces, with a pause before each."""

    body: bytes = b""
    status: int = 200
    pause: float = 0.0
    pieces: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False


def completion(content: object, finish: str = "stop", tokens: int = 10) -> Reply:
    """A chat completion; what is no text is sent as JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    choice = {"index": 0, "finish_reason": finish, "message": {"content": text}}
    body = {"choices": [choice], "usage": {"total_tokens": tokens}}
    return Reply(json.dumps(body).encode())


def edit(**fields: object) -> dict[str, object]:
    """An answer of the form that is asked for."""
    lists = {name: [] for name in ("want", "keep", "avoid", "comparatives", "constraints")}
    return {**lists, "target": "", **fields}


def phrase(kind: str, text: str, said: str) -> dict[str, str]:
    return {"kind": kind, "text": text, "said": said}


RED = edit(want=[phrase("colour", "red", "red")])


class FakeServer:
    """Answers each request by the next reply, the last one for ever; keeps what it was asked."""

    def __init__(self, *replies: Reply | Callable[[Request], Reply]) -> None:
        self.replies = list(replies)
        self.requests: list[Request] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def data(self) -> Iterable[dict[str, Any]]:
        """The data blocks that were received."""
        for request in self.requests:
            content = request["messages"][1]["content"]
            text = content if isinstance(content, str) else content[0]["text"]
            yield json.loads(text.removeprefix("<data>").removesuffix("</data>"))

    def _next(self, request: Request) -> Reply:
        with self._lock:
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            self.requests.append(request)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        return reply(request) if callable(reply) else reply

    def _answered(self) -> None:
        with self._lock:
            self._now -= 1

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                fake.headers.append(dict(self.headers))
                reply = fake._next({"path": self.path, **json.loads(body)})
                try:
                    self._send(reply)
                except OSError:  # the client has gone, as it should
                    self.close_connection = True

            def _send(self, reply: Reply) -> None:
                if reply.hang_up:
                    self.close_connection = True
                    fake._answered()
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(reply.body)))
                self.end_headers()
                size = -(-max(len(reply.body), 1) // reply.pieces)
                for at in range(reply.pieces):
                    time.sleep(reply.pause)
                    if at == reply.pieces - 1:
                        fake._answered()  # before the client has it, and asks again
                    self.wfile.write(reply.body[at * size : (at + 1) * size])
                    self.wfile.flush()

            def log_message(self, *_: object) -> None:
                pass

        return Handler
