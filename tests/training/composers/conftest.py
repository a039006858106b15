"""A tiny shop, and what composers learn from it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("lightning", reason="training composers needs the train extra")

from fakes import ColourEncoder, csv_feed, picture, write_folder
from pointsay.training.composers.examples import Examples, read_examples
from pointsay.training.composers.shop import triplets_of_shop
from pointsay.triplets import open_triplets

SHADES = {"red": (230, 20, 20), "blue": (20, 40, 230), "green": (10, 170, 40)}
KINDS = ("dress", "shirt", "skirt", "jacket")


def write_shop(folder: Path) -> Path:
    """Three colours of everything, each a little darker than the last; returns the feed."""
    rows, files = [], {}
    for at, kind in enumerate(KINDS):
        for colour, (red, green, blue) in SHADES.items():
            one = f"{colour}-{kind}"
            shade = (max(red - 14 * at, 0), max(green - 9 * at, 0), max(blue - 17 * at, 0))
            files[f"{one}.png"] = picture(shade, (64, 64))
            rows.append(
                {
                    "product_id": one,
                    "title": f"{colour} {kind}",
                    "base_colour": colour.title(),
                    "article_type": kind.title(),
                    "gender": "Women",
                    "image": f"{one}.png",
                }
            )
    write_folder(folder, {**files, "products.csv": csv_feed(rows)})
    return folder / "products.csv"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feed."""
    return write_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def folder(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The triplets of the shop."""
    work = tmp_path_factory.mktemp("made")
    return triplets_of_shop(shop, ColourEncoder(), work, images=shop.parent)


@pytest.fixture(scope="session")
def examples(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Examples:
    """The same as rows of vectors."""
    return read_examples(open_triplets(folder), ColourEncoder(), tmp_path_factory.mktemp("kept"))
