"""Which files a report is made of: records of runs and of latency, told apart by what they hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pointsay.errors import UnreadableFeed
from pointsay.evaluation.latency_record import KIND, LatencyRecord, load_latency_record
from pointsay.evaluation.records import Record, load_record


@dataclass
class Inputs:
    """What was found.

    Attributes:
        records: Of runs, in the order of their files.
        latencies: Of latency.
        passed_over: Names of JSON files in a folder that are neither.
    """

    records: list[Record] = field(default_factory=list)
    latencies: list[LatencyRecord] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def load_inputs(paths: Sequence[Path]) -> Inputs:
    """Read files, and the JSON files of folders, each file once.

    Raises:
        UnreadableFeed: A file that was named, or that says it is a record, is not or is damaged;
            or nothing was found.
    """
    inputs = Inputs()
    seen = set()
    for path in paths:
        named = not path.is_dir()
        for file in [path] if named else sorted(path.rglob("*.json")):
            if file.resolve() not in seen:
                seen.add(file.resolve())
                _read(file, inputs, named=named)
    if not inputs.records and not inputs.latencies:
        raise UnreadableFeed(
            f"there are no records in {', '.join(map(str, paths))}",
            hint="give what pointsay evaluate run or pointsay bench latency wrote",
        )
    return inputs


def _read(file: Path, inputs: Inputs, *, named: bool) -> None:
    body = _body(file)
    if body.get("kind") == KIND:
        inputs.latencies.append(load_latency_record(file))
    elif named or {"results", "protocol"} <= body.keys():
        inputs.records.append(load_record(file))  # refuses what is not one, and says why
    else:
        inputs.passed_over.append(file.name)


def _body(file: Path) -> dict[str, Any]:
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}
