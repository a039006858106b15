from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from fakes import picture, write_folder, write_zip
from pointsay.catalogue import ImageSource, open_images
from pointsay.catalogue.sources import by_product_id, pairs
from pointsay.errors import FileTooLarge, ImageGone, UnknownSource
from pointsay.media import DEFAULT_POLICY

FILES = {
    "b.JPG": picture("red", kind="JPEG"),
    "a/ä b.png": picture("blue"),
    "notes.txt": b"not a picture",
    "products.csv": b"product_id\n1\n",
    "a/products.csv": b"nested feeds are no feeds",
    "fake.jpg": b"<html>named like a picture</html>",
}


@pytest.fixture(params=["folder", "zip", "compressed zip"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> ImageSource:
    if request.param == "folder":
        return open_images(write_folder(tmp_path / "shop", FILES))
    how = zipfile.ZIP_DEFLATED if request.param == "compressed zip" else zipfile.ZIP_STORED
    return open_images(write_zip(tmp_path / "shop.zip", FILES, how))


def test_names_are_those_that_look_like_pictures(source: ImageSource) -> None:
    assert source.names() == ["a/ä b.png", "b.JPG", "fake.jpg"]


def test_reads_what_was_written(source: ImageSource) -> None:
    for name in source.names():
        assert source.read(name) == FILES[name]


def test_the_feed_lies_at_the_top(source: ImageSource) -> None:
    assert source.feed() == ("products.csv", FILES["products.csv"])


@pytest.mark.parametrize(
    "name",
    ["", "nope.jpg", "../shop.zip", "/etc/passwd", "a", "a/../../x.jpg", "x\0.jpg", "b" * 5000],
)
def test_what_is_not_there_is_gone(source: ImageSource, name: str) -> None:
    with pytest.raises(ImageGone) as caught:
        source.read(name)
    assert caught.value.hint
    assert len(caught.value.message) < 300


def test_a_path_that_leaves_the_folder_is_refused_though_the_file_is_there(tmp_path: Path) -> None:
    write_folder(tmp_path, {"secret.jpg": picture("red"), "shop/a.jpg": picture("blue")})
    source = open_images(tmp_path / "shop")
    for name in ("../secret.jpg", str(tmp_path / "secret.jpg"), "../shop2/../secret.jpg"):
        with pytest.raises(ImageGone, match="outside its folder"):
            source.read(name)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write_folder(tmp_path, {"secret.jpg": picture("red"), "shop/a.jpg": picture("blue")})
    (tmp_path / "shop" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    with pytest.raises(ImageGone, match="outside its folder"):
        open_images(tmp_path / "shop").read("link.jpg")


def test_json_lines_are_a_feed_too(tmp_path: Path) -> None:
    source = open_images(write_folder(tmp_path, {"products.jsonl": b'{"id": "1"}'}))
    assert source.feed() == ("products.jsonl", b'{"id": "1"}')
    assert open_images(write_folder(tmp_path / "none", {"feed.csv": b""})).feed() is None


def test_what_a_mac_adds_to_a_zip_is_no_picture(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "s.zip", {"a.jpg": b"1", "__MACOSX/._a.jpg": b"2"})
    assert open_images(path).names() == ["a.jpg"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_member_is_gone_and_its_neighbours_are_not(
    tmp_path: Path, compression: int
) -> None:
    text = b"".join(b"%d," % number for number in range(1000))
    path = write_zip(tmp_path / "s.zip", {"a.jpg": text, "b.jpg": b"good"}, compression)
    data = bytearray(path.read_bytes())
    for at in range(60, 400):
        data[at] ^= 0xFF
    path.write_bytes(data)
    source = open_images(path)
    with pytest.raises(ImageGone, match="cannot be read"):
        source.read("a.jpg")
    assert source.read("b.jpg") == b"good"


def test_a_file_larger_than_any_picture_is_refused_unread(tmp_path: Path) -> None:
    limit = DEFAULT_POLICY.max_bytes
    files = {"fits.png": bytes(limit), "bomb.png": bytes(limit + 1)}
    archive = write_zip(tmp_path / "shop.zip", files, zipfile.ZIP_DEFLATED)
    assert archive.stat().st_size < limit / 100  # it inflates to what it hides
    for source in (open_images(archive), open_images(write_folder(tmp_path / "shop", files))):
        assert len(source.read("fits.png")) == limit
        with pytest.raises(FileTooLarge, match="bomb"):
            source.read("bomb.png")


@pytest.mark.parametrize("kind", ["missing", "a text", "half a zip", "nothing in it"])
def test_what_is_neither_folder_nor_zip_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "s.zip"
    if kind == "a text":
        path.write_text("PK, but no zip")
    elif kind == "half a zip":
        data = write_zip(path, {"a.jpg": b"x" * 5000}).read_bytes()
        path.write_bytes(data[: len(data) // 2])
    elif kind == "nothing in it":
        path.write_bytes(b"")
    with pytest.raises(UnknownSource) as caught:
        open_images(path)
    assert caught.value.hint


def test_ids_are_bare_names_only_where_all_are_unique() -> None:
    assert list(pairs(["a/1.jpg", "b/2.jpg"])) == [("1", "a/1.jpg"), ("2", "b/2.jpg")]
    assert list(pairs(["a/1.jpg", "b/1.jpg", "c.jpg"])) == [
        ("a/1", "a/1.jpg"),
        ("b/1", "b/1.jpg"),
        ("c", "c.jpg"),
    ]


def test_pictures_are_found_by_path_and_by_bare_name_where_that_is_unique() -> None:
    table = by_product_id(["a/1.jpg", "b/1.jpg", "b/2.png", "c/1.jpg", "1/2.jpg", "3.v2.jpg"])
    assert table == {
        "a/1": "a/1.jpg",
        "b/1": "b/1.jpg",
        "c/1": "c/1.jpg",
        "b/2": "b/2.png",
        "1/2": "1/2.jpg",
        "3.v2": "3.v2.jpg",
    }
