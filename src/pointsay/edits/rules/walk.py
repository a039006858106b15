"""A row of phrases and where one stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Meaning, Quality
from pointsay.edits.rules.phrases import PATCHES
from pointsay.edits.rules.pointing import is_of_picture

PASSED_OVER = (Cue.FILLER, Cue.ALIKE, Cue.A, Cue.THE)
SAYING_NOTHING = (*PASSED_OVER, Cue.POINT)
BORDERS = (Cue.COMMA, Cue.STOP, Cue.BUT, Cue.AND, Cue.OR)
_PRAISE = [
    (word,)
    for word in ("great", "nice", "lovely", "beautiful", "perfect", "love", "good", "pretty")
]
_CHARM = frozenset({"cute", "sexy", "elegant", "modern", "funny"})  # praise, or a wish of its own
_LOOKS = ("colour", "material", "pattern")
_IN_LISTS = (*PASSED_OVER, Cue.COMMA, Cue.AND, Cue.OR)


class Walk:
    """Looks to both sides of a place in the row.

    Attributes:
        row: The phrases.
        at: The place.
    """

    def __init__(self, row: Sequence[Item], at: int = 0) -> None:
        self.row = row
        self.at = at

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
            item.meaning in (Cue.THE, Cue.POINT) or item.words[-1:] in _POINTERS
        )

    def is_patch(self) -> bool:
        """Say whether a colour's parts are said to become another: "the white bits should be"."""
        patch = not PATCHES.isdisjoint(self.row[self.at].words[-1:])
        return patch and self.directly_after() is Cue.BE

    def is_pictured(self) -> bool:
        """Say whether a picture is pointed at by its thing: "the sleeves of the second dress"."""
        item = self.directly_before()
        return item is not None and item.meaning is Cue.STAY and is_of_picture(item.words)

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
        if self.is_pointed_at() and self.becomes():
            return True
        said = [item.words for item in behind]
        related = said[:1] in ([("that",)], [("which",)]) and behind[1:2] != []
        if related and behind[1].meaning is Cue.BE:
            looks = behind[2:3]
        elif said[:1] == [("in",)] and (self.is_pointed_at() or self._opens()):
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

    def is_remark(self) -> bool:
        """Say whether a thing is praised and the wish is still to come: "cute top, but ..."."""
        before = self.directly_before()
        if before is None or not (self.at == 1 or self.row[self.at - 2].meaning in BORDERS):
            return False
        praise = before.words in _PRAISE or _charms(before)
        return praise and self.ends_behind(self.at) and self.goes_on_behind(self.at)

    def praises(self) -> bool:
        """Say whether the adjective at this place only praises the thing behind it."""
        behind = self.row[self.at + 1 : self.at + 2]
        thing = bool(behind) and _is_type(behind[0].meaning)
        return thing and _charms(self.row[self.at]) and Walk(self.row, self.at + 1).is_remark()

    def goes_on_behind(self, at: int) -> bool:
        """Say whether anything is said behind the clause that a place is in."""
        rest = [item for item in self.row[at + 1 :] if item.meaning not in BORDERS]
        return any(item.meaning not in SAYING_NOTHING for item in rest)

    def _opens(self) -> bool:
        """Say whether the place begins a clause behind a comma."""
        item = self.directly_before()
        return item is not None and item.meaning in (Cue.COMMA, Cue.STOP)

    def becomes(self) -> bool:
        """Say whether what a noun is to be follows it: "the collar, which should be white"."""
        behind = self.row[self.at + 1 : self.at + 3]
        if not behind or len(behind) < 2:
            return False
        which = behind[0].meaning is Cue.COMMA and (
            behind[1].words == ("which",) or behind[1].meaning in (Cue.MAKE, Cue.STAY)
        )
        return which or behind[0].words == (":",)

    def list_closes(self, *cues: Cue) -> bool:
        """Say whether the list that goes on here ends with one of ``cues`` before its last."""
        for item in self.row[self.at + 1 :]:
            if item.meaning in cues:
                return True
            listed = isinstance(item.meaning, Entry | KindName) or item.meaning in _IN_LISTS
            if not listed:
                return False
        return False


_POINTERS = (("the",), ("this",), ("these",))
_HAVING = frozenset(
    {
        "could",
        "may",
        "might",
        "must",
        "has",
        "have",
        "isn't",
        "aren't",
        "does",
        "doesn't",
        "needs",
        "should",
    }
)


def _charms(item: Item) -> bool:
    style = isinstance(item.meaning, Entry) and item.meaning.kind == "style"
    return style and not _CHARM.isdisjoint(item.words)


def _is_type(meaning: Meaning) -> bool:
    return isinstance(meaning, Entry) and meaning.kind == "type"


def _is_look(meaning: Meaning) -> bool:
    return isinstance(meaning, Quality) or (isinstance(meaning, Entry) and meaning.kind in _LOOKS)
