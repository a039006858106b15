"""``pointsay index``."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

import nasty
from cli.conftest import Run
from fakes import CountingEncoder, picture, shade, write_folder
from server.shop import ODD_IDS, PLAIN_IDS

PRODUCTS = len(PLAIN_IDS) + len(ODD_IDS) + 2

FEED = """product_id,image,title,price,colour
good,good.png,A good one,12.50,red
gone,gone.png,No picture,9,red
,good.png,No id,9,red
good,good.png,Twice,9,red
dear,good.png,A price of words,dear,red
html,page.jpg,A page,9,red
broken,cut.png,Cut off,9,red
long,good.png,Too many cells,9,red,more
"""


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A feed of one good row and one of each kind of bad ones."""
    (tmp_path / "good.png").write_bytes(nasty.plain_png())
    (tmp_path / "page.jpg").write_bytes(nasty.html())
    (tmp_path / "cut.png").write_bytes(nasty.truncated_png())
    (tmp_path / "feed.csv").write_text(FEED, encoding="utf-8")
    return tmp_path / "feed.csv"


def counts(text: str) -> dict[str, int]:
    """Read the line that sums up."""
    total, _, rest = text.strip().partition(" products: ")
    words = (part.split(" ", 1) for part in rest.split(", "))
    return {"products": int(total), **{word: int(number) for number, word in words}}


def test_a_folder_twice(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    arguments = ("index", shop, "--catalogue", tmp_path / "catalogue")
    assert counts(pointsay(*arguments).ok()) == {
        "products": PRODUCTS,
        "added": PRODUCTS,
        "updated": 0,
        "unchanged": 0,
        "removed": 0,
        "left out": 0,
    }
    again = pointsay(*arguments)
    assert counts(again.ok())["unchanged"] == PRODUCTS
    assert counts(again.out)["added"] == 0
    assert again.err == ""


def test_a_zip(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "shop.zip", "w") as archive:
        for place, file in enumerate(sorted(shop.glob("*-red.png"))):
            archive.write(file, f"photos/{place}/{file.name}")
    arguments = ("index", tmp_path / "shop.zip", "--catalogue", tmp_path / "catalogue")
    assert counts(pointsay(*arguments).ok())["added"] == 6
    found = pointsay("search", "--catalogue", tmp_path / "catalogue", "--say", "bag", "--json")
    assert {hit["id"] for hit in json.loads(found.ok())["hits"]} == {
        one for one in PLAIN_IDS if one.endswith("-red")
    }


def test_bad_rows_are_left_out_with_their_reasons(
    pointsay: Run, mixed: Path, tmp_path: Path
) -> None:
    problems = tmp_path / "problems.jsonl"
    done = pointsay("index", mixed, "--catalogue", tmp_path / "shelf", "--problems", problems)
    assert counts(done.ok())["added"] == 1
    assert counts(done.out)["left out"] == 7
    listed = [json.loads(line) for line in problems.read_text(encoding="utf-8").splitlines()]
    assert {(one["row"], one["subject"], one["code"]) for one in listed} == {
        (2, "gone", "image_missing"),
        (3, "", "missing_id"),
        (4, "good", "duplicate_id"),
        (5, "dear", "bad_price"),
        (6, "html", "unknown_format"),
        (7, "broken", "broken_image"),
        (8, "long", "bad_row"),
    }
    assert len(done.err.splitlines()) == 7
    for one in listed:
        assert one["reason"]
        line = f"left out row {one['row']} {one['subject']!r}: {one['reason']} [{one['code']}]"
        assert line in done.err


def test_many_problems_do_not_flood(pointsay: Run, tmp_path: Path) -> None:
    (tmp_path / "good.png").write_bytes(nasty.plain_png())
    rows = "".join(f"p{number},none.png\n" for number in range(50))
    feed = tmp_path / "feed.csv"
    feed.write_text(f"product_id,image\ngood,good.png\n{rows}", encoding="utf-8")
    done = pointsay("index", feed, "--catalogue", tmp_path / "catalogue")
    assert counts(done.ok())["left out"] == 50
    assert len(done.err.splitlines()) == 21
    assert "30 more; --problems FILE" in done.err


def test_json_is_all_that_is_printed(pointsay: Run, mixed: Path, tmp_path: Path) -> None:
    done = pointsay("index", mixed, "--catalogue", tmp_path / "catalogue", "--json")
    report = json.loads(done.ok())
    assert {key: report[key] for key in ("products", "added", "updated", "unchanged")} == {
        "products": 1,
        "added": 1,
        "updated": 0,
        "unchanged": 0,
    }
    assert len(report["problems"]) == 7
    assert set(report["problems"][0]) == {"row", "subject", "code", "reason"}


def test_nothing_kept_is_a_failure(pointsay: Run, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "page.jpg").write_bytes(nasty.html())
    done = pointsay("index", tmp_path / "shop", "--catalogue", tmp_path / "catalogue")
    assert done.code == 1
    assert "left out picture 'page': " in done.err
    assert counts(done.out)["products"] == 0


def test_prune(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    mine = tmp_path / "shop"
    mine.mkdir()
    for name in ("bag-red.png", "bag-navy.png"):
        (mine / name).write_bytes((shop / name).read_bytes())
    arguments = ("index", mine, "--catalogue", tmp_path / "catalogue")
    pointsay(*arguments).ok()
    (mine / "bag-red.png").unlink()
    assert counts(pointsay(*arguments).ok())["products"] == 2
    pruned = counts(pointsay(*arguments, "--prune").ok())
    assert (pruned["products"], pruned["removed"]) == (1, 1)


def test_a_feed_beside_its_pictures(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title\nbag-red,Tasche\nunknown,Nichts\n", encoding="utf-8")
    shelf = tmp_path / "catalogue"
    done = pointsay("index", shop, "--products", feed, "--catalogue", shelf)
    assert "1 rows of the feed have no picture here" in done.err
    found = pointsay("search", "--catalogue", shelf, "--product", "bag-navy", "-k", "100", "--json")
    titles = {hit["id"]: hit["title"] for hit in json.loads(found.ok())["hits"]}
    assert titles["bag-red"] == "Tasche"
    assert titles["bag-green"] == ""


def test_a_feed_with_pictures_elsewhere(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "mine", "image": "bag-red.png"}\n', encoding="utf-8")
    shelf = tmp_path / "catalogue"
    assert (
        counts(pointsay("index", feed, "--images", shop, "--catalogue", shelf).ok())["added"] == 1
    )


def test_refusals(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    to = ("--catalogue", tmp_path / "catalogue")
    pointsay("index", tmp_path / "nothing", *to).refused("nothing", "does not exist")
    assert not (tmp_path / "catalogue").exists()  # a slip leaves no empty catalogue behind
    pointsay("index", tmp_path / "nothing.csv", *to).refused("nothing.csv", "No such file")
    (tmp_path / "not.zip").write_bytes(b"PK\x03\x04 rubbish")
    pointsay("index", tmp_path / "not.zip", *to).refused("not.zip", "neither a folder nor a zip")
    (tmp_path / "columns.csv").write_text("sku,picture\n1,a.png\n", encoding="utf-8")
    pointsay("index", tmp_path / "columns.csv", *to).refused("'product_id'", "sku, picture")
    (tmp_path / "latin.csv").write_bytes("product_id\ncaf\xe9\n".encode("latin-1"))
    pointsay("index", tmp_path / "latin.csv", *to).refused("UTF-8", "byte 14")
    pointsay("index", shop, *to, "--encoder", "clip").refused("'clip'", "mini")


def test_a_place_that_cannot_be_written(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    pointsay("index", shop, "--catalogue", tmp_path / "file").misused("is a file")
    pointsay("index", shop, "--catalogue", tmp_path / "file" / "below").refused(
        str(tmp_path / "file"), "Not a directory"
    )


def test_a_damaged_catalogue(pointsay: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"rubbish" * 200)
    pointsay("index", shop, "--catalogue", tmp_path).refused("not a usable catalogue")


def test_stopped_and_gone_on_with(
    pointsay: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 16 * 2 * (2 * (os.cpu_count() or 1) + 1)
    files = {f"p{number}.png": picture(shade(number)) for number in range(count)}
    arguments = ("index", write_folder(tmp_path / "shop", files), "--catalogue", tmp_path / "c")
    stopping = CountingEncoder(stop_after=count // 2)
    monkeypatch.setattr("pointsay.encoders.load_encoder", lambda name: stopping)
    done = pointsay(*arguments)
    assert done.code == 130
    assert "run the same command to go on" in done.err
    goes_on = CountingEncoder()
    monkeypatch.setattr("pointsay.encoders.load_encoder", lambda name: goes_on)
    report = counts(pointsay(*arguments).ok())
    assert report["products"] == count
    assert report["unchanged"] > 0
    assert report["added"] == goes_on.pictures == count - report["unchanged"]
