"""A shop's feed, row by row: CSV or JSON Lines. A bad row is a `Problem`, never an exception."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pointsay.errors import MissingColumn, UnreadableFeed, shorten
from pointsay.types import Product, Scalar

ID_COLUMNS = ("product_id", "id")
IMAGE_COLUMNS = ("image", "image_path")
MAX_ID_CHARS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A good row.

    Attributes:
        number: From 1, counting the rows after a CSV header, or the lines of JSON Lines.
        product: What the row says.
        image: The picture's name relative to the images, or None when the row has none.
    """

    number: int
    product: Product
    image: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of the input that was left out, and why.

    Attributes:
        row: Row number in the feed; 0 for pictures that no row names.
        subject: Product id or picture name, as far as known.
        code: Stable reason, the error's code where one was raised.
        reason: One sentence.
    """

    row: int
    subject: str
    code: str
    reason: str


def read_feed(name: str, data: bytes) -> Iterator[Row | Problem]:
    """Read a feed.

    Args:
        name: File name; its suffix tells the form.
        data: The whole file. UTF-8, with or without a byte-order mark.

    Yields:
        A `Row` or a `Problem` for each row, in order.

    Raises:
        UnreadableFeed: Not UTF-8, or a suffix that is no feed's.
        MissingColumn: A CSV without an id column.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFeed(
            f"{name} is not UTF-8 text (byte {error.start})", hint="save the feed as UTF-8"
        ) from error
    suffix = PurePath(name).suffix.lower()
    if suffix == ".csv":
        return _unique(_csv_rows(name, text))
    if suffix in (".jsonl", ".ndjson"):
        return _unique(_json_rows(text))
    raise UnreadableFeed(
        f"{name} is neither CSV nor JSON Lines", hint="name the feed *.csv or *.jsonl"
    )


def _csv_rows(name: str, text: str) -> Iterator[Row | Problem]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=False)
    try:
        columns = [column.strip() for column in reader.fieldnames or ()]
    except csv.Error as error:
        raise UnreadableFeed(
            f"the header of {name} cannot be parsed: {error}", hint="check the feed's first line"
        ) from error
    if not any(column in ID_COLUMNS for column in columns):
        raise MissingColumn(
            f"{name} has no column {' or '.join(map(repr, ID_COLUMNS))}; "
            f"its columns are {shorten(', '.join(columns), 120)}",
            hint="add a column product_id that is unique for each product",
        )
    reader.fieldnames = columns
    return _read_csv(reader)


def _read_csv(reader: csv.DictReader[str]) -> Iterator[Row | Problem]:
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(number, "", "bad_row", f"the row cannot be parsed: {error}")
            continue
        if record.pop(None, None):
            yield Problem(number, _id_of(record), "bad_row", "the row has more cells than columns")
            continue
        yield _row(number, {key: value or "" for key, value in record.items()})


def _json_rows(text: str) -> Iterator[Row | Problem]:
    # Not splitlines: JSON strings may hold the line separators of Unicode as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Problem(number, "", "bad_row", f"the line is not JSON: {error}")
            continue
        if not isinstance(record, dict):
            yield Problem(number, "", "bad_row", "the line is not a JSON object")
            continue
        if not _is_text(line, record):
            yield Problem(number, _id_of(record), "bad_row", "the line holds half a character")
            continue
        yield _row(number, record)


def _is_text(line: str, record: Mapping[str, Any]) -> bool:
    """Say whether all of a JSON record can be stored; escapes can spell lone surrogates."""
    if "\\u" not in line:
        return True
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _unique(rows: Iterator[Row | Problem]) -> Iterator[Row | Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Row):
            first = seen.setdefault(row.product.id, row.number)
            if first != row.number:
                yield Problem(
                    row.number, row.product.id, "duplicate_id", f"row {first} has the same id"
                )
                continue
        yield row


def _id_of(record: Mapping[str, Any]) -> str:
    for column in ID_COLUMNS:
        value = record.get(column)
        if isinstance(value, (str, int)) and str(value).strip():
            return str(value).strip()
    return ""


def is_id(text: str) -> bool:
    """Say whether a text can be a product id."""
    return 0 < len(text) <= MAX_ID_CHARS and text.isprintable()


def bad_id(row: int, text: str) -> Problem:
    """Return the problem of a text that cannot be a product id, itself fit to print."""
    subject = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    reason = f"an id has 1 to {MAX_ID_CHARS} printable characters"
    return Problem(row, subject[:40], "bad_id", reason)


def _row(number: int, record: Mapping[str, Any]) -> Row | Problem:
    product_id = _id_of(record)
    if not product_id:
        return Problem(number, "", "missing_id", "the row has no product id")
    if not is_id(product_id):
        return bad_id(number, product_id)
    try:
        price = _price(record.get("price"))
    except ValueError as error:
        return Problem(number, product_id, "bad_price", str(error))
    attributes: dict[str, Scalar] = {}
    for key, value in record.items():
        if key in (*ID_COLUMNS, *IMAGE_COLUMNS, "title", "price") or not key:
            continue
        scalar = _scalar(value)
        if scalar is not None:
            attributes[key.strip()] = scalar
    image = next((str(record[c]).strip() for c in IMAGE_COLUMNS if record.get(c)), None)
    title = str(record.get("title") or "").strip()
    return Row(number, Product(product_id, title, price, attributes), image or None)


def _price(value: Any) -> float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        if isinstance(value, bool) or (isinstance(value, str) and "_" in value):
            raise ValueError  # Python would read True as 1 and 1_0 as 10
        price = float(value)
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"the price {shorten(value)} is not a number") from None
    if not math.isfinite(price) or price < 0:
        raise ValueError(f"the price {shorten(value)} is not a positive number")
    return price


def yes_or_no(value: bool) -> str:
    """Return how truth is kept: as a word that a shopper can pick."""
    return "yes" if value else "no"


def _scalar(value: Any) -> Scalar | None:
    """Return text or a number; numbers in a CSV's text become numbers, nothing becomes None."""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, (int, float)):
        return float(value) if abs(value) <= sys.float_info.max else None
    if isinstance(value, str):
        text = value.strip()
        return _number(text) if text else None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value) or None
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _number(text: str) -> Scalar:
    if not text[0].isdigit() and text[0] not in "-.":
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    # "007" and "1e5" are codes that only look like numbers.
    plain = text.lstrip("-").replace(".", "", 1).isdigit()
    padded = len(text) > 1 and text[0] == "0" and text[1] != "."
    return number if plain and not padded and math.isfinite(number) else text
