from __future__ import annotations

import random
from collections import Counter

import pytest

from pointsay.atelier import Garment, Piece, ShopIndex, ask, asks, captions, design_shop, title
from pointsay.atelier.chance import Chance
from pointsay.atelier.wording import article_name, with_article
from pointsay.errors import InvalidLimit
from pointsay.types import Product


@pytest.fixture(scope="module")
def shop() -> list[Piece]:
    return design_shop(900, seed=5)


def test_shop_is_reproducible_and_grows_at_its_end(shop: list[Piece]) -> None:
    assert design_shop(900, seed=5) == shop
    assert design_shop(123, seed=5) == shop[:123]
    assert design_shop(50, seed=6) != shop[:50]


def test_ids_and_garments_are_unique(shop: list[Piece]) -> None:
    assert len({piece.id for piece in shop}) == len(shop)
    assert len({piece.garment for piece in shop}) == len(shop)
    assert shop[123].id == "atl-000123"


def test_siblings_differ_from_their_model_in_one_thing(shop: list[Piece]) -> None:
    for family in ShopIndex(shop).families.values():
        model = family[0].garment
        for piece in family[1:]:
            change = set(model.difference(piece.garment))
            if "pattern" in change:
                change -= {"accent", "motif"}
            assert len(change) == 1
            assert piece.seed >> 4 == family[0].seed >> 4
    sizes = Counter(piece.family for piece in shop)
    assert sorted(sizes.values())[len(sizes) // 2] >= 5


@pytest.mark.parametrize("count", [0, -1, 100_001])
def test_count_out_of_range(count: int) -> None:
    with pytest.raises(InvalidLimit):
        design_shop(count)


def test_product_carries_caption_family_and_attributes(shop: list[Piece]) -> None:
    product = shop[3].product()
    assert isinstance(product, Product)
    assert product.id == shop[3].id
    assert product.attributes["caption"] == shop[3].caption
    assert product.attributes["family"] == shop[3].family
    assert product.attributes["category"] == shop[3].garment.category
    assert product.price is not None
    assert product.price > 0


def test_titles_and_captions_are_truthful(shop: list[Piece]) -> None:
    for piece in shop:
        garment = piece.garment
        texts = [piece.title, piece.caption, *captions(garment, Chance(piece.id))]
        assert len(set(texts[2:])) == 4
        for text in texts:
            low = text.lower()
            assert garment.colour in low
            assert article_name(garment).lower() in low
            assert "none" not in low
            assert "  " not in low
            if not garment.has("zip"):
                assert "zip" not in low
        if garment.accent is not None:
            assert all(garment.accent in text for text in texts[1:])
        for detail in ("zip", "belt", "slit", "bow", "pockets", "lace hem", "ruffle hem"):
            assert all(
                (detail in text.split("oat ")[-1]) or not garment.has(detail) for text in texts[1:]
            )


def test_wording_varies(shop: list[Piece]) -> None:
    openings = Counter(piece.caption.split()[0] for piece in shop)
    assert len(openings) >= 4
    detailed = next(piece.garment for piece in shop if piece.garment.details)
    assert len({title(detailed, Chance(seed)) for seed in range(20)}) > 1


def test_articles_follow_the_sound() -> None:
    assert with_article("olive skirt") == "an olive skirt"
    assert with_article("A-line skirt") == "an A-line skirt"
    assert with_article("navy skirt") == "a navy skirt"


def test_any_source_of_chance_fits(shop: list[Piece]) -> None:
    assert captions(shop[0].garment, random.Random(1))
    assert ask(shop[0], shop, random.Random(1)) is not None


def test_asks_have_exact_targets(shop: list[Piece]) -> None:
    questions = asks(shop, 600, seed=2)
    assert len(questions) == 600
    for question in questions:
        reference = question.reference.garment
        wanted = {**reference.attributes(), **{k: new for k, (_, new) in question.change.items()}}
        wanted.pop("details")
        scan = []
        for piece in shop:
            has = piece.garment.attributes()
            has.pop("details")
            if has == wanted:
                scan.append(piece.id)
        assert tuple(scan) == question.target_ids
        assert question.reference.id not in question.target_ids
        assert all(reference.attributes()[k] == old for k, (old, _) in question.change.items())


def test_asks_name_what_changes(shop: list[Piece]) -> None:
    kinds: Counter[str] = Counter()
    for question in asks(shop, 900, seed=3):
        for name, (_, new) in question.change.items():
            kinds[name] += 1
            if name == "colour":
                assert new in question.text
            if name in ("zip", "belt", "slit", "bow", "pockets"):
                assert name in question.text
                negated = any(word in question.text for word in ("without", "no ", "minus"))
                assert negated or new == "yes"
    assert {"colour", "sleeve", "length", "pattern", "pockets"} <= set(kinds)
    assert kinds.most_common(1)[0][0] == "colour"


def test_asks_are_reproducible_and_bounded(shop: list[Piece]) -> None:
    assert asks(shop, 40, seed=1) == asks(shop, 40, seed=1)
    assert asks(shop, 0) == []
    assert len(asks(shop[:6], 10_000)) < 200
    with pytest.raises(InvalidLimit):
        asks(shop, -1)


def test_lonely_piece_cannot_be_asked_about() -> None:
    garment = Garment("skirt", "red", length="mini", silhouette="a-line")
    piece = Piece("a", "f", garment, "", "", 1.0, 0)
    assert ask(piece, [piece], Chance(0)) is None
