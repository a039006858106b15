"""Which words count as forms of one, where something was said, and what was left unread."""

from __future__ import annotations

import pytest

from pointsay.edits.reasoners.words import clean, find, is_plain, language_of, remaining, stem


@pytest.mark.parametrize(
    "forms",
    [
        "sleeve sleeves sleeved sleeveless",
        "gold golden",
        "red reddish",
        "stripe stripes striped stripy",
        "dress dresses dressy",
        "wool woollen",
        "short shorter shortest shorts",
        "lace lacy",
    ],
)
def test_forms_of_one_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("acme", "acmecorp"), ("red", "tired"), ("us", "use")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("said", "text", "stretch"),
    [
        ("navy  blue", "In Navy\nBlue please", "Navy\nBlue"),
        ("red", "tired", None),
        ("红色", "换成红色的", "红色"),
        ("V领", "换成V领的", "V领"),
        ("", "red", None),
        (".*", "red", None),
    ],
)
def test_a_stretch_is_found_as_it_was_typed(said: str, text: str, stretch: str | None) -> None:
    span = find(said, text)
    assert (None if span is None else text[slice(*span)]) == stretch


def test_what_was_not_read_is_kept_in_order_without_fillers() -> None:
    text = "in red, quirkily cut, please; 带蝴蝶结的"
    assert remaining(text, [(3, 6)]) == ("quirkily cut", "带蝴蝶结的")
    assert remaining("make it red", [(8, 11)]) == ()


def test_control_and_format_characters_are_taken_out() -> None:
    assert clean("a\u0000b\u200bc\u202ed\n e") == "a b c d e"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("navy blue", True),
        ("3/4 sleeves, 100% wool", True),
        ("Navy", False),
        ("a https://x.y", False),
        ("www.shop", False),
        ("shop.example", False),
        ("me@shop", False),
        ("<b>red</b>", False),
        ("x" * 61, False),
        ("", False),
    ],
)
def test_plain_words_hold_no_addresses_and_no_marks(text: str, plain: bool) -> None:
    assert is_plain(text, 60) is plain


def test_language_goes_by_script() -> None:
    assert [language_of(one) for one in ("red", "红色", "换成 red")] == ["en", "zh", "mixed"]
