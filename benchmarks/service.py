"""A question end to end over HTTP: milliseconds by stage, and how many are answered at a time.

Asked is ``pointsay serve`` in a process of its own: a JPEG of 600 x 800 and a sentence in, ten
explained products out. Its products have vectors in clusters and no pictures (stages that look at
pictures again have nothing to look at here). Clients and server share the cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import numpy as np

from pointsay.catalogue import Catalogue
from pointsay.cli.background import serving
from pointsay.encoders import load_encoder
from pointsay.evaluation.latency_service import HITS, Forms, make_catalogue
from pointsay.evaluation.machine import machine

Body = Callable[[int], bytes]


@dataclass(frozen=True)
class Asked:
    """One question: its seconds as the client saw them, and the answer."""

    seconds: float
    answer: dict[str, Any]


class Refused(SystemExit):
    """The service answered a question with an error."""


class Shopper:
    """A client with a connection of its own.

    Args:
        address: Of the service.
        content_type: Of its questions.
    """

    def __init__(self, address: str, content_type: str) -> None:
        self._place = urlsplit(address)
        self._content_type = content_type

    async def __aenter__(self) -> Self:
        host, port = self._place.hostname, self._place.port
        self._reader, self._writer = await asyncio.open_connection(host, port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def ask(self, body: bytes) -> tuple[float, bytes]:
        """Send a question; return its seconds and the body of the answer.

        Raises:
            Refused: It is no answer but an error.
        """
        head = (
            f"POST /v1/search HTTP/1.1\r\nHost: {self._place.netloc}\r\n"
            f"Content-Type: {self._content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = time.perf_counter()
        self._writer.write(head.encode() + body)
        said = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        fields = dict(line.split(": ", 1) for line in said.split("\r\n")[1:] if line)
        answer = await self._reader.readexactly(int(fields["content-length"]))
        if " 200 " not in said.split("\r\n", 1)[0]:
            raise Refused(f"the service refused a question: {answer.decode()}")
        return time.perf_counter() - began, answer


async def ask_all(
    address: str, turns: Iterator[int], clients: int, form: Body, content_type: str
) -> tuple[list[Asked], float]:
    """Ask a question each turn; return them and the seconds from the first to the last answer.

    Each client keeps a connection and asks again as soon as it is answered.
    """
    found: list[tuple[float, bytes]] = []

    async def ask_on() -> None:
        async with Shopper(address, content_type) as shopper:
            for number in turns:
                found.append(await shopper.ask(form(number)))

    began = time.perf_counter()
    await asyncio.gather(*(ask_on() for _ in range(clients)))
    wall = time.perf_counter() - began
    return [Asked(seconds, _checked(answer)) for seconds, answer in found], wall


def _checked(body: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(body)
    if len(answer["hits"]) != HITS or not all(hit["why"] for hit in answer["hits"]):
        raise SystemExit(f"an answer has not {HITS} products with reasons")
    return answer


def percentiles(milliseconds: Sequence[float]) -> str:
    """Return p50, p95 and p99 as the cells of a row."""
    return " ".join(f"{one:9.2f}" for one in np.percentile(milliseconds, (50, 95, 99)))


def print_stages(asked: Sequence[Asked]) -> None:
    """Print what each stage of these questions took; what is not the engine's is the way there."""
    stages = [one.answer["stages_ms"] for one in asked]
    print(f"{'stage':24} {'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9}")
    for stage in dict.fromkeys(name for one in stages for name in one):
        print(f"{stage:24} {percentiles([one.get(stage, 0.0) for one in stages])}")
    way = [1e3 * one.seconds - one.answer["took_ms"] for one in asked]
    print(f"{'HTTP, form, JSON':24} {percentiles(way)}")
    print(f"{'end to end':24} {percentiles([1e3 * one.seconds for one in asked])}")
    skipped = sum(bool(one.answer["skipped"]) for one in asked)
    if skipped:
        print(f"{skipped} of {len(asked)} answers skipped a stage")


def prepared(folder: Path, encoder: str, products: int, seed: int) -> None:
    """Make the catalogue and its lists where they are not there yet."""
    model = load_encoder(encoder)
    if not folder.exists():
        print(f"making a catalogue of {products} products in {folder}", flush=True)
        make_catalogue(folder, model, products, seed=seed)
    with Catalogue(folder, model) as catalogue:
        catalogue.prepare()
        if len(catalogue) != products:
            raise SystemExit(f"{folder} has {len(catalogue)} products, not {products}")


def reader(told: str | None, products: int) -> argparse.ArgumentParser:
    """Return what reads the options of a benchmark that serves a catalogue.

    Args:
        told: What the benchmark says of itself.
        products: How many by default.
    """
    parser = argparse.ArgumentParser(description=told)
    parser.add_argument("--folder", type=Path, required=True, help="catalogue; made when missing")
    parser.add_argument("--products", type=int, default=products)
    parser.add_argument("--encoder", default="mini")
    parser.add_argument("--cascade", default="default")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def main() -> None:
    """Run."""
    parser = reader(__doc__, 1_000_000)
    parser.add_argument("--method", type=Path, action="append", default=[], help="a saved one")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--questions", type=int, default=400, help="for each number of clients")
    parser.add_argument("--warmup", type=int, default=50)
    options = parser.parse_args()
    prepared(options.folder, options.encoder, options.products, options.seed)
    print(", ".join(f"{name}: {value}" for name, value in machine().items()))
    forms = Forms({"cascade": options.cascade}, options.seed)
    numbers = count()
    more = [word for folder in options.method for word in ("--method", str(folder))]
    more += ["--cascade", options.cascade]
    waiting = max(options.clients)
    with serving(options.folder, options.encoder, waiting=waiting, more=more) as address:

        def ask(total: int, clients: int, form: Body) -> tuple[list[Asked], float]:
            kind = forms.content_type
            return asyncio.run(ask_all(address, islice(numbers, total), clients, form, kind))

        ask(options.warmup, 1, forms)
        print(f"\n{options.products} products, cascade {options.cascade}, one client")
        print_stages(ask(options.questions, 1, forms)[0])
        print("\nthe same photo again, another sentence")
        print_stages(ask(options.questions, 1, lambda number: forms(number, photo=0))[0])
        print(f"\n{'clients':>7} {'a second':>9} {'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9}")
        for clients in options.clients:
            asked, wall = ask(options.questions, clients, forms)
            times = percentiles([1e3 * one.seconds for one in asked])
            print(f"{clients:7} {len(asked) / wall:9.1f} {times}", flush=True)


if __name__ == "__main__":
    main()
