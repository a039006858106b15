from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pointsay.atelier import Garment, InvalidGarment, draw, random_garment, render, vocabulary
from pointsay.atelier.chance import Chance
from pointsay.atelier.colour import distance, to_hex
from pointsay.errors import InvalidLimit

PLAIN_OF = {
    "dress": {"sleeve": "short", "neckline": "crew", "length": "knee", "silhouette": "shift"},
    "jacket": {"sleeve": "long", "neckline": "crew"},
    "shirt": {"sleeve": "long", "neckline": "crew", "details": ("buttons",)},
    "skirt": {"length": "midi", "silhouette": "a-line"},
    "sweater": {"sleeve": "long", "neckline": "crew"},
    "t-shirt": {"sleeve": "short", "neckline": "crew"},
    "trousers": {"length": "full", "silhouette": "straight"},
}


def plain(category: str, colour: str = "dusty blue") -> Garment:
    return Garment(category, colour, **PLAIN_OF[category])  # type: ignore[arg-type]


def pixels(garment: Garment, seed: int = 0, width: int = 120) -> NDArray[np.int16]:
    with Image.open(io.BytesIO(render(garment, seed, width))) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)


def neighbours(garment: Garment) -> Iterator[tuple[str, Garment]]:
    """Yield every garment that differs in one word."""
    rules = vocabulary.CATEGORIES[garment.category]
    options = {
        "sleeve": rules.sleeves,
        "neckline": rules.necklines,
        "length": rules.lengths,
        "silhouette": rules.silhouettes,
        "material": rules.materials,
        "pattern": rules.patterns,
        "audience": rules.audiences,
    }
    changes: list[dict[str, object]] = [
        {name: value} for name, values in options.items() for value in values
    ]
    changes += [{"details": {*garment.details} ^ {name}} for name in rules.details]
    for change in changes:
        try:
            other = garment.changed(**change)
        except InvalidGarment:
            continue
        if other != garment:
            yield str(change), other


@pytest.mark.parametrize("category", vocabulary.CATEGORIES)
def test_every_single_change_is_seen(category: str) -> None:
    garment = plain(category)
    before = pixels(garment, width=240)
    seen = 0
    for change, other in neighbours(garment):
        changed = np.abs(pixels(other, width=240) - before).max(axis=2) > 12
        # A button or a seam is small; half a thousandth of the picture is about 40 pixels.
        assert changed.mean() > 0.0005, change
        seen += 1
    assert seen > 10


def test_detail_changes_only_its_place() -> None:
    garment = plain("t-shirt", "sage")
    changed = np.abs(pixels(garment.with_detail("pockets")) - pixels(garment)).max(axis=2) > 4
    assert changed.any()
    rows, columns = np.nonzero(changed)
    assert np.ptp(columns) < 40
    assert np.ptp(rows) < 40


@pytest.mark.parametrize("category", vocabulary.CATEGORIES)
def test_length_is_length(category: str) -> None:
    """Longer garments are taller for their width, whatever the scale of the picture."""
    ratios = []
    for length in vocabulary.CATEGORIES[category].lengths:
        garment = plain(category, "black").changed(length=length)
        dark = pixels(garment).max(axis=2) < 70
        row = np.nonzero(dark.any(axis=1))[0]
        half = dark.shape[1] // 2
        band = dark[row[0] : row[0] + max(1, len(row) // 6), half - 35 : half + 35]
        ratios.append(np.ptp(row) / band.sum(axis=1).max())
    assert ratios == sorted(ratios)


@pytest.mark.parametrize("colour", vocabulary.COLOURS)
@pytest.mark.parametrize("category", ["dress", "jacket", "trousers"])
def test_plain_colour_is_the_named_colour(category: str, colour: str) -> None:
    picture = pixels(plain(category, colour), width=90)
    other = pixels(plain(category, "black" if colour != "black" else "white"), width=90)
    # Where another colour changes the picture, there is cloth.
    cloth = np.abs(picture - other).max(axis=2) > (25 if colour != "charcoal" else 12)
    mean = picture[cloth].mean(axis=0)
    shown = to_hex((mean[0], mean[1], mean[2]))
    named = vocabulary.COLOURS[colour]
    assert distance(shown, named) < 16, (shown, named)


@pytest.mark.parametrize("seed", range(60))
def test_random_garments_render(seed: int) -> None:
    garment = random_garment(Chance("render", seed))
    svg = draw(garment, seed)
    assert "<text" not in svg
    assert "nan" not in svg
    assert svg == draw(garment, seed)
    picture = pixels(garment, seed, 60)
    assert picture.shape == (80, 60, 3)
    # The garment keeps clear of the top and the sides, so nothing is cut off.
    edge = np.concatenate([picture[:, :1].reshape(-1, 3), picture[:1].reshape(-1, 3)])
    assert edge.min() > 185


def test_seed_varies_the_shot_not_the_garment() -> None:
    garment = plain("dress")
    assert draw(garment, 0) != draw(garment, 1)
    assert draw(garment, 0) != draw(garment, 16)
    one, other = pixels(garment, 0), pixels(garment, 16)
    assert np.abs(one - other).mean() < 12


@pytest.mark.parametrize("width", [16, 2400])
def test_width_limits(width: int) -> None:
    assert pixels(plain("t-shirt"), width=width).shape == (width * 4 // 3, width, 3) or width == 16


@pytest.mark.parametrize("width", [0, 15, 2401])
def test_width_out_of_range(width: int) -> None:
    with pytest.raises(InvalidLimit):
        render(plain("t-shirt"), width=width)
