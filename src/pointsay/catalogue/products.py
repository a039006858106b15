"""Products as SQLite gives them back, and the digest that says whether it is what was written."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import TypeVar

from pointsay.types import Product, Scalar

MARKS = 1000  # values that one statement is handed
_AS_TEXT = json.JSONEncoder(sort_keys=True)

Value = TypeVar("Value")


def said_sha256(product: Product, source: str, image: str) -> str:
    """Return the digest of what a shop says of a product and where its picture is.

    It is the same for what was given and for what SQLite gives back of it.
    """
    price = None if product.price is None else float(product.price)
    facts = {name: _plain(value) for name, value in product.attributes.items() if name != "price"}
    text = _AS_TEXT.encode([product.title, price, source, image, facts])
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Scalar) -> Scalar:
    return value if isinstance(value, str) else float(value)


def read_products(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Product]:
    """Return row -> product in the order of ``rows``; rows that are gone are left out."""
    said: dict[int, tuple[str, str, float | None]] = {}
    attributes: dict[int, dict[str, Scalar]] = {row: {} for row in rows}
    for marks, part in chunks(rows):
        for row, *values in connection.execute(
            f"SELECT row, id, title, price FROM product WHERE row IN ({marks})",  # noqa: S608
            part,
        ):
            said[row] = (values[0], values[1], values[2])
        for row, name, text, value in connection.execute(
            f"""SELECT product, name, text, number FROM attribute
            WHERE product IN ({marks}) AND name <> 'price' ORDER BY name""",  # noqa: S608
            part,
        ):
            attributes[row][name] = text if value is None else value
    return {row: Product(*said[row], attributes[row]) for row in rows if row in said}


def chunks(values: Sequence[Value]) -> Iterator[tuple[str, Sequence[Value]]]:
    """Yield (marks of a statement, values for them) for as many statements as it takes."""
    for at in range(0, len(values), MARKS):
        part = values[at : at + MARKS]
        yield ",".join("?" * len(part)), part
