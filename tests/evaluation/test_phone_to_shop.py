from __future__ import annotations

from collections import Counter

import pytest

from pointsay.evaluation import EvaluationQuery, ShopPhoto, phone_queries
from pointsay.evaluation.phone_to_shop import AUDIENCES, MOST_TARGETS, NEAR, SAME_KIND

COLOURS = ("Blue", "Navy Blue", "Red", "Green", "White")
ARTICLES = ("Tshirts", "Jeans", "Trousers", "Dresses", "Watches")


def gallery() -> list[ShopPhoto]:
    """Every combination a few times, some with doubtful colours, some for anyone."""
    return [
        ShopPhoto(f"{article}-{colour}-{who}-{at}", article, colour, who, sure=at % 3 != 0)
        for article in ARTICLES
        for colour in COLOURS
        for who in ("Men", "Women", "Unisex")
        for at in range(5)
    ]


PHONE = {f"{label}-{at}": label for label in ("T-Shirt", "Pants", "Hat", "Skip") for at in range(9)}


def meant(query: EvaluationQuery, shop: list[ShopPhoto]) -> tuple[str, str]:
    """Return the colour and audience that all targets share."""
    pairs = {(one.colour, one.audience) for one in shop if one.id in query.target_ids}
    (pair,) = pairs
    return pair


def test_targets_fit_photo_and_sentence_and_what_is_doubtful_is_ignored() -> None:
    shop = gallery()
    queries = phone_queries(PHONE, shop)
    assert queries
    for query in queries:
        colour, who = meant(query, shop)
        assert colour.lower() in query.text
        assert who.lower() in query.text
        for one in shop:
            kin = one.article in SAME_KIND[query.kind]
            fits = kin and (one.colour, one.audience) == (colour, who)
            assert (one.id in query.target_ids) == (fits and one.sure)
            near = one.colour == colour or any({one.colour, colour} <= family for family in NEAR)
            doubtful = kin and one.audience in (who, "Unisex") and (not one.sure or near)
            assert (one.id in query.ignore_ids) == (doubtful and one.id not in query.target_ids)


def test_each_label_has_its_share_and_labels_without_a_shop_type_have_none() -> None:
    kinds = Counter(query.kind for query in phone_queries(PHONE, gallery(), per_label=4))
    assert kinds == {"T-Shirt": 4, "Pants": 4}  # the gallery has no hats, and "Skip" is no garment
    for query in phone_queries(PHONE, gallery()):
        assert 1 <= len(query.target_ids) <= MOST_TARGETS
        assert query.reference_id in PHONE


def test_the_same_seed_asks_the_same_and_another_asks_otherwise() -> None:
    shop = gallery()
    assert phone_queries(PHONE, shop, seed=3) == phone_queries(PHONE, shop, seed=3)
    assert phone_queries(PHONE, shop, seed=3) != phone_queries(PHONE, shop, seed=4)


@pytest.mark.parametrize("count", [0, MOST_TARGETS, MOST_TARGETS + 1])
def test_a_wish_that_nothing_or_too_much_fulfils_is_not_asked(count: int) -> None:
    shop = [ShopPhoto(str(at), "Tshirts", "Red", AUDIENCES[0], sure=True) for at in range(count)]
    asked = phone_queries({"a": "T-Shirt"}, shop)
    assert len(asked) == (1 if 0 < count <= MOST_TARGETS else 0)
