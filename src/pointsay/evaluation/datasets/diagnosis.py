"""What the doctor found, for programs and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

NAMED = 5  # how many of many are named to people


@dataclass(frozen=True, slots=True)
class Share:
    """How many there should be, and how many are left."""

    whole: int
    left: int

    def __str__(self) -> str:
        """Return both, or the one number that they are."""
        return f"{self.whole:,}" if self.whole == self.left else f"{self.whole:,} -> {self.left:,}"


@dataclass(frozen=True)
class Diagnosis:
    """The state of a dataset's pictures, and what it costs.

    Attributes:
        dataset, split, subset, notes: As in `base.Dataset`.
        at_hand: Whether there are any pictures; without them everything is missing.
        decoded: Whether pictures were decoded, or only read.
        named: How many pictures the galleries and references are.
        missing: Ids of pictures that are not there.
        broken: Id of a picture that cannot be read -> why.
        duplicates: Groups of ids whose pictures are the same bytes.
        repeated: Gallery -> ids that it lists more than once.
        galleries: Gallery -> its pictures, each id counted once.
        asked: Gallery -> the queries that rank it.
        kinds: Kind -> its queries.
        lost: Query id -> why it cannot be asked or scored.
        fewer_targets: Query id -> its right answers, of queries that keep only some.
        fewer_candidates: Query id -> its candidates, of queries that keep only some and so become
            easier.
        twins: Ids of queries with a wrong answer in the gallery that is, byte for byte, a right
            one; what finds it is wronged.
    """

    dataset: str
    split: str
    subset: str
    notes: Sequence[str]
    at_hand: bool
    decoded: bool
    named: int
    missing: Sequence[str]
    broken: Mapping[str, str]
    duplicates: Sequence[Sequence[str]]
    repeated: Mapping[str, Sequence[str]]
    galleries: Mapping[str, Share]
    asked: Mapping[str, Share]
    kinds: Mapping[str, Share]
    lost: Mapping[str, str]
    fewer_targets: Mapping[str, Share]
    fewer_candidates: Mapping[str, Share]
    twins: Sequence[str]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing, broken or lost."""
        return not (self.missing or self.broken or self.lost)

    def record(self) -> dict[str, Any]:
        """Return everything, plain."""
        return {"whole": self.whole, **asdict(self)}

    def lines(self) -> Iterator[str]:
        """Yield what people need to know, a line at a time."""
        name = " ".join(filter(None, (self.dataset, self.split, self.subset)))
        how = "decoded" if self.decoded else "read, not decoded"
        yield f"{name}: {self.named:,} pictures, {how if self.at_hand else 'none at hand'}"
        yield from (f"note: {note}" for note in self.notes)
        yield _line("missing", self.missing)
        yield _line("broken", self.broken)
        for one, reason in list(self.broken.items())[:NAMED]:
            yield f"  {one}: {reason}"
        yield _line("duplicates", [" = ".join(group) for group in self.duplicates])
        yield _line("listed twice", [one for ids in self.repeated.values() for one in ids])
        yield ""
        yield from _table("gallery", ("pictures", self.galleries), ("queries", self.asked))
        if list(self.kinds.values()) != list(self.asked.values()):
            yield ""
            yield from _table("kind", ("queries", self.kinds))
        yield ""
        yield _line("queries lost", self.lost)
        for reason, count in Counter(self.lost.values()).most_common():
            yield f"  {count:,}: {reason}"
        yield _line("fewer answers", self.fewer_targets)
        yield _line("fewer candidates", self.fewer_candidates)
        yield _line("wronged by a twin", self.twins)


def _line(what: str, found: Collection[str]) -> str:
    """Name how many, and the first."""
    first = ", ".join(list(found)[:NAMED])
    more = f" and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
    return f"{what:18}{len(found):7,}  {first}{more}".rstrip()


def _table(head: str, *columns: tuple[str, Mapping[str, Share]]) -> Iterator[str]:
    names = list(columns[0][1])
    rows = [(name or "(the only one)", *(str(one[name]) for _, one in columns)) for name in names]
    rows.insert(0, (head, *(title for title, _ in columns)))
    width = max(len(row[0]) for row in rows)
    for row in rows:
        yield f"{row[0]:{width}}" + "".join(f"  {cell:>18}" for cell in row[1:])
