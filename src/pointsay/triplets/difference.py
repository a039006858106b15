"""In what two products differ, as far as it is known and can be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pointsay.triplets.knowing import OF_PATTERN, SILENT

MOST_EDITS: Final = 3

Known = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is other.

    Attributes:
        kind: Of attribute, or a detail's name.
        old: What the reference has.
        new: What the target has; "yes" or "no" for details.
    """

    kind: str
    old: str
    new: str

    @property
    def reversed(self) -> Change:
        """The way back."""
        return Change(self.kind, self.new, self.old)


def changes(old: Known, new: Known) -> tuple[Change, ...]:
    """Return the kinds that are known of both and differ, sorted.

    What belongs to the pattern (its colour, what it shows) counts as a change of the pattern.
    """
    kinds = {kind for kind in old.keys() & new.keys() if old[kind] != new[kind]}
    if kinds & set(OF_PATTERN) or (_figures(old) != _figures(new) and "pattern" in kinds):
        kinds = (kinds - set(OF_PATTERN)) | {"pattern"}
    return tuple(
        Change(kind, old[kind], new[kind]) for kind in sorted(kinds) if kind in old and kind in new
    )


def comparable(old: Known, new: Known) -> bool:
    """Say whether the same kinds are known of both; what is known of one alone may differ."""
    mine, theirs = (one.keys() - set(OF_PATTERN) for one in (old, new))
    return mine == theirs


def sayable(found: Collection[Change], same: Collection[str] = ()) -> bool:
    """Say whether an instruction can name a difference.

    Args:
        found: What `changes` found.
        same: Kinds in which nothing may change, beside those that no photo shows.
    """
    held = {*SILENT, *same}
    return 1 <= len(found) <= MOST_EDITS and not any(one.kind in held for one in found)


def _figures(known: Known) -> tuple[str | None, ...]:
    return tuple(known.get(kind) for kind in OF_PATTERN)
