from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pointsay.errors import UnreadableFeed
from pointsay.evaluation.files import save_json
from pointsay.evaluation.records import QueryResult, Record, load_record, save_record

RESULTS = (
    QueryResult("1", "colour", (3, 17), hard=(1,), has_hard=True, top=("a", "裙"), ranked=40),
    QueryResult("2", "negation", (), forbidden=(2, 4), has_forbidden=True, subset=(1,), pointers=2),
)
RECORD = Record(
    method={"name": "sum", "options": {"weight": 0.1}},
    encoder={"name": "mini", "weights": "0" * 64, "preprocessing": {"kind": "letterbox"}},
    dataset={"name": "atelier", "split": "val", "queries": 2},
    protocol={"name": "default", "metrics": ["recall@1", "map@10"]},
    left_out={"3": "the reference picture is missing"},
    results=RESULTS,
    seconds={"gallery": 1.25, "rank": 0.1 + 0.2},
    cost={"query_ms": 9.5},
    environment={"python": "3.11"},
    command="pointsay evaluate run",
    seed=3,
)


def test_what_is_loaded_is_what_was_saved(tmp_path: Path) -> None:
    file = tmp_path / "new" / "run.json"
    save_record(RECORD, file)
    loaded = load_record(file)
    assert tuple(loaded.results) == RESULTS
    for name in Record.__dataclass_fields__:
        if name != "results":
            assert getattr(loaded, name) == getattr(RECORD, name)
    assert [one.name for one in file.parent.iterdir()] == ["run.json"]


def test_the_file_says_what_it_is_and_its_checksum_can_be_computed_by_anyone(
    tmp_path: Path,
) -> None:
    save_record(RECORD, tmp_path / "run.json")
    body: dict[str, Any] = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (body.pop("kind"), body.pop("version")) == ("run record", 1)
    told = body.pop("checksum")
    plain = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert told == hashlib.sha256(plain.encode()).hexdigest()


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "run.json"
    save_record(RECORD, file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_record(RECORD, file)
    assert file.read_bytes() == before


Damage = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda body: body.update(version=2), "version 2, not 1"),
        (lambda body: body.update(kind="latency record"), "it holds a latency record"),
        (lambda body: body.update(seed=4), "checksum"),
        (lambda body: body["results"][0]["ranks"].append(1), "checksum"),
        (lambda body: body.pop("seconds"), "checksum"),
        (lambda body: body.pop("checksum"), "'checksum' is missing"),
        (lambda body: body.pop("kind"), "'kind' is missing"),
    ],
)
def test_a_damaged_record_is_refused_with_the_reason(
    damage: Damage, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "run.json"
    save_record(RECORD, file)
    body = json.loads(file.read_text(encoding="utf-8"))
    damage(body)
    file.write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(UnreadableFeed, match=r"run\.json is not a run record: ") as caught:
        load_record(file)
    assert said in caught.value.message
    assert "pointsay evaluate run" in caught.value.hint


@pytest.mark.parametrize("data", [b"", b"[]", b"3", b"{}", b"\xff", b"[" * 100_000, None])
def test_what_is_no_record_at_all_is_refused(data: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(UnreadableFeed, match=r"run\.json is not a run record"):
        load_record(file)


@pytest.mark.parametrize("body", [{}, {"results": 3}, {"results": [{"rank": 1}]}])
def test_a_sound_file_of_another_form_is_refused(body: dict[str, Any], tmp_path: Path) -> None:
    save_json(body, tmp_path / "run.json", kind="run record", version=1)
    with pytest.raises(UnreadableFeed):
        load_record(tmp_path / "run.json")
