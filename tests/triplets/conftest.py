"""A small shop of plain squares whose attributes are known, mined and worded once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from fakes import COLOURS, ColourEncoder, csv_feed, picture, write_folder
from pointsay.triplets import Triplets, open_triplets
from pointsay.triplets.instruct import Ask, instruct
from pointsay.triplets.mine import mine
from pointsay.triplets.proposing import Wanted
from pointsay.triplets.shelf import Shelf, read_shelf
from pointsay.triplets.store import PICTURES, checked, read_card
from pointsay.triplets.supplies import catalogue

WANTED = Wanted(each=1, low=-1.0, high=1.0, seed=3)
TYPES = ("Tshirts", "Dresses")
SHADES = ("black", "red", "navy", "yellow", "grey")


def rows() -> Iterator[dict[str, str]]:
    """Yield products: each type in each colour for both audiences; three lines of each."""
    for number, (kind, colour, audience, line) in enumerate(
        product(TYPES, SHADES, ("Men", "Women"), range(2))
    ):
        yield {
            "product_id": f"p{number:03}",
            "title": f"{colour.title()} thing {line}",
            "article_type": kind,
            "base_colour": colour.title(),
            "gender": audience,
            "family": f"{kind}-{audience}-{line}",
            "season": "Summer",
        }


def tint(colour: str, number: int) -> tuple[int, int, int]:
    """A shade of a colour for each number, too unlike another to be taken for it."""
    red, green, blue = COLOURS[colour]
    return ((red + 11 * (number % 7)) % 256, (green + 13 * (number % 5)) % 256, blue)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    listed = list(rows())
    files = {
        f"{row['product_id']}.png": picture(tint(row["base_colour"].lower(), at), (64, 64))
        for at, row in enumerate(listed)
    }
    files["products.csv"] = csv_feed(listed)
    return write_folder(tmp_path_factory.mktemp("shop"), files)


@pytest.fixture(scope="session")
def mined(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pairs")
    mine(catalogue(shop), ColourEncoder(), folder, WANTED, licence="CC0")
    return folder


@pytest.fixture(scope="session")
def shelf(mined: Path) -> Shelf:
    return read_shelf(checked(mined, read_card(mined), PICTURES))


@pytest.fixture(scope="session")
def worded(mined: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("triplets")
    instruct(mined, folder, ColourEncoder(), Ask(least=None, seed=5))
    return folder


@pytest.fixture(scope="session")
def triplets(worded: Path) -> Triplets:
    return open_triplets(worded)
