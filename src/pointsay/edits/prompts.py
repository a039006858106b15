"""How an encoder is asked about one attribute, and which values it is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pointsay.edits.edit import Kind

    Vocabulary = Mapping[Kind, Sequence[str]]

# Values in the lexicon's words, far enough apart for an encoder to tell one from another. A shop
# with other goods gives its own.
TYPES = (
    "t-shirt, shirt, polo shirt, top, blouse, tank top, tunic, sweater, sweatshirt, hoodie, "
    "cardigan, jacket, coat, blazer, waistcoat, suit, tracksuit, jumpsuit, dress, skirt, jeans, "
    "trousers, track pants, leggings, capris, shorts, kurta, kurti, saree, nightdress, "
    "casual shoes, sports shoes, formal shoes, boots, sandals, flip flops, flats, heels, "
    "socks, cap, hat, scarf, necktie, belts, gloves, watch, sunglasses, handbag, clutch, "
    "backpack, laptop bag, duffel bag, wallet, earrings, necklace, bracelet, ring, headband, "
    "lipstick, nail polish, perfume, deodorant, sofa, chair, table, lamp, rug, cushion, mug, vase, "
    "juice, milk, yoghurt, apple, tomato"
)
COLOURS = (
    "black, white, ivory, cream, beige, tan, brown, grey, charcoal, silver, gold, red, maroon, "
    "burgundy, orange, peach, mustard, yellow, olive, green, teal, turquoise, blue, navy blue, "
    "lavender, purple, magenta, pink, khaki, multicoloured"
)
VOCABULARY: Vocabulary = {
    "type": tuple(TYPES.split(", ")),
    "colour": tuple(COLOURS.split(", ")),
    "audience": ("men", "women", "boys", "girls"),
    "pattern": ("plain", "striped", "checked", "floral", "polka dot", "printed", "graphic print"),
    "sleeve": ("long sleeves", "short sleeves", "sleeveless"),
    "neckline": ("round neck", "v-neck", "collar", "roll neck", "hood"),
}

_PROMPTS: Mapping[Kind, str] = {
    "type": "a photo of {}",
    "colour": "in {}",
    "audience": "for {}",
    "occasion": "for {}",
    "season": "for {}",
    "sleeve": "with {}",
    "neckline": "with {}",
    "detail": "with {}",
    "material": "made of {}",
    "brand": "by {}",
}


def prompt(kind: Kind, text: str) -> str:
    """Return one attribute as a text of its own.

    Example:
        >>> prompt("colour", "navy blue"), prompt("type", "shirt"), prompt("pattern", "striped")
        ('in navy blue', 'a photo of a shirt', 'striped')
    """
    said = with_article(text) if kind == "type" else text
    return _PROMPTS.get(kind, "{}").format(said)


def with_article(noun: str) -> str:
    """Return a noun with its article; plurals have none.

    Example:
        >>> [with_article(one) for one in ("apron", "dress", "casual shoes")]
        ['an apron', 'a dress', 'casual shoes']
    """
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    return f"{'an' if noun[:1] in tuple('aeiou') else 'a'} {noun}"
