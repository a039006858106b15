"""``pointsay demo``: the whole house in one command."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from PIL import Image

from cli.conftest import Run
from cli.test_serve import serving
from pointsay.cli.demo import MEASURED_METHODS


def test_drawn_once(pointsay: Run, tmp_path: Path) -> None:
    arguments = ("demo", "--folder", tmp_path, "--count", 60, "--no-serve")
    done = pointsay(*arguments)
    for method in MEASURED_METHODS:
        first, ten = re.findall(rf"^  {method} +([\d.]+) % +([\d.]+) %$", done.ok(), re.M)[0]
        assert 0 <= float(first) <= float(ten) <= 100
    assert str(tmp_path / "answers.png") in done.err
    with Image.open(tmp_path / "answers.png") as answers:
        answers.load()
        assert answers.width > 800
        assert answers.height > 1_000
    pictures = {file: file.stat().st_mtime_ns for file in (tmp_path / "shop").rglob("*.png")}
    assert len(pictures) >= 60
    again = pointsay(*arguments)
    assert again.ok() == done.out
    assert {file: file.stat().st_mtime_ns for file in pictures} == pictures


def test_it_serves_at_the_end(command: list[str], tmp_path: Path) -> None:
    arguments = ("demo", "--folder", tmp_path, "--count", 8, "--port", 0)
    with serving(command, *arguments) as (_, address):
        health = httpx.get(f"{address}/healthz", trust_env=False).json()
        assert health["products"] == 8


def test_a_folder_that_is_a_file(pointsay: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    pointsay("demo", "--folder", tmp_path / "file").misused("is a file")


@pytest.mark.parametrize("count", [2, 3])
def test_the_smallest_shops(pointsay: Run, tmp_path: Path, count: int) -> None:
    done = pointsay("demo", "--folder", tmp_path, "--count", count, "--no-serve")
    assert "scripted questions" in done.ok()
