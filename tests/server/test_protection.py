"""Bodies too large, too many at once, failures inside, and headers."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from urllib.parse import urlsplit

import httpx
import pytest

from nasty import plain_jpeg
from pointsay.engine import Answer, Engine, Question
from pointsay.errors import CatalogueCorrupt
from pointsay.server import create_app
from pointsay.settings import ServerSettings
from server.asking import refusal, secured
from server.shop import PLAIN_IDS, running

LIMIT = 16 * 1024
SECRET = "the-secret-of-the-exception"


def asking(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, trust_env=False, timeout=20)


@pytest.fixture(scope="module")
def narrow(engine: Engine) -> Iterator[str]:
    """A server that takes bodies of 16 KiB."""
    with running(create_app(engine, ServerSettings(upload_bytes=LIMIT))) as address:
        yield address


def form(size: int) -> tuple[bytes, dict[str, str]]:
    """A search of exactly this many bytes."""
    frame = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    head, end = frame % (b"modification", b"red"), b"--x--\r\n"
    padding = size - len(head) - len(frame % (b"unread", b"")) - len(end)
    body = head + frame % (b"unread", b" " * padding) + end
    assert len(body) == size
    return body, {"content-type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("size", [LIMIT - 1, LIMIT, LIMIT + 1, 3 * LIMIT])
def test_the_limit_of_a_body(narrow: str, size: int, announced: bool) -> None:
    body, headers = form(size)
    pieces = (body[at : at + 1000] for at in range(0, size, 1000))
    with asking(narrow) as client:
        response = client.post("/v1/search", content=body if announced else pieces, headers=headers)
        if size <= LIMIT:
            assert response.status_code == 200, response.text
        else:
            document = refusal(response, 413, "file_too_large")
            assert "0.015625 MiB" in document["detail"]
        # Either way the next question of the same client is answered.
        assert client.post("/v1/search", data={"modification": "red"}).status_code == 200


def test_a_body_far_too_large_is_not_taken_in_and_harms_nobody(narrow: str) -> None:
    body, _ = form(LIMIT)
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield body.removesuffix(b"\r\n--x--\r\n")
        for _ in range(2_000):
            yield b" " * 16_384
            sent += 16_384

    headers = {"content-type": "multipart/form-data; boundary=x"}
    with asking(narrow) as client:
        try:
            response = client.post("/v1/search", content=endless(), headers=headers)
        except httpx.TransportError:
            pass  # the server hung up on it
        else:
            refusal(response, 413, "file_too_large")
    # What lay in the buffers of both sides, not the 32 MB.
    assert sent < 16_000_000
    with asking(narrow) as client:
        assert client.get("/healthz").status_code == 200


def raw(address: str, sent: bytes) -> bytes:
    """Send bytes and read until the server hangs up."""
    to = urlsplit(address)
    with socket.create_connection((to.hostname, to.port), timeout=5) as connection:
        connection.sendall(sent)
        received = b""
        while more := connection.recv(65_536):
            received += more
    return received


def test_who_asks_before_sending_is_told_at_once(narrow: str) -> None:
    received = raw(
        narrow,
        b"POST /v1/search HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999\r\n\r\n",
    )
    assert received.startswith(b"HTTP/1.1 413 ")
    assert b'"file_too_large"' in received


@pytest.mark.parametrize("length", [b"-5", b"abc", b"1e3", b"9" * 30, b"5, 6"])
def test_lengths_that_are_none(narrow: str, length: bytes) -> None:
    received = raw(
        narrow,
        b"POST /v1/search HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        b"Content-Length: " + length + b"\r\n\r\n",
    )
    assert received.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 413 "))


class Slow(Engine):
    """Answers only once it is let."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.catalogue)
        self.let = threading.Event()
        self.asked = threading.Semaphore(0)
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def search(self, question: Question, began: float | None = None) -> Answer:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.asked.release()
        try:
            assert self.let.wait(20)
            return super().search(question)
        finally:
            with self._lock:
                self._now -= 1


def test_a_full_house_sends_away_and_recovers(engine: Engine) -> None:
    slow = Slow(engine)
    settings = ServerSettings(searches=1, waiting=1)
    form = {"modification": "red"}
    with (
        running(create_app(slow, settings)) as address,
        ThreadPoolExecutor(8) as pool,
        asking(address) as client,
    ):
        asked = [pool.submit(httpx.post, f"{address}/v1/search", data=form) for _ in range(6)]
        assert slow.asked.acquire(timeout=10)
        # One runs and one waits; the other four are turned away while these are still inside.
        away = [future.result() for future in islice(as_completed(asked, timeout=15), 4)]
        assert sum(future.done() for future in asked) == 4
        for response in away:
            document = refusal(response, 429, "busy")
            assert document["hint"]
            assert int(response.headers["retry-after"]) >= 1
        # What needs no search is answered even now.
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/products/dress-red/image").status_code == 200
        slow.let.set()
        statuses = sorted(future.result(20).status_code for future in asked)
        assert statuses == [200, 200, 429, 429, 429, 429]
        assert slow.most == 1
        assert client.post("/v1/search", data=form).status_code == 200


def test_a_place_is_given_back_after_a_refusal(engine: Engine) -> None:
    settings = ServerSettings(searches=1, waiting=0)
    with running(create_app(engine, settings)) as address, asking(address) as client:
        for _ in range(4):
            refusal(client.post("/v1/search"), 422, "empty_query")
        assert client.post("/v1/search", data={"modification": "red"}).status_code == 200


class Failing(Engine):
    """Fails in ways that nobody foresaw, or as a damaged catalogue does."""

    def search(self, question: Question, began: float | None = None) -> Answer:
        if question.modification == "corrupt":
            raise CatalogueCorrupt(SECRET, hint=SECRET)
        raise ZeroDivisionError(SECRET)


@pytest.mark.parametrize(
    ("modification", "code"), [("corrupt", "catalogue_corrupt"), ("other", "internal")]
)
def test_failures_inside_tell_the_log_and_not_the_client(
    engine: Engine, caplog: pytest.LogCaptureFixture, modification: str, code: str
) -> None:
    with running(create_app(Failing(engine.catalogue))) as address, asking(address) as client:
        with caplog.at_level(logging.ERROR, "pointsay.server"):
            response = client.post("/v1/search", data={"modification": modification})
        document = refusal(response, 500, code)
        assert SECRET not in response.text
        assert "Traceback" not in response.text
        assert document["request_id"] in caplog.text
        assert SECRET in caplog.text
        assert client.get("/healthz").status_code == 200


def test_eight_clients_at_once_get_their_own_answers(client: httpx.Client) -> None:
    address = str(client.base_url)
    photo = plain_jpeg((64, 64))

    def ask(place: int) -> None:
        with asking(address) as mine:
            for turn in range(3):
                product_id = PLAIN_IDS[(5 * place + turn) % len(PLAIN_IDS)]
                form = {"reference_id": product_id, "modification": f"no. {place}", "k": "40"}
                answer = mine.post("/v1/search", data=form).json()
                assert answer["modification"] == f"no. {place}"
                assert product_id not in [hit["product"]["id"] for hit in answer["hits"]]
                assert mine.get(f"/v1/products/{product_id}").json()["id"] == product_id
                assert mine.get(f"/v1/products/{product_id}/image").status_code == 200
            assert mine.post("/v1/search", files={"reference": photo}).status_code == 200

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(ask, place) for place in range(8)]:
            future.result(60)


def test_the_same_question_has_the_same_answer(client: httpx.Client) -> None:
    form = {"reference_id": "bag-red", "modification": "in green"}
    first, second = (client.post("/v1/search", data=form).json() for _ in range(2))
    assert first["hits"] == second["hits"]
    assert first["request_id"] != second["request_id"]


def test_the_page_and_its_assets(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200, "the page has not been built"
    assert page.headers["content-type"].startswith("text/html")
    secured(page)
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assets = [part.split('"')[0] for part in page.text.split('"/assets/')[1:]]
    assert any(name.endswith(".js") for name in assets)
    for name in assets:
        asset = client.get(f"/assets/{name}")
        assert asset.status_code == 200
        secured(asset)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets",
        "/assets/nothing.js",
        "/assets/../index.html",
        "/assets/..%2findex.html",
        "/assets/%2e%2e/index.html",
        "/assets/%2e%2e%2f%2e%2e%2fapp.py",
        "/assets/..%5c..%5capp.py",
        "/assets//etc/passwd",
        "/assets/%2Fetc%2Fpasswd",
        "/assets/a%00.js",
    ],
)
def test_nothing_but_assets_is_served(client: httpx.Client, path: str) -> None:
    # Bytes as written here: a client's library would tidy the path.
    received = raw(
        str(client.base_url),
        f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
    )
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 307 ")), head
    assert b"from __future__" not in body
    assert b"root:" not in body
    if head.startswith(b"HTTP/1.1 404 "):
        assert b"application/problem+json" in head
        assert b"x-content-type-options: nosniff" in head


@pytest.mark.parametrize("path", ["/healthz", "/v1/methods", "/v1/facets", "/openapi.json"])
def test_every_answer_is_secured(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    secured(response)


def test_no_other_origin_is_let_in(client: httpx.Client) -> None:
    response = client.get("/v1/products", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in response.headers if name.startswith("access-control-")]
