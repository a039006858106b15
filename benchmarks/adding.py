"""Products are added while shoppers search: errors, stale answers, and what it costs the shoppers.

``pointsay serve`` answers clients who ask without a pause; meanwhile another process adds products
to the same catalogue, as ready vectors or by indexing photos as ``pointsay index`` does. They come
in families that look alike. As soon as the writer is told that a family is safe, one member is
pointed at: an answer without the others is stale. The writer waits for that, or with ``--rush``
writes as fast as it can. Before and after, the clients have the service to themselves. An error
ends the run. The catalogue in ``--folder`` stays as it is; a copy beside it grows.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice, takewhile
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np

from pointsay.catalogue import Catalogue, ingest
from pointsay.catalogue.entries import Entry
from pointsay.cli.background import serving
from pointsay.encoders import load_encoder
from pointsay.evaluation.clustered import clustered_queries
from pointsay.evaluation.latency_service import Forms
from pointsay.evaluation.latency_stages import draw_photo
from pointsay.evaluation.machine import machine
from pointsay.types import Product
from service import Asked, Shopper, ask_all, percentiles, prepared, reader

if TYPE_CHECKING:
    from multiprocessing import Queue

FAMILY = 16  # products that look alike; what an indexing run writes at once
NEAR = 0.01  # length of what members of a family differ by
QUALITIES = range(95, 95 - FAMILY, -1)  # of the JPEGs of a family
FORM = "application/x-www-form-urlencoded"
POLL_S = 0.002


@dataclass
class Checks:
    """What came of pointing at members of new families."""

    families: int = 0
    stale: int = 0
    latest_s: float = 0.0  # from a write's end to pointing at its families, at most
    adding_s: float = 0.0  # from the first write's begin to the last one's end


@dataclass(frozen=True)
class News:
    """What the process that adds and the one that checks tell each other.

    Attributes:
        safe: How many products are, and since when (`time.monotonic`).
        checked: How many products have been.
    """

    safe: Queue[tuple[int, float]]
    checked: Queue[int]


def name_of(family: int, member: int) -> str:
    """Return a product's id, which is its photo's name, too."""
    return f"new-{family:06d}-{member:02d}"


def vector_entries(folder: Path, families: int, dim: int, seed: int) -> Iterator[Entry]:
    """Yield families of products with ready vectors, near to one another in the shop's clusters."""
    rng = np.random.default_rng(seed)
    for family, centre in enumerate(clustered_queries(families, dim, seed=seed)):
        for member in range(FAMILY):
            row = centre + NEAR * rng.normal(size=dim) / np.sqrt(dim)
            vector = (row / np.linalg.norm(row)).astype(np.float32)
            yield Entry(Product(name_of(family, member)), folder, "", "", vector)


def draw_families(folder: Path, families: int, seed: int) -> None:
    """Draw the photos of families, of a shop's size, where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for family in range(families):
        photo = draw_photo(seed + family)
        for member, quality in enumerate(QUALITIES):
            file = folder / f"{name_of(family, member)}.jpg"
            if not file.exists():
                drawn = io.BytesIO()
                photo.save(drawn, "JPEG", quality=quality)
                file.write_bytes(drawn.getvalue())


def add(folder: Path, encoder: str, families: int, options: argparse.Namespace, news: News) -> None:
    """Add families in a process of its own; tell how many products are safe, and since when."""

    def tell(done: int, total: int = 0) -> None:
        news.safe.put((done, time.monotonic()))
        if not options.rush:
            news.checked.get()

    os.nice(options.nice)
    with Catalogue(folder, load_encoder(encoder)) as catalogue:
        tell(0)
        if options.photos:
            ingest(catalogue, options.photos, progress=tell)
        else:
            dim = catalogue.encoder.info.dim
            entries = vector_entries(folder, families, dim, options.seed)
            catalogue.load(entries, batch=options.batch, progress=tell)


async def check(address: str, families: int, news: News, alive: Callable[[], bool]) -> Checks:
    """Point at a member of each family as soon as it is safe."""
    checks, began = Checks(), 0.0
    while checks.families < families:
        living = alive()
        try:
            done, since = news.safe.get_nowait()
        except Empty:
            if not living:
                raise SystemExit("the process that adds products has failed") from None
            await asyncio.sleep(POLL_S)
            continue
        began = began or since
        checks.adding_s = since - began
        async with Shopper(address, FORM) as shopper:  # a new one: idle connections are closed
            for family in range(checks.families, done // FAMILY):
                checks.latest_s = max(checks.latest_s, time.monotonic() - since)
                checks.stale += await missing(shopper, family)
                checks.families += 1
        news.checked.put(done)
    return checks


async def missing(shopper: Shopper, family: int) -> int:
    """Return how many of a family are not found by pointing at one of them."""
    form = {"reference_id": name_of(family, 0), "method": "image_only", "k": 2 * FAMILY}
    _, answer = await shopper.ask(urlencode(form).encode())
    found = {hit["product"]["id"] for hit in json.loads(answer)["hits"]}
    return sum(name_of(family, member) not in found for member in range(1, FAMILY))


def report(phase: str, asked: list[Asked], wall: float) -> float:
    """Print a row; return p99 in milliseconds."""
    times = [1e3 * one.seconds for one in asked]
    print(f"{phase:12} {len(asked):9} {len(asked) / wall:9.1f} {percentiles(times)}", flush=True)
    return float(np.percentile(times, 99))


def main() -> None:
    """Run."""
    parser = reader(__doc__, 100_000)
    parser.add_argument("--adding", type=int, default=10_000, help="products to add")
    parser.add_argument("--batch", type=int, default=FAMILY, help="ready vectors of one write")
    parser.add_argument("--photos", type=Path, help="index photos, drawn here where missing")
    parser.add_argument("--rush", action="store_true", help="write without waiting for checks")
    parser.add_argument("--nice", type=int, default=0, help="of the process that adds")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--questions", type=int, default=800, help="while nobody adds; twice")
    options = parser.parse_args()
    prepared(options.folder, options.encoder, options.products, options.seed)
    families = options.adding // FAMILY
    if options.photos:
        draw_families(options.photos, families, options.seed)
    grown = options.folder.with_name(f"{options.folder.name}-grown")
    shutil.rmtree(grown, ignore_errors=True)
    shutil.copytree(options.folder, grown)
    print(", ".join(f"{name}: {value}" for name, value in machine().items()))
    forms, numbers = Forms({"cascade": options.cascade}, options.seed), count()
    spawn = multiprocessing.get_context("spawn")
    news = News(spawn.Queue(), spawn.Queue())
    given = grown, options.encoder, families, options, news
    adder = spawn.Process(target=add, args=given, daemon=True)

    async def ask(address: str, turns: Iterator[int]) -> tuple[list[Asked], float]:
        return await ask_all(address, turns, options.clients, forms, forms.content_type)

    async def ask_and_add(address: str) -> tuple[tuple[list[Asked], float], Checks]:
        adder.start()
        while news.safe.empty() and adder.is_alive():  # not ready yet
            await asyncio.sleep(POLL_S)
        checking = check(address, families, news, adder.is_alive)
        turns = takewhile(lambda _: adder.is_alive(), numbers)
        return await asyncio.gather(ask(address, turns), checking)

    with serving(grown, options.encoder, waiting=options.clients + 1) as address:
        asyncio.run(ask(address, islice(numbers, 100)))
        print(
            f"\n{'':12} {'questions':>9} {'a second':>9} {'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9}"
        )
        before = report("before", *asyncio.run(ask(address, islice(numbers, options.questions))))
        adding, checks = asyncio.run(ask_and_add(address))
        during = report("adding", *adding)
        after = report("after", *asyncio.run(ask(address, islice(numbers, options.questions))))
    adder.join()
    shutil.rmtree(grown)
    added = checks.families * FAMILY
    print(
        f"\n{added} products in {checks.adding_s:.1f} s, {added / checks.adding_s:.0f} a second; "
        f"{checks.stale} of them stale; pointed at at most {checks.latest_s:.2f} s after they were "
        f"safe\np99 while adding: {during / before:.2f} of before, {during / after:.2f} of after"
    )


if __name__ == "__main__":
    main()
