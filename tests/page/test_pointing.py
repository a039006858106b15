"""Pointing at parts and at several things; what each product meets."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from page.conftest import Watched

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Locator, Page, expect

from page.acting import NAMELESS, results, sentence, start_from, state, tab_to

pytestmark = pytest.mark.browser

WISHES = "/?ref=dress-red&q=in+navy,+without+a+zip&method=roles&show=results"
SHAPE = (96, 128)  # of the shop's pictures


def details(page: Page) -> Any:
    """Search; return what was said about the references."""
    with page.expect_request("**/v1/search") as asked:
        page.get_by_role("button", name="Search", exact=True).click()
    body = (asked.value.post_data_buffer or b"").decode(errors="replace")
    found = re.search(r'name="details"\r\n\r\n(.*?)\r\n', body)
    expect(results(page).first).to_be_visible()
    return json.loads(found[1]) if found else None


def mark(page: Page) -> Locator:
    page.locator(".meant summary").click()
    page.get_by_role("button", name="Mark a part").click()
    marker = page.get_by_role("application", name="Mark a part")
    expect(marker).to_be_focused()
    return marker


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return where on the screen a point of the picture lies, which is shown whole on its mat."""
    mat = page.locator(".well .mat").bounding_box()
    assert mat is not None
    scale = min(mat["width"] / SHAPE[0], mat["height"] / SHAPE[1])
    width, height = SHAPE[0] * scale, SHAPE[1] * scale
    left = mat["x"] + (mat["width"] - width) / 2
    top = mat["y"] + (mat["height"] - height) / 2
    return left + x * width, top + y * height


def box(url: str) -> list[float]:
    said = parse_qs(urlsplit(url).query).get("box.1", [""])[0]
    return [float(side) for side in said.split(",") if side]


def marked(page: Page, *sides: float, within: float = 0.01) -> None:
    """Wait until the address says so."""
    page.wait_for_url(lambda url: box(url) == pytest.approx(sides, abs=within))


def test_each_product_says_what_it_meets(visit: Watched) -> None:
    page = visit.open(WISHES)
    marks = results(page).first.get_by_role("list", name="How well it meets your wishes")
    expect(marks).to_contain_text(re.compile(r"navy blue \d+%"))
    expect(marks).to_contain_text(re.compile(r"no zip \d+%"))
    page.goto(visit.address + WISHES + "&lang=zh")
    expect(results(page).first.locator(".marks")).to_contain_text(re.compile(r"没有zip \d+%"))
    page.goto(visit.address + WISHES.replace("roles", "sum"))
    expect(results(page).first).to_be_visible()
    expect(page.locator(".marks, .weaker")).to_have_count(0)


def test_weaker_matches_stand_apart_and_fold(visit: Watched) -> None:
    page = visit.open(WISHES + "&k=48")
    weaker = page.locator("details.weaker")
    heading = weaker.locator("summary")
    expect(heading).to_have_text(re.compile(r"^Weaker matches \(\d+\)$"))
    count = int(re.sub(r"\D", "", heading.inner_text()))
    expect(weaker.locator("li.card:visible")).to_have_count(count)
    for card in weaker.locator("li.card").all():
        expect(card.locator(".mark-doubt").first).to_be_attached()
    first = int(weaker.locator("ol").get_attribute("start") or 0)
    assert results(page).count() == first - 1 + count
    heading.focus()
    page.keyboard.press("Enter")
    expect(weaker.locator("li.card:visible")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(weaker.locator("li.card:visible")).to_have_count(count)


def test_a_part_marked_with_the_mouse(visit: Watched) -> None:
    page = visit.open("/?ref=dress-red&method=image_only")
    mark(page)
    marked(page, 0.25, 0.25, 0.75, 0.75)
    page.mouse.move(*place(page, 0.9, 0.5))
    page.mouse.down()
    page.mouse.move(*place(page, 0.5, 0.4))
    page.mouse.move(*place(page, 0.4, 0.1))
    page.mouse.up()
    marked(page, 0.4, 0.1, 0.9, 0.5)
    page.mouse.click(*place(page, 0.2, 0.2))  # a slip of the hand
    page.mouse.move(*place(page, 0.5, 0.6))
    page.mouse.down()
    page.mouse.move(*place(page, 1.6, 1.7))  # beyond the picture
    page.mouse.up()
    marked(page, 0.5, 0.6, 1, 1)
    assert details(page) == [{"box": box(page.url)}]
    page.reload()
    expect(page.locator(".marker")).to_be_visible()
    assert details_after(page, "Take the whole photo") is None
    assert "box.1" not in state(page)


def details_after(page: Page, button: str) -> Any:
    page.get_by_role("button", name=button).click()
    return details(page)


def test_a_part_marked_with_a_finger(visit: Watched) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.open("/?ref=dress-red")
    mark(page)
    touches = page.context.new_cdp_session(page)
    path = [place(page, 0.1, 0.2), place(page, 0.3, 0.5), place(page, 0.6, 0.9)]
    for kind, at in (("touchStart", 0), ("touchMove", 1), ("touchMove", 2), ("touchEnd", None)):
        points = [] if at is None else [{"x": path[at][0], "y": path[at][1]}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    marked(page, 0.1, 0.2, 0.6, 0.9, within=0.015)
    assert page.evaluate("window.scrollY") == 0  # a finger that marks does not scroll
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_part_marked_by_keyboard_alone(visit: Watched) -> None:
    page = visit.open("/?ref=dress-red")
    expect(page.locator(".well img")).to_be_visible()
    tab_to(page, "Only a part of it")
    page.keyboard.press("Enter")
    tab_to(page, "Mark a part")
    page.keyboard.press("Enter")
    marker = page.get_by_role("application", name="Mark a part")
    expect(marker).to_be_focused()
    expect(marker).to_have_accessible_description(re.compile("arrow keys"))
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    marked(page, 0.27, 0.23, 0.75, 0.75, within=0)
    expect(
        page.get_by_text("Marked: from 27% to 75% across, from 23% to 75% down")
    ).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.get_by_role("application")).to_have_count(0)
    expect(page.get_by_role("button", name="Mark a part")).to_be_focused()
    page.go_back()  # all of it was one place
    expect(page).to_have_url("about:blank")


def test_several_references_each_with_its_role(visit: Watched) -> None:
    page = visit.open("/?method=roles")
    start_from(page, "Start from Red dress")
    page.locator(".meant summary").click()
    page.get_by_label("What to take from it").fill("colour")
    page.get_by_role("button", name="Add another").click()
    expect(page.get_by_role("heading", name="Pick another to point at")).to_be_visible()
    start_from(page, "Start from Navy coat")
    page.get_by_label("What to take from it").fill("sleeves")
    strip = page.get_by_role("list", name="What you point at")
    expect(strip.get_by_role("button")).to_have_count(2)
    expect(strip.get_by_role("button", name="1: Red dress, for its colour")).to_be_visible()
    page.get_by_label("These, but…").fill("plain")
    assert details(page) == [{"role": "colour"}, {"role": "sleeves"}]
    expect(page.get_by_role("heading", name="These, but plain")).to_be_visible()
    assert state(page)["ref"] == ["dress-red", "coat-navy"]
    assert not {"Red dress", "Navy coat"} & set(results(page).locator("h3").all_inner_texts())
    page.reload()
    expect(strip.get_by_role("button", name="2: Navy coat, for its sleeves")).to_be_visible()
    strip.get_by_role("button", name="2: Navy coat, for its sleeves").click()
    expect(page.locator(".well-name")).to_contain_text("Navy coat")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(strip).to_have_count(0)
    assert state(page)["ref"] == ["dress-red"]
    assert state(page)["role.1"] == ["colour"]
    expect(sentence(page)).to_have_value("plain")


def test_no_more_than_the_server_looks_at(visit: Watched) -> None:
    refs = "".join(f"&ref={kind}-red" for kind in ("dress", "shirt", "skirt", "bag", "coat"))
    page = visit.open("/?" + refs[1:] + "&ref=shoes-red&box.1=0,0,2,1&role.2=" + "x" * 99)
    strip = page.get_by_role("list", name="What you point at")
    expect(strip.get_by_role("button")).to_have_count(5)
    expect(page.get_by_role("button", name="Add another")).to_have_count(0)
    sentence_of_several = page.get_by_label("These, but…")
    sentence_of_several.fill("in navy")
    assert details(page) == [{}, {"role": "x" * 40}, {}, {}, {}]


def test_a_lost_photo_among_others_is_left_out(visit: Watched) -> None:
    page = visit.open("/?own=0a1b2c3d&ref=dress-red&role.2=colour&q=plain&show=results")
    expect(page.get_by_text("The photo of this link is not here")).to_be_visible()
    assert details(page) == [{"role": "colour"}]
    assert state(page)["ref"] == ["dress-red"]
    assert "own" not in state(page)


def test_roles_that_a_method_cannot_use_are_told(visit: Watched) -> None:
    page = visit.open("/?ref=dress-red&role.1=colour&q=in+navy&method=sum&show=results")
    expect(page.get_by_text("Roles of photos were not used")).to_be_visible()


def test_all_of_it_fits_a_phone_and_has_names(visit: Watched) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    two = "&ref=coat-navy&role.1=collar&role.2=" + "W" * 40
    for path in (WISHES, WISHES + two, f"/?ref=dress-red{two}&lang=zh"):
        page = visit.open(path)
        expect(page.locator(".card:not(.skeleton *)").first).to_be_visible()
        expect(page.locator(".well img")).to_be_visible()
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
