from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pointsay.atelier import design_shop
from pointsay.atelier.split import split_of
from pointsay.encoders.preprocess import Letterbox
from pointsay.training import corpora

LETTERBOX = Letterbox(24, 18)


def _jpeg(level: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), (level, level, level)).save(buffer, "JPEG")
    return buffer.getvalue()


def _row(product_id: str, **values: str) -> dict[str, str]:
    row = {
        "product_id": product_id,
        "title": f"Title {product_id}",
        "gender": "Men",
        "article_type": "Tshirts",
        "base_colour": "Navy Blue",
        "split": "train",
        "image_set": "hi",
        "colour_check": "ok",
    }
    return {**row, **values}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    rows = [
        _row("1"),
        _row("2", split="val"),
        _row("3", image_set="lo"),
        _row("4", colour_check="weak", title="Checked Shirt"),
    ]
    with (tmp_path / "products.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    for name in ("hi", "lo"):
        with zipfile.ZipFile(tmp_path / f"images_{name}_train.zip", "w") as archive:
            for row in rows:
                archive.writestr(f"{row['product_id']}.jpg", _jpeg(10 * int(row["product_id"])))
    return tmp_path


def test_only_train_rows_of_the_asked_set_enter(shop: Path) -> None:
    hi, lo = (corpora.photos(shop, name, LETTERBOX) for name in ("hi", "lo"))
    assert [product.texts[0] for product in hi.products] == ["Title 1", "Checked Shirt"]
    assert [product.texts[0] for product in lo.products] == ["Title 3"]
    assert hi.pixels.shape == (2, 24, 18, 3)
    assert np.abs(hi.pixels[:, 12, 9, 0].astype(int) - [10, 40]).max() <= 2
    assert len(corpora.join([hi, lo])) == 3


def test_a_colour_that_the_pixels_contradict_is_not_stated(shop: Path) -> None:
    sure, doubtful = corpora.photos(shop, "hi", LETTERBOX).products
    assert sure.facts["colour"] == "navy"
    assert "colour" not in doubtful.facts
    assert doubtful.facts["pattern"] == "checked"


def test_half_of_the_phone_photos_is_never_trained_on(tmp_path: Path) -> None:
    names = [f"photo-{at}" for at in range(40)]
    with (tmp_path / "images.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(
            [("image", "label", "kids"), *((name, "Dress", "False") for name in names)]
        )
    with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
        for name in names:
            archive.writestr(f"{name}.jpg", _jpeg(90))
    read = corpora.phone(tmp_path, LETTERBOX)
    assert len(read) == sum(corpora.in_training_half(name) for name in names)
    assert 10 <= len(read) <= 30
    assert read.products[0].facts == {"type": "dress"}


def test_drawn_garments_say_what_they_show() -> None:
    read = corpora.atelier(12, LETTERBOX)
    drawn = design_shop(12, corpora.ATELIER_SEED)
    pieces = [piece for piece in drawn if split_of(piece.garment) == "train"]
    assert 0 < len(pieces) < 12  # combinations kept for testing are never drawn
    assert read.pixels.shape == (len(pieces), 24, 18, 3)
    for piece, product in zip(pieces, read.products, strict=True):
        assert product.facts["colour"] == piece.garment.colour or piece.garment.colour == "gray"
        assert piece.title in product.texts
        assert dict.fromkeys(piece.garment.details, "yes").items() <= product.facts.items()
