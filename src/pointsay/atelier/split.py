"""Which garments may be trained on: whole combinations of attributes are kept for testing.

A garment of a held-out combination may share each of its attributes with garments that were seen,
but nobody has seen them together: a lilac tweed jacket, when lilac jackets and tweed jackets were
trained on. So the test asks for understanding, not for memory.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pointsay.atelier.garment import Garment

Split = Literal["train", "val", "test"]


def combination(garment: Garment) -> tuple[str, str, str]:
    """Return what decides the split: category, colour and pattern."""
    return garment.category, garment.colour, garment.pattern


def split_of(garment: Garment) -> Split:
    """Return the split: about 70 % of the combinations train, 10 % val, 20 % test."""
    return split_named(*combination(garment))


def split_named(category: str, colour: str, pattern: str) -> Split:
    """Return the split of a combination by its names, as a shop's feed has them."""
    digest = hashlib.sha256("/".join((category, colour, pattern)).encode()).digest()
    share = int.from_bytes(digest[:4]) / 2**32
    return "train" if share < 0.7 else "val" if share < 0.8 else "test"
