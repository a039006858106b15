from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import pytest

import nasty
from fakes import (
    CountingEncoder,
    csv_feed,
    jsonl_feed,
    picture,
    shade,
    solid,
    write_folder,
    write_zip,
)
from pointsay.catalogue import Catalogue, Report, ingest
from pointsay.errors import MissingColumn, UnknownSource, UnreadableFeed
from pointsay.types import Product

if TYPE_CHECKING:
    from pointsay.types import Vector

PICTURES = {
    "r.png": picture("red"),
    "b.jpg": picture("blue", kind="JPEG"),
    "g.png": picture("green"),
}
ROWS = [
    {"product_id": "1", "title": "Red hat", "price": 9.5, "image": "r.png", "colour": "red"},
    {"product_id": "2", "title": "Blue hat", "price": 19, "image": "b.jpg", "colour": "blue"},
    {"product_id": "3", "title": "Green hat", "price": 29, "image": "g.png", "colour": "green"},
]


@pytest.fixture
def counting() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def catalogue(tmp_path: Path, counting: CountingEncoder) -> Catalogue:
    return Catalogue(tmp_path / "catalogue", counting, create=True)


def products(catalogue: Catalogue) -> dict[str, Product]:
    found, total = catalogue.browse((), 0, 10_000)
    assert total == len(found) == len(catalogue)
    return {product.id: product for product in found}


def vector(catalogue: Catalogue, product_id: str) -> Vector:
    return catalogue.locate(product_id)[2]


def reasons(report: Report) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.subject, problem.code) for problem in report.problems]


class Named(TypedDict, total=False):
    """Paths beside the source."""

    products: Path
    images: Path


def in_folder(tmp_path: Path, feed: str, data: bytes) -> tuple[Path, Named]:
    return write_folder(tmp_path / "shop", {**PICTURES, feed: data}), {}


def in_zip(tmp_path: Path, feed: str, data: bytes) -> tuple[Path, Named]:
    return write_zip(tmp_path / "shop.zip", {**PICTURES, feed: data}), {}


def as_source(tmp_path: Path, feed: str, data: bytes) -> tuple[Path, Named]:
    return write_folder(tmp_path / "shop", {**PICTURES, feed: data}) / feed, {}


def apart(tmp_path: Path, feed: str, data: bytes) -> tuple[Path, Named]:
    write_folder(tmp_path / "elsewhere", {feed: data})
    images = write_zip(tmp_path / "images.zip", PICTURES)
    return tmp_path / "elsewhere" / feed, {"images": images}


def beside(tmp_path: Path, feed: str, data: bytes) -> tuple[Path, Named]:
    write_folder(tmp_path / "elsewhere", {feed: data})
    return write_folder(tmp_path / "shop", PICTURES), {"products": tmp_path / "elsewhere" / feed}


Layout = Callable[[Path, str, bytes], tuple[Path, Named]]


@pytest.mark.parametrize("layout", [in_folder, in_zip, as_source, apart, beside])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_every_way_to_hand_over_a_shop(
    layout: Layout, form: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    data = csv_feed(ROWS) if form == "csv" else jsonl_feed(ROWS)
    source, named = layout(tmp_path, f"products.{form}", data)
    report = ingest(catalogue, source, **named)
    assert (report.added, report.kept, report.problems) == (3, 3, [])
    assert products(catalogue) == {
        "1": Product("1", "Red hat", 9.5, {"colour": "red"}),
        "2": Product("2", "Blue hat", 19.0, {"colour": "blue"}),
        "3": Product("3", "Green hat", 29.0, {"colour": "green"}),
    }
    truth = catalogue.encoder.encode_images([solid("red")])[0]
    np.testing.assert_allclose(vector(catalogue, "1"), truth, atol=1e-6)
    blue = PICTURES["b.jpg"]
    assert catalogue.image("2") == blue


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_photos_without_a_feed_are_products_by_their_names(
    kind: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    files = {"hats/rot 1.png": picture("red"), "鞋/藍.png": picture("blue"), "readme.txt": b"hi"}
    write = write_folder if kind == "folder" else write_zip
    source = write(tmp_path / "s.zip", files)
    assert ingest(catalogue, source).added == 2
    assert products(catalogue) == {"rot 1": Product("rot 1"), "藍": Product("藍")}


def test_names_that_clash_take_their_folder_into_the_id(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    files = {"red/1.png": picture("red"), "blue/1.png": picture("blue")}
    assert ingest(catalogue, write_folder(tmp_path / "s", files)).added == 2
    assert set(products(catalogue)) == {"red/1", "blue/1"}
    assert catalogue.image("red/1") == files["red/1.png"]


def test_rows_find_their_pictures_by_id_and_pictures_without_a_row_come_in_too(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    files = {"x/11.png": picture("red"), "x/12.png": picture("blue")}
    source = write_folder(tmp_path / "s", {**files, "products.csv": b"product_id,title\n11,Hat\n"})
    report = ingest(catalogue, source)
    assert (report.added, report.without_picture) == (2, 0)
    assert products(catalogue) == {"11": Product("11", "Hat"), "12": Product("12")}


def test_rows_of_an_accompanying_feed_without_a_picture_are_only_counted(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    feed = tmp_path / "whole_shop.csv"
    feed.write_bytes(b"product_id,title\nr,Red\nb,Blue\nsold,Out\nmore,Out\n")
    source = write_folder(tmp_path / "s", {"r.png": picture("red"), "b.png": picture("blue")})
    report = ingest(catalogue, source, products=feed)
    assert (report.added, report.without_picture, report.problems) == (2, 2, [])


def test_a_picture_that_is_another_rows_product_is_no_second_product(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    files = {"1.png": picture("red"), "2.png": picture("blue")}
    feed = csv_feed([{"product_id": "1", "image": "2.png"}])
    report = ingest(catalogue, write_folder(tmp_path / "s", {**files, "products.csv": feed}))
    assert report.added == 1
    assert reasons(report) == [(0, "1.png", "duplicate_id")]
    assert catalogue.image("1") == files["2.png"]


def test_every_bad_row_is_named_and_the_rest_is_indexed(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    write_folder(tmp_path, {"outside.jpg": picture("red")})
    files = {
        "good.png": picture("red"),
        "page.jpg": nasty.html(),
        "cut.jpg": nasty.truncated_jpeg(),
        "empty.png": b"",
        "last.png": picture("blue"),
    }
    lines = [
        "product_id,title,price,image",
        "a,Good,1,good.png",
        ",No id,1,good.png",
        "a,Again,1,good.png",
        "b,Bad price,cheap,good.png",
        "c,Too,1,good.png,many",
        "d,No picture,1,nope.png",
        "e,No picture named,1,",
        "f,A page,1,page.jpg",
        "g,Cut,1,cut.jpg",
        "h,Empty,1,empty.png",
        "i,Outside,1,../outside.jpg",
        f"j,Outside,1,{tmp_path / 'outside.jpg'}",
        "k,Last,1,last.png",
    ]
    feed = write_folder(tmp_path / "s", {**files, "f.csv": "\n".join(lines).encode()}) / "f.csv"
    report = ingest(catalogue, feed)
    assert (report.added, report.kept) == (2, 2)
    assert set(products(catalogue)) == {"a", "k"}
    assert sorted(reasons(report)) == [
        (2, "", "missing_id"),
        (3, "a", "duplicate_id"),
        (4, "b", "bad_price"),
        (5, "c", "bad_row"),
        (6, "d", "image_missing"),
        (7, "e", "image_missing"),
        (8, "f", "unknown_format"),
        (9, "g", "broken_image"),
        (10, "h", "empty_file"),
        (11, "i", "image_missing"),
        (12, "j", "image_missing"),
    ]
    assert all(problem.reason for problem in report.problems)


def test_every_refused_file_of_the_corpus_is_a_problem_and_stops_nothing(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    cheap = [nasty.html, nasty.svg, nasty.pdf, nasty.zip_archive, nasty.heic, nasty.random_bytes]
    cheap += [nasty.truncated_png, nasty.png_magic_only, nasty.tiny_png, nasty.thin_png]
    files = {f"{build.__name__}.jpg": build() for build in cheap}
    report = ingest(catalogue, write_folder(tmp_path / "s", {**files, "ok.jpg": picture("red")}))
    assert report.added == 1
    assert sorted(problem.subject for problem in report.problems) == sorted(
        build.__name__ for build in cheap
    )
    assert all(problem.code and problem.row == 0 for problem in report.problems)


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are not UTF-8")
def test_a_file_name_that_is_no_text_is_a_problem_and_stops_nothing(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    folder = write_folder(tmp_path / "s", {"ok.png": picture("red")})
    with open(os.path.join(os.fsencode(folder), b"caf\xe9.png"), "wb") as file:
        file.write(picture("blue"))
    (folder / "line\nbreak.png").write_bytes(picture("green"))
    (folder / ("x" * 210 + ".png")).write_bytes(picture("green"))
    os.mkdir(os.path.join(os.fsencode(folder), b"\xe9"))
    with open(os.path.join(os.fsencode(folder), b"\xe9", b"1.png"), "wb") as file:
        file.write(picture("blue"))
    report = ingest(catalogue, folder)
    assert report.added == 1
    assert [problem.code for problem in report.problems] == ["bad_id"] * 4
    for problem in report.problems:
        assert problem.subject.isprintable()
        problem.subject.encode()


@pytest.mark.parametrize(
    ("feed", "data", "error"),
    [
        ("f.csv", b"title\nHat\n", MissingColumn),
        ("f.csv", b"id\n\xff\n", UnreadableFeed),
        ("f.jsonl", b"\xff\xfe", UnreadableFeed),
        ("f.txt", b"id\n1\n", UnknownSource),
        ("f.json", b"[]", UnknownSource),
    ],
)
def test_a_feed_that_cannot_be_read_at_all_writes_nothing(
    feed: str, data: bytes, error: type[Exception], tmp_path: Path, catalogue: Catalogue
) -> None:
    folder = write_folder(tmp_path / "s", {**PICTURES, feed: data})
    before = catalogue.store.generation()
    with pytest.raises(error):
        ingest(catalogue, folder / feed)
    assert catalogue.store.generation() == before
    assert len(catalogue) == 0


def test_an_accompanying_feed_of_unknown_suffix_is_refused(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    folder = write_folder(tmp_path / "s", {**PICTURES, "f.xml": b"<x/>"})
    with pytest.raises(UnreadableFeed):
        ingest(catalogue, folder, products=folder / "f.xml")


@pytest.mark.parametrize("missing", ["source", "products", "images"])
def test_a_missing_path_is_refused(missing: str, tmp_path: Path, catalogue: Catalogue) -> None:
    folder = write_folder(tmp_path / "s", {**PICTURES, "f.csv": csv_feed(ROWS)})
    nowhere = tmp_path / "nowhere.csv"
    source, named = {
        "source": (nowhere, Named()),
        "products": (folder, Named(products=nowhere)),
        "images": (folder / "f.csv", Named(images=nowhere)),
    }[missing]
    with pytest.raises(UnknownSource) as caught:
        ingest(catalogue, source, **named)
    assert caught.value.hint


def test_an_empty_folder_is_an_empty_shop(tmp_path: Path, catalogue: Catalogue) -> None:
    assert ingest(catalogue, write_folder(tmp_path / "s", {})) == Report()
    assert len(catalogue) == 0


def test_a_second_run_encodes_nothing_and_changes_nothing(
    tmp_path: Path, catalogue: Catalogue, counting: CountingEncoder
) -> None:
    source, _ = in_folder(tmp_path, "products.csv", csv_feed(ROWS))
    ingest(catalogue, source)
    generation, before = catalogue.store.generation(), products(catalogue)
    report = ingest(catalogue, source)
    assert (report.added, report.updated, report.unchanged) == (0, 0, 3)
    assert counting.pictures == 3
    assert catalogue.store.generation() == generation
    assert products(catalogue) == before


def test_only_a_changed_picture_is_encoded_again(
    tmp_path: Path, catalogue: Catalogue, counting: CountingEncoder
) -> None:
    source, _ = in_folder(tmp_path, "products.csv", csv_feed(ROWS))
    ingest(catalogue, source)
    (source / "r.png").write_bytes(picture("yellow"))
    report = ingest(catalogue, source)
    assert (report.added, report.updated, report.unchanged) == (0, 1, 2)
    assert counting.pictures == 4
    truth = counting.encode_images([solid("yellow")])[0]
    np.testing.assert_allclose(vector(catalogue, "1"), truth, atol=1e-6)
    assert products(catalogue)["1"].title == "Red hat"


def test_a_changed_row_is_updated_without_encoding(
    tmp_path: Path, catalogue: Catalogue, counting: CountingEncoder
) -> None:
    source, _ = in_folder(tmp_path, "products.csv", csv_feed(ROWS))
    ingest(catalogue, source)
    old = vector(catalogue, "2")
    rows = [dict(row) for row in ROWS]
    rows[1] = {"product_id": "2", "title": "Azure hat", "image": "b.jpg", "size": "42"}
    (source / "products.csv").write_bytes(csv_feed(rows))
    report = ingest(catalogue, source)
    assert (report.added, report.updated, report.unchanged) == (0, 1, 2)
    assert counting.pictures == 3
    assert catalogue.product("2") == Product("2", "Azure hat", None, {"size": 42.0})
    np.testing.assert_array_equal(vector(catalogue, "2"), old)


def test_a_moved_shop_is_found_where_it_is_now_without_encoding(
    tmp_path: Path, catalogue: Catalogue, counting: CountingEncoder
) -> None:
    ingest(catalogue, write_folder(tmp_path / "old", PICTURES))
    (tmp_path / "old").rename(tmp_path / "new")
    report = ingest(catalogue, tmp_path / "new")
    assert (report.added, report.updated) == (0, 3)
    assert counting.pictures == 3
    assert catalogue.image("r") == PICTURES["r.png"]


def test_what_is_new_is_added_and_what_is_gone_stays_unless_pruned(
    tmp_path: Path, catalogue: Catalogue, counting: CountingEncoder
) -> None:
    source = write_folder(tmp_path / "s", {"a.png": picture("red"), "b.png": picture("blue")})
    ingest(catalogue, source)
    (source / "a.png").unlink()
    (source / "c.png").write_bytes(picture("green"))
    report = ingest(catalogue, source)
    assert (report.added, report.unchanged, report.removed) == (1, 1, 0)
    assert set(products(catalogue)) == {"a", "b", "c"}
    report = ingest(catalogue, source, prune=True)
    assert (report.unchanged, report.removed) == (2, 1)
    assert set(products(catalogue)) == {"b", "c"}
    assert counting.pictures == 3


def test_pruning_keeps_products_whose_row_is_bad_now(tmp_path: Path, catalogue: Catalogue) -> None:
    source, _ = in_folder(tmp_path, "products.csv", csv_feed(ROWS))
    ingest(catalogue, source / "products.csv")
    rows = [{**ROWS[0], "price": "cheap"}, {**ROWS[1], "image": "nope.jpg"}]
    (source / "products.csv").write_bytes(csv_feed(rows))
    report = ingest(catalogue, source / "products.csv", prune=True)
    assert report.removed == 1
    assert set(products(catalogue)) == {"1", "2"}
    assert catalogue.product("1").price == 9.5


def test_a_picture_that_broke_keeps_the_product_as_it_was(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    source = write_folder(tmp_path / "s", {"a.png": picture("red"), "b.png": picture("blue")})
    ingest(catalogue, source)
    old = vector(catalogue, "a")
    (source / "a.png").write_bytes(nasty.truncated_png())
    report = ingest(catalogue, source, prune=True)
    assert reasons(report) == [(0, "a", "broken_image")]
    assert (report.unchanged, report.removed) == (1, 0)
    np.testing.assert_array_equal(vector(catalogue, "a"), old)


def test_progress_reaches_the_whole(tmp_path: Path, catalogue: Catalogue) -> None:
    files = {f"{at}.png": picture(shade(at)) for at in range(40)} | {"bad.png": b"bad"}
    seen: list[tuple[int, int]] = []
    ingest(
        catalogue,
        write_folder(tmp_path / "s", files),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (41, 41)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_products_keep_the_order_of_the_feed(tmp_path: Path, catalogue: Catalogue) -> None:
    ids = [f"p{at * 37 % 50:02}" for at in range(50)]
    rows = [{"product_id": one, "image": f"{one}.png"} for one in ids]
    files = {f"{one}.png": picture(shade(at)) for at, one in enumerate(ids)}
    source = write_folder(tmp_path / "s", {**files, "f.csv": csv_feed(rows)})
    ingest(catalogue, source / "f.csv")
    assert list(products(catalogue)) == ids


def test_stopped_work_keeps_finished_batches_and_a_second_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # the batch that is stopped comes last
    files = {f"{at:03}.png": picture(shade(at)) for at in range(100)}
    source = write_folder(tmp_path / "s", files)
    stopped = CountingEncoder(stop_after=48)
    with pytest.raises(KeyboardInterrupt):
        ingest(Catalogue(tmp_path / "c", stopped, create=True), source)
    second = CountingEncoder()
    catalogue = Catalogue(tmp_path / "c", second)
    kept = len(catalogue)
    assert 16 <= kept <= 48
    assert kept % 16 == 0
    report = ingest(catalogue, source)
    assert (report.added, report.unchanged) == (100 - kept, kept)
    assert second.pictures == 100 - kept
    for at in (0, 50, 99):
        truth = second.encode_images([solid(shade(at))])[0]
        np.testing.assert_allclose(vector(catalogue, f"{at:03}"), truth, atol=1e-6)
