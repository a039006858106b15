"""What is kept of a latency run: percentiles by stage, and on what they were measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pointsay.evaluation.files import load_json, save_json

KIND = "latency record"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a stage took.

    Attributes:
        stage: Its name; see `latency.ORDER`.
        items: Pictures, sentences or questions that one call answered: 1, or a batch.
        gallery: Vectors that were searched; 0 for stages that search none.
        clients: Calls that ran at the same time.
        runs: Calls that were timed.
        p50_ms, p95_ms, p99_ms: Percentiles over the calls, in milliseconds a call (not an item).
        per_second: Items in each second of the run, over all clients.
    """

    stage: str
    items: int
    gallery: int
    clients: int
    runs: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    per_second: float


@dataclass(frozen=True)
class LatencyRecord:
    """One latency run.

    Attributes:
        rows: One for each stage, batch size, gallery size and number of clients, as timed.
        machine: See `machine.machine`.
        encoder: Name, width, weights hash, preprocessing.
        method: What composed the queries.
        command: How to repeat it.
        seed: Of pictures and vectors.
        date: When it began, UTC, ISO 8601.
    """

    rows: Sequence[Timed]
    machine: Mapping[str, str]
    encoder: Mapping[str, Any]
    method: str
    command: str
    seed: int
    date: str


def save_latency_record(record: LatencyRecord, file: Path) -> None:
    """Write a record with its version and checksum; a reader sees all of it or none."""
    save_json(asdict(record), file, kind=KIND, version=VERSION)


def load_latency_record(file: Path) -> LatencyRecord:
    """Read what `save_latency_record` wrote.

    Raises:
        UnreadableFeed: The file is not a latency record, damaged, or of another version.
    """
    hint = "give JSON files that pointsay bench latency wrote"
    return load_json(file, _record, kind=KIND, version=VERSION, hint=hint)


def _record(body: dict[str, Any]) -> LatencyRecord:
    return LatencyRecord(**{**body, "rows": [Timed(**row) for row in body["rows"]]})
