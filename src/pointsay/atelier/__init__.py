"""The atelier: a shop of garments drawn by our own code, with exact ground truth.

Example:
    >>> from pointsay.atelier import asks, design_shop
    >>> shop = design_shop(40, seed=7)
    >>> question = asks(shop, 1, seed=7)[0]
    >>> question.reference.id in question.target_ids
    False
"""

from pointsay.atelier.contact import contact_sheet
from pointsay.atelier.drawing import draw
from pointsay.atelier.edits import Ask, ShopIndex, ask, asks
from pointsay.atelier.garment import Garment, InvalidGarment
from pointsay.atelier.render import render, render_shop
from pointsay.atelier.shop import Piece, design_shop, random_garment
from pointsay.atelier.wording import captions, title

__all__ = [
    "Ask",
    "Garment",
    "InvalidGarment",
    "Piece",
    "ShopIndex",
    "ask",
    "asks",
    "captions",
    "contact_sheet",
    "design_shop",
    "draw",
    "random_garment",
    "render",
    "render_shop",
    "title",
]
