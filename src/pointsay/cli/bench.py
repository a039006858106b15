"""``pointsay bench``."""

from __future__ import annotations

import shlex
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from pointsay.cli.options import ENCODER, say

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.evaluation.latency import Stage
    from pointsay.evaluation.latency_record import Timed


def _numbers(_: click.Context, _param: click.Parameter, value: str) -> tuple[int, ...]:
    """Read whole numbers from 1, with commas; each counts once."""
    words = [word.strip() for word in value.split(",")]
    if not all(word.isdecimal() and int(word) > 0 for word in words):
        raise click.BadParameter(f"{value!r} is not a list of whole numbers such as 1,8")
    return tuple(dict.fromkeys(map(int, words)))


@click.group()
def bench() -> None:
    """Time what a question costs on this machine."""


@bench.command()
@ENCODER
@click.option("--method", default="sum", show_default=True, help="Composes the queries.")
@click.option(
    "--sizes",
    callback=_numbers,
    default="10000,100000,1000000",
    show_default=True,
    help="Vectors searched by recall.",
)
@click.option(
    "--batches",
    callback=_numbers,
    default="1,32",
    show_default=True,
    help="Pictures, sentences or questions of one call.",
)
@click.option(
    "--runs", type=click.IntRange(1), default=100, show_default=True, help="Calls that count."
)
@click.option(
    "--warmup", type=click.IntRange(0), default=10, show_default=True, help="Calls before them."
)
@click.option("--http/--no-http", default=True, show_default=True, help="Ask a server, too.")
@click.option(
    "--served",
    callback=_numbers,
    default="10000,100000",
    show_default=True,
    help="Products of the catalogues that are served.",
)
@click.option(
    "--clients",
    callback=_numbers,
    default="1,8",
    show_default=True,
    help="Who ask at the same time.",
)
@click.option(
    "--memory-gib",
    type=click.FloatRange(0, min_open=True),
    help="Most memory for vectors; half of this machine's by default.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of all drawn.")
@click.option(
    "--json",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Write the record here.",
)
@click.pass_context
def latency(ctx: click.Context, /, out: Path, memory_gib: float | None, **given: Any) -> None:
    """Time every stage of a question, and questions from end to end through HTTP.

    Percentiles are milliseconds a call. Photos, sentences and vectors are drawn; vectors lie in
    clusters as a shop's do. The catalogues that are served are made in a temporary folder.
    """
    from pointsay.encoders import load_encoder
    from pointsay.evaluation.latency import time_stage
    from pointsay.evaluation.latency_record import LatencyRecord, save_latency_record
    from pointsay.evaluation.machine import machine, memory_in_gib

    plan = _Plan(**given, memory_gib=memory_gib or memory_in_gib() / 2)
    encoder = load_encoder(plan.encoder)
    began, found_on = datetime.now(UTC), machine()
    rows = []
    with closing(plan.stages(encoder)) as stages:  # the server must end whatever happens
        for stage in stages:
            rows.append(time_stage(stage, runs=plan.runs, warmup=plan.warmup))
            say(_progress(rows[-1]))
    record = LatencyRecord(
        rows=rows,
        machine=found_on,
        encoder=encoder.info.record(),
        method=plan.method,
        command=_command(ctx),
        seed=plan.seed,
        date=began.isoformat(timespec="seconds"),
    )
    save_latency_record(record, out)
    click.echo(_table(rows))


@dataclass(frozen=True)
class _Plan:
    """The options of the command, under their names."""

    encoder: str
    method: str
    sizes: tuple[int, ...]
    batches: tuple[int, ...]
    runs: int
    warmup: int
    http: bool
    served: tuple[int, ...]
    clients: tuple[int, ...]
    memory_gib: float
    seed: int

    def stages(self, encoder: Encoder) -> Generator[Stage, None, None]:
        """Yield what is timed, in order; what does not fit is refused before anything is."""
        from pointsay.evaluation.clustered import check_size
        from pointsay.evaluation.latency_stages import (
            compose_stages,
            encoder_stages,
            recall_stages,
        )
        from pointsay.methods import open_method

        method = open_method(self.method, encoder)
        dim = encoder.info.dim
        recall = recall_stages(self.sizes, dim, seed=self.seed, memory_gib=self.memory_gib)
        for products in self.served if self.http else ():
            check_size(products, dim, self.memory_gib)
        yield from encoder_stages(encoder, self.batches, seed=self.seed)
        yield from compose_stages(method, self.batches, seed=self.seed)
        yield from recall
        if self.http:
            yield from self._served(encoder)

    def _served(self, encoder: Encoder) -> Generator[Stage, None, None]:
        from pointsay.cli.background import serving
        from pointsay.evaluation.latency_service import make_catalogue, service_stages

        for products in self.served:
            with TemporaryDirectory(prefix="pointsay-bench-") as folder:
                say(f"making a catalogue of {products} products")
                make_catalogue(Path(folder), encoder, products, seed=self.seed)
                with serving(Path(folder), self.encoder, waiting=max(self.clients)) as address:
                    yield from service_stages(
                        address,
                        self.clients,
                        products=products,
                        method=self.method,
                        seed=self.seed,
                    )


def _command(ctx: click.Context) -> str:
    """Return the command with every option, also those that were left to their defaults."""
    words = ["pointsay", "bench", "latency"]
    for option in ctx.command.params:
        value = ctx.params.get(option.name or "")
        if isinstance(value, bool):
            words.append(option.opts[0] if value else option.secondary_opts[0])
        elif isinstance(value, tuple):
            words += [option.opts[0], ",".join(map(str, value))]
        elif value is not None:
            words += [option.opts[0], str(value)]
    return shlex.join(words)


def _progress(row: Timed) -> str:
    batch = f", {row.items} at once" if row.items > 1 else ""
    over = f" over {row.gallery}" if row.gallery else ""
    clients = f", {row.clients} clients" if row.clients > 1 else ""
    return f"{row.stage}{over}{batch}{clients}: {row.p50_ms:.2f} ms"


def _table(rows: Sequence[Timed]) -> str:
    """Return single calls and batches apart: their milliseconds cannot be compared."""
    blocks = []
    for title, some in (
        ("one at a time", [row for row in rows if row.items == 1]),
        ("in batches", [row for row in rows if row.items > 1]),
    ):
        if some:
            head = f"{'stage':14} {'batch':>6} {'gallery':>9} {'clients':>7} {'p50 ms':>9} "
            lines = [title, f"{head}{'p95 ms':>9} {'p99 ms':>9} {'a second':>9}"]
            lines += [
                f"{row.stage:14} {row.items:6} {row.gallery or '-':>9} {row.clients:7} "
                f"{row.p50_ms:9.2f} {row.p95_ms:9.2f} {row.p99_ms:9.2f} {row.per_second:9.1f}"
                for row in some
            ]
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
