"""What the atelier can make: the names of every attribute and what goes with what.

The names are the words a shopper would use. ``none`` means that an attribute does not apply (the
sleeve of a skirt); it is never a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NONE = "none"
PLAIN = "plain"
GRAPHIC = "graphic"

# Muted tones in the manner of Giorgio Morandi's still lifes: some grey in every hue.
MORANDI: Mapping[str, str] = MappingProxyType(
    {
        "morandi grey": "#a9a69f",
        "dusty rose": "#c9989a",
        "sage": "#9aab8e",
        "mauve": "#957488",
        "taupe": "#8a7666",
        "clay": "#b5714f",
        "powder blue": "#a9c0d2",
        "oat": "#d8c6a6",
        "dusty blue": "#6c87a3",
        "lilac grey": "#b3a8bf",
    }
)

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "black": "#1c1c1f",
        "charcoal": "#47494e",
        "grey": "#7d8187",
        "white": "#fafafa",
        "ivory": "#f7f0da",
        "beige": "#c9a277",
        "camel": "#b57f38",
        "brown": "#6b4429",
        "navy": "#1f2d50",
        "royal blue": "#2450b8",
        "sky blue": "#6db6e8",
        "teal": "#127c80",
        "mint": "#a5e0c4",
        "emerald": "#0e8a55",
        "forest green": "#22492f",
        "olive": "#6f6b2f",
        "yellow": "#f5d33c",
        "mustard": "#cf9a1e",
        "orange": "#ee7a24",
        "coral": "#f5836c",
        "red": "#cf2233",
        "burgundy": "#6d1a2d",
        "pink": "#f4a6bf",
        "fuchsia": "#cf2a86",
        "lavender": "#bba6e3",
        "purple": "#68399b",
        **MORANDI,
    }
)

PATTERNS = (
    "check",
    "dots",
    "floral",
    GRAPHIC,
    "houndstooth",
    "pinstripes",
    PLAIN,
    "stripes",
)
MOTIFS = ("cat", "leaf", "mountain", "rings", "sun", "wave")
SLEEVES = (NONE, "straps", "sleeveless", "short", "puff", "three-quarter", "long", "bell")
NECKLINES = (NONE, "crew", "v-neck", "scoop", "square", "boat", "turtleneck")
# From short to long: "longer" and "shorter" are steps along this order.
LENGTHS = (
    "mini",
    "short",
    "knee",
    "midi",
    "maxi",
    "cropped",
    "regular",
    "full",
    "long",
)
SILHOUETTES = (
    "a-line",
    "fit-and-flare",
    "fitted",
    "flared",
    "oversized",
    "pencil",
    "pleated",
    "regular",
    "sheath",
    "shift",
    "skinny",
    "straight",
    "tapered",
    "wide-leg",
)
MATERIALS = (
    "chiffon",
    "corduroy",
    "cotton",
    "denim",
    "knit",
    "leather",
    "linen",
    "satin",
    "tweed",
    "velvet",
    "wool",
)
DETAILS = (
    "belt",
    "bow",
    "buttons",
    "collar",
    "drawstring",
    "hood",
    "lace hem",
    "pockets",
    "ruffle hem",
    "slit",
    "turn-ups",
    "zip",
)
AUDIENCES = ("men", "women")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one category allows; lengths run from short to long.

    Attributes:
        sleeves: Names out of `SLEEVES`.
        necklines: Names out of `NECKLINES`.
        lengths: Names out of `LENGTHS`, ordered.
        silhouettes: Names out of `SILHOUETTES`.
        materials: Names out of `MATERIALS`.
        patterns: Names out of `PATTERNS`.
        details: Names out of `DETAILS`.
        required: Details that a garment of this category always has.
        audiences: Who it is cut for.
    """

    sleeves: tuple[str, ...]
    necklines: tuple[str, ...]
    lengths: tuple[str, ...]
    silhouettes: tuple[str, ...]
    materials: tuple[str, ...]
    patterns: tuple[str, ...]
    details: tuple[str, ...]
    required: tuple[str, ...] = ()
    audiences: tuple[str, ...] = AUDIENCES


_UPPER_LENGTHS = ("cropped", "regular", "long")
_UPPER_SHAPES = ("fitted", "regular", "oversized")
_WOVEN_PATTERNS = ("check", "dots", "floral", "houndstooth", "pinstripes", PLAIN, "stripes")

CATEGORIES: Mapping[str, Rules] = MappingProxyType(
    {
        "dress": Rules(
            sleeves=("straps", "sleeveless", "short", "puff", "three-quarter", "long", "bell"),
            necklines=("crew", "v-neck", "scoop", "square", "boat", "turtleneck"),
            lengths=("mini", "knee", "midi", "maxi"),
            silhouettes=("a-line", "fit-and-flare", "sheath", "shift"),
            materials=(
                "chiffon",
                "corduroy",
                "cotton",
                "denim",
                "knit",
                "linen",
                "satin",
                "tweed",
                "velvet",
                "wool",
            ),
            patterns=_WOVEN_PATTERNS,
            details=(
                "belt",
                "bow",
                "buttons",
                "collar",
                "lace hem",
                "pockets",
                "ruffle hem",
                "slit",
                "zip",
            ),
            audiences=("women",),
        ),
        "shirt": Rules(
            sleeves=("sleeveless", "short", "three-quarter", "long", "bell"),
            necklines=("crew", "v-neck"),
            lengths=_UPPER_LENGTHS,
            silhouettes=_UPPER_SHAPES,
            materials=("chiffon", "corduroy", "cotton", "denim", "linen", "satin", "wool"),
            patterns=_WOVEN_PATTERNS,
            details=("bow", "buttons", "collar", "lace hem", "pockets", "ruffle hem"),
            required=("buttons",),
        ),
        "t-shirt": Rules(
            sleeves=("straps", "sleeveless", "short", "puff", "three-quarter", "long"),
            necklines=("crew", "v-neck", "scoop", "square", "boat", "turtleneck"),
            lengths=_UPPER_LENGTHS,
            silhouettes=_UPPER_SHAPES,
            materials=("cotton", "knit", "linen", "satin"),
            patterns=("check", "dots", "floral", GRAPHIC, PLAIN, "stripes"),
            details=("bow", "buttons", "collar", "lace hem", "pockets", "ruffle hem"),
        ),
        "sweater": Rules(
            sleeves=("sleeveless", "short", "three-quarter", "long", "bell"),
            necklines=("crew", "v-neck", "boat", "turtleneck"),
            lengths=_UPPER_LENGTHS,
            silhouettes=_UPPER_SHAPES,
            materials=("cotton", "knit", "wool"),
            patterns=("check", "dots", GRAPHIC, "houndstooth", PLAIN, "stripes"),
            details=("buttons", "collar", "drawstring", "hood", "pockets", "zip"),
        ),
        "jacket": Rules(
            sleeves=("sleeveless", "three-quarter", "long"),
            necklines=("crew", "v-neck", "turtleneck"),
            lengths=_UPPER_LENGTHS,
            silhouettes=_UPPER_SHAPES,
            materials=(
                "corduroy",
                "cotton",
                "denim",
                "leather",
                "linen",
                "tweed",
                "velvet",
                "wool",
            ),
            patterns=("check", "houndstooth", "pinstripes", PLAIN),
            details=("belt", "buttons", "collar", "hood", "pockets", "zip"),
        ),
        "skirt": Rules(
            sleeves=(NONE,),
            necklines=(NONE,),
            lengths=("mini", "knee", "midi", "maxi"),
            silhouettes=("a-line", "flared", "pencil", "pleated"),
            materials=(
                "chiffon",
                "corduroy",
                "cotton",
                "denim",
                "knit",
                "leather",
                "linen",
                "satin",
                "tweed",
                "velvet",
                "wool",
            ),
            patterns=_WOVEN_PATTERNS,
            details=(
                "belt",
                "bow",
                "buttons",
                "lace hem",
                "pockets",
                "ruffle hem",
                "slit",
                "zip",
            ),
            audiences=("women",),
        ),
        "trousers": Rules(
            sleeves=(NONE,),
            necklines=(NONE,),
            lengths=("short", "knee", "cropped", "full"),
            silhouettes=("flared", "skinny", "straight", "tapered", "wide-leg"),
            materials=(
                "corduroy",
                "cotton",
                "denim",
                "leather",
                "linen",
                "satin",
                "tweed",
                "velvet",
                "wool",
            ),
            patterns=("check", "dots", "floral", "houndstooth", "pinstripes", PLAIN, "stripes"),
            details=("belt", "drawstring", "pockets", "turn-ups"),
        ),
    }
)

# Which cloths are woven or printed in which way; a floral leather or a striped velvet is not sold.
MATERIAL_PATTERNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "chiffon": ("dots", "floral", PLAIN, "stripes"),
        "corduroy": (PLAIN,),
        "cotton": PATTERNS,
        "denim": (PLAIN,),
        "knit": ("check", "dots", GRAPHIC, "houndstooth", PLAIN, "stripes"),
        "leather": (PLAIN,),
        "linen": ("check", "floral", "pinstripes", PLAIN, "stripes"),
        "satin": ("dots", "floral", PLAIN, "stripes"),
        "tweed": ("check", "houndstooth", PLAIN),
        "velvet": (PLAIN,),
        "wool": ("check", "houndstooth", "pinstripes", PLAIN),
    }
)

# Looks that are only cut for women here.
WOMEN_ONLY = frozenset(
    {"puff", "bell", "straps", "bow", "lace hem", "ruffle hem", "boat", "square", "scoop", "flared"}
)

# Two details that take the same place.
EXCLUSIVE: tuple[tuple[str, str], ...] = (
    ("buttons", "zip"),
    ("collar", "hood"),
    ("collar", "bow"),
    ("lace hem", "ruffle hem"),
    ("belt", "drawstring"),
)

# A detail and the values of another attribute that it needs.
NEEDS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "collar": ("neckline", ("crew", "v-neck")),
        "hood": ("neckline", ("crew", "v-neck")),
        "bow": ("neckline", (NONE, "crew", "v-neck", "scoop", "square")),
        "slit": ("length", ("knee", "midi", "maxi")),
        "turn-ups": ("length", ("short", "knee", "cropped", "full")),
    }
)
# Silhouettes so full that a slit could not be seen.
NO_SLIT = frozenset({"fit-and-flare", "flared", "pleated"})
# Necklines that straps can hold.
STRAP_NECKLINES = frozenset({"v-neck", "scoop", "square"})
# CIE 1976 distance below which a pattern would not be seen on its ground.
VISIBLE_ACCENT = 28.0
