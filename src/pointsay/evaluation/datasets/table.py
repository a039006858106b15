"""The smallest form: a CSV with a query in each row, as people keep them in spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from pointsay.errors import MissingColumn, UnreadableFeed, shorten
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.datasets.own import assemble, query_file
from pointsay.evaluation.queries import ALL, EvaluationQuery

COLUMNS = ("reference", "modification", "target")
OPTIONAL = ("kind", "ignore", "gallery", "query_id", "language")
BETWEEN = "|"
KIND = "query"


def load(root: Path, *, split: str, images: Path | None = None) -> Dataset:
    """Read a table with its pictures.

    Columns ``reference``, ``modification`` and ``target`` are filled in each row; ``kind``,
    ``ignore``, ``gallery``, ``query_id`` and ``language`` may be there, others are never read.
    Several targets, or ids to ignore, stand in one cell with ``|`` between them. Rows are counted
    from 1 after the header, and a query without an id of its own is called by its row.

    Args:
        root: The file, or the folder that holds ``queries.csv`` or ``SPLIT_queries.csv``.
        split: ``all`` or the name of a split.
        images: See `own.load`, also for galleries.

    Raises:
        UnknownSource: The file is missing.
        MissingColumn: A column is missing.
        UnreadableFeed: The file is not a CSV in UTF-8, or a row lacks something; the message has
            its number.
    """
    file = query_file(root, split, ".csv")
    queries: dict[str, tuple[int, EvaluationQuery]] = {}
    for number, row in _rows(file):
        query = _query(file, number, row)
        first, _ = queries.setdefault(query.query_id, (number, query))
        if first != number:
            raise _refused(file, number, f"the id {shorten(query.query_id)} is row {first}'s too")
    if not queries:
        raise UnreadableFeed(f"{file.name} has no rows", hint="give one query a row")
    return assemble(split, file, [query for _, query in queries.values()], images)


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFeed(
            f"{file.name} is not UTF-8 text (byte {error.start})", hint="save the table as UTF-8"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        columns = [column.strip() for column in next(reader, [])]
        if missing := [one for one in COLUMNS if one not in columns]:
            raise MissingColumn(
                f"{file.name} has no column {', '.join(missing)}; "
                f"its columns are {shorten(', '.join(columns), 120)}",
                hint=f"columns are {', '.join(COLUMNS)}, and if need be {', '.join(OPTIONAL)}",
            )
        for number, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                raise _refused(file, number, f"{len(cells)} cells under {len(columns)} columns")
            yield number, dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        raise _refused(file, number + 1, f"it cannot be parsed: {error}") from error


def _query(file: Path, number: int, row: Mapping[str, str]) -> EvaluationQuery:
    for column in COLUMNS:
        if not row[column]:
            raise _refused(file, number, f"the {column} is empty")
    kind = row.get("kind") or KIND
    if kind == ALL:
        raise _refused(file, number, f"the kind {ALL!r} names the results over all queries")
    targets = _ids(row["target"])
    if not targets:
        raise _refused(file, number, f"the target {shorten(row['target'])} names no picture")
    return EvaluationQuery(
        query_id=row.get("query_id") or str(number),
        kind=kind,
        reference_id=row["reference"],
        text=row["modification"],
        target_ids=targets,
        ignore_ids=_ids(row.get("ignore", "")),
        gallery=row.get("gallery", ""),
        language=row.get("language") or "en",
    )


def _ids(cell: str) -> frozenset[str]:
    return frozenset(one.strip() for one in cell.split(BETWEEN)) - {""}


def _refused(file: Path, number: int, what: str) -> UnreadableFeed:
    return UnreadableFeed(
        f"{file.name}, row {number}: {what}",
        hint="rows are counted from 1 after the header; docs/datasets.md has the columns",
    )
