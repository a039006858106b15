"""Rows in shards of JSON lines: checksummed, written whole or not at all, and resumed.

A shard is one file: a head in the first line (kind, version, identity, rows, counts, SHA-256 of
the rest), then a row a line. The identity is a hash of all that decides the rows, so that a folder
never mixes two makings.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pointsay.errors import BadTriplets

VERSION = 1

Row = object  # what JSON can hold, and frozen records with slots anywhere inside
Batch = TypeVar("Batch")
Made = tuple[Iterable[Row], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a shard.

    Attributes:
        kind: What its rows are.
        identity: Of everything that decides them; see `identity_of`.
        rows: How many.
        sha256: Of the bytes after the first line.
        counts: What was counted while they were made.
    """

    kind: str
    identity: str
    rows: int
    sha256: str
    counts: Mapping[str, int]


def identity_of(about: Mapping[str, Any]) -> str:
    """Return a hash of plain values that decide what is made."""
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def fill(
    folder: Path,
    kind: str,
    about: Mapping[str, Any],
    batches: Iterable[Batch],
    make: Callable[[Batch], Made],
    *,
    report: Callable[[int], None] = lambda shards: None,
) -> list[Path]:
    """Write a shard for every batch, those apart that are there already; a killed run goes on.

    Args:
        folder: Of these rows and no others.
        kind: What the rows are.
        about: Everything that decides the rows, plain values.
        batches: Always the same for the same ``about``.
        make: Makes the rows of a batch, and counts; its result depends on the batch alone.
        report: Called with the shards that are there, after every one.

    Returns:
        The shards, in order.

    Raises:
        BadTriplets: A shard is damaged, or the folder was made of something else.
    """
    identity = identity_of(about)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, batch in enumerate(batches):
        file = folder / f"{number:06d}.jsonl"
        if file.exists():
            _same(file, kind, identity)
        else:
            write(file, kind, identity, *make(batch))
        files.append(file)
        report(len(files))
    if stray := sorted(set(folder.glob("*.jsonl")) - set(files)):
        raise _refused(stray[0], "it does not belong to what is made here")
    return files


def batches(items: Iterable[Batch], size: int) -> Iterator[tuple[Batch, ...]]:
    """Yield tuples of ``size`` items, the last one shorter."""
    rest = iter(items)
    return iter(lambda: tuple(islice(rest, size)), ())


def write(
    file: Path, kind: str, identity: str, rows: Iterable[Row], counts: Mapping[str, int]
) -> None:
    """Write one shard beside its place, sync it and rename it."""
    plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_fields)
    lines = [plain.encode(row) for row in rows]
    body = "".join(f"{line}\n" for line in lines).encode()
    head = {
        "kind": kind,
        "version": VERSION,
        "identity": identity,
        "rows": len(lines),
        "sha256": hashlib.sha256(body).hexdigest(),
        "counts": dict(counts),
    }
    beside = file.with_suffix(".writing")
    with beside.open("wb") as opened:
        opened.write(json.dumps(head).encode() + b"\n" + body)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


def read_head(file: Path) -> Head:
    """Read a shard's first line; its rows are not checked.

    Raises:
        BadTriplets: It has no head, or one of another release.
    """
    try:
        with file.open("rb") as opened:
            return _head(opened.readline())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _refused(file, error) from error


def read_rows(file: Path, kind: str) -> Iterator[dict[str, Any]]:
    """Read a shard, checked as a whole before the first row is given.

    Raises:
        BadTriplets: It is damaged, or holds something else.
    """
    try:
        first, _, body = file.read_bytes().partition(b"\n")
        head = _head(first)
        if head.kind != kind:
            raise ValueError(f"it holds {head.kind}, not {kind}")
        if hashlib.sha256(body).hexdigest() != head.sha256:
            raise ValueError("the checksum does not fit its content")
        rows = [json.loads(line) for line in body.splitlines()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _refused(file, error) from error
    return iter(rows)


def counted(files: Iterable[Path]) -> Counter[str]:
    """Return the sum of what the shards counted."""
    total: Counter[str] = Counter()
    for file in files:
        total.update(read_head(file).counts)
    return total


def _fields(record: Any) -> dict[str, Any]:
    """Return a record's fields; `dataclasses.asdict` would copy everything in it first."""
    return {name: getattr(record, name) for name in record.__slots__}


def _same(file: Path, kind: str, identity: str) -> None:
    head = read_head(file)
    if (head.kind, head.identity) != (kind, identity):
        raise BadTriplets(
            f"{file.parent} was made of something else, or in another way",
            hint="give another folder, or delete this one to make it anew",
        )


def _head(line: bytes) -> Head:
    found = json.loads(line)
    if found.pop("version") != VERSION:
        raise ValueError("it was written by another release")
    return Head(**found)


def _refused(file: Path, reason: object) -> BadTriplets:
    return BadTriplets(
        f"{file.parent.name}/{file.name} cannot be used: {reason}",
        hint="delete this file and run the command that made it again",
    )
