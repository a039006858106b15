"""The values of attributes in English, where they are not said as the atelier names them."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "colour": "colour",
    "length": "length",
    "material": "fabric",
    "neckline": "neckline",
    "pattern": "print",
    "silhouette": "cut",
    "sleeve": "sleeves",
}
PRINTS: Mapping[str, str] = {
    "check": "checks",
    "dots": "polka dots",
    "floral": "flowers",
    "houndstooth": "houndstooth",
    "pinstripes": "pinstripes",
    "stripes": "stripes",
    "cat": "cat face print",
    "leaf": "leaf print",
    "mountain": "mountain print",
    "rings": "striped disc print",
    "sun": "sun print",
    "wave": "wave print",
}
SLEEVES: Mapping[str, str] = {
    "straps": "thin straps",
    "sleeveless": "no sleeves",
    "short": "short sleeves",
    "puff": "puff sleeves",
    "three-quarter": "three-quarter sleeves",
    "long": "long sleeves",
    "bell": "bell sleeves",
}
NECKLINES: Mapping[str, str] = {
    "crew": "a round neck",
    "v-neck": "a V-neck",
    "scoop": "a scoop neck",
    "square": "a square neckline",
    "boat": "a boat neck",
    "turtleneck": "a roll neck",
}
LENGTHS: Mapping[str, str] = {
    "mini": "mini",
    "short": "shorts-length",
    "knee": "knee-length",
    "midi": "midi",
    "maxi": "maxi",
    "cropped": "cropped",
    "regular": "hip-length",
    "full": "full-length",
    "long": "longline",
}
SHAPES: Mapping[str, str] = {
    "a-line": "an A-line cut",
    "fitted": "a slim fit",
    "oversized": "an oversized fit",
    "pencil": "a pencil shape",
    "pleated": "pleats all round",
    "regular": "a regular fit",
    "wide-leg": "wide legs",
    "skinny": "skinny legs",
    "straight": "straight legs",
    "tapered": "tapered legs",
}
CLOTHS: Mapping[str, str] = {"knit": "chunky knit"}
DETAILS: Mapping[str, str] = {
    "buttons": "buttons down the front",
    "pockets": "pockets",
    "ruffle hem": "a ruffled hem",
    "turn-ups": "turn-ups",
    "zip": "a front zip",
}
ITEMS: Mapping[str, str] = {"t-shirt": "T-shirt"}
