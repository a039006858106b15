"""A row of phrases and where one stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Meaning

_PASSED_OVER = (Cue.FILLER, Cue.A, Cue.THE)
_IN_LISTS = (*_PASSED_OVER, Cue.COMMA, Cue.AND, Cue.OR)


class Walk:
    """Looks to both sides of a place in the row.

    Attributes:
        row: The phrases.
        at: The place.
    """

    def __init__(self, row: Sequence[Item]) -> None:
        self.row = row
        self.at = 0

    def after(self) -> Meaning | None:
        """Return what follows, articles and empty words passed over."""
        for item in self.row[self.at + 1 :]:
            if item.meaning not in _PASSED_OVER:
                return item.meaning
        return None

    def directly_after(self) -> Meaning | None:
        """Return what stands right behind."""
        return self.row[self.at + 1].meaning if self.at + 1 < len(self.row) else None

    def directly_before(self) -> Item | None:
        """Return what stands right before."""
        return self.row[self.at - 1] if self.at else None

    def before(self) -> Meaning | None:
        """Return what stands before, articles and empty words passed over."""
        for item in reversed(self.row[: self.at]):
            if item.meaning not in _PASSED_OVER:
                return item.meaning
        return None

    def is_pointed_at(self) -> bool:
        """Say whether "the" or "this" stands right before."""
        item = self.directly_before()
        return item is not None and (
            item.meaning in (Cue.THE, Cue.POINT) or item.words[-1:] == ("the",)
        )

    def is_spoken_of(self) -> bool:
        """Say whether the place is a subject: "the dress is", "make the sleeves"."""
        if not self.is_pointed_at():
            return False
        before = self.directly_before()
        before, after = self.directly_before(), self.row[self.at + 1 : self.at + 2]
        made = self.before() is Cue.MAKE or (before is not None and before.meaning is Cue.MAKE)
        has = any(_HAVING.intersection(item.words[:1]) for item in after)
        return made or has or self.directly_after() is Cue.BE

    def list_closes(self, *cues: Cue) -> bool:
        """Say whether the list that goes on here ends with one of ``cues`` before its last."""
        for item in self.row[self.at + 1 :]:
            if item.meaning in cues:
                return True
            listed = isinstance(item.meaning, Entry | KindName) or item.meaning in _IN_LISTS
            if not listed:
                return False
        return False


_HAVING = frozenset({"has", "have", "isn't", "aren't", "does", "doesn't", "needs", "should"})
