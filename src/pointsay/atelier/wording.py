"""Saying what a garment is: article names, titles and captions, truthful and varied.

Every sentence is built from the garment's attributes alone, so whatever is said can be seen.
"""

from __future__ import annotations

from collections.abc import Callable

from pointsay.atelier import vocabulary as words
from pointsay.atelier.chance import Rng, pick, shuffled
from pointsay.atelier.garment import Garment

PLURAL = frozenset({"trousers"})
_MOTIF_WORDS = {
    "cat": "cat face",
    "leaf": "leaf",
    "mountain": "mountain",
    "rings": "striped disc",
    "sun": "sun",
    "wave": "wave",
}
_SLEEVE_WORDS = {
    "straps": ("thin straps", "spaghetti straps", "narrow shoulder straps"),
    "short": ("short sleeves",),
    "puff": ("puff sleeves", "short puffed sleeves"),
    "three-quarter": ("three-quarter sleeves",),
    "long": ("long sleeves",),
    "bell": ("bell sleeves", "flared bell sleeves"),
}
_NECK_WORDS = {
    "crew": ("a round neck", "a crew neck"),
    "v-neck": ("a v-neck", "a v-neckline"),
    "scoop": ("a scoop neck", "a deep round neckline"),
    "square": ("a square neckline", "a square neck"),
    "boat": ("a boat neck", "a wide boat neckline"),
    "turtleneck": ("a roll neck", "a turtleneck"),
}
_SHAPE_WORDS = {
    "a-line": "A-line",
    "fit-and-flare": "fit-and-flare",
    "fitted": "slim-fit",
    "flared": "flared",
    "oversized": "oversized",
    "pencil": "pencil",
    "pleated": "pleated",
    "regular": "regular-fit",
    "sheath": "sheath",
    "shift": "shift",
    "skinny": "skinny",
    "straight": "straight",
    "tapered": "tapered",
    "wide-leg": "wide-leg",
}
_LENGTH_WORDS = {
    "mini": "mini",
    "knee": "knee-length",
    "midi": "midi",
    "maxi": "maxi",
    "cropped": "cropped",
    "long": "longline",
    "full": "full-length",
    "short": "short",
    "regular": "regular",
}


def article_name(garment: Garment) -> str:
    """Return what a shop calls the bare article: "pencil skirt", "polo shirt", "jeans"."""
    return _NAMERS[garment.category](garment)


def _dress(garment: Garment) -> str:
    return f"{_SHAPE_WORDS[garment.silhouette]} dress"


def _skirt(garment: Garment) -> str:
    return f"{_SHAPE_WORDS[garment.silhouette]} skirt"


def _trousers(garment: Garment) -> str:
    if garment.length == "short":
        return "shorts"
    if garment.length == "knee":
        return "bermuda shorts"
    return "jeans" if garment.material == "denim" else "trousers"


def _t_shirt(garment: Garment) -> str:
    if garment.sleeve == "straps":
        return "camisole top"
    if garment.sleeve == "sleeveless":
        return "tank top"
    if garment.has("collar") and garment.has("buttons"):
        return "polo shirt"
    dressy = garment.material == "satin" or garment.neckline in ("boat", "square")
    return "top" if dressy or garment.sleeve == "puff" else "t-shirt"


def _sweater(garment: Garment) -> str:
    if garment.has("hood"):
        return "hooded sweater"
    if garment.has("buttons") and garment.neckline in ("crew", "v-neck"):
        return "cardigan"
    return "sweatshirt" if garment.material == "cotton" else "sweater"


def _jacket(garment: Garment) -> str:
    lapels = garment.has("collar") and garment.neckline == "v-neck"
    if lapels and garment.has("buttons") and garment.length == "regular":
        return "blazer"
    return "coat" if garment.length == "long" else "jacket"


_NAMERS: dict[str, Callable[[Garment], str]] = {
    "dress": _dress,
    "jacket": _jacket,
    "shirt": lambda _: "shirt",
    "skirt": _skirt,
    "sweater": _sweater,
    "t-shirt": _t_shirt,
    "trousers": _trousers,
}


def plural(garment: Garment) -> bool:
    """Say whether the article's name is a plural ("these trousers")."""
    return garment.category in PLURAL


def with_article(phrase: str) -> str:
    """Put "a" or "an" before a phrase, by its sound."""
    word = phrase.split()[0].lower()
    vowel = word[0] in "aeiou" and not word.startswith(("one", "uni", "use"))
    return f"{'an' if vowel else 'a'} {phrase}"


def pattern_phrase(garment: Garment) -> str:
    """Return what is seen on the ground: "white stripes"; empty for plain cloth."""
    accent = garment.accent or ""
    return {
        "check": with_article(f"{accent} check"),
        "dots": f"{accent} polka dots",
        "floral": f"{accent} flowers",
        words.GRAPHIC: with_article(f"{accent} {_MOTIF_WORDS.get(garment.motif, '')} print"),
        "houndstooth": with_article(f"{accent} houndstooth pattern"),
        "pinstripes": f"{accent} pinstripes",
        words.PLAIN: "",
        "stripes": f"{accent} stripes",
    }[garment.pattern]


_PATTERN_ADJECTIVES = {
    "check": "checked",
    "dots": "polka-dot",
    "floral": "floral",
    "houndstooth": "houndstooth",
    "pinstripes": "pinstriped",
    "stripes": "striped",
}


def detail_phrase(detail: str, garment: Garment) -> str:
    """Return a detail as it is said: "a zip", "a lace hem", "patch pockets"."""
    if detail == "buttons":
        return "a button front" if garment.category != "t-shirt" else "a buttoned neck"
    if detail == "zip":
        return "a front zip"
    if detail == "collar":
        lapels = garment.category == "jacket" and garment.neckline == "v-neck"
        return "lapels" if lapels else "a collar"
    if detail in ("pockets", "turn-ups"):
        return detail
    return f"a {detail}"


def _said_details(garment: Garment) -> list[str]:
    """Return the details worth saying: not those that the article's name implies."""
    name = article_name(garment)
    implied = {
        "cardigan": {"buttons"},
        "polo shirt": {"collar", "buttons"},
        "hooded sweater": {"hood"},
        "blazer": {"collar", "buttons"},
        "shirt": {"buttons", "collar"},
    }.get(name, set())
    said = [detail_phrase(name, garment) for name in garment.details if name not in implied]
    if name == "shirt" and not garment.has("collar"):
        said.append("no collar")
    return said


def join(parts: list[str]) -> str:
    """Join phrases as in speech: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _shape(garment: Garment) -> list[str]:
    """Return the words before the name: length and shape, where the name does not hold them."""
    name, result = article_name(garment), []
    if garment.sleeve == "sleeveless" and name != "tank top":
        result.append("sleeveless")
    implied = name in ("shorts", "bermuda shorts", "coat")
    if garment.length not in ("regular", "full") and not implied:
        result.append(_LENGTH_WORDS[garment.length])
    shape = _SHAPE_WORDS[garment.silhouette]
    if shape not in name and garment.silhouette != "regular":
        result.append(shape)
    return result


def _material(garment: Garment) -> str:
    name = article_name(garment)
    return {"knit": "knitted", "wool": "wool", "jeans": ""}.get(
        name if name == "jeans" else garment.material, garment.material
    )


def title(garment: Garment, rng: Rng) -> str:
    """Return a shop title such as "Navy striped cotton t-shirt with long sleeves"."""
    adjective = _PATTERN_ADJECTIVES.get(garment.pattern, "")
    if garment.pattern == words.GRAPHIC:
        adjective = f"{_MOTIF_WORDS[garment.motif]} print".replace(" ", "-")
    name = article_name(garment)
    head = [garment.colour, adjective, *_shape(garment), _material(garment), name]
    text = " ".join(part for part in head if part)
    said = _said_details(garment)
    sleeve = _SLEEVE_WORDS.get(garment.sleeve, ("",))[0]
    extras = [*said[:2], *([sleeve] if sleeve and rng.random() < 0.4 else [])]
    if not extras:
        return _capital(text)
    form = rng.random()
    if form < 0.72:
        return _capital(f"{text} with {join([_bare(extra) for extra in extras])}")
    return _capital(f"{text}, {', '.join(_bare(extra) for extra in extras)}")


def _bare(phrase: str) -> str:
    """Drop the article, as titles do."""
    return phrase.removeprefix("a ").removeprefix("an ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def features(garment: Garment, rng: Rng) -> list[str]:
    """Return everything beyond colour, cloth and shape as phrases that follow "with"."""
    result = []
    print_words = pattern_phrase(garment)
    if print_words:
        result.append(print_words)
    rest = []
    if garment.sleeve != words.NONE and not _sleeve_in_name(garment):
        rest.append(pick(rng, _SLEEVE_WORDS[garment.sleeve]))
    if garment.neckline != words.NONE and not _neck_hidden(garment):
        rest.append(pick(rng, _NECK_WORDS[garment.neckline]))
    return result + shuffled(rng, rest) + shuffled(rng, _said_details(garment))


def _sleeve_in_name(garment: Garment) -> bool:
    """Say whether the words before the name, or the name itself, tell the sleeve."""
    return garment.sleeve == "sleeveless"


def _neck_hidden(garment: Garment) -> bool:
    """Say whether a collar or hood hides which neckline is below it."""
    covered = garment.has("collar") or garment.has("hood")
    return covered and garment.neckline == "crew"


def captions(garment: Garment, rng: Rng) -> list[str]:
    """Return four different truthful captions of one garment."""
    name, colour, cloth = article_name(garment), garment.colour, _material(garment)
    shape = " ".join(_shape(garment))
    many = plural(garment)
    body = " ".join(part for part in (shape, cloth, name) if part)
    coloured = f"{colour} {body}"
    first = coloured if many else with_article(coloured)
    audience = "women's" if garment.audience == "women" else "men's"
    said = [features(garment, rng) for _ in range(4)]
    withs = [f" with {join(parts)}" if parts else "" for parts in said]
    made = cloth_noun(garment)
    verb, pronoun = ("are", "They") if many else ("is", "It")
    this = "These" if many else "This"
    has = "have" if many else "has"
    plain = " ".join(part for part in (shape, name) if part)
    second = f"{audience} {plain} in {colour} {made}{withs[1]}"
    third = f"{this} {plain} {verb} made of {colour} {made}"
    third += f" and {has} {join(said[2])}." if said[2] else "."
    detail = f" {pronoun} {has} {join(said[3])}." if said[3] else ""
    return [
        f"{first}{withs[0]}",
        second,
        third,
        f"{_capital(coloured if many else with_article(coloured))} for {garment.audience}.{detail}",
    ]


def cloth_noun(garment: Garment) -> str:
    """Return the cloth as a noun: "cotton", "knitwear"."""
    return {"knit": "chunky knit"}.get(garment.material, garment.material)


def caption(garment: Garment, rng: Rng) -> str:
    """Return one truthful caption."""
    return pick(rng, captions(garment, rng))
