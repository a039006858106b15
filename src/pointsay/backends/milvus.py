"""Milvus: a collection a table, filters as its boolean expressions, pages by offset."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from pointsay.backends.base import BATCH, Ask, Record
from pointsay.backends.clauses import Between, Clause
from pointsay.errors import MissingExtra
from pointsay.index import Found
from pointsay.types import Scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Vector

PREFIX = "pointsay_"
NOTES = "notes_"
PIECE = 60_000  # characters of a note that one row holds; Milvus takes 65,535
LONGEST_ID = 2_000
LISTS = 512  # of each segment
UNLISTED = 1_024  # rows below which Milvus makes no lists of a segment, and scans it
EXTREME = float(np.finfo(np.float64).max)
LOOK_AGAIN_S = 0.2
SEALED = 3  # of the states of a segment


class Milvus:
    """A Milvus server or cluster; see `pointsay.backends.base.Server`.

    Vectors are in inverted lists (IVF_FLAT), for reading all of them is an exact search under any
    filter; a walk through a graph is complete at no width.

    Args:
        address: As ``http://host:19530``, with ``user:password@`` where it asks for them.

    Raises:
        MissingExtra: pymilvus is not installed.
    """

    name = "Milvus"
    deepest = 16_384
    by_place = True

    def __init__(self, address: str) -> None:
        try:
            import grpc
            import pymilvus
        except ModuleNotFoundError as error:
            raise MissingExtra("milvus", "a Milvus backend") from error
        self._client = pymilvus
        self.transient: tuple[type[Exception], ...] = (pymilvus.MilvusException, grpc.RpcError)
        self._address = address
        self._alias = f"pointsay-{uuid4().hex}"
        self._open: dict[str, Any] = {}

    def close(self) -> None:
        """See `pointsay.backends.base.Server`."""
        self._open.clear()
        if self._client.connections.has_connection(self._alias):
            self._client.connections.disconnect(self._alias)

    def make(self, table: str, dim: int, within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        field, kind = self._client.FieldSchema, self._client.DataType
        fields = [
            field("row", kind.INT64, is_primary=True),
            field("product", kind.VARCHAR, max_length=LONGEST_ID),
            field("stamp", kind.VARCHAR, max_length=64),
            field("generation", kind.INT64),
            field("facts", kind.JSON),
            field("vector", kind.FLOAT_VECTOR, dim=dim),
        ]
        lists = {"index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": LISTS}}
        self._make(table, fields, lists, within)

    def _make(self, table: str, fields: list[Any], index: dict[str, Any], within: float) -> Any:
        self._connect(within)
        name = PREFIX + table
        made = self._client.Collection(
            name, self._client.CollectionSchema(fields), using=self._alias, timeout=within
        )
        there = made.has_index(timeout=within)
        if there and made.index(timeout=within).params["index_type"] != index["index_type"]:
            made.release(timeout=within)  # another release of ours has made it
            made.drop_index(timeout=within)
            there = False
        if not there:
            made.create_index("vector", index, timeout=within)
        made.load(timeout=within)
        self._open[table] = made
        return made

    def put(self, table: str, records: Sequence[Record], within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        collection = self._collection(table, within)
        there = self.stamps(table, np.array([one.row for one in records]), within)
        # An upsert is a deletion too, and a segment full of those is indexed late.
        for rows, write in (
            ([one for one in records if one.row not in there], collection.insert),
            ([one for one in records if one.row in there], collection.upsert),
        ):
            if rows:
                write([_entity(one) for one in rows], timeout=within)

    def remove(self, table: str, rows: Sequence[int], within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        self._collection(table, within).delete(_rows("in", rows), timeout=within)

    def stamps(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, str]:
        """See `pointsay.backends.base.Server`."""
        return {
            one["row"]: one["stamp"]
            for one in self._look_up(table, rows, "stamp", within, "Strong")
        }

    def settle(self, table: str, numbers: Sequence[str], within: float) -> int:
        """See `pointsay.backends.base.Server`."""
        until = time.monotonic() + within
        self._collection(table, within).flush(timeout=within)
        while not self._settled(table, within):
            if time.monotonic() > until:
                raise self._client.MilvusException(message="rows are still being indexed")
            time.sleep(LOOK_AGAIN_S)
        return LISTS

    def _settled(self, table: str, within: float) -> bool:
        """Say whether all rows are searched by the index that was asked for.

        Milvus searches the others too, by one of its own (``interimIndex``) that reads 16 of 128
        lists whatever a search says, and so loses most of what a filter lets through. It reports
        the index as finished meanwhile; what searches use is told for each segment.
        """
        name, options = PREFIX + table, {"using": self._alias, "timeout": within}
        segments = self._client.utility.get_query_segment_info(name, **options)
        ready = [
            one.num_rows
            for one in segments
            if one.state == SEALED and (one.indexID or one.num_rows < UNLISTED)
        ]
        return len(ready) == len(segments) and sum(ready) >= self.count(table, within)

    def count(self, table: str, within: float, clauses: Sequence[Clause] = ()) -> int:
        """See `pointsay.backends.base.Server`."""
        return int(self._query(table, _all(clauses), ["count(*)"], within)[0]["count(*)"])

    def vectors(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, Vector]:
        """See `pointsay.backends.base.Server`."""
        return {
            one["row"]: np.asarray(one["vector"], dtype=np.float32)
            for one in self._look_up(table, rows, "vector", within)
        }

    def products(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, str]:
        """See `pointsay.backends.base.Server`."""
        return {one["row"]: one["product"] for one in self._look_up(table, rows, "product", within)}

    def search(self, table: str, ask: Ask, within: float) -> Found:
        """See `pointsay.backends.base.Server`."""
        skip = ask.after.skip if ask.after else 0
        (hits,) = self._collection(table, within).search(
            [ask.vector.tolist()],
            "vector",
            {"metric_type": "IP", "params": {"nprobe": ask.probes or LISTS}, "offset": skip},
            ask.k,
            expr=_asked(ask) or None,
            consistency_level="Eventually",
            timeout=within,
        )
        return Found(np.asarray(hits.ids, np.int64), np.asarray(hits.distances, np.float32))

    def drop(self, table: str, within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        self._connect(within)
        self._open.pop(table, None)
        name = PREFIX + table
        if self._client.utility.has_collection(name, using=self._alias, timeout=within):
            self._client.utility.drop_collection(name, timeout=within, using=self._alias)

    def read_note(self, name: str, within: float) -> bytes | None:
        """See `pointsay.backends.base.Server`."""
        table = self._notes(within)
        strong = {"timeout": within, "consistency_level": "Strong"}
        head = table.query(f'key == "{name}"', output_fields=["piece"], **strong)
        if not head:
            return None
        version, count = head[0]["piece"].split(":")
        keys = [f"{name}:{version}:{at}" for at in range(int(count))]
        listed = ",".join(f'"{key}"' for key in keys)
        found = table.query(f"key in [{listed}]", output_fields=["key", "piece"], **strong)
        pieces = {one["key"]: one["piece"] for one in found}
        return base64.b64decode("".join(pieces.get(key, "") for key in keys))

    def write_note(self, name: str, note: bytes, within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        table, text = self._notes(within), base64.b64encode(note).decode()
        version = hashlib.sha256(note).hexdigest()[:16]
        pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
        nowhere = [0.0, 0.0]
        table.upsert(
            [
                {"key": f"{name}:{version}:{at}", "piece": piece, "vector": nowhere}
                for at, piece in enumerate(pieces)
            ],
            timeout=within,
        )
        # The head makes the pieces count: a note is never read half.
        head = {"key": name, "piece": f"{version}:{len(pieces)}", "vector": nowhere}
        table.upsert([head], timeout=within)
        old = table.query(f'key like "{name}:%"', output_fields=["key"], timeout=within)
        gone = [one["key"] for one in old if not one["key"].startswith(f"{name}:{version}:")]
        if gone:
            listed = ",".join(f'"{key}"' for key in gone)
            table.delete(f"key in [{listed}]", timeout=within)

    def _notes(self, within: float) -> Any:
        if NOTES in self._open:
            return self._open[NOTES]
        field, kind = self._client.FieldSchema, self._client.DataType
        fields = [
            field("key", kind.VARCHAR, is_primary=True, max_length=200),
            field("piece", kind.VARCHAR, max_length=65_535),
            field("vector", kind.FLOAT_VECTOR, dim=2),  # no collection goes without one
        ]
        flat = {"index_type": "FLAT", "metric_type": "IP", "params": {}}
        return self._make(NOTES, fields, flat, within)

    def _connect(self, within: float) -> None:
        if not self._client.connections.has_connection(self._alias):
            self._client.connections.connect(self._alias, uri=self._address, timeout=within)

    def _collection(self, table: str, within: float) -> Any:
        if table not in self._open:
            self._connect(within)
            self._open[table] = self._client.Collection(PREFIX + table, using=self._alias)
        return self._open[table]

    def _look_up(
        self, table: str, rows: NDArray[np.int64], name: str, within: float, seen: str = "Session"
    ) -> Iterator[Any]:
        for at in range(0, len(rows), BATCH):
            some = _rows("in", rows[at : at + BATCH])
            yield from self._query(table, some, [name], within, seen)

    def _query(
        self, table: str, expr: str, names: list[str], within: float, seen: str = "Strong"
    ) -> list[Any]:
        """Return what all have written (Strong), or at once what is known with our own writes.

        Waiting for what others may have written takes a quarter of a second.
        """
        found: list[Any] = self._collection(table, within).query(
            expr, output_fields=names, timeout=within, consistency_level=seen
        )
        return found


def _entity(one: Record) -> dict[str, Any]:
    return {
        "row": one.row,
        "product": one.product,
        "stamp": one.stamp,
        "generation": one.generation,
        "facts": {_token(name): _value(value) for name, value in one.facts.items()},
        "vector": one.vector.tolist(),
    }


def _token(text: str) -> str:
    """Return what stands for a text on the server.

    An expression is one string: what shoppers say enters it as hexadecimal digits or not at all.
    """
    return "t" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _value(value: Scalar) -> Scalar:
    return _token(value) if isinstance(value, str) else float(value)


def _all(clauses: Sequence[Clause]) -> str:
    return " and ".join(f"({_test(clause)})" for clause in clauses)


def _asked(ask: Ask) -> str:
    """Return which rows may answer."""
    tests = [_all(ask.clauses)] if ask.clauses else []
    if ask.only is not None:
        tests.append(_rows("in", ask.only))
    if ask.but is not None:
        tests.append(_rows("not in", ask.but))
    return " and ".join(tests)


def _rows(operator: str, rows: Sequence[int] | NDArray[np.int64]) -> str:
    return f"row {operator} [{','.join(str(int(row)) for row in rows)}]"


def _test(clause: Clause) -> str:
    fact = f'facts["{_token(clause.name)}"]'
    if isinstance(clause, Between):
        low, high = (repr(min(EXTREME, max(-EXTREME, end))) for end in (clause.low, clause.high))
        return f"{fact} >= {low} and {fact} <= {high}"
    texts = ",".join(f'"{_token(text)}"' for text in clause.texts)
    numbers = ",".join(map(repr, clause.numbers))
    lists = [f"{fact} in [{values}]" for values in (texts, numbers) if values]
    any_of = " or ".join(lists) or "row < 0"
    return f"not ({any_of})" if clause.negated else any_of
