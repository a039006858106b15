"""A real Chromium before the real server. Without either the tests skip and say why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakes import csv_feed, write_folder
from nasty import plain_png
from pointsay.catalogue import Catalogue, ingest
from pointsay.encoders import Encoder
from pointsay.engine import Engine
from pointsay.server import Shop, create_app
from server.shop import draw_shop, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVIL = "<img src=x onerror=\"document.body.dataset.owned='yes'\">"
LAMPS = ("Floor lamp", "Table lamp", "Desk lamp")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 8_000

# Runs before the page's own scripts.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no Chromium here: none of {', '.join(BROWSERS)} is on the PATH")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[str]:
    """A server over the small shop, which also has a product with a hostile title, and lamps."""
    if not (Path(str(resources.files("pointsay.server"))) / "page" / "index.html").is_file():
        pytest.skip("the page has not been built: make page")
    folder = tmp_path_factory.mktemp("page")
    shop = draw_shop(folder / "shop")
    (shop / "evil.png").write_bytes(plain_png((40, 40)))
    with (shop / "products.jsonl").open("a", encoding="utf-8") as feed:
        row = {"product_id": "evil", "image": "evil.png", "title": EVIL, "kind": "evil"}
        feed.write(json.dumps(row) + "\n")
    with (
        Catalogue(folder / "catalogue", encoder, create=True) as catalogue,
        Catalogue(folder / "lamps", encoder, create=True) as lamps,
    ):
        assert not ingest(catalogue, shop).problems
        assert not ingest(lamps, draw_lamps(folder / "lights")).problems
        shops = [Shop("clothes", Engine(catalogue), "kind"), Shop("lamps", Engine(lamps))]
        with running(create_app(shops)) as address:
            yield address


def draw_lamps(folder: Path) -> Path:
    """Write a second, smaller shop."""
    rows = [
        {"product_id": f"lamp{at}", "image": f"{at}.png", "title": title, "room": "hall"}
        for at, title in enumerate(LAMPS)
    ]
    files = {f"{at}.png": plain_png((30, 40), (90 * at, 9, 9)) for at in range(len(LAMPS))}
    return write_folder(folder, {**files, "products.csv": csv_feed(rows)})


class Watched:
    """A page, and what it did besides."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        self.expected: tuple[str, ...] = ()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on("request", self._requested)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((self.address + "/", f"blob:{self.address}/", "data:")):
            self.faults.append(f"request: {request.url}")

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.address + path)
        return self.page

    def check(self) -> None:
        """Fail for everything that was not expected."""
        self.faults += self.page.evaluate("window.violations")
        unexpected = [
            fault for fault in self.faults if not any(word in fault for word in self.expected)
        ]
        assert unexpected == []


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Watched]:
    """A fresh visitor; at the end there must be no console errors, violations or far requests."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.add_init_script(WATCH)
    watched = Watched(page, address)
    yield watched
    watched.check()
    context.close()
