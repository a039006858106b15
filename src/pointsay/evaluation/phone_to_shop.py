"""Queries as shoppers ask them: a phone photo, and a sentence, over the shop's own photos.

The type comes from the photo, colour and audience from the sentence, so that neither is enough.
Truth comes from labels: a shop photo is right when its type is one of those that the phone photo's
label may mean and its colour and audience are the ones said; it is ignored, neither right nor
wrong, when its colour label is doubtful or it is for anyone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pointsay.evaluation.queries import EvaluationQuery

# Labels of the phone photos -> article types of the shop that a person would accept.
SAME_KIND: dict[str, tuple[str, ...]] = {
    "Blazer": ("Blazers",),
    "Blouse": ("Tops", "Tunics"),
    "Dress": ("Dresses",),
    "Hat": ("Caps", "Hat"),
    "Hoodie": ("Sweatshirts",),
    "Outwear": ("Jackets", "Rain Jacket"),
    "Pants": ("Trousers", "Jeans", "Track Pants"),
    "Shirt": ("Shirts",),
    "Shoes": ("Casual Shoes", "Sports Shoes", "Formal Shoes"),
    "Shorts": ("Shorts",),
    "Skirt": ("Skirts",),
    "T-Shirt": ("Tshirts",),
    "Top": ("Tops",),
}
# Colours that a photo cannot tell apart for sure; said one, the other is not wrong.
NEAR: tuple[frozenset[str], ...] = (
    frozenset({"Blue", "Navy Blue", "Teal", "Turquoise Blue"}),
    frozenset({"Grey", "Grey Melange", "Charcoal", "Silver", "Steel"}),
    frozenset({"Red", "Maroon", "Burgundy", "Rust"}),
    frozenset({"White", "Off White", "Cream", "Beige"}),
    frozenset({"Brown", "Coffee Brown", "Tan", "Khaki", "Mushroom Brown"}),
    frozenset({"Pink", "Magenta", "Peach", "Rose"}),
    frozenset({"Purple", "Lavender", "Mauve"}),
    frozenset({"Green", "Olive", "Sea Green", "Lime Green"}),
    frozenset({"Yellow", "Mustard", "Gold"}),
)
WORDINGS: tuple[str, ...] = (
    "in {colour}, for {who}",
    "the same kind in {colour} for {who}",
    "{who} version, {colour}",
    "have you got one for {who}, {colour} if possible",
    "{colour} please, it is for {who}",
)
AUDIENCES = ("Men", "Women")
MOST_TARGETS = 15


@dataclass(frozen=True, slots=True)
class ShopPhoto:
    """A shop photo's labels; ``sure`` says that the pixels show the colour that the label says."""

    id: str
    article: str
    colour: str
    audience: str
    sure: bool


def phone_queries(
    phone: Mapping[str, str], shop: Sequence[ShopPhoto], *, per_label: int = 40, seed: int = 1
) -> list[EvaluationQuery]:
    """Make at most one query a phone photo.

    Args:
        phone: Photo id -> label; labels outside `SAME_KIND` are left out.
        shop: The gallery.
        per_label: Most queries of one label, so that common garments do not decide the mean.
        seed: Another seed chooses other photos, colours and words.

    Returns:
        Queries whose kind is the label; each has 1 to 15 targets.
    """
    made: dict[str, int] = {}
    queries = []
    for photo in sorted(phone, key=lambda one: hashlib.sha256(f"{seed}/{one}".encode()).digest()):
        label = phone[photo]
        if label not in SAME_KIND or made.get(label, 0) >= per_label:
            continue
        rng = np.random.default_rng(list(hashlib.sha256(f"{seed}:{photo}".encode()).digest()))
        query = _query(photo, label, shop, rng)
        if query is not None:
            made[label] = made.get(label, 0) + 1
            queries.append(query)
    return queries


def _query(
    photo: str, label: str, shop: Sequence[ShopPhoto], rng: np.random.Generator
) -> EvaluationQuery | None:
    kin = [one for one in shop if one.article in SAME_KIND[label]]
    wishes = sorted({(one.colour, one.audience) for one in kin if one.audience in AUDIENCES})
    for at in rng.permutation(len(wishes)):
        colour, who = wishes[int(at)]
        said = [one for one in kin if one.colour == colour and one.audience == who]
        right = frozenset(one.id for one in said if one.sure)
        if not 1 <= len(right) <= MOST_TARGETS:
            continue
        doubtful = frozenset(
            one.id
            for one in kin
            if one.id not in right
            and (one.audience == who or one.audience not in AUDIENCES)
            and (not one.sure or one.colour == colour or _near(one.colour, colour))
        )
        words = WORDINGS[int(rng.integers(len(WORDINGS)))]
        text = words.format(colour=colour.lower(), who=who.lower())
        return EvaluationQuery(f"phone-{photo}", label, photo, text, right, doubtful)
    return None


def _near(one: str, other: str) -> bool:
    return any(one in family and other in family for family in NEAR)
