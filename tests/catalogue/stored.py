"""Entries that a number decides, so that tests can say what a catalogue should hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fakes import DIM
from pointsay.catalogue.entries import Entry
from pointsay.types import Product

if TYPE_CHECKING:
    from pointsay.types import Vector


def unit(number: int, dim: int = DIM) -> Vector:
    vector = np.random.default_rng(number).normal(size=dim).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def entry(number: int, *, title: str = "", look: int | None = None) -> Entry:
    """Product ``number``; ``look`` says which picture it has, its own by default."""
    look = number if look is None else look
    product = Product(f"p{number:03}", title, None, {"n": float(number)})
    return Entry(product, Path("/nowhere"), f"{number}.png", f"{look:064}", unit(look))
