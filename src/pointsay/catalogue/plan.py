"""What an input amounts to: pictures and rows matched before any picture is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pointsay.catalogue.feeds import Problem, Row, bad_id, is_id, read_feed
from pointsay.catalogue.sources import (
    FEED_SUFFIXES,
    ImageSource,
    by_product_id,
    open_images,
    pairs,
    product_id_of,
)
from pointsay.errors import UnknownSource
from pointsay.types import Product


@dataclass(frozen=True, slots=True)
class Item:
    """A product and the picture it should be found by."""

    row: int
    product: Product
    image: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an input amounts to before any picture is opened."""

    images: ImageSource
    items: Sequence[Item]
    problems: Sequence[Problem]
    without_picture: int = 0


def plan(source: Path, *, products: Path | None = None, images: Path | None = None) -> Plan:
    """Match pictures and rows.

    Args:
        source: A folder or zip of pictures (a ``products.csv`` or ``.jsonl`` at its top is read as
            its feed), or a feed.
        products: A feed that accompanies a folder or zip; its rows without a picture are only
            counted.
        images: Folder or zip that a feed's pictures are in; the feed's own folder by default.

    Raises:
        UnknownSource: A path is missing or of no known kind.
        UnreadableFeed: The feed is not text in its form.
        MissingColumn: The feed has no id column.
    """
    if source.suffix.lower() in FEED_SUFFIXES and not source.is_dir():
        pictures = open_images(images or source.parent)
        return _by_feed(pictures, _rows(source.name, _bytes(source)))
    pictures = open_images(source)
    feed = (products.name, _bytes(products)) if products else pictures.feed()
    return _by_picture(pictures, _rows(*feed) if feed else [])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnknownSource(
            f"the feed {path} cannot be read: {error.strerror}", hint="check the path"
        ) from error


def _rows(name: str, data: bytes) -> list[Row | Problem]:
    return list(read_feed(name, data))


def _by_feed(pictures: ImageSource, rows: Sequence[Row | Problem]) -> Plan:
    """The feed decides what there is; each good row needs a picture."""
    names, _ = _names(pictures)
    known, by_id = set(names), by_product_id(names)
    items, problems = [], []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        image = row.image or by_id.get(row.product.id)
        if image is None or (row.image and row.image not in known):
            problems.append(_no_picture(row))
        else:
            items.append(Item(row.number, row.product, image))
    return Plan(pictures, items, problems)


def _by_picture(pictures: ImageSource, rows: Sequence[Row | Problem]) -> Plan:
    """The pictures decide what there is; rows tell what is known of them."""
    names, problems = _names(pictures)
    known, by_id = set(names), by_product_id(names)
    items: list[Item] = []
    named: set[str] = set()
    ids: set[str] = set()
    without = 0
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        elif row.image and row.image not in known:
            problems.append(_no_picture(row))
        elif (image := row.image or by_id.get(row.product.id)) is None:
            without += 1
        else:
            items.append(Item(row.number, row.product, image))
            named.add(image)
            ids.add(row.product.id)
    for product_id, name in pairs(names):
        if name in named:
            continue
        if product_id in ids:
            problems.append(
                Problem(0, name, "duplicate_id", f"another picture is product {product_id!r}")
            )
            continue
        if not is_id(product_id):
            problems.append(bad_id(0, product_id))
            continue
        ids.add(product_id)
        items.append(Item(0, Product(product_id), name))
    return Plan(pictures, items, problems, without)


def _names(pictures: ImageSource) -> tuple[list[str], list[Problem]]:
    """Return the names that can be stored, and problems for those that are not UTF-8 on disk."""
    names: list[str] = []
    problems: list[Problem] = []
    for name in pictures.names():
        if any("\ud800" <= char <= "\udfff" for char in name):
            problems.append(bad_id(0, product_id_of(name)))
        else:
            names.append(name)
    return names, problems


def _no_picture(row: Row) -> Problem:
    wanted = f"the picture {row.image!r}" if row.image else f"a picture named {row.product.id!r}"
    return Problem(row.number, row.product.id, "image_missing", f"{wanted} is not among the images")
