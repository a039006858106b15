from __future__ import annotations

import numpy as np
import pytest

from pointsay.edits.wording import (
    CONTRASTS,
    FRAMES,
    KIND_WISHES,
    WISHES,
    article_names,
    colour_names,
    same_colour,
    with_article,
)
from pointsay.training.captions import Caption, Described, caption, positives, state

PRODUCT = Described(
    {"type": "t-shirt", "colour": "navy", "audience": "men", "zip": "yes"},
    {
        "type": ("tee",),
        "colour": ("navy", "dark blue"),
        "audience": ("men",),
        "zip": ("front zip",),
    },
    ("Acme Men Navy Tee",),
)


def test_a_caption_states_only_facts_of_its_product_and_says_each_of_them() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        one = caption(PRODUCT, rng)
        for kind, value in one.facts.items():
            assert PRODUCT.facts[kind] == value
            assert any(name in one.text for name in PRODUCT.names[kind]), one
        if not one.facts:
            assert one.text in PRODUCT.texts


def test_captions_vary_and_repeat_with_their_seed() -> None:
    def texts(seed: int) -> list[str]:
        rng = np.random.default_rng(seed)
        return [caption(PRODUCT, rng).text for _ in range(60)]

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)
    assert len(set(texts(1))) > 25


def test_the_unwanted_is_said_now_and_then_and_is_never_true_of_the_product() -> None:
    rng = np.random.default_rng(3)
    untrue = {"type": ["saree", "anorak"], "colour": ["orange"], "audience": ["girls"]}
    true = {kind: list(names) for kind, names in PRODUCT.names.items()}
    others = {kind: [*true[kind], *names] for kind, names in untrue.items()}
    said = [caption(PRODUCT, rng, others) for _ in range(600)]
    contrasted = [
        one for one in said if any(name in one.text for names in untrue.values() for name in names)
    ]
    assert 0.05 < len(contrasted) / len(said) < 0.2
    for one in contrasted:
        assert one.facts.items() <= PRODUCT.facts.items()
        assert one.facts, "a title states nothing that could be contrasted"
        for kind in one.facts:
            assert any(name in one.text for name in true[kind]), one
    types = [one.text for one in contrasted if "anorak" in one.text or "saree" in one.text]
    assert types
    assert all("an anorak" in text or "a saree" in text for text in types)


def test_what_has_no_other_value_is_not_contrasted() -> None:
    alone = Described({"colour": "red"}, {"colour": ("red",)})
    rng = np.random.default_rng(3)
    for _ in range(100):
        assert caption(alone, rng, {"colour": ["red"]}).text.count("red") == 1


def test_frames_leave_room_for_what_is_said() -> None:
    rng = np.random.default_rng(0)
    for frame in (*FRAMES, *WISHES):
        assert "green" in frame.format(x="green")
    for frame in CONTRASTS:
        assert frame.format(x="green", y="").count("green") == 1
        assert frame.format(x="", y="red").count("red") == 1
    for kind in KIND_WISHES:
        for _ in range(60):
            text = state(kind, "umbrella", rng)
            assert "umbrella" in text
            assert "{" not in text


def test_every_product_with_the_stated_facts_is_a_positive() -> None:
    colours = ["red", "blue", "red", "green", "red"]
    kinds = ["dress", "dress", "shirt", "dress", "dress"]
    products = [
        Described({"colour": colour, "type": kind}, {}, ())
        for colour, kind in zip(colours, kinds, strict=True)
    ]
    captions = [
        Caption("red", {"colour": "red"}),
        Caption("a dress", {"type": "dress"}),
        Caption("a red shirt", {"colour": "red", "type": "shirt"}),
        Caption("some title", {}),
        Caption("a red dress", {"colour": "red", "type": "dress"}),
    ]
    expected = [
        [1, 0, 1, 0, 1],
        [1, 1, 0, 1, 1],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [1, 0, 0, 0, 1],
    ]
    assert positives(captions, products).tolist() == expected


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("red dress", "a red dress"),
        ("olive tee", "an olive tee"),
        ("blue jeans", "blue jeans"),
        ("one", "a one"),
        ("dress", "a dress"),
    ],
)
def test_articles(noun: str, said: str) -> None:
    assert with_article(noun) == said


def test_shop_words_become_shopper_words() -> None:
    assert "t-shirt" in article_names("Tshirts")
    assert article_names("Umbrellas") == ("umbrella",)
    assert article_names("Dresses")[0] == "dress"
    assert "navy" in colour_names("Navy Blue")
    assert same_colour("Navy Blue") == same_colour("navy")
