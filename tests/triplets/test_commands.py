"""The commands: a shop's folder to a page of triplets, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakes import ColourEncoder
from pointsay.cli.triplets import triplets
from pointsay.errors import BadTriplets
from pointsay.triplets import open_triplets


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pointsay.encoders.load_encoder", lambda name: ColourEncoder())


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(triplets, [str(one) for one in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_from_a_shop_to_a_page(shop: Path, tmp_path: Path) -> None:
    pairs, out, page = tmp_path / "pairs", tmp_path / "triplets", tmp_path / "page.html"
    mined = run("mine", shop, "--out", pairs, "--licence", "CC0", "--each", 1, "--low", -1)
    assert " pairs by family" in mined.output
    run("instruct", pairs, "--out", out, "--least", -9, "--language", "en", "--each", 1)
    run("show", out, "--out", page, "--count", 7, "--seed", 2)
    shown = page.read_text(encoding="utf-8")
    assert shown.count("<section") == 7
    assert set(re.findall(r'src="([^,]*),', shown)) == {"data:image/jpeg;base64"}
    assert not re.search(r"<script|https?://", shown)
    told = json.loads(run("verify", out, "--pictures", "--json").output)
    assert told["counts"]["triplets"] == len(open_triplets(out))
    assert set(told["shards"]) == {"triplets/000000.jsonl"}


def test_what_cannot_be_is_refused(shop: Path, mined: Path, tmp_path: Path) -> None:
    two = run("mine", shop, mined, "--out", tmp_path / "x", "--licence", "CC0")
    assert (two.exit_code, "one source" in two.output) == (2, True)
    with pytest.raises(BadTriplets, match="finished"):
        run("show", shop, "--out", tmp_path / "page.html")
    with pytest.raises(BadTriplets, match="of pairs"):
        run("instruct", tmp_path, "--out", tmp_path / "y")
