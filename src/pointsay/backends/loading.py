"""Copying a catalogue to a server, and comparing the two.

A load reads range after range of rows, asks the server for the stamps it has there, and writes only
what differs. So it can be stopped at any moment and run again, it repeats nothing, and run after a
write to the catalogue it copies that write alone. What is found where is told by a note that is
written last: until then searches go on with the note before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pointsay.backends.about import About
from pointsay.backends.base import BATCH, Line, Record, batches, stack
from pointsay.backends.clauses import facts
from pointsay.backends.index import RemoteIndex
from pointsay.backends.probes import measure
from pointsay.catalogue import Catalogue
from pointsay.errors import BackendMismatch
from pointsay.index.tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.catalogue import RowSpace
    from pointsay.types import Matrix

Progress = Callable[[int, int], None]
SETTLE_S = 24 * 3600.0  # graphs of a hundred million rows take hours
TOLERANCE = 2e-3  # of a number of a unit vector in half precision: 2^-11 of at most 1, and room


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    Attributes:
        written: Rows that were new or had changed.
        kept: Rows that were there already.
        removed: Rows of products that are gone or have another picture now.
        generation: Of the catalogue that searches find now.
    """

    written: int
    kept: int
    removed: int
    generation: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a server has otherwise than the catalogue.

    Attributes:
        subject: ``collection``, or a product.
        reason: What is wrong.
    """

    subject: str
    reason: str


def load(
    catalogue: Catalogue,
    line: Line,
    collection: str,
    progress: Progress = lambda done, total: None,
) -> Loaded:
    """Bring a collection up to the catalogue as of now.

    Args:
        catalogue: What to copy.
        line: To the server.
        collection: Its name there.
        progress: Called with the rows done and their number.

    Raises:
        BackendUnavailable: The server was away for longer than the line's patience. What was
            written is kept; run it again.
        CatalogueCorrupt: A vector does not match its checksum.
    """
    server, space = line.server, catalogue.row_space()
    before = read_about(line, collection)
    table = f"{collection}_{space.epoch}"
    dim = catalogue.encoder.info.dim
    line.call(lambda s: server.make(table, dim, s))
    copied = _Copied(
        np.zeros(len(space), dtype=bool), Tally(0, np.zeros(dim), np.zeros((dim, dim)))
    )
    for start, stop in batches(len(space), BATCH):
        records = _records(catalogue, space, start, stop)
        copied.saw(records)
        copied.wrote(*_bring(line, table, records, start, stop))
        progress(stop, len(space))
    numbers = sorted(copied.numbers)
    lists = line.call(lambda s: server.settle(table, numbers, s), budget_s=SETTLE_S)
    about = About(
        table,
        catalogue.encoder.info.describe(),
        space.epoch,
        space.generation,
        tuple(sorted(copied.names)),
        copied.live,
        copied.tally.moments(),
        measure(line, table, lists, np.flatnonzero(copied.live)),
    )
    line.call(lambda s: server.write_note(collection, about.to_bytes(), s))
    if before is not None and before.table != table:
        line.call(lambda s: server.drop(before.table, s))
    kept = copied.tally.count - copied.written
    return Loaded(copied.written, kept, copied.removed, space.generation)


@dataclass(slots=True)
class _Copied:
    """What a load has come by."""

    live: NDArray[np.bool_]
    tally: Tally
    names: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    written: int = 0
    removed: int = 0

    def saw(self, records: Sequence[Record]) -> None:
        if records:
            self.live[[one.row for one in records]] = True
            self.tally = self.tally.plus(Tally.of(np.stack([one.vector for one in records])))
            for one in records:
                self.names.update(one.facts)
                self.numbers.update(n for n, v in one.facts.items() if not isinstance(v, str))

    def wrote(self, written: int, removed: int) -> None:
        self.written += written
        self.removed += removed


def _bring(
    line: Line, table: str, records: Sequence[Record], start: int, stop: int
) -> tuple[int, int]:
    """Make a range of rows on the server what ``records`` say; return (written, removed)."""
    server = line.server
    stored = line.call(lambda s: server.stamps(table, np.arange(start, stop), s))
    new = [one for one in records if stored.get(one.row) != one.stamp]
    gone = sorted(stored.keys() - {one.row for one in records})
    if new:
        line.call(lambda s: server.put(table, new, s))
    if gone:
        line.call(lambda s: server.remove(table, gone, s))
    return len(new), len(gone)


def verify(
    catalogue: Catalogue, line: Line, collection: str, *, sample: int = 1_000, seed: int = 0
) -> list[Difference]:
    """Compare a collection with its catalogue: counts, and a sample of whole records.

    Args:
        catalogue: What was loaded.
        line: To the server.
        collection: Its name there.
        sample: Rows that are compared, drawn without repetition.
        seed: Of the draw.
    """
    index, space = (
        connect(line, collection, catalogue.encoder.info.describe()),
        catalogue.row_space(),
    )
    about, server = index.about, line.server
    found: list[Difference] = []
    if (about.epoch, about.generation) != (space.epoch, space.generation):
        found.append(
            Difference(
                "collection",
                f"is of write {about.generation}, the catalogue has had {space.generation}: "
                "load it again",
            )
        )
    if about.epoch != space.epoch:
        return found
    count = line.call(lambda s: server.count(about.table, s))
    if count != int(about.live.sum()):
        found.append(Difference("collection", f"has {count} rows, not {int(about.live.sum())}"))
    common = np.flatnonzero(about.live[: len(space)] & space.live[: len(about.live)])
    rng = np.random.default_rng(seed)
    drawn = np.sort(rng.permutation(common)[:sample])
    for at in range(0, len(drawn), BATCH):
        found += _compare(catalogue, space, index, line, drawn[at : at + BATCH])
    return found


def connect(line: Line, collection: str, encoder: str) -> RemoteIndex:
    """Return the index of a collection.

    Args:
        line: To the server.
        collection: Its name there.
        encoder: Who makes the queries, as `EncoderInfo.describe` says it.

    Raises:
        BackendMismatch: Nothing was loaded under this name, or vectors of another encoder.
    """
    about = read_about(line, collection)
    if about is None:
        raise BackendMismatch(
            f"the search server holds no collection {collection!r}",
            hint="load it with: pointsay backend load",
        )
    if about.encoder != encoder:
        raise BackendMismatch(
            f"the collection {collection!r} holds vectors of {about.encoder}, not of {encoder}",
            hint="search with the encoder that indexed it, or load it again",
        )
    return RemoteIndex(line, about)


def read_about(line: Line, collection: str) -> About | None:
    """Return what is known of a collection, or None when nothing was loaded."""
    note = line.call(lambda s: line.server.read_note(collection, s))
    return None if note is None else About.from_bytes(note)


def _records(catalogue: Catalogue, space: RowSpace, start: int, stop: int) -> list[Record]:
    """Return the rows of a range whose products are there now."""
    rows = start + np.flatnonzero(space.live[start:stop])
    return list(_described(catalogue, space, rows, space.read(rows)))


def _described(
    catalogue: Catalogue, space: RowSpace, rows: NDArray[np.int64], vectors: Matrix
) -> Iterator[Record]:
    owners = space.products[rows].tolist()
    products = catalogue.store.products(owners)
    for row, owner, vector in zip(rows.tolist(), owners, vectors, strict=True):
        product = products.get(owner)
        if product is not None:
            said = facts(product)
            text = json.dumps([product.id, said], sort_keys=True)
            # The row stands for the vector: within an epoch it never gets another one.
            stamp = hashlib.sha256(text.encode()).hexdigest()[:32]
            yield Record(row, product.id, stamp, space.generation, said, vector)


def _compare(
    catalogue: Catalogue,
    space: RowSpace,
    index: RemoteIndex,
    line: Line,
    rows: NDArray[np.int64],
) -> Iterator[Difference]:
    table, server = index.about.table, line.server
    vectors = space.read(rows)
    there = line.call(lambda s: server.vectors(table, rows, s))
    stamps = line.call(lambda s: server.stamps(table, rows, s))
    close = np.abs(stack(there, rows, index.dim) - vectors).max(axis=1) <= TOLERANCE
    for one, same in zip(_described(catalogue, space, rows, vectors), close, strict=True):
        if one.row not in there:
            yield Difference(one.product, "is missing")
        elif not same:
            yield Difference(one.product, "has another vector")
        elif stamps.get(one.row) != one.stamp:
            yield Difference(one.product, "has other attributes")
