"""Flag over environment over file over default; what nobody knows is an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run


@pytest.fixture
def config(tmp_path: Path, catalogue: Path) -> Path:
    file = tmp_path / "pointsay.toml"
    file.write_text(
        f'[search]\ncatalogue = "{catalogue}"\nk = 4\nsay = "in red"\njson = true\n'
        'filter = ["colour=red", "price<=100"]\n[serve]\nupload-mib = 5\n'
    )
    return file


def hits(out: str) -> int:
    return len(json.loads(out)["hits"])


def test_precedence(
    pointsay: Run, config: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ("search", "--catalogue", catalogue, "--say", "red", "--json")
    assert hits(pointsay(*plain).ok()) == 12
    assert hits(pointsay("--config", config, "search").ok()) == 4
    monkeypatch.setenv("POINTSAY_SEARCH_K", "3")
    assert hits(pointsay("--config", config, "search").ok()) == 3
    assert hits(pointsay("--config", config, "search", "-k", "2").ok()) == 2
    assert hits(pointsay(*plain).ok()) == 3


def test_the_file_can_be_named_in_the_environment(
    pointsay: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINTSAY_CONFIG", str(config))
    assert hits(pointsay("search").ok()) == 4


def test_variables_are_named_as_the_options(
    pointsay: Run, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINTSAY_SEARCH_CATALOGUE", str(catalogue))
    monkeypatch.setenv("POINTSAY_SEARCH_SAY", "in red")
    monkeypatch.setenv("POINTSAY_SEARCH_PRODUCT", "bag-red bag-navy")
    monkeypatch.setenv("POINTSAY_SEARCH_JSON", "1")
    monkeypatch.setenv("POINTSAY_SEARCH_METHOD", "image_only")
    answer = json.loads(pointsay("search", "-k", "100").ok())
    assert answer["method"] == "image_only"
    assert not {"bag-red", "bag-navy"} & {hit["id"] for hit in answer["hits"]}
    monkeypatch.setenv("POINTSAY_SEARCH_K", "many")
    pointsay("search").misused("many")


def test_commands_below_commands(pointsay: Run, tmp_path: Path, shop: Path) -> None:
    file = tmp_path / "pointsay.toml"
    file.write_text(f'[evaluate.queries]\nimages = "{shop}"\nreference-images = "{tmp_path}/no"\n')
    done = pointsay("--config", file, "evaluate", "queries")
    assert done.code == 2
    assert "--images" not in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[serach]\nk = 3\n", ["[serach]", "no command"]),
        ("k = 3\n", ["[k]", "no command"]),
        ("[search]\nkk = 3\n", ["[search]", "kk"]),
        ("[search]\nmodification = 'red'\n", ["[search]", "modification"]),
        ("[evaluate]\nmethod = ['sum']\n", ["[evaluate.method]", "no command"]),
        ("[evaluate.queries]\nmethods = ['sum']\n", ["[evaluate.queries]", "methods"]),
        ("[search\n", ["cannot be read"]),
        ("[search]\nk = 'many'\n[methods]\n", ["many"]),
    ],
)
def test_mistakes(pointsay: Run, tmp_path: Path, text: str, words: list[str]) -> None:
    file = tmp_path / "pointsay.toml"
    file.write_text(text)
    pointsay("--config", file, "search", "--catalogue", tmp_path, "--say", "x").misused(*words)


def test_no_file(pointsay: Run, tmp_path: Path) -> None:
    pointsay("--config", tmp_path / "none.toml", "methods").misused("none.toml", "cannot be read")
