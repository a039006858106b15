"""``pointsay search``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import AS_JSON, CATALOGUE, ENCODER, FILE, print_json, say

if TYPE_CHECKING:
    from pointsay.engine import Answer


@click.command()
@CATALOGUE
@click.option("--image", "photos", type=FILE, multiple=True, help="Photo to point at.")
@click.option("--product", "products", multiple=True, help="Product to point at, by its id.")
@click.option("--say", "modification", default="", help="What should be different.")
@click.option("--filter", "filters", multiple=True, help="colour=red, colour!=red, price<=50.")
@click.option("-k", "--k", default=12, show_default=True, help="Products to answer with.")
@click.option("--method", help="Name (see: pointsay methods) or folder of a saved one.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw question and answer into this PNG.",
)
@ENCODER
@AS_JSON
def search(
    catalogue: Path,
    photos: tuple[Path, ...],
    products: tuple[str, ...],
    modification: str,
    filters: tuple[str, ...],
    k: int,
    method: str | None,
    picture: Path | None,
    encoder: str,
    as_json: bool,
) -> None:
    """Ask a catalogue with a photo and a sentence.

    Point with --image or --product (each can be repeated), say with --say what should be different.
    """
    from pointsay.catalogue import Catalogue, parse_conditions
    from pointsay.encoders import load_encoder
    from pointsay.engine import Engine, Known, Photo, Question
    from pointsay.methods import read_method, saved_folder

    folder = saved_folder(method) if method is not None else None
    saved = [read_method(folder)] if folder else []
    pictures = [photo.read_bytes() for photo in photos]
    question = Question(
        references=[*map(Photo, pictures), *map(Known, products)],
        modification=modification,
        filters=parse_conditions(filters),
        k=k,
        method=saved[0].name if saved else method,
    )
    with Catalogue(catalogue, load_encoder(encoder)) as opened:
        answer = Engine(opened, methods=saved).search(question)
        if picture:
            from pointsay.cli.picture import Row, draw_rows

            shown = [*pictures, *(opened.image(one) for one in products)]
            found = [opened.image(hit.product.id) for hit in answer.hits]
            draw_rows([Row(shown, modification, found)], picture)
    if as_json:
        print_json(_record(answer))
    else:
        _tell(answer)


def _record(answer: Answer) -> dict[str, object]:
    return {
        "method": answer.method,
        "took_ms": round(answer.took_ms, 2),
        "total": answer.total,
        "notes": list(answer.notes),
        "hits": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "id": hit.product.id,
                "title": hit.product.title,
                "price": hit.product.price,
                "attributes": dict(hit.product.attributes),
                "why": dict(hit.why),
            }
            for hit in answer.hits
        ],
    }


def _tell(answer: Answer) -> None:
    for note in answer.notes:
        say(note)
    if not answer.hits:
        say("nothing found; loosen the filters")
    width = max((len(hit.product.id) for hit in answer.hits), default=0)
    for hit in answer.hits:
        price = "" if hit.product.price is None else f"{hit.product.price:10.2f}"
        why = " ".join(f"{modality} {value:+.2f}" for modality, value in hit.why.items())
        click.echo(
            f"{hit.rank:3}  {hit.score:6.2f}  {hit.product.id:{width}}  {price:>10}  "
            f"{hit.product.title}  [{why}]"
        )
    say(f"{answer.total} products searched in {answer.took_ms:.1f} ms with {answer.method}")
