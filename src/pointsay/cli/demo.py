"""``pointsay demo``: the whole house in one command, on a shop that it draws itself."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import PORT, progress, say
from pointsay.settings import ServerSettings

if TYPE_CHECKING:
    from pointsay.atelier import Ask
    from pointsay.engine import Engine

SHOWN_ASKS = 8
SHOWN_HITS = 6
MEASURED_ASKS = 300
# One of each school that a question can wait for; a second look encodes parts of every candidate.
MEASURED_METHODS = ("image_only", "text_only", "sum", "lincir", "roles")


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where shop, catalogue and picture go.",
)
@click.option(
    "--count",
    type=click.IntRange(min=2),
    default=2000,
    show_default=True,
    help="Products to draw.",
)
@click.option("--seed", default=7, show_default=True, help="Another seed, another shop.")
@click.option("--serve/--no-serve", default=True, show_default=True, help="Serve it at the end.")
@click.option(
    "--port", type=PORT, default=8000, show_default=True, help="Port; 0 takes a free one."
)
def demo(folder: Path, count: int, seed: int, serve: bool, port: int) -> None:
    """Draw a shop, index it, ask it scripted questions, and serve it.

    Every garment is drawn from its attributes, so the right answers are known. Running it again
    goes on where it was.
    """
    from pointsay.atelier import asks, design_shop, render_shop
    from pointsay.catalogue import Catalogue, ingest
    from pointsay.encoders import load_encoder
    from pointsay.engine import Engine

    began = time.monotonic()
    pieces = design_shop(count, seed)
    shop = folder / "shop"
    render_shop(pieces, shop, progress=progress("drawing"))
    say(f"drew {count} garments into {shop} ({time.monotonic() - began:.0f} s)")
    began = time.monotonic()
    catalogue = folder / "catalogue"
    with Catalogue(catalogue, load_encoder("mini"), create=True) as opened:
        ingest(opened, shop, prune=True, progress=progress("indexing"))
        say(f"indexed them into {catalogue} ({time.monotonic() - began:.0f} s)")
        engine = Engine(opened)
        scripted = asks(pieces, MEASURED_ASKS, seed)
        picture = folder / "answers.png"
        _draw(engine, scripted[:SHOWN_ASKS], picture)
        _measure(engine, scripted)
    say(f"questions and answers, right ones framed in green: {picture}")
    if serve:
        from pointsay.cli.serve import run_server

        run_server({"demo": catalogue}, "mini", ServerSettings(port=port))


def _draw(engine: Engine, scripted: list[Ask], path: Path) -> None:
    from pointsay.cli.picture import Row, draw_rows
    from pointsay.engine import Known, Question

    rows = []
    for ask in scripted:
        question = Question([Known(ask.reference.id)], ask.text, k=SHOWN_HITS)
        ids = [hit.product.id for hit in engine.search(question).hits]
        rows.append(
            Row(
                [engine.catalogue.image(ask.reference.id)],
                ask.text,
                [engine.catalogue.image(one) for one in ids],
                frozenset(at for at, one in enumerate(ids) if one in ask.target_ids),
            )
        )
    draw_rows(rows, path)


def _measure(engine: Engine, scripted: list[Ask]) -> None:
    """Print how often a right product is among the first ten, method by method."""
    from pointsay.engine import Known, Question

    click.echo(f"{len(scripted)} scripted questions, a right product among the first 1 / 10:")
    for method in MEASURED_METHODS:
        first = ten = 0
        for ask in scripted:
            question = Question([Known(ask.reference.id)], ask.text, k=10, method=method)
            found = [hit.product.id in ask.target_ids for hit in engine.search(question).hits]
            first += found[:1] == [True]
            ten += any(found)
        share = [100 * hits / max(1, len(scripted)) for hits in (first, ten)]
        click.echo(f"  {method:12} {share[0]:5.1f} %  {share[1]:5.1f} %")
