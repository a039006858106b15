"""``pointsay search``."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import nasty
from cli.conftest import Run
from edits.reasoners.serving import RED, FakeServer, completion
from fakes import ColourEncoder
from pointsay.catalogue import Catalogue, ingest
from pointsay.edits.rules import read_edit
from pointsay.encoders import Encoder
from pointsay.methods import DEFAULT, list_methods, make_method, save_method
from server.shop import ODD_IDS, PLAIN_IDS


@pytest.fixture
def search(pointsay: Run, catalogue: Path) -> Run:
    return lambda *arguments: pointsay("search", "--catalogue", catalogue, *arguments)


def asdict_json(sentence: str) -> Any:
    return json.loads(json.dumps(asdict(read_edit(sentence))))


def test_text(search: Run) -> None:
    done = search("--product", "dress-red", "--say", "in navy", "-k", "5", "--method", "sum")
    lines = done.ok().splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4", "5"]
    for line in lines:
        assert "[image " in line
        assert " text " in line
    assert "dress-red" not in done.out
    assert done.err.startswith(f"{len(PLAIN_IDS) + len(ODD_IDS) + 1} products searched in ")
    assert done.err.endswith(" ms with sum\n")


def test_whoever_names_no_method_gets_the_default_one(search: Run) -> None:
    asked = ("--product", "dress-red", "--say", "in navy", "--json")
    plain, named = (json.loads(search(*asked, *more).ok()) for more in ((), ("--method", DEFAULT)))
    assert plain["method"] == DEFAULT
    assert plain["hits"] == named["hits"]


def test_a_saved_method_by_its_folder(search: Run, tmp_path: Path, mini: Encoder) -> None:
    save_method(make_method("sum", weight=1.0).load(mini), tmp_path / "mine")
    asked = ("--product", "dress-red", "--say", "in navy", "-k", "20", "--json")
    found = {}
    for method in ("sum", "text_only", tmp_path / "mine"):
        answer = json.loads(search(*asked, "--method", method).ok())
        found[str(method)] = [hit["id"] for hit in answer["hits"]]
    assert found[str(tmp_path / "mine")] == found["text_only"] != found["sum"]


def test_json(search: Run, shop: Path) -> None:
    done = search(
        "--image", shop / "bag-red.png", "--say", "in navy", "-k", "4", "--json", "--method", "sum"
    )
    answer = json.loads(done.ok())
    assert done.err == ""
    assert set(answer) == {
        *("method", "took_ms", "total", "understood", "notes", "strong", "hits"),
    }
    assert answer["understood"] == asdict_json("in navy")
    assert answer["strong"] is None
    assert answer["method"] == "sum"
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3, 4]
    keys = {"rank", "score", "id", "title", "price", "attributes", "why", "meets"}
    assert all(set(hit) == keys for hit in answer["hits"])


def test_one_of_each_and_spread(search: Run) -> None:
    asked = ("--product", "dress-red", "--say", "in navy", "-k", "40", "--method", "sum", "--json")
    asked = (*asked, "--filter", "price>=1")
    hits = json.loads(search(*asked, "--one-of-each", "kind").ok())["hits"]
    kinds = [hit["attributes"]["kind"] for hit in hits]
    assert len(kinds) == len(set(kinds)) > 1
    plain, spread = (json.loads(search(*asked, *more).ok()) for more in ((), ("--spread", "0.7")))
    found = [[hit["id"] for hit in answer["hits"]] for answer in (plain, spread)]
    assert found[0] != found[1]
    assert sorted(found[0]) == sorted(found[1])
    search(*asked, "--one-of-each", "nope").refused("no product has an attribute 'nope'", "kind")
    search(*asked, "--spread", "2").refused("spread is 2.0", "between 0 and 1")


def test_text_and_json_agree(search: Run) -> None:
    question = ("--product", "bag-red", "--say", "in green", "-k", "6", "--method", "sum")
    hits = json.loads(search(*question, "--json").ok())["hits"]
    lines = search(*question).ok().splitlines()
    for hit, line in zip(hits, lines, strict=True):
        assert hit["id"] in line
        assert f"{hit['score']:.2f}" in line


ROLES = ("--product", "dress-red", "--say", "in navy, without a zip", "--method", "roles")


def test_what_each_hit_meets_in_words_and_numbers(search: Run) -> None:
    answer = json.loads(search(*ROLES, "-k", "40", "--json").ok())
    lines = search(*ROLES, "-k", "40").ok().splitlines()
    hits = [line for line in lines if not line.startswith("     ")]
    met = [line.strip() for line in lines if line.startswith("     ") and "--" not in line]
    for hit, line in zip(answer["hits"], met, strict=True):
        for one in hit["meets"]:
            told = {"want": "{}", "keep": "{} kept", "avoid": "no {}"}[one["wish"]]
            meets, _, misses = line.partition("may miss")
            side = meets if one["chance"] >= 0.5 else misses
            found = re.search(rf"{re.escape(told.format(one['text']))} (\d+)%", side)
            assert found, line
            assert int(found[1]) == pytest.approx(100 * one["chance"], abs=0.6)
    assert "navy blue" in met[0]
    assert "no zip" in met[0]
    [divider] = [place for place, line in enumerate(lines) if "weaker matches" in line]
    assert divider == 2 * answer["strong"]
    assert len(hits) == 40


def test_a_role_and_a_box_for_each_reference(search: Run, shop: Path) -> None:
    asked = ("--image", shop / "bag-red.png", "--product", "coat-navy", "--say", "plain")
    some = ("--role", "", "--role", "colour", "--box", "0.2,0.1,0.8,0.9")
    told = search(*asked, *some, "--method", "roles")
    assert len(told.ok().splitlines()) >= 12
    assert "Roles of photos were not used" in search(*asked, *some, "--method", "sum").err
    search(*asked, "--role", "x" * 41).refused("41 characters, at most 40")
    search(*asked, "--box", "0,0,2,1").refused("beyond the picture", "shares of width")
    search(*asked, "--box", "", "--box", "0.5,0,0.5,1").refused("no area")
    search(*asked, "--box", "0,0,1").refused("3 numbers, not 4")
    search(*asked, *3 * ("--role", "collar")).refused("3 references, but only 2")
    search(*asked, "--box", "left").misused("'left'", "0.2,0,0.8,0.3")


def test_who_reads_is_the_operators_choice(search: Run) -> None:
    with FakeServer(completion(RED)) as model:
        name = f"llm:{model.url}#fake"
        asked = ("--say", "make it red", "--method", "roles", "--reasoner", name)
        assert search(*asked).err.endswith("with roles, read by llm:fake\n")
        assert json.loads(search(*asked, "--json").ok())["understood"]["reader"] == "llm:fake"
    search("--say", "red", "--reasoner", "oracle").refused("no reasoner 'oracle'", "llm:URL#MODEL")


def test_the_picture_itself_comes_first(search: Run, shop: Path) -> None:
    asked = ("--image", shop / "coat-green.png", "--method", "image_only", "--json")
    assert json.loads(search(*asked).ok())["hits"][0]["id"] == "coat-green"


def test_notes_are_told_apart_from_the_result(search: Run) -> None:
    question = ("--product", "bag-red", "--say", "in green", "--method", "image_only")
    done = search(*question)
    assert "The sentence was not used" in done.err
    assert "The sentence" not in done.ok()
    assert len(json.loads(search(*question, "--json").ok())["notes"]) == 1


def test_filters(search: Run) -> None:
    wanted = ("--filter", "colour=navy", "--filter", "colour=red", "--filter", "price<=14")
    answer = json.loads(search("--say", "anything", *wanted, "--json").ok())
    assert {hit["id"] for hit in answer["hits"]} == {"dress-red", "dress-navy", "shirt-red"}
    none = search("--say", "anything", "--filter", "price<=1")
    assert none.ok() == ""
    assert "loosen the filters" in none.err


def test_a_picture_of_the_answer(search: Run, tmp_path: Path) -> None:
    png = tmp_path / "new" / "answer.png"
    search("--product", "bag-red", "--say", "in green", "-k", "3", "--picture", png).ok()
    with Image.open(png) as one:
        one.load()
        assert one.format == "PNG"
        narrow = one.width
    search("--say", "in green", "-k", "6", "--picture", png).ok()
    with Image.open(png) as other:
        assert other.width > narrow


@pytest.mark.parametrize("product_id", ODD_IDS)
def test_any_id_can_be_typed(search: Run, product_id: str) -> None:
    hits = json.loads(search("--product", product_id, "-k", "2", "--json").ok())["hits"]
    assert len(hits) == 2
    assert product_id not in [hit["id"] for hit in hits]


def test_refusals(search: Run, tmp_path: Path) -> None:
    search("--product", "bag-purple").refused("'bag-purple'", "take an id")
    search("--say", "red", "--method", "magic").refused("'magic'", *list_methods())
    search().refused("neither a reference nor a modification")
    search("--say", "  ").refused("neither a reference nor a modification")
    search("--say", "x" * 5_000).refused("5000 characters", "at most 2000")
    search("--say", "red", "-k", "0").refused("k is 0")
    search("--say", "red", "-k", "101").refused("between 1 and 100")
    search("--say", "red", "--filter", "colour").refused("'colour'", "NAME=VALUE")
    search("--say", "red", "--filter", "weight=3").refused("'weight'", "colour, kind, price, size")
    search("--say", "red", "--method", "image_only").refused("'image_only'")
    page = tmp_path / "photo.jpg"
    page.write_bytes(nasty.html())
    search("--image", page).refused("HTML page", "save the picture itself")
    page.write_bytes(b"")
    search("--image", page).refused("empty")


def test_a_photo_that_is_not_there(search: Run, tmp_path: Path) -> None:
    search("--image", tmp_path / "missing.jpg").misused("missing.jpg", "does not exist")
    search("--image", tmp_path).misused("--image", "is a directory")


def test_a_picture_that_cannot_be_written(search: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    png = tmp_path / "file" / "answer.png"
    search("--say", "red", "--picture", png).refused(str(tmp_path / "file"))


def test_no_catalogue(pointsay: Run, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    pointsay("search", "--catalogue", nowhere, "--say", "red").refused("no catalogue", "index")
    assert not nowhere.exists()


def test_a_catalogue_of_another_encoder(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    with Catalogue(tmp_path, ColourEncoder(), create=True) as opened:
        ingest(opened, shop)
    done = pointsay("search", "--catalogue", tmp_path, "--say", "red")
    done.refused("colour-fake", "encoder that indexed it")


def test_bytes_that_are_no_text(search: Run) -> None:
    # As Python passes on what a terminal sent in another encoding.
    search("--product", "caf\udce9").refused("no product")
    search("--say", "red", "--method", "caf\udce9").refused("no method")
    search("--say", "red", "--filter", "caf\udce9=1").refused("filter")
    search("--say", "red", "--filter", "colour=\udce9").refused("filter")
    assert len(search("--say", "caf\udce9", "--method", "sum").ok().splitlines()) == 12


def test_stopping_it(pointsay: Run, catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> Encoder:
        raise KeyboardInterrupt

    monkeypatch.setattr("pointsay.encoders.load_encoder", interrupted)
    done = pointsay("search", "--catalogue", catalogue, "--say", "red")
    assert (done.code, done.out, done.err.strip()) == (130, "", "stopped")
