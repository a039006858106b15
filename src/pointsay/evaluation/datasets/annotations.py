"""Reading annotation files as they are published; every fault names the file and the entry."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pointsay.errors import UnknownSource, UnreadableFeed, shorten
from pointsay.evaluation.queries import EvaluationQuery

FORMS = "see docs/datasets.md for the files of each dataset and where they go"


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of an annotation file, asked by name.

    Every method raises `UnreadableFeed` when the value is missing or of another form.

    Attributes:
        where: File and place, for messages.
        values: As the file has them.
    """

    where: str
    values: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Say whether there is such a value at all."""
        return name in self.values

    def text(self, name: str) -> str:
        """Return text; it may be empty."""
        value = self._get(name)
        if not isinstance(value, str):
            raise self._wrong(name, value, "text")
        return value

    def number(self, name: str) -> int:
        """Return a whole number that is not negative."""
        value = self._get(name)
        if not _is_count(value):
            raise self._wrong(name, value, "a whole number")
        return int(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._list(name)
        if not all(isinstance(one, str) for one in values):
            raise self._wrong(name, values, "a list of texts")
        return tuple(values)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers that are not negative."""
        values = self._list(name)
        if not all(map(_is_count, values)):
            raise self._wrong(name, values, "a list of whole numbers")
        return tuple(values)

    def box(self, name: str) -> tuple[float, float, float, float]:
        """Return (x, y, width, height), in pixels; the sizes are positive."""
        values = self._list(name)
        plain = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in values)
        if len(values) != 4 or not plain or not (values[2] > 0 and values[3] > 0):
            raise self._wrong(name, values, "a box (x, y, width, height)")
        x, y, width, height = map(float, values)
        return x, y, width, height

    def inner(self, name: str) -> Entry:
        """Return an object inside this one."""
        return _entry(f"{self.where}, {name}", self._get(name))

    def inners(self, name: str) -> list[Entry]:
        """Return a list of objects inside this one."""
        return [
            _entry(f"{self.where}, {name} {at}", one) for at, one in enumerate(self._list(name))
        ]

    def _list(self, name: str) -> list[Any]:
        value = self._get(name)
        if not isinstance(value, list):
            raise self._wrong(name, value, "a list")
        return value

    def _get(self, name: str) -> Any:
        if name not in self.values:
            raise UnreadableFeed(f"{self.where} has no {name!r}", hint=FORMS)
        return self.values[name]

    def _wrong(self, name: str, value: Any, wanted: str) -> UnreadableFeed:
        return UnreadableFeed(
            f"{self.where}: {name!r} is {shorten(value)}, not {wanted}", hint=FORMS
        )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _entry(where: str, value: Any) -> Entry:
    if not isinstance(value, dict):
        raise UnreadableFeed(f"{where} is {shorten(value)}, not an object", hint=FORMS)
    return Entry(where, value)


def read_entries(file: Path) -> list[Entry]:
    """Read a list of objects.

    Raises:
        UnknownSource: There is no such file.
        UnreadableFeed: It is not JSON, or not a list of objects.
    """
    rows = _list(file)
    return [_entry(f"{file.name}, entry {at}", row) for at, row in enumerate(rows)]


def read_object(file: Path) -> Entry:
    """Read one object.

    Raises:
        UnknownSource: There is no such file.
        UnreadableFeed: It is not JSON, or not an object.
    """
    return _entry(file.name, _read(file))


def read_ids(file: Path) -> list[str]:
    """Read a list of picture ids.

    Raises:
        UnknownSource: There is no such file.
        UnreadableFeed: It is not JSON, or not a list of texts.
    """
    return list(Entry(file.name, {"the list": _list(file)}).texts("the list"))


def unique(queries: Sequence[EvaluationQuery], file: Path) -> Sequence[EvaluationQuery]:
    """Return the queries when no two have one id.

    Raises:
        UnreadableFeed: Two have.
    """
    places: dict[str, int] = {}
    for at, query in enumerate(queries):
        first = places.setdefault(query.query_id, at)
        if first != at:
            raise UnreadableFeed(
                f"{file.name}: queries {first} and {at} both have the id {shorten(query.query_id)}",
                hint="give each query an id of its own",
            )
    return queries


def _list(file: Path) -> list[Any]:
    rows = _read(file)
    if not isinstance(rows, list):
        raise UnreadableFeed(f"{file.name} is not a JSON list", hint=FORMS)
    return rows


def _read(file: Path) -> Any:
    try:
        data = file.read_bytes()
        return json.loads(gzip.decompress(data) if file.suffix == ".gz" else data)
    except FileNotFoundError as error:
        raise UnknownSource(f"there is no {file.name} in {file.parent}", hint=FORMS) from error
    except (OSError, ValueError, RecursionError, EOFError, zlib.error) as error:
        raise UnreadableFeed(
            f"{file.name} cannot be read as JSON: {error}",
            hint="check that the file was copied to its end, or fetch it again",
        ) from error
