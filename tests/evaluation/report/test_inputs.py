from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.report import samples
from pointsay.errors import UnreadableFeed
from pointsay.evaluation.latency_record import save_latency_record
from pointsay.evaluation.records import save_record
from pointsay.evaluation.report import load_inputs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_record(samples.fashioniq(6).record("sum", 2.0), tmp_path / "runs" / "a.json")
    save_latency_record(samples.latency(), tmp_path / "latency.json")
    (tmp_path / "notes.json").write_text("[1, 2]")
    return tmp_path


def test_records_are_told_apart_by_what_they_hold(folder: Path) -> None:
    inputs = load_inputs([folder])
    assert [one.method["name"] for one in inputs.records] == ["sum"]
    assert inputs.latencies == [samples.latency()]
    assert inputs.passed_over == ["notes.json"]


def test_a_file_counts_once(folder: Path) -> None:
    assert len(load_inputs([folder, folder / "runs", folder / "runs" / "a.json"]).records) == 1


@pytest.mark.parametrize("name", ["runs/a.json", "latency.json"])
def test_damaged_records_are_refused_in_folders_too(folder: Path, name: str) -> None:
    body = json.loads((folder / name).read_text())
    body["seed"] = 99
    (folder / name).write_text(json.dumps(body))
    with pytest.raises(UnreadableFeed, match="checksum"):
        load_inputs([folder])


def test_a_named_file_must_be_a_record(folder: Path) -> None:
    with pytest.raises(UnreadableFeed, match=r"notes\.json"):
        load_inputs([folder / "notes.json"])


def test_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="no records"):
        load_inputs([tmp_path])
