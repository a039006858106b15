"""Filters and facets, answered by SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.catalogue.filters import Condition, Filters
from pointsay.catalogue.store import Store
from pointsay.errors import InvalidFilter, shorten
from pointsay.types import Scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_FACET_VALUES = 60


@dataclass(frozen=True, slots=True)
class Facet:
    """What an attribute offers to filter by.

    Attributes:
        name: The attribute.
        values: (text, products) in descending order of products; empty for numbers.
        low: Least number, None for texts.
        high: Greatest number, None for texts.
    """

    name: str
    values: Sequence[tuple[str, int]] = ()
    low: float | None = None
    high: float | None = None


def select(store: Store, filters: Filters) -> NDArray[np.int64]:
    """Return the rows, ascending, that satisfy every condition.

    Raises:
        InvalidFilter: No product has an attribute of a condition's name.
    """
    clauses, values = ["1"], list[Scalar]()
    for condition in filters:
        _must_exist(store, condition.name)
        for clause, needed in _clauses(store, condition):
            clauses.append(clause)
            values.extend(needed)
    rows = store.execute(
        f"SELECT row FROM product p WHERE {' AND '.join(clauses)} ORDER BY row",  # noqa: S608
        values,
    )
    return np.array([row for (row,) in rows], dtype=np.int64)


def _clauses(store: Store, condition: Condition) -> list[tuple[str, list[Scalar]]]:
    found: list[tuple[str, list[Scalar]]] = []
    if condition.any_of:
        found.append(_membership(store, "EXISTS", condition.name, condition.any_of))
    if condition.none_of:
        found.append(_membership(store, "NOT EXISTS", condition.name, condition.none_of))
    for bound, operator in ((condition.low, ">="), (condition.high, "<=")):
        if bound is not None:
            found.append((_inside("EXISTS", f"number {operator} ?"), [condition.name, bound]))
    return found


def _membership(
    store: Store, exists: str, name: str, wanted: Sequence[Scalar]
) -> tuple[str, list[Scalar]]:
    # A shopper's "42" means the size whether the feed wrote text or a number.
    said = [value for value in wanted if isinstance(value, str)]
    numbers = [value for value in wanted if not isinstance(value, str)]
    numbers += [float(text) for text in said if _is_number(text)]
    texts = _spellings(store, name, said)
    test = f"text IN ({_marks(texts)}) OR number IN ({_marks(numbers)})"
    return _inside(exists, f"({test})"), [name, *texts, *numbers]


def _spellings(store: Store, name: str, texts: Sequence[str]) -> list[str]:
    """Return texts with every stored spelling of them; SQLite itself only folds A to Z."""
    folded = {text.lower() for text in texts if not text.isascii()}
    if not folded:
        return list(texts)
    rows = store.execute("SELECT DISTINCT text FROM attribute WHERE name = ?", [name])
    stored = {str(text) for (text,) in rows if text is not None}
    return [*texts, *sorted(text for text in stored if text.lower() in folded)]


def _inside(exists: str, test: str) -> str:
    # Only text of this module enters the statement; names and values are bound.
    rows = "SELECT 1 FROM attribute a WHERE a.product = p.row AND a.name = ?"
    return f"{exists} ({rows} AND {test})"


def _marks(values: Sequence[Scalar]) -> str:
    return ",".join("?" * len(values))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _must_exist(store: Store, name: str) -> None:
    if store.execute("SELECT 1 FROM attribute WHERE name = ? LIMIT 1", [name]):
        return
    known = [str(row[0]) for row in store.execute("SELECT DISTINCT name FROM attribute", [])]
    raise InvalidFilter(
        f"no product has an attribute {shorten(name)}",
        hint=f"filter by one of: {', '.join(sorted(known))}" if known else "the feed gave none",
    )


def facets(store: Store) -> list[Facet]:
    """Return what can be filtered by, by name; free texts (too many values) are left out."""
    found = []
    for name, texts, low, high in store.execute(
        """SELECT name, count(DISTINCT text), min(number), max(number) FROM attribute
        GROUP BY name ORDER BY name""",
        [],
    ):
        if isinstance(low, float) and isinstance(high, float) and not texts:
            found.append(Facet(str(name), low=low, high=high))
        elif isinstance(texts, int) and 1 <= texts <= MAX_FACET_VALUES:
            # Sizes may be "S" and 38 in one shop: then the numbers are values like the texts.
            values = store.execute(
                """SELECT coalesce(text, printf('%.15g', number)) AS value, count(*)
                FROM attribute WHERE name = ? GROUP BY value COLLATE NOCASE
                ORDER BY count(*) DESC, value LIMIT ?""",
                [str(name), MAX_FACET_VALUES + 1],
            )
            if 1 < len(values) <= MAX_FACET_VALUES:
                found.append(Facet(str(name), [(str(one), int(str(n))) for one, n in values]))
    return found
