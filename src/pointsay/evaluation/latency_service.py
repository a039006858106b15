"""A question from end to end: a photo and a sentence sent to a server, ten explained hits back."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pointsay.catalogue import Catalogue
from pointsay.catalogue.entries import Entry
from pointsay.encoders.timing import SENTENCES
from pointsay.errors import ServiceFailed
from pointsay.evaluation.clustered import BLOCK, clustered_blocks
from pointsay.evaluation.latency import TOTAL, Stage
from pointsay.evaluation.latency_stages import as_jpeg, draw_photo
from pointsay.types import Attributes, Product

if TYPE_CHECKING:
    from pointsay.encoders import Encoder

HITS = 10
PHOTOS = 64  # more than a service remembers, so that each is new when its turn comes again
TIMEOUT_S = 120.0
COLOURS = ("black", "white", "navy", "red", "green", "grey", "beige")
_BOUNDARY = "pointsay-9f27c1d4a6be4e0f"


def make_catalogue(folder: Path, encoder: Encoder, count: int, *, seed: int = 0) -> None:
    """Write a catalogue of ``count`` products without pictures, whose vectors lie in clusters.

    Titles, prices and attributes are there, so that an answer costs what it costs a shop.
    """
    with Catalogue(folder, encoder, create=True) as catalogue:
        blocks = clustered_blocks(count, encoder.info.dim, seed=seed)
        for start, block in zip(range(0, count, BLOCK), blocks, strict=True):
            entries = (
                Entry(_product(at), folder, "", "", vector)
                for at, vector in enumerate(block, start=start)
            )
            catalogue.store.write(entries)


def _product(at: int) -> Product:
    colour = COLOURS[at % len(COLOURS)]
    facts: Attributes = {"colour": colour, "size": float(34 + at % 10)}
    return Product(f"p-{at:08d}", f"Product {at} in {colour}", 10.0 + at % 90, facts)


def service_stages(
    address: str, clients: Sequence[int], *, products: int, method: str, seed: int = 0
) -> Generator[Stage, None, None]:
    """Yield asking a running server, once for each number of clients.

    Its connections live as long as the iterator does: time each stage when it is yielded.

    Args:
        address: Of the server, such as ``http://127.0.0.1:8000``.
        clients: Shoppers who ask at the same time, each over a connection of his own.
        products: That the server finds among.
        method: Composes.
        seed: Of the photos.
    """
    with closing(_Shoppers(address, method, seed)) as shoppers:
        for count in clients:
            yield Stage(TOTAL, shoppers.ask, gallery=products, clients=count)


class Forms:
    """Questions as browsers send them, any number; no sentence is the same as another.

    A service that remembers photos and sentences has seen none of them.

    Args:
        fields: Sent with every question.
        seed: Of the photos.
    """

    content_type = f"multipart/form-data; boundary={_BOUNDARY}"

    def __init__(self, fields: Mapping[str, str], seed: int = 0) -> None:
        self._fields = {"k": str(HITS), **fields}
        self._photo = lru_cache(PHOTOS)(lambda at: as_jpeg(draw_photo(seed + at)))

    def __call__(self, number: int, photo: int | None = None) -> bytes:
        """Return the body of a question.

        Args:
            number: Of the question, from 0.
            photo: Number of its photo; that of the question by default.
        """
        said = f"{SENTENCES[number % len(SENTENCES)]}, as number {number}"
        shown = self._photo((number if photo is None else photo) % PHOTOS)
        return _multipart({"modification": said, **self._fields}, shown)


class _Shoppers:
    """Ask a server; each thread keeps a connection of its own, as a browser does."""

    def __init__(self, address: str, method: str, seed: int) -> None:
        self._address = address
        self._local = threading.local()
        self._opened: list[HTTPConnection] = []
        self._forms = Forms({"method": method}, seed)
        self._numbers = count()

    def ask(self, at: int) -> None:
        """Ask the next question.

        Raises:
            ServiceFailed: The answer is not ten hits with reasons, or none came.
        """
        headers = {"Content-Type": self._forms.content_type}
        question = self._forms(next(self._numbers))
        try:
            connection = self._connection()
            connection.request("POST", "/v1/search", question, headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, HTTPException) as error:
            raise self._failed(repr(error)) from error
        if response.status != 200:
            raise self._failed(f"{response.status} {body[:300].decode(errors='replace')}")
        hits = json.loads(body)["hits"]
        if len(hits) != HITS or not all(hit["why"] for hit in hits):
            raise self._failed(f"{len(hits)} hits instead of {HITS} with reasons")

    def close(self) -> None:
        """Close every connection."""
        for connection in self._opened:
            connection.close()

    def _connection(self) -> HTTPConnection:
        connection: HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = HTTPConnection(urlsplit(self._address).netloc, timeout=TIMEOUT_S)
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    def _failed(self, reason: str) -> ServiceFailed:
        return ServiceFailed(
            f"the service at {self._address} did not answer a question: {reason}",
            hint="see what the service says, or leave it out with --no-http",
        )


def _multipart(fields: Mapping[str, str], photo: bytes) -> bytes:
    """Return a form with a photo as browsers send it (RFC 7578)."""
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; name="
    texts = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    file = f'{head}"reference"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    return (texts + file).encode() + photo + f"\r\n--{_BOUNDARY}--\r\n".encode()
