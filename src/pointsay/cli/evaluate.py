"""``pointsay evaluate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import ENCODER, EXISTING, FILE, progress, say

if TYPE_CHECKING:
    from pointsay.evaluation import Pictures
    from pointsay.types import Attributes


@click.group()
def evaluate() -> None:
    """Measure methods on queries with known answers."""


@evaluate.command()
@click.option("--images", type=EXISTING, required=True, help="Folder or zip: the gallery.")
@click.option("--products", type=FILE, required=True, help="Feed: column product_id and more.")
@click.option("--queries", type=FILE, required=True, help="JSON list of queries.")
@click.option("--method", "methods", multiple=True, required=True, help="Can be repeated.")
@click.option("--metadata", is_flag=True, help="Let methods see the reference's own row.")
@click.option(
    "--reference-images", type=EXISTING, help="Folder or zip of other photos to point at."
)
@click.option(
    "--json",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Write the results here.",
)
@ENCODER
def queries(
    images: Path,
    products: Path,
    queries: Path,
    methods: tuple[str, ...],
    metadata: bool,
    reference_images: Path | None,
    out: Path,
    encoder: str,
) -> None:
    """Rank a gallery of photos for queries of a photo and a sentence.

    Prints Recall@1, @5, @10 and mAP@10 by kind in per cent and writes them as fractions. The
    gallery is every picture of --images; the reference and ignored ids are removed from each
    ranking.
    """
    from pointsay.catalogue import open_images
    from pointsay.encoders import load_encoder
    from pointsay.evaluation import (
        encode_pictures,
        load_queries,
        make_trial,
        run_method,
        summarise,
        table,
    )
    from pointsay.methods import make_method

    chosen = [make_method(name) for name in dict.fromkeys(methods)]
    asked = load_queries(queries)
    rows = _attributes(products)
    model = load_encoder(encoder)
    gallery = encode_pictures(open_images(images), model, progress=progress("gallery"))
    references = None
    if reference_images:
        wanted = frozenset(query.reference_id for query in asked)
        references = encode_pictures(
            open_images(reference_images), model, only=wanted, progress=progress("references")
        )
    trial = make_trial(gallery, asked, references=references, attributes=rows if metadata else None)
    _warn([gallery, references], trial.left_out)
    results = {method.name: summarise(run_method(method.load(model), trial)) for method in chosen}
    click.echo(table(results))
    out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _attributes(products: Path) -> dict[str, Attributes]:
    from pointsay.catalogue import Problem, read_feed

    rows: dict[str, Attributes] = {}
    for row in read_feed(products.name, products.read_bytes()):
        if isinstance(row, Problem):
            say(f"left out row {row.row} of {products.name}: {row.reason}")
        else:
            rows[row.product.id] = {"title": row.product.title, **row.product.attributes}
    return rows


def _warn(pictures: list[Pictures | None], left_out: dict[str, str] | object) -> None:
    for one in pictures:
        for product_id, reason in (one.unreadable if one else {}).items():
            say(f"warning: picture {product_id} left out: {reason}")
    if isinstance(left_out, dict) and left_out:
        say(f"warning: {len(left_out)} queries left out:")
        for query_id, reason in left_out.items():
            say(f"  {query_id}: {reason}")
