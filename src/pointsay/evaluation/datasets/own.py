"""Our own form: a JSON list of queries (docs/evaluation.md) over a folder or zip of pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pointsay.catalogue.sources import by_product_id, pairs
from pointsay.errors import UnknownSource, UnreadableFeed, shorten
from pointsay.evaluation.datasets.album import Album, open_album
from pointsay.evaluation.datasets.annotations import FORMS, read_object, unique
from pointsay.evaluation.datasets.base import Dataset, Places
from pointsay.evaluation.queries import EvaluationQuery, load_queries

ALL_QUERIES = "all"
GALLERIES = "galleries.json"


def load(root: Path, *, split: str, images: Path | None = None) -> Dataset:
    """Read a query file with its pictures.

    Args:
        root: The file, or the folder that holds ``queries.json`` or ``SPLIT_queries.json``.
        split: ``all`` or the name of a split.
        images: Folder or zip; without it ``images.zip``, ``images`` or all pictures beside the
            queries.

    Returns:
        A dataset named after the folder of its queries, so that results of several can be told
        apart. Galleries as ``galleries.json`` beside the queries lists them (name -> list of ids; a
        single one is named ``""``); without it one of all pictures at hand.

    Raises:
        UnknownSource: A file is missing.
        UnreadableFeed: A file is not in the form, or a query names a gallery that is not there.
    """
    file = query_file(root, split, ".json")
    return assemble(split, file, unique(load_queries(file), file), images)


def query_file(root: Path, split: str, suffix: str) -> Path:
    """Return the file of the queries.

    Raises:
        UnknownSource: There is none.
    """
    if root.is_file():
        return root
    name = "queries" if split == ALL_QUERIES else f"{split}_queries"
    file = root / f"{name}{suffix}"
    if not file.is_file():
        raise UnknownSource(f"there is no {file.name} in {root}", hint=FORMS)
    return file


def assemble(
    split: str, file: Path, queries: Sequence[EvaluationQuery], images: Path | None
) -> Dataset:
    """Put queries together with galleries and pictures; see `load`."""
    album = open_album(file.parent, images)
    galleries, notes = _galleries(file.parent / GALLERIES, album, queries)
    for query in queries:
        if query.gallery not in galleries:
            raise UnreadableFeed(
                f"query {shorten(query.query_id)} ranks the gallery {shorten(query.gallery)}, "
                f"which is not in {GALLERIES}",
                hint=f"list its pictures in {GALLERIES} beside the queries",
            )
    # A name both ways, as everywhere in the package: by path, and bare where that is unique.
    places = Places(album.source, {**by_product_id(album.names), **dict(pairs(album.names))})
    return Dataset(file.resolve().parent.name, split, galleries, queries, places, notes=notes)


def _galleries(
    file: Path, album: Album, queries: Sequence[EvaluationQuery]
) -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
    """Return the galleries, and what is to be said of them."""
    if file.exists():
        listed = read_object(file)
        return {name: listed.texts(name) for name in listed.values}, ()
    if album.source is not None:
        return {"": [product_id for product_id, _ in pairs(album.names)]}, ()
    named = sorted({one for query in queries for one in _named(query)})
    return {"": named}, ("no pictures are at hand: the gallery is what the queries name",)


def _named(query: EvaluationQuery) -> frozenset[str]:
    return query.target_ids.union(
        {query.reference_id, *(one.id for one in query.more)},
        *(query.candidates, query.ignore_ids, query.hard_ids, query.forbidden_ids),
    )
