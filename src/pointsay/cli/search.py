"""``pointsay search``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import (
    AS_JSON,
    BACKEND,
    CATALOGUE,
    ENCODER,
    FILE,
    REASONER,
    open_catalogue,
    print_json,
)

if TYPE_CHECKING:
    from pointsay.engine import Known, Photo

Sides = tuple[float, ...] | None


def _sides(_: click.Context, __: click.Parameter, boxes: tuple[str, ...]) -> tuple[Sides, ...]:
    """Read numbers between commas; an empty text is the whole picture."""
    try:
        return tuple(tuple(map(float, box.split(","))) if box.strip() else None for box in boxes)
    except ValueError as error:
        raise click.BadParameter(f"{error}; write for example 0.2,0,0.8,0.3") from error


@click.command()
@CATALOGUE
@click.option("--image", "photos", type=FILE, multiple=True, help="Photo to point at.")
@click.option("--product", "products", multiple=True, help="Product to point at, by its id.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    help="What the first reference is pointed at for (collar, sleeves); again for the next, "
    "images before products, '' for all of it.",
)
@click.option(
    "--box",
    "boxes",
    multiple=True,
    metavar="L,T,R,B",
    callback=_sides,
    help="Part of the first reference's picture that is meant, as shares of width and height; "
    "again for the next, '' for the whole.",
)
@click.option("--say", "modification", default="", help="What should be different.")
@click.option("--filter", "filters", multiple=True, help="colour=red, colour!=red, price<=50.")
@click.option("-k", "--k", default=12, show_default=True, help="Products to answer with.")
@click.option("--method", help="Name (see: pointsay methods) or folder of a saved one.")
@click.option(
    "--one-of-each",
    metavar="ATTRIBUTE",
    help="Of all products that share this attribute's value show the best alone: one colour of "
    "each model.",
)
@click.option(
    "--spread",
    default=0.0,
    show_default=True,
    help="Weight of being unlike the products before against the score, 0 to 1.",
)
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw question and answer into this PNG.",
)
@BACKEND
@REASONER
@ENCODER
@AS_JSON
def search(
    catalogue: Path,
    photos: tuple[Path, ...],
    products: tuple[str, ...],
    roles: tuple[str, ...],
    boxes: tuple[Sides, ...],
    modification: str,
    filters: tuple[str, ...],
    k: int,
    method: str | None,
    one_of_each: str | None,
    spread: float,
    picture: Path | None,
    backend: str | None,
    reasoner: str,
    encoder: str,
    as_json: bool,
) -> None:
    """Ask a catalogue with a photo and a sentence.

    Point with --image or --product (each can be repeated), say with --say what should be different.
    Methods that take the sentence apart also tell how probably each product meets each part of it.
    """
    from pointsay.catalogue import parse_conditions
    from pointsay.cli.answers import record, tell
    from pointsay.engine import Engine, Known, Photo, Question, Variety, pointed
    from pointsay.methods import read_method, saved_folder

    folder = saved_folder(method) if method is not None else None
    saved = [read_method(folder)] if folder else []
    pictures = [photo.read_bytes() for photo in photos]
    references: list[Photo | Known] = [*map(Photo, pictures), *map(Known, products)]
    question = Question(
        references=pointed(references, roles, boxes),
        modification=modification,
        filters=parse_conditions(filters),
        k=k,
        method=saved[0].name if saved else method,
        variety=Variety(one_of_each, spread),
    )
    with open_catalogue(catalogue, encoder, backend) as opened:
        answer = Engine(opened, methods=saved, reasoner=reasoner).search(question)
        if picture:
            from pointsay.cli.picture import Row, draw_rows

            shown = [*pictures, *(opened.image(one) for one in products)]
            found = [opened.image(hit.product.id) for hit in answer.hits]
            draw_rows([Row(shown, modification, found)], picture)
    if as_json:
        print_json(record(answer))
    else:
        tell(answer)
