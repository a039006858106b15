"""``pointsay bench latency``, with a server in a process of its own."""

from __future__ import annotations

import shlex
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from pointsay.cli.background import serving
from pointsay.cli.bench import bench
from pointsay.errors import InvalidLimit, ServiceFailed, UnknownMethod
from pointsay.evaluation.latency_record import load_latency_record

QUICK = ("--runs", "3", "--warmup", "0", "--batches", "1,2", "--sizes", "50,2000")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(bench, ["latency", *map(str, arguments)])


def test_every_stage_is_timed_printed_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "latency.json"
    done = run(*QUICK, "--served", 20, "--clients", "1,2", "--seed", 4, "--json", out)
    assert done.exit_code == 0, done.output
    record = load_latency_record(out)
    rows = [(row.stage, row.items, row.gallery, row.clients) for row in record.rows]
    assert rows == [
        ("decode", 1, 0, 1),
        ("encode image", 1, 0, 1),
        ("encode image", 2, 0, 1),
        ("encode text", 1, 0, 1),
        ("encode text", 2, 0, 1),
        ("compose", 1, 0, 1),
        ("compose", 2, 0, 1),
        ("recall", 1, 50, 1),
        ("recall", 1, 2000, 1),
        ("end to end", 1, 20, 1),
        ("end to end", 1, 20, 2),
    ]
    assert all(row.runs == 3 and row.p50_ms > 0 and row.per_second > 0 for row in record.rows)
    assert (record.encoder["dim"], record.method, record.seed) == (256, "sum", 4)
    words = shlex.split(record.command)
    assert words[:3] == ["pointsay", "bench", "latency"]
    assert words[words.index("--sizes") + 1] == "50,2000"
    assert "--http" in words

    single, batched = done.stdout.split("\n\n")
    assert [line.split()[-6] for line in single.splitlines()[2:]] == ["-"] * 4 + [
        *("50", "2000", "20", "20")
    ]
    assert [line.split()[-7] for line in batched.splitlines()[2:]] == ["2"] * 3
    assert len(done.stderr.splitlines()) == len(rows) + 1


def test_the_recorded_command_repeats_the_run(tmp_path: Path) -> None:
    out = tmp_path / "a file.json"
    assert run(*QUICK, "--no-http", "--memory-gib", 0.5, "--json", out).exit_code == 0
    first = load_latency_record(out)
    assert {row.stage for row in first.rows} == {
        *("decode", "encode image", "encode text", "compose", "recall")
    }
    out.unlink()
    again = CliRunner().invoke(bench, shlex.split(first.command)[2:])
    assert again.exit_code == 0, again.output
    assert load_latency_record(out).command == first.command


@pytest.mark.parametrize("option", ["--sizes", "--served"])
def test_what_does_not_fit_is_refused_before_anything_is_timed(option: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = run(*QUICK, option, "10,100000", "--memory-gib", 0.01, "--json", out)
    assert isinstance(done.exception, InvalidLimit)
    assert "100000 vectors of 256 numbers" in done.exception.message
    assert not out.exists()
    assert "decode" not in done.output


def test_an_unknown_method_is_refused(tmp_path: Path) -> None:
    done = run(*QUICK, "--method", "magic", "--json", tmp_path / "out.json")
    assert isinstance(done.exception, UnknownMethod)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--sizes", "10,many"),
        ("--sizes", ""),
        ("--batches", "0"),
        ("--clients", "1,,2"),
        ("--served", "-3"),
        ("--runs", "0"),
        ("--memory-gib", "0"),
    ],
)
def test_wrong_numbers_are_wrong_usage(option: str, value: str, tmp_path: Path) -> None:
    done = run(option, value, "--json", tmp_path / "out.json")
    assert done.exit_code == 2
    assert option in done.stderr


def test_a_service_lives_as_long_as_it_is_asked(catalogue: Path) -> None:
    with serving(catalogue, "mini", waiting=1) as address:
        assert httpx.get(f"{address}/healthz", trust_env=False).json()["status"] == "ok"
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz", trust_env=False)


def test_a_service_that_does_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(ServiceFailed, match="no catalogue in"),
        serving(tmp_path / "nowhere", "mini", waiting=1),
    ):
        pytest.fail("there is nothing to serve")
