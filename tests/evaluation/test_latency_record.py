from __future__ import annotations

import json
from pathlib import Path

import pytest

from pointsay.errors import UnreadableFeed
from pointsay.evaluation.latency_record import (
    LatencyRecord,
    Timed,
    load_latency_record,
    save_latency_record,
)
from pointsay.evaluation.machine import machine
from pointsay.evaluation.records import load_record

RECORD = LatencyRecord(
    rows=[
        Timed("decode", 1, 0, 1, 100, 5.5, 6.25, 0.1 + 0.2, 180.0),
        Timed("end to end", 1, 10_000, 8, 100, 60.0, 80.0, 90.0, 120.5),
    ],
    machine={"processor": "a fast one", "cores": "2"},
    encoder={"name": "mini", "dim": 256, "preprocessing": {"kind": "letterbox"}},
    method="sum",
    command="pointsay bench latency",
    seed=0,
    date="2026-01-01T00:00:00+00:00",
)


def test_what_is_loaded_is_what_was_saved(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "latency.json"
    save_latency_record(RECORD, file)
    assert load_latency_record(file) == RECORD
    assert [one.name for one in file.parent.iterdir()] == ["latency.json"]


def test_damage_is_refused_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "latency.json"
    save_latency_record(RECORD, file)
    body = json.loads(file.read_text(encoding="utf-8"))
    body["rows"][0]["p50_ms"] = 0.1
    file.write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(
        UnreadableFeed, match=r"latency\.json is not a latency record: the checksum"
    ):
        load_latency_record(file)


def test_one_kind_of_record_is_not_the_other(tmp_path: Path) -> None:
    file = tmp_path / "latency.json"
    save_latency_record(RECORD, file)
    with pytest.raises(UnreadableFeed, match="not a run record: it holds a latency record"):
        load_record(file)


def test_the_machine_is_told_in_words() -> None:
    told = machine()
    assert {"pointsay", "python", "processor", "cores", "memory", "blas", "load"} <= set(told)
    assert all(isinstance(value, str) and value for value in told.values())
    assert json.loads(json.dumps(told)) == told
