"""The semantics of `truth` once more, plainly: words against attributes, one piece at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from pointsay.atelier import vocabulary as words
from pointsay.atelier.benchmark import Wish

Flat = Mapping[str, str]

LOOK_ALIKES = {
    "colour": ["white/ivory", "powder blue/lilac grey", "morandi grey/sage", "grey/dusty blue"],
    "material": ["cotton/denim/linen/velvet/wool", "leather/satin"],
    "silhouette": ["straight/tapered"],
    "pattern": ["stripes/pinstripes", "check/houndstooth"],
    "audience": ["men/women"],
}
LOOK_ALIKES["accent"] = LOOK_ALIKES["colour"]
ATTRIBUTES = (
    *("category", "colour", "accent", "pattern", "motif", "sleeve", "neckline", "length"),
    *("silhouette", "material", "audience", *words.DETAILS),
)
CLOTH = ("colour", "accent", "pattern", "motif", "material")
DARKER = {
    "blue": ["sky blue", "royal blue", "navy"],
    "green": ["mint", "emerald", "forest green"],
    "grey": ["morandi grey", "grey", "charcoal"],
    "brown": ["oat", "beige", "camel", "brown"],
    "purple": ["lavender", "purple"],
    "pink": ["pink", "fuchsia"],
    "red": ["red", "burgundy"],
}
LONGER = {
    "dress": ["mini", "knee", "midi", "maxi"],
    "skirt": ["mini", "knee", "midi", "maxi"],
    "trousers": ["short", "knee", "cropped", "full"],
}
UPPER = ["cropped", "regular", "long"]
FAINT = [
    *(("dress", cloth) for cloth in ("corduroy", "knit", "tweed")),
    *(("trousers", cloth) for cloth in ("corduroy", "tweed")),
]
PALE = ("white", "ivory", "mint", "yellow", "oat")
NAMED = {
    "trousers": ("length", {"cropped", "full"}),
    "jacket": ("length", {"cropped", "regular"}),
    "t-shirt": ("sleeve", {"short", "puff", "three-quarter", "long"}),
}


def alike(attribute: str, one: str, other: str) -> bool:
    groups = [group.split("/") for group in LOOK_ALIKES.get(attribute, [])]
    return one == other or any(one in group and other in group for group in groups)


def same(attribute: str, value: str, wanted: str) -> str:
    if value == wanted:
        return "right"
    return "moot" if alike(attribute, value, wanted) else "wrong"


def in_split(flat: Flat, split: str) -> bool:
    key = "/".join((flat["category"], flat["colour"], flat["pattern"]))
    share = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 2**32
    return split == ("train" if share < 0.7 else "val" if share < 0.8 else "test")


def verdicts(flat: Flat, wish: Wish) -> dict[str, str]:
    """Return attribute -> right, moot or wrong; free attributes are right."""
    first = wish.pointed[0].piece.garment.attributes()
    if wish.said[0].verb == "take":
        return taken(flat, wish)
    if wish.said[0].attribute == "category":
        return in_cloth(flat, first, wish.said[0].value)
    found = {name: same(name, flat[name], first[name]) for name in ATTRIBUTES}
    found["material"] = any_cloth(flat, first)
    for at, one in enumerate(wish.said):
        if one.verb == "borrow":
            found |= borrowed(flat, wish.pointed[at + 1].piece.garment.attributes(), one.attribute)
        elif one.verb in ("more", "less"):
            found[one.attribute] = beyond(flat, first, one.attribute, one.verb)
        elif one.verb == "exclude":
            found |= without(flat, one.attribute, one.value)
        elif one.attribute == "detail":
            found[one.value] = same("", flat[one.value], "yes" if one.verb == "add" else "no")
        elif one.attribute == "pattern":
            found |= printed(flat, first, one.verb, one.value)
        else:
            name = "colour" if one.attribute == "ground" else one.attribute
            found[name] = same(name, flat[name], one.value)
    return found


def any_cloth(flat: Flat, first: Flat) -> str:
    return "right" if flat["material"] == first["material"] else "moot"


def shows(flat: Flat, category: str) -> bool:
    return (
        flat["material"] not in ("cotton", "denim", "linen", "velvet", "wool")
        and (category, flat["material"]) not in FAINT
        and flat["colour"] not in PALE
    )


def in_cloth(flat: Flat, first: Flat, category: str) -> dict[str, str]:
    found = {name: same(name, flat[name], first[name]) for name in CLOTH}
    found["category"] = "right" if flat["category"] == category else "wrong"
    if not (shows(first, first["category"]) and shows(first, category)):
        found["material"] = any_cloth(flat, first)
    if category in NAMED and flat["category"] == category:
        name, values = NAMED[category]
        found[name] = "right" if flat[name] in values else "moot"
    return found


def borrowed(flat: Flat, donor: Flat, attribute: str) -> dict[str, str]:
    names = ("pattern", "accent", "motif") if attribute == "pattern" else (attribute,)
    return {name: same(name, flat[name], donor[name]) for name in names}


def without(flat: Flat, attribute: str, value: str) -> dict[str, str]:
    turned = {"right": "wrong", "moot": "moot", "wrong": "right"}
    found = {attribute: turned[same(attribute, flat[attribute], value)]}
    return found | ({"accent": "right", "motif": "right"} if attribute == "pattern" else {})


def printed(flat: Flat, first: Flat, verb: str, value: str) -> dict[str, str]:
    if verb == "remove":
        return {name: same(name, flat[name], "none") for name in ("accent", "motif")} | {
            "pattern": same("pattern", flat["pattern"], "plain")
        }
    graphic = value in words.MOTIFS
    found = {
        "pattern": same("pattern", flat["pattern"], "graphic" if graphic else value),
        "motif": same("motif", flat["motif"], value if graphic else "none"),
    }
    if flat["accent"] == "none":
        found["accent"] = "wrong"
    elif first["accent"] in ("none", flat["accent"]):
        found["accent"] = "right"
    else:
        found["accent"] = "moot"
    return found


def beyond(flat: Flat, first: Flat, attribute: str, verb: str) -> str:
    value, old = flat[attribute], first[attribute]
    aside: dict[str, float] = {}
    if attribute == "length":
        order = LONGER.get(first["category"], UPPER)
    elif attribute == "sleeve":
        order = ["sleeveless", "short", "three-quarter", "long"]
        aside = {"straps": 0, "puff": 1, "bell": 3}
    elif attribute == "colour":
        order = next(shades for shades in DARKER.values() if old in shades)
    elif first["category"] == "trousers":
        order = ["skinny", "straight", "wide-leg"]
        aside = {"tapered": 1, "flared": 2}
    else:
        order = ["fitted", "regular", "oversized"]
    sign = 1 if verb == "more" else -1

    def further(place: float) -> bool:
        return sign * place > sign * order.index(old)

    if value in order:
        return "right" if further(order.index(value)) else "wrong"
    if value in aside:
        return "moot" if further(aside[value]) else "wrong"
    near = any(alike(attribute, value, one) and further(order.index(one)) for one in order)
    return "moot" if near else "wrong"


def taken(flat: Flat, wish: Wish) -> dict[str, str]:
    category = wish.pointed[0].piece.garment.category
    found = {
        "category": "right" if flat["category"] == category else "wrong",
        "pattern": same("pattern", flat["pattern"], "plain"),
    }
    for pointed in wish.pointed:
        role = pointed.role
        found[role] = same(role, flat[role], getattr(pointed.piece.garment, role))
        if role == "neckline":
            found |= {
                cover: "moot" if flat[cover] == "yes" else "right"
                for cover in ("collar", "hood", "bow")
            }
    return found


def failed(found: Mapping[str, str]) -> set[str]:
    """Return what is wrong; pattern, accent and motif are one thing."""
    return {
        "print" if name in ("pattern", "accent", "motif") else name
        for name, verdict in found.items()
        if verdict == "wrong"
    }


def wished(wish: Wish) -> set[str]:
    names = {one.value if one.attribute == "detail" else one.attribute for one in wish.said}
    prints = {"pattern", "accent"}
    return {"print" if name in prints else "colour" if name == "ground" else name for name in names}


def excluded(flat: Flat, wish: Wish) -> bool:
    """Say whether a piece shows what the words exclude."""
    for one in wish.said:
        if one.verb == "exclude" and flat[one.attribute] == one.value:
            return True
        if one.verb == "remove":
            if one.attribute == "detail" and flat[one.value] == "yes":
                return True
            if one.attribute == "pattern" and one.value in (flat["pattern"], flat["motif"]):
                return True
    return False


def sort(
    wish: Wish, pieces: Sequence[tuple[str, Flat]], split: str
) -> tuple[set[str], set[str], set[str], set[str]]:
    """Return targets, ignored, hard and forbidden, without the swapped question's answers."""
    targets, ignored, hard, forbidden = set[str](), set[str](), set[str](), set[str]()
    closest = []
    pointed = {one.piece.id for one in wish.pointed}
    category = wish.pointed[0].piece.garment.category
    elsewhere = "category" in wished(wish)
    for name, flat in pieces:
        if name in pointed or (flat["category"] != category and not elsewhere):
            continue
        if flat["category"] == category and excluded(flat, wish):
            forbidden.add(name)
        found = verdicts(flat, wish)
        wrong = failed(found)
        if not wrong:
            whole = "moot" not in found.values() and in_split(flat, split)
            (targets if whole else ignored).add(name)
        elif len(wrong) == 1:
            hard.add(name)
        elif not wrong & (wished(wish) | {"category"}):
            closest.append((len(wrong), name))
    return targets, ignored, hard | {name for _, name in sorted(closest)[:3]}, forbidden
