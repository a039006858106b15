"""The page as shoppers use it: by mouse, by keyboard, in two languages, and when things fail."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import nasty
from page.conftest import EVIL, Watched
from server.shop import KINDS

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Locator, Page, Route, expect

from page.acting import (
    NAMELESS,
    ask,
    photo,
    results,
    sentence,
    shelf,
    start_from,
    state,
    tab_to,
    titles,
    upload,
)

pytestmark = pytest.mark.browser


def test_pick_a_product_and_say_what_should_differ(visit: Watched) -> None:
    page = visit.open()
    expect(page.get_by_role("heading", name="Start from a product")).to_be_visible()
    expect(shelf(page)).to_have_count(24)
    start_from(page, "Start from Red dress")
    expect(page.locator(".well").get_by_role("img")).to_have_accessible_name(
        re.compile("^Photo: Red dress")
    )
    expect(sentence(page)).to_be_focused()
    ask(page, "in navy")
    expect(results(page)).to_have_count(12)
    assert "Red dress" not in titles(page)
    first = results(page).first
    expect(first).to_contain_text("No. 1")
    expect(first).to_contain_text("Looks like your photo")
    expect(first).to_contain_text("Fits your words")
    assert state(page) == {"ref": ["dress-red"], "q": ["in navy"], "show": ["results"]}


def all_shown(page: Page) -> None:
    """Scroll along the shelf and check that every picture arrived."""
    for card in shelf(page).all():
        card.scroll_into_view_if_needed()
        expect(card.locator("img")).to_have_js_property("complete", True)
    widths = page.locator("ul.grid img").evaluate_all("(all) => all.map((one) => one.naturalWidth)")
    assert len(widths) == shelf(page).count()
    assert all(width > 0 for width in widths)


def understood(page: Page) -> Locator:
    return page.get_by_role("region", name="How your sentence was read")


def parts(page: Page) -> list[str]:
    return [
        " ".join(one.split()) for one in understood(page).get_by_role("listitem").all_inner_texts()
    ]


def test_what_was_understood_is_shown(visit: Watched) -> None:
    page = visit.open("/?ref=dress-red&method=roles")
    expect(shelf(page).first).to_be_visible()
    filters = page.get_by_role("button", name="Filters", exact=True)
    held: list[Route] = []
    for said, read in (
        ("in navy, without a zip", ["Wanted navy blue", "Without zip"]),
        ("keep the sleeves, zzgrmpf", ["Kept sleeves", "Not understood zzgrmpf"]),
    ):
        page.route("**/v1/search", lambda route: held.append(route))
        sentence(page).fill(said)
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.get_by_role("heading", name=f"This one, but {said}")).to_be_visible()
        expect(page.locator(".stage-count")).to_have_text("Searching…")
        place = filters.bounding_box()
        held.pop().continue_()
        page.unroute("**/v1/search")
        expect(results(page).first).to_be_visible()
        assert parts(page) == read
        expect(understood(page)).not_to_contain_text("one by one")
        # What stands on the page does not move when the answer arrives.
        assert filters.bounding_box() == place


def test_a_method_that_reads_the_sentence_as_a_whole_says_so(visit: Watched) -> None:
    page = visit.open("/?ref=dress-red&method=sum&q=without+a+zip&show=results")
    expect(understood(page)).to_contain_text("sum does not go by these parts one by one")
    expect(understood(page)).to_contain_text("roles")
    page.goto(visit.address + "/?ref=dress-red&method=sum&q=in+navy&show=results")
    expect(understood(page)).to_contain_text("navy blue")
    expect(understood(page)).not_to_contain_text("one by one")


def test_a_limit_in_the_sentence_becomes_a_filter(visit: Watched) -> None:
    page = visit.open("/?q=a+red+dress+under+20&show=results&lang=zh")
    limit = page.get_by_role("button", name="筛选 价格 最高 20")
    expect(limit).to_have_attribute("aria-pressed", "false")
    limit.click()
    expect(limit).to_have_attribute("aria-pressed", "true")
    expect(limit).to_be_focused()
    assert state(page)["in.price"] == ["..20"]
    expect(results(page)).to_have_count(11)
    limit.click()
    expect(results(page)).to_have_count(12)
    assert "in.price" not in state(page)


def test_every_picture_of_the_shelf_is_shown(visit: Watched) -> None:
    page = visit.open()
    expect(shelf(page)).to_have_count(24)
    all_shown(page)
    page.get_by_role("button", name="Show others").click()
    expect(page.get_by_text("25 to 42 of 42")).to_be_visible()
    expect(shelf(page)).to_have_count(18)
    all_shown(page)  # the odd ids


def test_a_photo_of_ones_own(visit: Watched) -> None:
    page = visit.open()
    upload(page, "coat.jpg", photo())
    expect(page.get_by_role("img", name="Your photo, coat.jpg")).to_be_visible()
    ask(page, "in green")
    expect(results(page)).to_have_count(12)
    # The photo stays out of the address.
    assert set(state(page)) == {"own", "q", "show"}
    page.reload()
    expect(page.get_by_text("The photo of this link is not here")).to_be_visible()
    expect(sentence(page)).to_have_value("in green")


def test_a_photo_dropped_on_the_page(visit: Watched) -> None:
    page = visit.open()
    expect(shelf(page)).to_have_count(24)
    transfer = page.evaluate_handle(
        """(bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "own.jpg", { type: "image/jpeg" }));
          return transfer;
        }""",
        list(photo()),
    )
    page.dispatch_event("main", "dragenter", {"dataTransfer": transfer})
    expect(page.get_by_text("Let go to use this photo")).to_be_visible()
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(page.get_by_role("img", name="Your photo, own.jpg")).to_be_visible()


def test_use_this_one_and_go_back(visit: Watched) -> None:
    page = visit.open("/?ref=dress-red&q=in+navy&show=results")
    expect(results(page)).to_have_count(12)
    before = titles(page)
    results(page).first.get_by_role("button", name=re.compile("^Use this one")).click()
    expect(page.locator(".well-name")).to_contain_text(before[0])
    expect(sentence(page)).to_have_value("")
    expect(sentence(page)).to_be_focused()
    ask(page, "in white")
    assert before[0] not in titles(page)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="This one, but in navy")).to_be_visible()
    expect(sentence(page)).to_have_value("in navy")
    expect(results(page).first.locator("h3")).to_have_text(before[0])


def test_filters_hold_on_the_shelf_and_in_results(visit: Watched) -> None:
    page = visit.open()
    page.get_by_role("button", name="Filters", exact=True).click()
    page.get_by_role("checkbox", name="navy").check()
    expect(shelf(page)).to_have_count(len(KINDS))
    most = page.get_by_role("group", name="Price").get_by_label("To")
    most.fill("20")
    most.press("Enter")
    # Prices are 10, 11, ...; every fourth product is navy, beginning with the second.
    expect(shelf(page)).to_have_count(3)
    expect(page.get_by_role("button", name="Filters, 2 set")).to_be_visible()
    page.get_by_role("button", name="Start from Navy dress").click()
    ask(page, "in red")
    assert sorted(titles(page)) == ["Navy shirt", "Navy skirt"]
    assert state(page)["is.colour"] == ["navy"]
    assert state(page)["in.price"] == ["..20"]
    page.get_by_role("button", name="Remove the filter price: up to 20").click()
    expect(results(page)).to_have_count(len(KINDS) - 1)
    page.get_by_role("button", name="Clear filters").click()
    expect(results(page)).to_have_count(12)


def test_a_web_page_that_calls_itself_a_photo(visit: Watched) -> None:
    visit.expected = ("415",)  # browsers report refused requests on the console
    page = visit.open()
    sentence(page).fill("in navy, please")
    upload(page, "dress.jpg", nasty.html())
    page.get_by_role("button", name="Search", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("HTML page")
    expect(alert).to_contain_text("save the picture itself")
    expect(alert).to_contain_text(re.compile(r"Request [0-9a-f]{16}"))
    expect(sentence(page)).to_have_value("in navy, please")
    upload(page, "dress.jpg", photo())
    expect(sentence(page)).to_have_value("in navy, please")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(results(page)).to_have_count(12)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_no_connection_loses_nothing(visit: Watched) -> None:
    visit.expected = ("ERR_INTERNET_DISCONNECTED",)
    page = visit.open("/?ref=bag-red")
    expect(page.locator(".well-name")).to_contain_text("Red bag")
    page.context.set_offline(True)
    sentence(page).fill("in green")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The shop cannot be reached")
    expect(sentence(page)).to_have_value("in green")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(results(page)).to_have_count(12)


def test_what_is_missing_is_asked_for(visit: Watched) -> None:
    page = visit.open()
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("needs a photo")).to_be_visible()
    assert state(page) == {}
    sentence(page).fill("a red dress")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(results(page)).to_have_count(12)


def test_a_product_that_is_gone(visit: Watched) -> None:
    visit.expected = ("404",)
    page = visit.open("/?ref=gone")
    expect(page.get_by_text("there is no product 'gone'")).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("there is no product")).to_have_count(0)


def test_chinese(visit: Watched) -> None:
    page = visit.open()
    page.get_by_role("button", name="中文", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("button", name="搜索", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="从一件商品开始")).to_be_visible()
    assert state(page) == {"lang": ["zh"]}
    start_from(page, "从“Red dress”开始", "换一批")
    field = page.get_by_label("就这件，但是……")
    field.fill("要藏青色")
    field.press("Enter")
    expect(page.get_by_role("heading", name="就这件，但是 要藏青色")).to_be_visible()
    expect(results(page)).to_have_count(12)
    # Nothing of the page's own is left in English.
    own = page.locator(
        ".header, .well, .sentence, .options summary, .stage-title, .stage-count, .filters-bar, "
        ".card-line, .card .why dt, .card button, .footer"
    )
    words = re.sub(
        r"Red dress|pointsay|colour-fake|Cookie|clothes|lamps", "", " ".join(own.all_inner_texts())
    )
    assert not re.findall(r"[A-Za-z]{3,}", words)
    page.get_by_role("button", name="English", exact=True).click()
    expect(page.get_by_role("heading", name="This one, but 要藏青色")).to_be_visible()


def test_by_keyboard_alone(visit: Watched) -> None:
    page = visit.open()
    expect(shelf(page)).to_have_count(24)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the products")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Start from Navy skirt")
    page.keyboard.press("Enter")
    expect(sentence(page)).to_be_focused()
    page.keyboard.type("in red")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("please")
    expect(sentence(page)).to_have_value("in red\nplease")
    page.keyboard.press("Enter")
    expect(results(page)).to_have_count(12)
    assert state(page)["ref"] == ["skirt-navy"]
    first = titles(page)[0]
    tab_to(page, "Use this one")
    page.keyboard.press("Enter")
    expect(sentence(page)).to_be_focused()
    expect(page.locator(".well-name")).to_contain_text(first)
    tab_to(page, "How to ask")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_address_brings_everything_back(visit: Watched) -> None:
    address = (
        "/?ref=bag-red&q=in+green&is.kind=bag&is.kind=coat&method=image_only&k=24&show=results"
    )
    page = visit.open(address)
    for _ in range(2):
        expect(page.get_by_role("heading", name="This one, but in green")).to_be_visible()
        expect(results(page)).to_have_count(7)
        assert {title.split()[1] for title in titles(page)} == {"bag", "coat"}
        expect(sentence(page)).to_have_value("in green")
        expect(page.locator(".well-name")).to_contain_text("Red bag")
        expect(page.get_by_text("The sentence was not used")).to_be_visible()
        expect(page.get_by_role("button", name="Filters, 2 set")).to_be_visible()
        assert state(page) == parse_qs(urlsplit(address).query)
        page.reload()


ODD_QUERIES = (
    "?ref=%00&q=%00&show=results",
    "?k=banana&from=-3&in.price=x..y&lang=xx&method=",
    "?is.colour=%3Cscript%3E",
    "?q=" + "x" * 3_000 + "&show=results",
    "?method=magic&q=red&show=results",
    "?is.nothing=1&q=red&show=results",
)


def test_addresses_that_nobody_made(visit: Watched) -> None:
    visit.expected = ("422", "404")
    for query in ODD_QUERIES:
        page = visit.open("/" + query)
        expect(page.get_by_role("button", name="Search", exact=True)).to_be_enabled()
        expect(page.locator("main h2").first).to_be_visible()
        expect(page.locator("main").locator(".card, .notice").first).to_be_visible()


def test_titles_are_text(visit: Watched) -> None:
    page = visit.open("/?is.kind=evil")
    expect(shelf(page)).to_have_count(1)
    expect(shelf(page)).to_contain_text(EVIL)
    page.get_by_role("button", name=re.compile("^Start from")).click()
    expect(page.locator(".well-name")).to_contain_text(EVIL)
    page.get_by_role("button", name="Clear filters").click()
    ask(page, "<b>red</b>")
    assert page.evaluate("document.body.dataset.owned") is None


def test_everything_has_a_name_and_fits_a_phone(visit: Watched) -> None:
    visit.page.set_viewport_size({"width": 340, "height": 700})
    for path in ("/", "/?ref=dress-red&q=in+navy&show=results", "/?ref=dress-red"):
        page = visit.open(path)
        expect(page.locator(".card:not(.skeleton *)").first).to_be_visible()
        assert page.evaluate(NAMELESS) == []
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_build_loads_nothing_from_elsewhere() -> None:
    import pointsay.server

    folder = Path(pointsay.server.__file__).parent / "page"
    if not (folder / "index.html").is_file():
        pytest.skip("the page has not been built: make page")
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", html)
    for file in (folder / "assets").glob("*.css"):
        assert not re.search(r"(@import|url\(\s*[\"']?(https?:)?//)", file.read_text("utf-8"))
