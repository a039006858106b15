"""``pointsay evaluate``."""

from __future__ import annotations

import json
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import ENCODER, EXISTING, FILE, ON, progress, say

if TYPE_CHECKING:
    from pointsay.evaluation import Pictures
    from pointsay.evaluation.plan import Done
    from pointsay.evaluation.plan_file import Plan
    from pointsay.types import Attributes


RECORDS = click.option(
    "--records",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("records"),
    show_default=True,
    help="Folder of the records.",
)
CACHE = click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of vectors by content of their picture; without it none are kept.",
)
AGAIN = click.option("--again", is_flag=True, help="Also run what has its record.")
SERVER_FILES = click.option(
    "--server-files",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files that the test servers of CIRR and CIRCO take.",
)
SERVER_DEPTH = 50  # what both servers ask for


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
@ON
def queries(
    images: Path,
    products: Path,
    queries: Path,
    methods: tuple[str, ...],
    metadata: bool,
    reference_images: Path | None,
    out: Path,
    encoder: str,
    on: str,
) -> None:
    """Rank a gallery of photos for queries of a photo and a sentence.

    Prints Recall@1, @5, @10 and mAP@10 by kind in per cent and writes them as fractions. The
    gallery is every picture of --images; the reference and ignored ids are removed from each
    ranking.
    """
    from pointsay.catalogue import open_images
    from pointsay.catalogue.sources import by_product_id
    from pointsay.encoders import load_encoder
    from pointsay.engine.rerank import Viewer
    from pointsay.evaluation import (
        encode_pictures,
        load_queries,
        make_trial,
        run_method,
        summarise,
        table,
    )
    from pointsay.evaluation.datasets.base import Places
    from pointsay.evaluation.experiment import looking
    from pointsay.evaluation.plan_file import method_named
    from pointsay.evaluation.protocols import OWN_METRICS
    from pointsay.workers import open_workers

    chosen = {spec: method_named(spec) for spec in methods}
    asked = load_queries(queries)
    rows = _attributes(products)
    model = load_encoder(encoder)
    source = open_images(images)
    references = None
    with open_workers(on, partial(load_encoder, encoder)) as workers:
        gallery = encode_pictures(source, model, progress=progress("gallery"), on=workers)
        if reference_images:
            references = encode_pictures(
                open_images(reference_images),
                model,
                only=frozenset(query.reference_id for query in asked),
                progress=progress("references"),
                on=workers,
            )
    trial = make_trial(
        gallery,
        asked,
        references=references,
        attributes=rows if metadata else None,
        look=looking(Places(source, by_product_id(source.names())), Viewer(model)),
    )
    _warn([gallery, references], trial.left_out)
    results = {spec: run_method(one.load(model), trial) for spec, one in chosen.items()}
    click.echo(table(results, OWN_METRICS))
    summary = {name: summarise(one) for name, one in results.items()}
    out.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")


@evaluate.command()
@click.option("--dataset", required=True, help="One of: pointsay data list.")
@click.option("--root", type=EXISTING, required=True, help="Folder or file of the dataset.")
@click.option("--images", type=EXISTING, help="Folder or zip of its pictures.")
@click.option("--split", help="Another split than the dataset's usual one.")
@click.option("--subset", type=FILE, help="Subset file that pointsay data doctor wrote.")
@click.option("--products", type=FILE, help="Feed with rows that methods may see (metadata=true).")
@click.option(
    "--protocol",
    "protocols",
    multiple=True,
    default=("default",),
    show_default=True,
    help="Preset, with changed choices: searle?keep_reference=false. Can be repeated.",
)
@click.option(
    "--method",
    "methods",
    multiple=True,
    required=True,
    help="Name or folder of a saved one, with options: sum?weight=0.3. Can be repeated.",
)
@click.option(
    "--encoder", "encoders", multiple=True, default=("mini",), show_default=True, help="Repeatable."
)
@click.option("--seed", default=0, show_default=True, help="Of methods that draw.")
@RECORDS
@CACHE
@AGAIN
@SERVER_FILES
def run(
    dataset: str,
    root: Path,
    images: Path | None,
    split: str | None,
    subset: Path | None,
    products: Path | None,
    protocols: tuple[str, ...],
    methods: tuple[str, ...],
    encoders: tuple[str, ...],
    seed: int,
    records: Path,
    cache: Path | None,
    again: bool,
    server_files: Path | None,
) -> None:
    """Run methods on a dataset by named protocols; write a record of each run.

    A run that has its record is not run again, so the same command goes on where it was stopped.
    Scores by kind are printed in per cent; `pointsay report` draws them.
    """
    from pointsay.evaluation.plan_file import Asked, Plan, method_named, protocol_named

    asked = Asked(
        *(dataset, root, images, split, subset, products),
        protocols=[protocol_named(dataset, one) for one in protocols],
    )
    built = [method_named(one) for one in dict.fromkeys(methods)]
    _carry_out(Plan([asked], built, list(encoders), records, cache, seed), again, server_files)


@evaluate.command()
@click.argument("file", type=FILE)
@AGAIN
@SERVER_FILES
def plan(file: Path, again: bool, server_files: Path | None) -> None:
    """Run a plan: a TOML file of datasets, protocols, methods and encoders.

    The form is in docs/evaluation.md. The same command goes on where it was stopped.
    """
    from pointsay.evaluation.plan_file import read_plan

    _carry_out(read_plan(file), again, server_files)


@evaluate.command()
@click.argument("dataset")
def protocols(dataset: str) -> None:
    """List the protocols of a dataset with every choice that they make."""
    from pointsay.evaluation.protocols import list_protocols, make_protocol

    for name in list_protocols(dataset):
        click.echo(make_protocol(dataset, name).describe())


def _carry_out(asked: Plan, again: bool, server_files: Path | None) -> None:
    """Run a plan, tell of each run, and write what test servers take."""
    from pointsay.encoders import load_encoder
    from pointsay.evaluation.datasets.registry import load_dataset
    from pointsay.evaluation.plan import Subject, run_plan
    from pointsay.evaluation.submissions import write_server_files

    subjects = [
        Subject(
            load_dataset(one.name, one.root, split=one.split, images=one.images, subset=one.subset),
            one.protocols,
            _attributes(one.products) if one.products else {},
        )
        for one in asked.datasets
    ]
    for done in run_plan(
        subjects,
        asked.methods,
        [load_encoder(one) for one in asked.encoders],
        asked.records,
        cache=asked.cache,
        again=again,
        command=shlex.join(["pointsay", *sys.argv[1:]]),
        seed=asked.seed,
        kept=SERVER_DEPTH if server_files else 10,
        progress=progress,
    ):
        _tell(done)
        if server_files:
            written = write_server_files(
                done.dataset, done.record.results, server_files, done.file.stem
            )
            for one in written:
                say(f"wrote {one}")


def _tell(done: Done) -> None:
    """Print a run's scores; what lowers or shifts them goes before, on standard error."""
    from pointsay.evaluation.scores import table

    record = done.record
    where = "/".join(filter(None, (record.dataset["name"], record.dataset["split"])))
    say(f"{where}, {record.protocol['name']}, {record.encoder['name']}: {record.method['name']}")
    for note in record.dataset["notes"]:
        say(f"note: {note}")
    if record.dataset["subset"]:
        say(f"warning: only the subset {record.dataset['subset']} was run")
    if record.dataset["missing"]:
        say(f"warning: {record.dataset['missing']} pictures are missing or broken")
    if record.left_out:
        say(f"warning: {len(record.left_out)} queries were left out; the record says why")
    if any(result.ranks or result.subset for result in record.results):
        metrics = record.protocol["metrics"]
        results = {record.method["name"]: record.results}
        click.echo(table(results, metrics, mean=record.protocol["macro"]))
    say(f"{'wrote' if done.made else 'already there:'} {done.file}")


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
