"""What tests do on the page, and what they see there. Needs playwright."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

import nasty
from page.conftest import WAIT_MS
from server.shop import COLOURS, garment

expect.set_options(timeout=WAIT_MS)

SENTENCE = "This one, but…"


def sentence(page: Page) -> Locator:
    return page.get_by_label(SENTENCE)


def results(page: Page) -> Locator:
    return page.locator("ol.grid:not(.stale) > li.card")


def titles(page: Page) -> list[str]:
    return results(page).locator("h3").all_inner_texts()


def shelf(page: Page) -> Locator:
    return page.locator("ul.grid:not(.stale) button.pick")


def state(page: Page) -> dict[str, list[str]]:
    """What the URL says, but for how far the shelf was turned."""
    said = parse_qs(urlsplit(page.url).query)
    said.pop("from", None)
    return said


def ask(page: Page, text: str) -> None:
    sentence(page).fill(text)
    with page.expect_response("**/v1/search"):
        page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", name=f"This one, but {text}")).to_be_visible()
    expect(results(page).first).to_be_visible()


def upload(page: Page, name: str, data: bytes, kind: str = "image/jpeg") -> None:
    payload = FilePayload(name=name, mimeType=kind, buffer=data)
    page.locator("input[type=file]").set_input_files([payload])


def photo() -> bytes:
    return nasty.saved(garment("coat", COLOURS["red"]), "JPEG", quality=95)


def start_from(page: Page, product: str, others: str = "Show others") -> None:
    """Pick a product, turning the shelf's pages until it lies there."""
    wanted = page.get_by_role("button", name=product)
    expect(shelf(page).first).to_be_visible()
    while wanted.count() == 0:
        before = shelf(page).first.inner_text()
        page.get_by_role("button", name=others).click()
        expect(shelf(page).first).not_to_have_text(before)
    wanted.click()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element of this label has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()"
        )
        if found.startswith(name):
            return
    pytest.fail(f"{name!r} cannot be reached with the Tab key")


NAMELESS = """() =>
  [...document.querySelectorAll("img, button, a, input, textarea, select, summary")]
    .filter((one) => one.checkVisibility())
    .filter((one) => one.tagName !== "IMG" || !one.closest("button[aria-label]"))
    .filter((one) => !(one.alt || one.ariaLabel || one.innerText || one.labels?.length))
    .map((one) => one.outerHTML)
"""
