"""Further pages of results, one of each model, and another catalogue, on the page."""

from __future__ import annotations

import re

import pytest

from page.conftest import LAMPS, Watched
from server.shop import KINDS

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, Route, expect

from page.acting import NAMELESS, ask, results, sentence, shelf, state, tab_to, titles

pytestmark = pytest.mark.browser

ASKED = "/?ref=dress-red&q=in+navy&method=sum&show=results"
PRODUCTS = 42


def numbers(page: Page) -> list[int]:
    lines = results(page).locator(".card-line").all_inner_texts()
    return [int(found[1]) for line in lines if (found := re.search(r"No\. (\d+)", line))]


def test_more_until_the_end_and_nothing_twice(visit: Watched) -> None:
    page = visit.open(ASKED)
    expect(results(page)).to_have_count(12)
    first = titles(page)
    more = page.get_by_role("button", name="Show more")
    for count in (24, 36, PRODUCTS - 1):
        more.click()
        expect(results(page)).to_have_count(count)
    expect(more).to_have_count(0)
    assert titles(page)[:12] == first
    assert numbers(page) == list(range(1, PRODUCTS))
    sources = page.locator("ol.grid img").evaluate_all("(all) => all.map((one) => one.src)")
    assert len(set(sources)) == PRODUCTS - 1
    expect(page.get_by_text(f"{PRODUCTS - 1} of {PRODUCTS - 1} products")).to_be_visible()


def test_more_by_keyboard_and_by_ear(visit: Watched) -> None:
    page = visit.open(ASKED)
    expect(results(page)).to_have_count(12)
    page.get_by_role("heading", name="This one, but in navy").focus()
    tab_to(page, "Show more")
    page.keyboard.press("Enter")
    expect(results(page)).to_have_count(24)
    expect(page.get_by_role("status").first).to_have_text("12 more results, 24 in all")
    # Reading goes on at the first of the new ones.
    expect(results(page).nth(12)).to_be_focused()
    page.keyboard.press("Tab")
    expect(results(page).nth(12).get_by_role("button")).to_be_focused()


def test_what_was_brought_is_there_when_one_comes_back(visit: Watched) -> None:
    page = visit.open(ASKED)
    expect(results(page)).to_have_count(12)
    page.get_by_role("button", name="Show more").click()
    expect(results(page)).to_have_count(24)
    ask(page, "in white")
    expect(results(page)).to_have_count(12)
    page.go_back()
    expect(page.get_by_role("heading", name="This one, but in navy")).to_be_visible()
    expect(results(page)).to_have_count(24)


def test_a_page_that_does_not_come(visit: Watched) -> None:
    visit.expected = ("Failed to load resource", "ERR_FAILED")
    page = visit.open(ASKED)
    expect(results(page)).to_have_count(12)
    page.route("**/v1/search", lambda route: route.abort())
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_role("heading", name="The shop cannot be reached")).to_be_visible()
    expect(results(page)).to_have_count(12)
    page.unroute("**/v1/search")
    page.get_by_role("button", name="Try again").click()
    expect(results(page)).to_have_count(24)


def test_a_list_that_cannot_be_gone_on_with(visit: Watched) -> None:
    visit.expected = ("Failed to load resource",)
    page = visit.open(ASKED)
    expect(results(page)).to_have_count(12)

    def gone(route: Route) -> None:
        problem = {"title": "Gone", "status": 410, "code": "cursor_expired", "detail": "x"}
        route.fulfill(status=410, json=problem)

    page.route("**/v1/search", gone)
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_role("heading", name="The shelf has changed")).to_be_visible()
    page.unroute("**/v1/search")
    page.get_by_role("button", name="Search again").click()
    expect(page.get_by_role("heading", name="The shelf has changed")).to_have_count(0)
    page.get_by_role("button", name="Show more").click()
    expect(results(page)).to_have_count(24)


def test_one_of_each(visit: Watched) -> None:
    page = visit.open(ASKED + "&is.colour=navy&is.colour=white&is.colour=green")
    expect(results(page)).to_have_count(12)
    page.get_by_text("Options", exact=True).click()
    page.get_by_role("checkbox", name="One of each kind").check()
    expect(results(page)).to_have_count(len(KINDS))
    kinds = [title.split()[1] for title in titles(page)]
    assert sorted(kinds) == sorted(KINDS)
    assert state(page)["each"] == ["kind"]
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    page.get_by_role("checkbox", name="One of each kind").uncheck()
    expect(results(page)).to_have_count(12)


def test_another_catalogue(visit: Watched) -> None:
    page = visit.open("/?ref=dress-red&is.colour=navy")
    expect(shelf(page)).to_have_count(len(KINDS))
    sentence(page).fill("in red")
    page.get_by_label("Catalogue").select_option("lamps")
    expect(shelf(page)).to_have_count(len(LAMPS))
    assert state(page) == {"catalogue": ["lamps"]}
    expect(sentence(page)).to_have_value("in red")
    page.get_by_role("button", name="Start from Table lamp").click()
    expect(page.locator(".well-name")).to_contain_text("Table lamp")
    ask(page, "in red")
    assert sorted(titles(page)) == ["Desk lamp", "Floor lamp"]
    for picture in page.locator("ol.grid img").all():
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(one) => one.naturalWidth") > 0
    page.reload()
    expect(results(page)).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("heading", name="Your last results")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Start from a product")).to_be_visible()
    page.go_back()
    expect(shelf(page)).to_have_count(len(KINDS))
    expect(page.get_by_label("Catalogue")).to_have_value("clothes")


def test_all_of_it_fits_a_phone_in_both_languages(visit: Watched) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    for path, more in ((ASKED, "Show more"), (ASKED + "&each=kind&k=5&lang=zh", "显示更多")):
        page = visit.open(path)
        page.get_by_role("button", name=more).click()
        expect(page.get_by_role("status").first).to_have_text(re.compile("more results|又有"))
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
