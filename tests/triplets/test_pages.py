"""Web pages: what is taken out of archives, what is left out and why."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from fakes import ColourEncoder, picture, write_folder
from pointsay.errors import UnknownSource
from pointsay.triplets.mine import mine
from pointsay.triplets.store import IMAGES, read_pairs
from pointsay.triplets.supplies import pages
from triplets.conftest import WANTED

pytest.importorskip("warcio")
pytest.importorskip("selectolax")

SITE = "https://shop.example"
PHOTOS = {
    f"/p/{name}.png": picture(colour, (80, 80))
    for name, colour in {"a": "red", "b": "blue", "c": "green", "d": "yellow", "e": "pink"}.items()
}
PAGES = {
    "/one": "<base href='/p/'><img src=a.png alt=' Red  one '><figure><a><img data-src='b.png#x'>"
    "</a><figcaption>Blue</figcaption></figure><img src=data:image/png;base64,AA>"
    "<img src=missing.png>",
    "/two": f"<img src={SITE}/p/a.png><img src=../p/c.png>",
    "/robots": "<meta name=ROBOTS content='noindex, follow'><img src=/p/d.png><img src=/p/e.png>",
    "/header": "<img src=/p/d.png><img src=/p/e.png>",
    "/single": "<img src=/p/a.png>",
    "/list": "".join(f"<img src=/p/many{at}.png>" for at in range(70)),
}


def archive(path: Path) -> Path:
    """Write pages first and pictures last, in one WARC of gzipped records."""
    answers = [(one, "text/html; charset=utf-8", html.encode()) for one, html in PAGES.items()]
    answers += [(one, "image/png", data) for one, data in PHOTOS.items()]
    answers += [(f"/p/many{at}.png", "image/png", picture((at, at, 9))) for at in range(70)]
    answers += [("/p/icon.svg", "image/svg+xml", b"<svg/>"), ("/p/x.js", "text/javascript", b"x")]
    with path.open("wb") as file:
        for address, kind, body in answers:
            robots = "X-Robots-Tag: googlebot: noimageindex\r\n" if address == "/header" else ""
            answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{robots}\r\n".encode() + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {SITE}{address}\r\n"
                f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:x:{address}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    return path


def test_pictures_of_one_page_are_pairs(tmp_path: Path) -> None:
    supply = pages([archive(tmp_path / "crawl.warc.gz")], tmp_path / "out")
    shown = {one.title: one for one in supply.listed}
    assert set(shown) == {"Red one", "Blue", ""}
    assert shown["Red one"].pages == (f"{SITE}/one", f"{SITE}/two")
    assert supply.left_out == {
        "pages": 2,
        "page dropped: robots": 2,
        "page dropped: fewer than two pictures": 1,
        "page dropped: a list": 1,
        "picture dropped: format": 1,
    }
    card = mine(supply, ColourEncoder(), tmp_path / "out", WANTED, licence="theirs")
    assert card.sources == {"images": IMAGES}
    assert card.counts["pictures"] == 3
    found = [{one.first.title, one.second.title} for one in read_pairs(tmp_path / "out", card)]
    assert all("Red one" in one for one in found)
    assert card.counts["pages"] == 2


def test_saved_pages_lie_beside_their_pictures(tmp_path: Path) -> None:
    files = {"a.html": b"<img src='pics/x.png'><img src=pics/y.png>"}
    files |= {
        f"pics/{name}.png": picture(name_colour)
        for name, name_colour in (("x", "red"), ("y", "navy"))
    }
    supply = pages([write_folder(tmp_path / "saved", files)], tmp_path / "out")
    assert len(supply.listed) == 2
    assert supply.images.read(supply.listed[0].name) == files["pics/x.png"]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(b"this is no archive\n" * 20)
    with pytest.raises(UnknownSource):
        pages([tmp_path / "x.warc"], tmp_path / "out")
    empty = write_folder(tmp_path / "empty", {"a.html": b"<p>no pictures"})
    with pytest.raises(UnknownSource, match="shows a picture"):
        pages([empty], tmp_path / "none")
