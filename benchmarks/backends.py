"""Search servers at work: loading, recall, filters, pages and milliseconds of each.

    python benchmarks/backends.py postgres:ADDRESS milvus:ADDRESS [--sizes 10000,100000]

Vectors are clustered (`pointsay.evaluation.clustered`), as wide as those of ``mini``. The servers
are yours and running; a collection ``bench`` is made in each and dropped again. A row is compared
with the truth, which is every row scored in float32. ``by mask`` is the way of the engine, which
hands over the rows that may be found; the other filters are applied by the server itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

import click
import numpy as np
from numpy.typing import NDArray

from pointsay.backends import About, Line, Record, RemoteIndex, Server, open_server
from pointsay.backends.base import BATCH, LOADER, batches
from pointsay.backends.probes import measure
from pointsay.catalogue import Filters, parse_conditions
from pointsay.evaluation.clustered import clustered_gallery, clustered_queries
from pointsay.index.tally import Tally
from tables import Table

DIM, K, PAGE = 256, 1000, 100
ASKED = 40
HEAD = (
    "server",
    "rows",
    "filter",
    "passing",
    "recall@1000",
    "wrong",
    "missing",
    "p50 ms",
    "p99 ms",
)
Mask = NDArray[np.bool_]
Query = NDArray[np.float32]


@dataclass(frozen=True)
class Shop:
    """A gallery with attributes of known shares."""

    matrix: NDArray[np.float32]
    price: NDArray[np.float64]
    family: NDArray[np.int64]

    @classmethod
    def of(cls, rows: int) -> Shop:
        """Draw a shop."""
        rng = np.random.default_rng(5)
        matrix = clustered_gallery(rows, DIM)
        return cls(matrix, rng.integers(0, 1000, rows).astype(float), rng.permutation(rows))

    def facts(self, row: int) -> dict[str, str | float]:
        """Return what filters may ask of a row."""
        family = int(self.family[row])
        halves, tags = ("red", "blue")[family % 2], f"tag{family % 200}"
        return {"colour": halves, "price": float(self.price[row]), "tag": tags}

    def filters(self) -> Iterator[tuple[str, list[str], Mask]]:
        """Yield (name, as a shopper writes it, rows that pass)."""
        yield "none", [], np.ones(len(self.matrix), bool)
        yield "colour = red (50 %)", ["colour=red"], self.family % 2 == 0
        yield "colour != red (50 %)", ["colour!=red"], self.family % 2 == 1
        yield "price < 50 (5 %)", ["price<=49"], self.price <= 49
        yield "tag = tag17 (0.5 %)", ["tag=tag17"], self.family % 200 == 17
        both = (self.family % 200 == 17) & (self.price <= 19)
        yield "tag and price (0.01 %)", ["tag=tag17", "price<=19"], both


def load(server: Server, line: Line, shop: Shop) -> tuple[RemoteIndex, list[float]]:
    """Return the index, and seconds of writing, of settling and of measuring lists."""
    table = "bench_1"
    line.call(lambda s: server.drop(table, s))
    line.call(lambda s: server.make(table, DIM, s))
    times = [time.perf_counter()]
    for start, stop in batches(len(shop.matrix), BATCH):
        records = [
            Record(row, f"p{row}", "-", 1, shop.facts(row), shop.matrix[row])
            for row in range(start, stop)
        ]
        line.call(lambda s, records=records: server.put(table, records, s))  # type: ignore[misc]
    times.append(time.perf_counter())
    lists = line.call(lambda s: server.settle(table, ["price"], s), budget_s=3600.0)
    times.append(time.perf_counter())
    probes = measure(line, table, lists, np.arange(len(shop.matrix)))
    times.append(time.perf_counter())
    click.echo(f"{server.name} {len(shop.matrix)}: {probes}", err=True)
    live = np.ones(len(shop.matrix), dtype=bool)
    names = ("colour", "price", "tag")
    about = About(table, "bench", 1, 1, names, live, Tally.of(shop.matrix).moments(), probes)
    return RemoteIndex(line, about), np.diff(times).tolist()


def measured(
    queries: Query,
    shop: Shop,
    mask: Mask,
    search: Callable[[Query], NDArray[np.int64]],
) -> list[str]:
    """Return the cells of one line: how good the answers are and what they cost."""
    allowed = np.flatnonzero(mask)
    k = min(K, len(allowed))
    search(queries[0])  # connections, plans and caches
    shares, times, wrong, missing = [], [], 0, 0
    for query in queries:
        began = time.perf_counter()
        rows = search(query)
        times.append(1e3 * (time.perf_counter() - began))
        scores = shop.matrix[allowed] @ query
        best = allowed[np.argpartition(-scores, k - 1)[:k]]
        shares.append(len(np.intersect1d(best, rows)) / k)
        wrong += int((~mask[rows]).sum()) + len(rows) - len(np.unique(rows))
        missing += k - len(rows)
    middle, slow = np.percentile(times, [50, 99])
    return [
        str(len(allowed)),
        f"{np.mean(shares):.4f}",
        str(wrong),
        str(missing),
        f"{middle:.1f}",
        f"{slow:.1f}",
    ]


def _paged(index: RemoteIndex, filters: Filters, query: Query) -> NDArray[np.int64]:
    return index.page(query, K, filters).found.rows


def _masked(index: RemoteIndex, mask: Mask, query: Query) -> NDArray[np.int64]:
    return index.search(query, K, mask).rows


def lines(index: RemoteIndex, shop: Shop) -> Iterator[list[str]]:
    """Yield the lines of one server."""
    queries = clustered_queries(ASKED, DIM)
    for name, said, mask in shop.filters():
        if not mask.any():
            continue
        filters: Filters = parse_conditions(said)
        yield [name, *measured(queries, shop, mask, partial(_paged, index, filters))]
        if said:
            by_mask = measured(queries, shop, mask, partial(_masked, index, mask))
            yield [f"{name}, by mask", *by_mask]

    def turned(query: Query) -> NDArray[np.int64]:
        pages = islice(index.pages(query, PAGE, red), K // PAGE)
        return np.concatenate([page.found.rows for page in pages])

    red = parse_conditions(["colour=red"])
    mask = shop.family % 2 == 0
    yield ["colour = red, 10 pages of 100", *measured(queries[:10], shop, mask, turned)]


@click.command()
@click.argument("addresses", nargs=-1, required=True)
@click.option("--sizes", default="100000", show_default=True, help="Rows, between commas.")
def main(addresses: tuple[str, ...], sizes: str) -> None:
    """Load, ask, and print tables."""
    rows: list[list[str]] = []
    loads: list[list[str]] = []
    for size in map(int, sizes.split(",")):
        shop = Shop.of(size)
        for address in addresses:
            server, _ = open_server(address)
            line = Line(server, LOADER)
            index, seconds = load(server, line, shop)
            loads.append([server.name, str(size), *(f"{one:.0f}" for one in seconds)])
            click.echo("  ".join(loads[-1]), err=True)
            for cells in lines(index, shop):
                rows.append([server.name, str(size), *cells])
                click.echo("  ".join(rows[-1]), err=True)
            server.drop(index.about.table, LOADER.budget_s)
            server.close()
    click.echo(Table(("server", "rows", "writing s", "settling s", "measuring s"), loads))
    click.echo()
    click.echo(Table(HEAD, rows))


if __name__ == "__main__":
    main()
