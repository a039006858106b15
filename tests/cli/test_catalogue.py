"""``pointsay catalogue``: that each command does its work; what the work is: tests/catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run
from fakes import ColourEncoder, picture, shade, write_folder
from pointsay.catalogue import Catalogue, ingest
from pointsay.encoders import Encoder

COUNT = 5


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    files = {f"p{at}.png": picture(shade(at), (8, 8)) for at in range(COUNT)}
    return write_folder(tmp_path / "shop", files)


@pytest.fixture
def folder(tmp_path: Path, shop: Path, encoder: Encoder) -> Path:
    with Catalogue(tmp_path / "c", encoder, create=True) as catalogue:
        ingest(catalogue, shop)
        catalogue.store.write([], remove=["p4"])
    return tmp_path / "c"


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pointsay.encoders.load_encoder", ColourEncoder)


def flip(folder: Path) -> None:
    file = folder / "vectors" / "1.f32"
    data = bytearray(file.read_bytes())
    data[4100] ^= 1
    file.write_bytes(data)


def test_stats_of_several(pointsay: Run, folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    Catalogue(tmp_path / "d", encoder, create=True)
    said = pointsay("catalogue", "stats", folder, tmp_path / "d").ok()
    assert f"{folder}: 4 products, 0 attributes, 2 writes" in said
    assert "active   4 vectors of colour-fake" in said
    assert "1 dead" in said
    assert f"{tmp_path / 'd'}: 0 products" in said
    record = json.loads(pointsay("catalogue", "stats", folder, "--json").ok())
    assert record[str(folder)]["spaces"][0]["live"] == 4


def test_verify_and_repair(pointsay: Run, folder: Path, shop: Path, encoders: None) -> None:
    assert pointsay("catalogue", "verify", folder).ok() == f"{folder}: whole\n"
    flip(folder)
    said = pointsay("catalogue", "verify", folder)
    assert said.code == 3
    assert said.out.startswith(f"{folder}: p0: row 0 of 1.f32 ")
    assert "catalogue repair" in said.err
    said = pointsay("catalogue", "verify", folder, "--json")
    assert json.loads(said.out)[str(folder)][0]["subject"] == "p0"
    (shop / "p0.png").rename(shop / "away")
    said = pointsay("catalogue", "repair", folder, "--encoder", "colour-fake")
    assert said.code == 3
    assert "'p0'" in said.err
    (shop / "away").rename(shop / "p0.png")
    said = pointsay("catalogue", "repair", folder, "--encoder", "colour-fake")
    assert said.ok().startswith("0 vectors taken out, 1 encoded again, 0 without")
    assert pointsay("catalogue", "verify", folder).ok()


def test_compact(pointsay: Run, folder: Path) -> None:
    assert pointsay("catalogue", "compact", folder).ok() == "4 vectors kept, 1 dropped\n"


def test_a_snapshot_and_back(pointsay: Run, folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    pointsay("catalogue", "snapshot", folder, tmp_path / "s").ok()
    pointsay("catalogue", "snapshot", folder, tmp_path / "s").refused("holds something")
    pointsay("catalogue", "restore", tmp_path / "s", tmp_path / "r").ok()
    with Catalogue(tmp_path / "r", encoder) as catalogue:
        assert len(catalogue) == 4


def test_another_encoder(pointsay: Run, folder: Path, shop: Path, encoders: None) -> None:
    (shop / "p1.png").unlink()
    arguments = ("catalogue", "migrate", folder, "--encoder", "other")
    said = pointsay(*arguments)
    assert said.code == 3
    assert "'p1'" in said.err
    assert "stays with its encoder" in said.err
    said = pointsay(*arguments, "--remove-missing")
    assert said.ok().startswith("the catalogue answers with other (32-d, grid, ")
    assert "1 products removed" in said.out
    assert json.loads(pointsay(*arguments, "--json").ok())["switched"]


@pytest.mark.parametrize("command", ["stats", "verify", "compact"])
def test_a_missing_catalogue(pointsay: Run, command: str, tmp_path: Path) -> None:
    pointsay("catalogue", command, tmp_path / "none").refused("no catalogue in")
    assert not (tmp_path / "none").exists()
