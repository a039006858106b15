"""What is kept of a run: everything needed to repeat it and to draw every figure, as one JSON file.

A record never holds raw scores, only ranks; figures are computed from ranks when a report is made,
so that a new metric needs no new run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pointsay.evaluation.files import load_json, save_json

KIND = "run record"
VERSION = 1
DEPTH = 100


@dataclass(frozen=True, slots=True)
class QueryResult:
    """How one query went.

    Attributes:
        query_id: Which.
        kind: Its group.
        ranks: From 1, of every target that the gallery holds, ascending.
        hard: From 1, of the hard negatives among the first `DEPTH`, ascending.
        forbidden: From 1, of the forbidden pictures among the first `DEPTH`, ascending.
        has_hard, has_forbidden: Whether the gallery holds any; without them rates say nothing.
        subset: From 1, of every target among the query's own candidates, ascending; empty where
            the query has none.
        subset_top: The query's candidates, best first.
        ranked: How many pictures were ranked.
        top: The first pictures found, best first (as many as the run keeps).
        pointers: How many pictures the query points at.
        same_wish, language: See `queries.EvaluationQuery`.
    """

    query_id: str
    kind: str
    ranks: tuple[int, ...]
    hard: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    has_hard: bool = False
    has_forbidden: bool = False
    subset: tuple[int, ...] = ()
    subset_top: tuple[str, ...] = ()
    ranked: int = 0
    top: tuple[str, ...] = ()
    pointers: int = 1
    same_wish: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Record:
    """One run of one method.

    Attributes:
        method: Name, options, and what it was trained on: ``{"name": ..., "options": {...}}``.
        encoder: Name, weights hash, preprocessing.
        dataset: Name, split, subset, counts of queries and gallery, checksum of its files.
        protocol: Every choice by name, and ``metrics``: the names of those that it reports, in
            order (`scores.METRICS`).
        left_out: Query id -> why it was not asked.
        results: One for each query asked, in the dataset's order.
        seconds: Stage -> wall seconds (``gallery``, ``references``, ``compose``, ``rank``).
        cost: What the method costs, where known, numbers only: ``query_ms`` (one composed query,
            pictures and text encoded, without the index), ``train_seconds``, ``train_items``,
            ``noise``.
        environment: pointsay's version, Python, platform, processor, threads.
        command: How to repeat it.
        seed: Of every draw.
    """

    method: Mapping[str, Any]
    encoder: Mapping[str, Any]
    dataset: Mapping[str, Any]
    protocol: Mapping[str, Any]
    left_out: Mapping[str, str]
    results: Sequence[QueryResult]
    seconds: Mapping[str, float]
    cost: Mapping[str, float] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    seed: int = 0


def save_record(record: Record, file: Path) -> None:
    """Write a record with its version and checksum; a reader sees all of it or none."""
    save_json(asdict(record), file, kind=KIND, version=VERSION)


def load_record(file: Path) -> Record:
    """Read what `save_record` wrote.

    Raises:
        UnreadableFeed: The file is not a record, damaged, or of another version.
    """
    hint = "give JSON files that pointsay evaluate run wrote"
    return load_json(file, _record, kind=KIND, version=VERSION, hint=hint)


def _record(body: dict[str, Any]) -> Record:
    return Record(**{**body, "results": [_result(row) for row in body["results"]]})


def _result(row: dict[str, Any]) -> QueryResult:
    """Build a result; JSON has lists where it has tuples."""
    values: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in row.items()
    }
    return QueryResult(**values)
