"""The promise of the store, a few kills of each kind; ``benchmarks/durability.py`` does 500."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from catalogue.killing import Moving, Writing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs SIGKILL and a fork server")


@pytest.mark.parametrize("job", ["load", "compaction"])
def test_killed_while_writing_it_holds_what_was_acknowledged(job: str, tmp_path: Path) -> None:
    writing = Writing(job, tmp_path / "c", seed=3)
    outcomes = [writing.round() for _ in range(3)]
    assert all(outcome.killed for outcome in outcomes)
    assert sum(outcome.acknowledged for outcome in outcomes) > 0


def test_killed_while_moving_to_another_encoder_it_answers_with_one_of_them(
    tmp_path: Path,
) -> None:
    moving = Moving(tmp_path / "c", seed=4)
    assert moving.round(switching=False).killed
    for _ in range(2):
        moving.round(switching=True)
