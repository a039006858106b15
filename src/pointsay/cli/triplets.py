"""``pointsay triplets``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click

from pointsay.cli.options import AS_JSON, ENCODER, EXISTING, ON, print_json, progress, say

if TYPE_CHECKING:
    from pointsay.triplets.mine import Supply
    from pointsay.triplets.store import Card

_FOLDER = click.Path(file_okay=False, path_type=Path)
_OUT = click.option(
    "--out", type=_FOLDER, required=True, help="Folder; stopped, the same command goes on in it."
)
_SEED = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of everything drawn."
)
_WAYS = ("family", "one_attribute", "same_type", "other_type", "neighbour", "cluster", "page")


@click.group()
def triplets() -> None:
    """Mine pairs of pictures, write instructions for them, look at the triplets."""


@triplets.command()
@click.argument("sources", type=EXISTING, nargs=-1, required=True)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["catalogue", "folder", "pages"]),
    default="catalogue",
    show_default=True,
    help="What SOURCES are: one feed, folder or zip of a shop; one folder or zip of pictures of "
    "which nothing is known; WARC files, or folders of saved HTML.",
)
@_OUT
@click.option("--licence", required=True, help="Of the pictures and texts, for the data card.")
@ENCODER
@click.option("--products", type=EXISTING, help="Feed that goes with a folder or zip.")
@click.option("--images", type=EXISTING, help="Folder or zip of a feed's pictures.")
@click.option("--only", multiple=True, help="Products that meet NAME=VALUE; as in search.")
@click.option("--category", default="", help="Column across whose values there are no pairs.")
@click.option(
    "--atelier",
    type=click.Choice(["train", "val", "test"]),
    help="The shop is atelier's: only garments of this split.",
)
@click.option("--found", multiple=True, type=click.Choice(_WAYS), help="A way of finding pairs.")
@click.option("--same", multiple=True, help="Kind of attribute that never differs in a pair.")
@click.option(
    "--each",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Partners that a picture proposes, for each way of finding.",
)
@click.option("--low", type=float, default=0.5, show_default=True, help="Least cosine.")
@click.option("--high", type=float, default=0.995, show_default=True, help="Greatest cosine.")
@click.option(
    "--least-side",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    help="Pictures with a shorter side, in pixels, are left out.",
)
@ON
@_SEED
def mine(
    sources: tuple[Path, ...],
    kind: str,
    out: Path,
    licence: str,
    encoder: str,
    on: str,
    found: tuple[Any, ...],
    least_side: int,
    products: Path | None,
    images: Path | None,
    only: tuple[str, ...],
    category: str,
    atelier: Literal["train", "val", "test"] | None,
    **wanted: Any,
) -> None:
    """Mine pairs of pictures that an instruction can lead from one to the other."""
    from pointsay.catalogue import parse_conditions
    from pointsay.encoders import load_encoder
    from pointsay.triplets import supplies
    from pointsay.triplets.mine import mine as mined
    from pointsay.triplets.proposing import Wanted
    from pointsay.workers import open_workers

    if kind != "pages" and len(sources) > 1:
        raise click.UsageError(f"a {kind} is one source, got {len(sources)}")
    supply: Supply
    if kind == "pages":
        supply = supplies.pages(sources, out)
    elif kind == "folder":
        supply = supplies.folder(sources[0])
    else:
        supply = supplies.catalogue(
            sources[0],
            products=products,
            images=images,
            only=parse_conditions(only),
            category=category,
            atelier=atelier,
        )
    with open_workers(on, partial(load_encoder, encoder)) as workers:
        card = mined(
            supply,
            load_encoder(encoder),
            out,
            Wanted(**wanted),
            licence=licence,
            ways=found,
            least_side=least_side,
            report=_stages(len(supply.listed)),
            on=workers,
        )
    _tell(card, out)


@triplets.command()
@click.argument("mined", type=EXISTING)
@_OUT
@ENCODER
@click.option(
    "--language",
    "languages",
    type=click.Choice(["en", "zh"]),
    multiple=True,
    default=("en", "zh"),
    show_default=True,
    help="Of the instructions. Can be repeated.",
)
@click.option(
    "--each",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Wordings of a pair, in each direction and language.",
)
@click.option("--one-way", is_flag=True, help="Only from the first picture of a pair.")
@click.option(
    "--negatives",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="Hard negatives of each kind, at most.",
)
@click.option(
    "--least",
    type=float,
    default=0.0,
    show_default=True,
    help="Least quality: how much better the words fit the target than the reference.",
)
@click.option("--reasoner", default="", help="A model that writes: llm:URL#MODEL, with options.")
@_SEED
def instruct(
    mined: Path, out: Path, encoder: str, one_way: bool, reasoner: str, **ask: Any
) -> None:
    """Write instructions for the pairs in MINED, with hard negatives and their quality."""
    from pointsay.encoders import load_encoder
    from pointsay.triplets.instruct import Ask
    from pointsay.triplets.instruct import instruct as write

    model = None
    if reasoner:
        from pointsay.edits.reasoners.settings import parse_llm
        from pointsay.triplets.wording.model import ModelWriter

        model = ModelWriter(parse_llm(reasoner))
    card = write(
        mined,
        out,
        load_encoder(encoder),
        Ask(both=not one_way, **ask),
        model=model,
        report=lambda done: say(f"pairs: {done}") if done % 5120 == 0 else None,
    )
    _tell(card, out)


@triplets.command()
@click.argument("folder", type=EXISTING)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="HTML file."
)
@click.option(
    "--count", type=click.IntRange(1), default=100, show_default=True, help="Of triplets."
)
@_SEED
def show(folder: Path, out: Path, count: int, seed: int) -> None:
    """Make a page of triplets drawn at random, with their pictures inside."""
    from pointsay.triplets.page import write_page
    from pointsay.triplets.store import open_triplets

    shown = write_page(open_triplets(folder), out, count=count, seed=seed)
    say(f"wrote {shown} triplets to {out}")


@triplets.command()
@click.argument("folder", type=EXISTING)
@click.option("--pictures", is_flag=True, help="Also read every picture again.")
@AS_JSON
def verify(folder: Path, pictures: bool, as_json: bool) -> None:
    """Check every checksum of a folder and print its data card."""
    from pointsay.triplets.verify import verify as check

    card = check(folder, pictures=pictures, report=progress("pictures"))
    if as_json:
        print_json(asdict(card))
        return
    _tell(card, folder)


def _stages(pictures: int) -> Callable[[str, int], None]:
    looking = progress("pictures")

    def report(what: str, done: int) -> None:
        if what == "pictures":
            looking(done, pictures)
        elif done % 20_000 == 0:
            say(f"{what}: {done}")

    return report


def _tell(card: Card, folder: Path) -> None:
    width = max(len(str(number)) for number in card.counts.values())
    for name, number in sorted(cast("dict[str, int]", card.counts).items()):
        click.echo(f"{number:>{width}} {name}")
    say(f"{folder} is whole: {card.identity[:12]}")
