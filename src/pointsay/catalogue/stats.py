"""What a catalogue holds and what it takes on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pointsay.catalogue.building import leftovers
from pointsay.catalogue.database import number
from pointsay.catalogue.spaces import State, generation_of, spaces
from pointsay.catalogue.store import opened


@dataclass(frozen=True, slots=True)
class SpaceStats:
    """The vectors by one encoder.

    Attributes:
        encoder: Name, width and hash, as messages tell it.
        state: ``active``, ``building`` (a compaction or migration is under way or was stopped) or
            ``retired`` (replaced by another encoder's; the next compaction drops it).
        epoch: Number of the space.
        live: Vectors that are searched.
        dead: Vectors that a compaction would drop.
        bytes: Of the file.
    """

    encoder: str
    state: State
    epoch: int
    live: int
    dead: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What a catalogue holds.

    Attributes:
        products: How many.
        attributes: Values of all products that can be filtered by.
        generation: Writes so far.
        sqlite_bytes: Of the SQLite file and its write-ahead log.
        leftover_bytes: Of files that interrupted work left; the next compaction or repair removes
            them.
        spaces: The vectors, by encoder.
    """

    products: int
    attributes: int
    generation: int
    sqlite_bytes: int
    leftover_bytes: int
    spaces: Sequence[SpaceStats]


def stats(folder: Path) -> Stats:
    """Count what is in a catalogue.

    Raises:
        CatalogueMissing: There is none.
    """
    with opened(folder) as database, database.moment() as connection:
        file = database.file
        found = []
        for space in spaces(connection, file):
            live = number(
                connection,
                "SELECT count(*) FROM vector WHERE space = ? AND died IS NULL",
                [space.id],
            )
            size = _size(space.file(folder).file)
            dead = space.rows - live
            described = space.encoder.describe()
            found.append(SpaceStats(described, space.state, space.id, live, dead, size))
        return Stats(
            number(connection, "SELECT count(*) FROM product"),
            number(connection, "SELECT count(*) FROM attribute"),
            generation_of(connection),
            _size(file) + _size(file.with_name(f"{file.name}-wal")),
            sum(_size(one) for one in leftovers(connection, file)),
            found,
        )


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
