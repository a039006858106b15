"""What is measured on: pictures and questions that no training of ``mini`` has seen."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pointsay.atelier import Piece, design_shop, render
from pointsay.atelier.split import split_of
from pointsay.catalogue import ImageSource, open_images
from pointsay.catalogue.sources import pairs
from pointsay.edits.wording import article_names, with_article
from pointsay.evaluation import EvaluationQuery, ShopPhoto, load_queries, phone_queries
from pointsay.training.corpora import PHONE_LABELS, in_training_half

GARMENTS = 600
GARMENT_SEED = 31_415  # of a shop that neither the training nor the demo draws
NOUNS = {"Hoodie": "hoodie", "Blouse": "blouse"}  # others are called as in training

Row = Mapping[str, str]


@dataclass(frozen=True)
class Gallery:
    """Pictures that can be looked at.

    Attributes:
        name: What the tables call it.
        source: Where they are.
        ids: Which of them, sorted.
        titles: Id -> the shop's title, where there are titles.
    """

    name: str
    source: ImageSource
    ids: Sequence[str]
    titles: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}, {len(self.ids):,} pictures"


@dataclass(frozen=True)
class Sets:
    """Everything that is asked.

    Attributes:
        shop: Validation photos of fashion_products.
        shop_rows: Id -> its row of the feed.
        shop_colours: Every colour of the whole feed, in lower case.
        shop_queries: The dev queries over it.
        phone: The half of clothing_cc0 that is never trained on.
        phone_labels: Id -> its label.
        phone_queries: Phone photo to shop.
        grocery: Another domain.
        grocery_queries: Its dev queries.
        garments: Drawn garments whose combination of attributes is held out of training.
        pieces: Id -> what was drawn.
    """

    shop: Gallery
    shop_rows: Mapping[str, Row]
    shop_colours: Sequence[str]
    shop_queries: Sequence[EvaluationQuery]
    phone: Gallery
    phone_labels: Mapping[str, str]
    phone_queries: Sequence[EvaluationQuery]
    grocery: Gallery
    grocery_queries: Sequence[EvaluationQuery]
    garments: Gallery
    pieces: Mapping[str, Piece]

    def articles(self) -> list[str]:
        """Return what a shopper would call each shop photo, in the gallery's order."""
        rows = (self.shop_rows[one] for one in self.shop.ids)
        return [with_article(article_names(row["article_type"])[0]) for row in rows]

    def worn(self) -> list[str]:
        """Return what a shopper would call each phone photo, in the gallery's order."""
        labels = (self.phone_labels[one] for one in self.phone.ids)
        return [with_article(NOUNS.get(one, PHONE_LABELS[one][0])) for one in labels]


class Drawn:
    """An `ImageSource` of garments, drawn when they are read."""

    def __init__(self, pieces: Mapping[str, Piece]) -> None:
        self._pieces = pieces

    @property
    def path(self) -> Path:
        """Drawn garments lie nowhere."""
        return Path()

    def names(self) -> Sequence[str]:
        """Return a file name for each piece."""
        return [f"{one}.png" for one in self._pieces]

    def read(self, name: str) -> bytes:
        """Draw a piece."""
        piece = self._pieces[name.removesuffix(".png")]
        return render(piece.garment, piece.seed)

    def feed(self) -> None:
        """There is no feed."""


def read_sets(data: Path, limit: int | None = None) -> Sets:
    """Read every set.

    Args:
        data: The folder with fashion_products, clothing_cc0 and grocery.
        limit: Most pictures of each set, those that queries need first; all by default.
    """
    shop, phone, grocery = (data / one for one in ("fashion_products", "clothing_cc0", "grocery"))
    rows = {row["product_id"]: row for row in _feed(shop / "products.csv")}
    labels = {row["image"]: row["label"] for row in _feed(phone / "images.csv")}
    shop_queries = load_queries(shop / "val_queries.json")
    grocery_queries = load_queries(grocery / "dev_queries.json")
    titles = {one: row["title"] for one, row in rows.items()}
    photos = _gallery("fashion_products val", shop / "images_hi_val.zip", shop_queries, limit)
    pieces = _held_out(min(GARMENTS, limit or GARMENTS))
    held_out = {one: labels[one] for one in sorted(labels) if not in_training_half(one)}
    asked = phone_queries(held_out, [_photo(rows[one]) for one in photos.ids])
    chosen = list(dict.fromkeys([*(one.reference_id for one in asked), *held_out]))[:limit]
    phones = Gallery(
        "clothing_cc0, held-out half", open_images(phone / "images.zip"), sorted(chosen)
    )
    groceries = _gallery("grocery", grocery / "images.zip", grocery_queries, limit)
    return Sets(
        shop=replace(photos, titles=titles),
        shop_rows={one: rows[one] for one in photos.ids},
        shop_colours=sorted({row["base_colour"].lower() for row in rows.values()} - {""}),
        shop_queries=_answerable(shop_queries, photos, photos),
        phone=phones,
        phone_labels=held_out,
        phone_queries=_answerable(asked, phones, photos),
        grocery=groceries,
        grocery_queries=_answerable(grocery_queries, groceries, groceries),
        garments=Gallery("atelier test", Drawn(pieces), sorted(pieces)),
        pieces=pieces,
    )


def _feed(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def _gallery(
    name: str, archive: Path, queries: Iterable[EvaluationQuery], limit: int | None
) -> Gallery:
    source = open_images(archive)
    needed = (one for query in queries for one in (query.reference_id, *sorted(query.target_ids)))
    ids = dict.fromkeys([*needed, *(one for one, _ in pairs(source.names()))])
    return Gallery(name, source, sorted(list(ids)[:limit]))


def _answerable(
    queries: Iterable[EvaluationQuery], pointed_at: Gallery, searched: Gallery
) -> list[EvaluationQuery]:
    """Return the queries that a part of the pictures can answer; of all pictures, all of them."""
    references, targets = frozenset(pointed_at.ids), frozenset(searched.ids)
    return [one for one in queries if one.reference_id in references and one.target_ids & targets]


def _held_out(count: int) -> dict[str, Piece]:
    shop = design_shop(8 * count, GARMENT_SEED)
    pieces = [piece for piece in shop if split_of(piece.garment) == "test"]
    return {piece.id: piece for piece in pieces[:count]}


def _photo(row: Row) -> ShopPhoto:
    sure = row["colour_check"] == "ok"
    return ShopPhoto(
        row["product_id"], row["article_type"], row["base_colour"], row["gender"], sure
    )
