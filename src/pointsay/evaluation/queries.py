"""Evaluation queries: the JSON form that outside evaluations use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pointsay.errors import UnreadableFeed, shorten

ALL = "ALL"  # names the results over all kinds


@dataclass(frozen=True, slots=True)
class EvaluationQuery:
    """One query with its truth. Fields of the file that are not named here are never read.

    Attributes:
        query_id: Names it in reports.
        kind: Groups it in reports; no system under test sees it.
        reference_id: The picture pointed at.
        text: The modification.
        target_ids: Right answers.
        ignore_ids: Neither right nor wrong; removed from the ranking.
    """

    query_id: str
    kind: str
    reference_id: str
    text: str
    target_ids: frozenset[str]
    ignore_ids: frozenset[str]


def load_queries(path: Path) -> list[EvaluationQuery]:
    """Read a query file.

    Raises:
        UnreadableFeed: The file is missing or not in the form; the message names the query.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFeed(
            f"the queries {path} cannot be read: {error}", hint="give a JSON list of queries"
        ) from error
    if not isinstance(rows, list) or not rows:
        raise UnreadableFeed(
            f"{path.name} is not a JSON list of queries", hint="see docs/evaluation.md for the form"
        )
    return [_query(place, row) for place, row in enumerate(rows)]


def _query(place: int, row: Any) -> EvaluationQuery:
    try:
        query = EvaluationQuery(
            query_id=_text(row["query_id"]),
            kind=_text(row["kind"]),
            reference_id=_text(row["reference_id"]),
            text=_text(row["text"]),
            target_ids=_ids(row["target_ids"]),
            ignore_ids=_ids(row.get("ignore_ids", [])),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableFeed(
            f"query {place} is not in the form ({error}): {shorten(row)}",
            hint="each query needs query_id, kind, reference_id, text, target_ids",
        ) from error
    if query.kind == ALL:
        raise UnreadableFeed(
            f"query {place} has the kind {ALL!r}, which names the results over all queries",
            hint="give the kind another name",
        )
    return query


def _text(value: Any) -> str:
    """Return text; ids may be written as whole numbers."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise TypeError(f"{shorten(value)} is not text")
    return str(value)


def _ids(values: Sequence[Any]) -> frozenset[str]:
    if isinstance(values, str):
        raise TypeError("ids are a list")
    return frozenset(_text(value) for value in values)
