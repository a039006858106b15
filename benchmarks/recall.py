"""The recall stage beside its peers: recall, milliseconds, memory, filters, growth.

Same vectors, same k, same target, one thread each. Every contestant lives in a process of its own
and all take turns, query by query lists of one round after the other, so that a busy moment of the
machine hits each of them. A peer gets the cheapest of its settings that reaches the target on
queries that are not measured; ours has chosen its own when it was built, without seeing any query.

    python benchmarks/recall.py --work DIR [--sizes 10000,100000,1000000] [--only NAME ...]

What is built stays in ``--work``. Prints tables; ``--picture FILE.svg`` draws how time grows.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import click
import numpy as np

from pointsay.evaluation.clustered import clustered_gallery, clustered_queries
from recall_engines import CONTESTANTS, Mask, Matrix, Rows, installed
from recall_picture import draw_growth

DIM, K, TARGET = 256, 1000, 0.99
CHOOSING = 50  # queries by which peers are set; others are measured
SHARES = (0.5, 0.05, 0.005, 0.0001)
QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Haswell"}


@dataclass(frozen=True)
class Line:
    """What was measured of one contestant at one size under one filter.

    Attributes:
        name: Of the contestant.
        rows: Size of the gallery.
        filter: Which rows were allowed, "none" for all.
        effort: Setting that was chosen.
        recall: Mean over queries.
        p50, p99: Milliseconds over queries, of each query's fastest round.
        slow: The same median of each query's middle round.
        cpu: Median milliseconds of the thread, fastest round.
        own, mapped: MiB that only this process holds, and that are pages of files.
        wall, work: Seconds of building, by the clock and of the processor.
    """

    name: str
    rows: int
    filter: str
    effort: int
    recall: float
    p50: float
    p99: float
    slow: float
    cpu: float
    own: float
    mapped: float
    wall: float
    work: float


def _child(pipe: Connection, name: str, gallery: Path, folder: Path, threads: int) -> None:
    matrix = np.load(gallery, mmap_mode="r")
    contestant = CONTESTANTS[name]()
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / "built.json"
    if not built.exists():
        began = time.perf_counter(), time.process_time()
        contestant.build(matrix, folder, threads)
        spent = time.perf_counter() - began[0], time.process_time() - began[1]
        built.write_text(json.dumps(spent))
    pipe.send(json.loads(built.read_text()))
    if pipe.recv() == "end":  # memory is told of a process that only opened what another built
        return
    before = _memory()
    contestant.open(matrix, folder)
    while (order := pipe.recv()) != "end":
        queries, effort, allowed = order
        answers, seconds = [], []
        for query in queries:
            began = time.perf_counter(), time.thread_time()
            rows = contestant.search(query, K, effort, allowed)
            seconds.append((time.perf_counter() - began[0], time.thread_time() - began[1]))
            answers.append(rows)
        memory = [now - then for now, then in zip(_memory(), before, strict=True)]
        pipe.send((answers, seconds, memory))


def _memory() -> list[float]:
    """Return MiB that are this process's own, and that are pages of files."""
    said = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    sizes = {line.split(":")[0]: line.split(":")[1] for line in said}
    return [int(sizes[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile")]


class Process:
    """A contestant in a process of its own."""

    def __init__(self, name: str, gallery: Path, folder: Path, threads: int) -> None:
        self.name = name
        self.efforts = CONTESTANTS[name]().efforts
        self.filters = CONTESTANTS[name]().filters
        arguments = (name, gallery, folder, threads)
        self._start(arguments, "end")
        self._start(arguments, "serve")

    def _start(self, arguments: tuple[str, Path, Path, int], then: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_child, args=(far, *arguments), daemon=True)
        self._process.start()
        far.close()  # so that a child that dies is noticed and not waited for
        self.built: tuple[float, float] = self._pipe.recv()
        self._pipe.send(then)
        if then == "end":
            self._process.join()

    def ask(self, queries: Matrix, effort: int, allowed: Mask | None) -> Any:
        """Return (rows of each query, seconds by clock and thread of each, memory)."""
        self._pipe.send((queries, effort, allowed))
        return self._pipe.recv()

    def close(self) -> None:
        """End the process."""
        self._pipe.send("end")
        self._process.join()


def truth(gallery: Path, queries: Matrix, allowed: Mask | None) -> list[Rows]:
    """Return the best rows of each query, by scoring all."""
    matrix = np.load(gallery, mmap_mode="r")
    rows = np.arange(len(matrix)) if allowed is None else np.flatnonzero(allowed)
    scores = np.empty((len(queries), len(rows)), dtype=np.float32)
    for at in range(0, len(rows), 50_000):
        block = slice(at, at + 50_000)
        scores[:, block] = queries @ matrix[rows[block]].T
    k = min(K, len(rows))
    return [rows[np.argpartition(-one, k - 1)[:k]] for one in scores]


def recall(answers: Sequence[Rows], best: Sequence[Rows]) -> float:
    """Return the mean share of the best rows that was found."""
    pairs = zip(answers, best, strict=True)
    return float(np.mean([len(np.intersect1d(one, true)) / len(true) for one, true in pairs]))


def choose(process: Process, gallery: Path, queries: Matrix) -> int:
    """Return the first effort that reaches the target, or the last one."""
    best = truth(gallery, queries, None)
    for effort in process.efforts:
        if recall(process.ask(queries, effort, None)[0], best) >= TARGET:
            return effort
    return process.efforts[-1]


def filters(gallery: Path, seed: int) -> dict[str, Mask | None]:
    """Return masks: scattered over all products, and of one kind of product."""
    matrix = np.load(gallery, mmap_mode="r")
    rng = np.random.default_rng(seed)
    place = rng.permutation(len(matrix))
    masks: dict[str, Mask | None] = {"none": None}
    for share in SHARES:
        masks[f"{100 * share:g} %"] = place < max(1, round(share * len(matrix)))
    along = np.vecdot(np.asarray(matrix), matrix[0] + matrix[1])
    masks["5 %, of a kind"] = along > np.quantile(along, 0.95)
    return masks


def measure(
    processes: Sequence[Process], gallery: Path, rows: int, seed: int, queries: int, rounds: int
) -> Iterator[Line]:
    """Measure all contestants under all filters, taking turns."""
    asked = clustered_queries(CHOOSING + queries, DIM, seed=seed)
    choosing, asking = asked[:CHOOSING], asked[CHOOSING:]
    efforts = {one.name: choose(one, gallery, choosing) for one in processes}
    for said, allowed in filters(gallery, seed).items():
        best = truth(gallery, asking, allowed)
        able = [one for one in processes if allowed is None or one.filters]
        times: dict[str, list[Any]] = {one.name: [] for one in able}
        last: dict[str, Any] = {}
        for _ in range(rounds + 1):  # the first one only warms up
            for one in able:
                last[one.name] = one.ask(asking, efforts[one.name], allowed)
                times[one.name].append(last[one.name][1])
        for one in able:
            answers, _, memory = last[one.name]
            spent = 1e3 * np.array(times[one.name][1:])  # (rounds, queries, clock and thread)
            fastest, middle = spent.min(axis=0), np.median(spent, axis=0)
            yield Line(
                one.name,
                rows,
                said,
                efforts[one.name],
                recall(answers, best),
                float(np.median(fastest[:, 0])),
                float(np.quantile(fastest[:, 0], 0.99)),
                float(np.median(middle[:, 0])),
                float(np.median(fastest[:, 1])),
                memory[0],
                memory[1],
                *one.built,
            )


@contextmanager
def running(
    names: Sequence[str], gallery: Path, folder: Path, threads: int
) -> Iterator[list[Process]]:
    """Start contestants one after the other, so that none builds beside another."""
    with ExitStack() as stack:
        processes = []
        for name in names:
            one = Process(name, gallery, folder / name.replace(" ", "_"), threads)
            stack.callback(one.close)
            click.echo(f"built {name}: {one.built[0]:.0f} s", err=True)
            processes.append(one)
        yield processes


def tell(line: Line) -> None:
    """Print one line of a table."""
    click.echo(
        f"| {line.name} | {line.rows} | {line.filter} | {line.effort or ''} | {line.recall:.4f} | "
        f"{line.p50:.2f} | {line.p99:.2f} | {line.slow:.2f} | {line.cpu:.2f} | {line.own:.0f} | "
        f"{line.mapped:.0f} | {line.wall:.0f} | {line.work:.0f} |"
    )


@click.command()
@click.option("--work", type=click.Path(path_type=Path), required=True)
@click.option("--sizes", default="10000,100000,1000000")
@click.option("--only", multiple=True, type=click.Choice(list(CONTESTANTS)))
@click.option("--threads", default=os.cpu_count() or 1, help="Of building.")
@click.option("--queries", default=100)
@click.option("--rounds", default=5, help="In which contestants take turns.")
@click.option("--seed", default=0)
@click.option("--picture", type=click.Path(path_type=Path))
def main(
    work: Path,
    sizes: str,
    only: Sequence[str],
    threads: int,
    queries: int,
    rounds: int,
    seed: int,
    picture: Path | None,
) -> None:
    """Measure and print."""
    os.environ.update(QUIET | {"OPENBLAS_NUM_THREADS": str(threads)})
    here, missing = installed(only or list(CONTESTANTS))
    if missing:
        click.echo(f"not installed, left out: {', '.join(missing)}", err=True)
    click.echo(
        "| engine | rows | filter | effort | recall | p50 ms | p99 ms | p50 of medians | CPU ms | "
        "own MiB | mapped MiB | build s | build CPU s |\n" + "|---" * 13 + "|"
    )
    lines = []
    for rows in map(int, sizes.split(",")):
        folder = work / str(rows)
        folder.mkdir(parents=True, exist_ok=True)
        gallery = folder / "gallery.npy"
        if not gallery.exists():
            np.save(gallery, clustered_gallery(rows, DIM, seed=seed))
        with running(here, gallery, folder, threads) as processes:
            for line in measure(processes, gallery, rows, seed, queries, rounds):
                tell(line)
                lines.append(line)
    (work / "lines.json").write_text(json.dumps([asdict(line) for line in lines], indent=1))
    if picture is not None:
        draw_growth(lines, picture)


if __name__ == "__main__":
    main()
