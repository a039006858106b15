"""Where pictures with words come from: a shop's feed with its photos, phone photos, atelier.

Test data never enters: of the feed only rows with ``split=train`` are read, and of atelier only
shops whose seed differs from the demo's and the benchmarks'.
"""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pointsay.atelier import Piece, captions, design_shop, render
from pointsay.atelier.split import split_of
from pointsay.edits.wording import (
    AUDIENCES,
    article_names,
    colour_names,
    same_colour,
    same_type,
)
from pointsay.encoders.preprocess import Letterbox
from pointsay.media import decode
from pointsay.training.captions import Described

ATELIER_SEED = 90_001
# Labels of the phone photos -> ways to say them; the first is the type that other worlds share.
PHONE_LABELS: dict[str, tuple[str, ...]] = {
    "Blazer": ("blazer", "suit jacket"),
    "Blouse": ("top", "blouse"),
    "Dress": ("dress", "frock", "gown"),
    "Hat": ("hat",),
    "Hoodie": ("sweatshirts", "hoodie", "hooded sweatshirt"),
    "Longsleeve": ("long-sleeved top", "long sleeve t-shirt"),
    "Outwear": ("jacket", "coat", "outerwear"),
    "Pants": ("pants", "trousers", "long pants"),
    "Polo": ("polo shirt", "polo"),
    "Shirt": ("shirt", "button-up shirt"),
    "Shoes": ("shoes", "a pair of shoes", "footwear"),
    "Shorts": ("shorts",),
    "Skirt": ("skirt",),
    "T-Shirt": ("t-shirt", "tee", "tshirt"),
    "Top": ("top", "sleeveless top"),
}
PATTERN_WORDS = {
    "striped": ("stripe",),
    "checked": ("check", "plaid", "tartan"),
    "printed": ("print", "graphic"),
    "floral": ("floral", "flower"),
    "solid": ("solid", "plain"),
}


@dataclass(frozen=True)
class Corpus:
    """Pictures on their canvas in memory, with what is known of each.

    Attributes:
        pixels: (N, H, W, 3) uint8.
        products: N descriptions, in the same order.
    """

    pixels: NDArray[np.uint8]
    products: Sequence[Described]

    def __len__(self) -> int:
        return len(self.products)


def join(corpora: Sequence[Corpus]) -> Corpus:
    """Return one corpus of all."""
    return Corpus(
        np.concatenate([corpus.pixels for corpus in corpora]),
        [product for corpus in corpora for product in corpus.products],
    )


def photos(folder: Path, image_set: str, letterbox: Letterbox, limit: int | None = None) -> Corpus:
    """Read the train split of ``products.csv`` with ``images_<set>_train.zip`` in a folder."""
    with (folder / "products.csv").open(newline="", encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["split"] == "train" and row["image_set"] == image_set
        ][:limit]
    names = [row["product_id"] for row in rows]
    pixels = _canvases(folder / f"images_{image_set}_train.zip", names, letterbox)
    return Corpus(pixels, [_described(row) for row in rows])


def in_training_half(image: str) -> bool:
    """Say whether a phone photo may be trained on; the other half is for evaluation only."""
    return hashlib.sha256(image.encode()).digest()[0] % 2 == 0


def phone(folder: Path, letterbox: Letterbox) -> Corpus:
    """Read the training half of ``images.csv`` with ``images.zip``: photos that people took."""
    with (folder / "images.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if in_training_half(row["image"])]
    pixels = _canvases(folder / "images.zip", [row["image"] for row in rows], letterbox)
    return Corpus(pixels, [_worn(row["label"]) for row in rows])


def _worn(label: str) -> Described:
    names = PHONE_LABELS[label]
    return Described({"type": same_type(names[0])}, {"type": names}, world="phone")


def atelier(count: int, letterbox: Letterbox, seed: int = ATELIER_SEED) -> Corpus:
    """Draw the garments of a shop of ``count`` that may be trained on (`atelier.split`)."""
    pieces = [one for one in design_shop(count, seed) if split_of(one.garment) == "train"]

    def draw(piece: Piece) -> NDArray[np.uint8]:
        return letterbox.canvas(
            decode(render(piece.garment, piece.seed, width=letterbox.width * 2))
        )

    with ThreadPoolExecutor() as pool:
        pixels = np.stack(list(pool.map(draw, pieces)))
    rng = np.random.default_rng(seed)
    return Corpus(pixels, [_garment(piece, rng) for piece in pieces])


def _canvases(archive: Path, names: Sequence[str], letterbox: Letterbox) -> NDArray[np.uint8]:
    """Return the pictures ``<name>.jpg`` of a zip on their canvas, (N, H, W, 3)."""
    if not names:
        raise ValueError("a corpus needs at least one picture")
    stack = np.empty((len(names), letterbox.height, letterbox.width, 3), np.uint8)
    with zipfile.ZipFile(archive) as opened, ThreadPoolExecutor() as pool:
        members = (opened.read(f"{name}.jpg") for name in names)
        canvases = pool.map(lambda data: letterbox.canvas(decode(data)), members)
        for i, canvas in enumerate(canvases):
            stack[i] = canvas
    return stack


def _described(row: dict[str, str]) -> Described:
    facts = {"type": same_type(row["article_type"])}
    names: dict[str, Sequence[str]] = {"type": article_names(row["article_type"])}
    # A label that the pixels contradict would teach the wrong colour.
    if row["base_colour"] and row["colour_check"] != "weak":
        facts["colour"] = same_colour(row["base_colour"])
        names["colour"] = colour_names(row["base_colour"])
    audience = row["gender"].lower()
    if audience in AUDIENCES:
        facts["audience"] = audience
        names["audience"] = AUDIENCES[audience]
    title = row["title"].lower()
    for pattern, clues in PATTERN_WORDS.items():
        if any(clue in title for clue in clues):
            facts["pattern"], names["pattern"] = pattern, (pattern,)
            break
    return Described(facts, names, (row["title"],), family=row.get("family", ""), world="shop")


def _garment(piece: Piece, rng: np.random.Generator) -> Described:
    garment = piece.garment
    facts = {
        "type": same_type(garment.category),
        "colour": same_colour(garment.colour),
        "audience": garment.audience,
        "pattern": {"stripes": "striped", "check": "checked", "plain": "solid"}.get(
            garment.pattern, garment.pattern
        ),
    }
    names: dict[str, Sequence[str]] = {
        "type": (garment.category,),
        "colour": colour_names(garment.colour),
        "audience": AUDIENCES[garment.audience],
        "pattern": (facts["pattern"],),
    }
    for detail in garment.details:
        facts[detail] = "yes"
        names[detail] = (detail.replace("_", " "),)
    for kind, noun in (("sleeve", "sleeves"), ("neckline", "neckline")):
        value = getattr(garment, kind)
        if value not in ("none", ""):
            facts[kind] = value
            names[kind] = (f"{value} {noun}",)
    texts = (piece.title, piece.caption, *captions(garment, rng))
    return Described(facts, names, texts, family=piece.family, world="atelier")
