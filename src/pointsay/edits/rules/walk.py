"""A row of phrases and where one stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Meaning, Quality

PASSED_OVER = (Cue.FILLER, Cue.ALIKE, Cue.A, Cue.THE)
SAYING_NOTHING = (*PASSED_OVER, Cue.POINT)
BORDERS = (Cue.COMMA, Cue.STOP, Cue.BUT, Cue.AND, Cue.OR)
_PRAISE = [(word,) for word in ("great", "nice", "lovely", "beautiful", "perfect", "love")]
_LOOKS = ("colour", "material", "pattern")
_IN_LISTS = (*PASSED_OVER, Cue.COMMA, Cue.AND, Cue.OR)


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
            if item.meaning not in PASSED_OVER:
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
            if item.meaning not in PASSED_OVER:
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
        before, after = self.directly_before(), self.row[self.at + 1 : self.at + 2]
        made = self.before() is Cue.MAKE or (before is not None and before.meaning is Cue.MAKE)
        has = any(_HAVING.intersection(item.words[:1]) for item in after)
        return made or has or self.directly_after() is Cue.BE

    def is_described(self) -> bool:
        """Say whether a part's looks follow: "the buttons in gold", "buttons that are gold"."""
        behind = self.row[self.at + 1 : self.at + 4]
        if self.is_pointed_at() and behind and isinstance(behind[0].meaning, Quality):
            return True  # "with the straps thinner"
        said = [item.words for item in behind]
        related = said[:1] in ([("that",)], [("which",)]) and behind[1:2] != []
        if related and behind[1].meaning is Cue.BE:
            looks = behind[2:3]
        elif said[:1] == [("in",)] and self.is_pointed_at():
            looks = behind[1:2]
        else:
            looks = behind[1:1]
        return any(_is_look(item.meaning) for item in looks)

    def ends_behind(self, at: int) -> bool:
        """Say whether the clause ends behind a place, but for empty words and "this"."""
        for item in self.row[at + 1 :]:
            if item.meaning not in SAYING_NOTHING:
                return item.meaning in BORDERS
        return True

    def kind_follows(self) -> bool:
        """Say whether the name of a kind follows, also behind "in": "similar in style"."""
        behind = self.row[self.at + 1 : self.at + 3]
        if behind and behind[0].words == ("in",):
            behind = behind[1:]
        return isinstance(behind[0].meaning, KindName) if behind else False

    def is_praised(self) -> bool:
        """Say whether all that is said of a noun is that it is good: "lovely colour, but ..."."""
        before = self.directly_before()
        first = self.at == 1 or (self.at > 1 and self.row[self.at - 2].meaning in BORDERS)
        praise = before is not None and before.words in _PRAISE
        return praise and first and self.ends_behind(self.at)

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


def _is_look(meaning: Meaning) -> bool:
    return isinstance(meaning, Quality) or (isinstance(meaning, Entry) and meaning.kind in _LOOKS)
