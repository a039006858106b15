"""Comparatives: what "shorter" and "more formal" compare."""

from collections.abc import Iterable

from pointsay.edits.edit import Comparative, Kind

# Quality to (kind, forms that mean more of it, forms that mean less of it).
# The first of each is the canonical comparative.
QUALITIES: dict[str, tuple[Kind, str, str]] = {
    "long": (
        "length",
        "longer, lengthier, reach further, reach lower, end lower, come further down",
        "shorter, less long, end higher, stop higher, some length off, less length",
    ),
    "bright": ("colour", "brighter, more vivid, louder, bolder", "duller, more muted"),
    "dark": ("colour", "darker, deeper", "lighter, paler, less dark"),
    "warm coloured": ("colour", "warmer in colour", "cooler in colour"),
    "colourful": ("colour", "more colourful", "less colourful"),
    "loose": (
        "fit",
        "looser, baggier, roomier, flowier, more room, a bit more room, a little more room",
        "tighter, slimmer, skinnier, closer, closer fitting, snugger, closer to the body, "
        "sitting closer to the body",
    ),
    "wide": ("fit", "wider, broader", "narrower"),
    "big": ("size", "bigger, larger", "smaller, tinier, more compact"),
    "tall": ("size", "taller", "less tall"),
    "cheap": ("price", "cheaper, less expensive, less pricey", "more expensive, pricier"),
    "fancy": ("style", "fancier, dressier, classier", "plainer, simpler"),
    "shiny": ("style", "shinier, glossier, sparklier, shiner", "duller finish"),
    "soft": ("material", "softer", "stiffer"),
    "thick": ("material", "thicker, chunkier, heavier", "thinner, more lightweight"),
    "sheer": ("material", "sheerer, more transparent", "less see through, more opaque"),
    "warm": ("material", "warmer", "cooler"),
    "sexy": ("style", "sexier, more revealing", "more modest, more conservative"),
    "cute": ("style", "cuter, girlier", "less cute"),
    "sporty": ("style", "sportier", "less sporty"),
    "trendy": ("style", "trendier, edgier", "less trendy"),
    "nice": ("style", "nicer, prettier, better", "uglier"),
    "cosy": ("style", "comfier, cosier, cozier", "less comfortable"),
    "high": ("detail", "higher", "lower"),
    "pointy": ("detail", "pointier, sharper", "rounder, blunter"),
    "deep": ("neckline", "deeper neckline, lower cut", "less deep"),
    "open": ("detail", "more open", "more closed"),
    "flat": ("detail", "flatter", "less flat"),
    "smooth": ("material", "smoother", "rougher"),
    "white": ("colour", "more white, whiter", "less white"),
    "black": ("colour", "more black, blacker", "less black"),
    "grey": ("colour", "more grey, greyer", "less grey"),
    "red": ("colour", "more red, redder", "less red"),
    "pink": ("colour", "more pink, pinker", "less pink"),
    "blue": ("colour", "more blue, bluer", "less blue"),
    "green": ("colour", "more green, greener", "less green"),
    "yellow": ("colour", "more yellow, yellower", "less yellow"),
    "brown": ("colour", "more brown, browner", "less brown"),
    "busy": ("pattern", "busier", "less busy"),
    "sweet": ("other", "sweeter", "less sweet"),
    "ripe": ("other", "riper", "less ripe"),
}  # fmt: skip

# Plain adjectives to the quality that they have much or little of: "too short", "not as long".
ADJECTIVES: dict[str, tuple[str, bool]] = {
    "long": ("long", True),
    "short": ("long", False),
    "dark": ("dark", True),
    "light": ("dark", False),
    "pale": ("dark", False),
    "bright": ("bright", True),
    "vibrant": ("bright", True),
    "dull": ("bright", False),
    "loose": ("loose", True),
    "baggy": ("loose", True),
    "wide": ("wide", True),
    "narrow": ("wide", False),
    "big": ("big", True),
    "large": ("big", True),
    "small": ("big", False),
    "tall": ("tall", True),
    "expensive": ("cheap", False),
    "pricey": ("cheap", False),
    "cheap": ("cheap", True),
    "soft": ("soft", True),
    "thick": ("thick", True),
    "thin": ("thick", False),
    "high": ("high", True),
    "low": ("high", False),
    "open": ("open", True),
    "closed": ("open", False),
    "colourful": ("colourful", True),
    "busy": ("busy", True),
    "sweet": ("sweet", True),
    "ripe": ("ripe", True),
}

# Verbs that ask for more or less of a quality: "shorten the sleeves".
VERBS: dict[str, tuple[str, bool]] = {
    "lengthen": ("long", True),
    "shorten": ("long", False),
    "loosen": ("loose", True),
    "tighten": ("loose", False),
    "widen": ("wide", True),
    "darken": ("dark", True),
    "lighten": ("dark", False),
    "brighten": ("bright", True),
    "soften": ("soft", True),
    "thicken": ("thick", True),
    "raise": ("high", True),
    "enlarge": ("big", True),
    "shrink": ("big", False),
}


def is_said_of_part(one: Comparative, others: Iterable[Comparative]) -> bool:
    """Say whether a comparative only repeats a part's: "too much sleeve, shorten them".

    Args:
        one: Said of the whole product, by the looks of it.
        others: All that is compared.
    """
    kind = QUALITIES[one.quality][0] if one.quality in QUALITIES else None
    parts = ((other.quality, other.way) for other in others if other.kind != kind)
    return one.kind == kind and (one.quality, one.way) in parts
