"""What is wanted, kept and avoided: the cues of a sentence, obeyed from left to right.

One role holds at a time. Cues set it; a new verb, a comma or "but" ends it. How far a negation
reaches is decided in `Scope._and`, `Scope._comma` and `Scope._open`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pointsay.edits.edit import Kind
from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules import values
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Quality, Unknown
from pointsay.edits.rules.phrases import takes_adjectives
from pointsay.edits.rules.values import Placed, Slot
from pointsay.edits.rules.walk import Walk

Role = Literal["want", "keep", "avoid", "change", "ignore"]


class Scope:
    """One reading of a sentence's phrases.

    Attributes:
        placed: The values that were found, in order.
        compared: The comparatives, with where they were said.
        unread: Items that found no place.
    """

    def __init__(self, row: Sequence[Item]) -> None:
        self.placed: list[Placed] = []
        self.compared: list[tuple[Quality, Item]] = []
        self.unread: list[Item] = []
        self._walk = Walk(row)
        self._role: Role = "want"
        self._used = False  # has the role met a phrase yet?
        self._once = False  # does the role end with its phrase ("the same colour ...")?
        self._negated = False  # does the role stem from a negation, which lists may extend?
        self._pending: list[Item] = []  # of "change": avoided once "to" follows
        self._topic: Item | None = None  # "the sleeves should be ...": waits for an adjective

    def read(self) -> None:
        """Read the whole row, once."""
        for at, item in enumerate(self._walk.row):
            self._walk.at = at
            match item.meaning:
                case Cue() as cue if cue in _OBEY:
                    _OBEY[cue](self, item)
                case Entry() as entry:
                    self._value(item, entry)
                case KindName(kind):
                    self._kind(item, kind)
                case Quality() as quality:
                    self._quality(item, quality)
                case Unknown():
                    self.unread.append(item)
        self._end()

    # -- what is said of the product

    def _value(self, item: Item, entry: Entry) -> None:
        if entry.kind == "audience" and self._walk.before() is not Cue.FOR:
            if values.is_animal(item):
                self.unread.append(item)
                return
            if values.is_person(item):
                return
        if self._role == "change":
            self._pending.append(item)
        elif self._role in ("want", "keep") and self._walk.is_spoken_of():
            self._subject(item, entry)
        elif self._walk.after() is Cue.STAY:
            self._place("keep", entry.kind, values.kept_text(item, entry), item)
        elif self._role != "ignore":
            self._settle(item, entry)

    def _subject(self, item: Item, entry: Entry) -> None:
        if entry.kind == "type":
            self._place("keep", entry.kind, entry.text, item)
        elif takes_adjectives(item) or entry.kind in ("sleeve", "neckline"):
            self._topic = item
        else:
            self._settle(item, entry)

    def _settle(self, item: Item, entry: Entry) -> None:
        entry = values.of_noun(item, entry, self._topic)
        self._topic = None
        if self._role == "keep":
            self._place("keep", entry.kind, values.kept_text(item, entry), item)
        elif self._role == "avoid":
            self._avoid(item, entry)
        else:
            self._place("want", entry.kind, entry.text, item)

    def _avoid(self, item: Item, entry: Entry) -> None:
        if not self._negated:
            wanted = next((p for p in reversed(self.placed) if p.slot == "want"), None)
            entry = values.elliptic(item, entry, wanted)
        if self._negated and entry.text in values.ABSENCES:
            self._place("want", *values.ABSENCES[entry.text], item)
        else:
            self._place("avoid", entry.kind, entry.text, item)

    def _kind(self, item: Item, kind: Kind) -> None:
        if self._role == "keep" or self._walk.after() is Cue.STAY:
            self._place("keep", kind, "", item)
        elif self._role == "avoid":  # "no pattern", "I don't like the colour"
            text = "plain" if kind == "pattern" else f"different {kind}"
            self._place("want", kind, text, item)
        elif self._role != "ignore":
            self._drop_topic()
            self._topic = item

    def _quality(self, item: Item, quality: Quality) -> None:
        if self._topic is not None and isinstance(self._topic.meaning, Entry):
            kind, noun = self._topic.meaning.kind, self._topic.meaning.noun
            quality = Quality(kind, quality.quality, quality.more, f"{quality.text} {noun}")
        self._topic = None
        self.compared.append((quality, item))
        if self._role == "avoid" and not self._used:  # "without being too flashy"
            self._set("want")
        self._used = True

    def _place(self, slot: Slot, kind: Kind, text: str, item: Item) -> None:
        self.placed.append(Placed(slot, kind, text, item))
        self._used = True

    # -- roles

    def _set(self, role: Role, *, once: bool = False, negated: bool = False) -> None:
        self._flush("want")
        self._role, self._used, self._once, self._negated = role, False, once, negated

    @property
    def _is_double(self) -> bool:
        """Is a negation open that has met no phrase yet?"""
        return self._role == "avoid" and not self._used

    def _flush(self, slot: Slot) -> None:
        pending, self._pending = self._pending, []
        for item in pending:
            if not isinstance(item.meaning, Entry):
                continue
            if slot == "avoid" and item.words[-1] in ("sleeves", "straps", "sleeve"):
                self._topic = item  # "change the sleeves to short": they are not what goes
            else:
                self._place(slot, item.meaning.kind, item.meaning.text, item)

    def _drop_topic(self) -> None:
        if self._topic is not None:
            if self._role == "change" and isinstance(self._topic.meaning, KindName):
                kind = self._topic.meaning.kind
                self._place("want", kind, f"different {kind}", self._topic)
            elif not self._is_stated(self._topic):
                self.unread.append(self._topic)
        self._topic = None

    def _is_stated(self, topic: Item) -> bool:
        """Say whether a kind's name has its value: "red in colour", "brighter colours"."""
        if not isinstance(topic.meaning, KindName):
            return False
        kind = topic.meaning.kind
        if kind == "pattern" and not any(placed.kind == kind for placed in self.placed):
            self._place("want", kind, "printed", topic)  # "has a design"
            return True
        qualities = (quality.kind for quality, _ in self.compared)
        return kind in qualities or any(placed.kind == kind for placed in self.placed)

    def _end(self, _: Item | None = None) -> None:
        self._drop_topic()
        self._set("want")

    # -- cues

    def _not(self, item: Item) -> None:
        last = self.placed[-1] if self.placed else None
        if self._is_double:
            self._set("want")
        elif (
            item.words == ("without",)
            and self._role == "avoid"
            and last is not None
            and (last.slot, last.kind) == ("avoid", "type")
        ):  # "no dress without pockets"
            self.placed.pop()
            self._set("want")
        else:
            self._set("avoid", negated=True)

    def _remove(self, _: Item) -> None:
        if self._is_double:
            self._set("keep")
        else:
            self._set("avoid", negated=True)

    def _change(self, _: Item) -> None:
        self._set("keep" if self._is_double else "change")

    def _instead_of(self, _: Item) -> None:
        self._set("avoid")

    def _want(self, _: Item) -> None:
        self._set("want")

    def _than(self, _: Item) -> None:
        before, after = self._walk.before(), self._walk.after()
        compared = self.compared[-1][0].kind if isinstance(before, Quality) else None
        contrast = isinstance(after, Entry) and after.kind == compared  # "more ivory than white"
        self._set("avoid" if compared is None or contrast else "ignore")

    def _over(self, item: Item) -> None:
        before, after = self._walk.before(), self._walk.after()
        alike = isinstance(before, Entry) and isinstance(after, Entry) and before.kind == after.kind
        if alike:
            self._set("avoid")
        else:
            self._open(item)

    def _keep(self, _: Item) -> None:
        if not self._is_double:
            self._set("keep")

    def _like(self, item: Item) -> None:
        named = self._walk.directly_after() in (Cue.THE, Cue.POINT) or item.words[-1] == "the"
        if not self._is_double:
            kind = isinstance(self._walk.directly_after(), KindName)
            self._set("keep" if named or kind else "want")

    def _same(self, item: Item) -> None:
        if isinstance(self._walk.directly_after(), KindName | Entry):
            if not self._is_double:
                self._set("keep", once=True)
        elif self._topic is not None and isinstance(self._topic.meaning, KindName):
            topic, self._topic = self._topic, None
            self._place("keep", topic.meaning.kind, "", topic)  # type: ignore[union-attr]
        elif not any(placed.kind == "other" and not placed.text for placed in self.placed):
            self._place("keep", "other", "", item)

    def _point(self, _: Item) -> None:
        if self._role == "want" and isinstance(self._walk.directly_after(), KindName | Entry):
            self._set("keep", once=True)

    def _place_on(self, item: Item) -> None:
        """Where a part is goes with the part; where anything else is, an edit cannot say."""
        before = self._walk.directly_before()
        if before is None or not isinstance(before.meaning, Entry):
            self.unread.append(item)

    def _rest(self, item: Item) -> None:
        stated = item.words[-1] in ("else", "rest", "it", "remainder")
        if stated or self._role == "keep" or self._walk.after() in (Cue.SAME, Cue.STAY):
            self._place("keep", "other", "", item)
            self._set("want")

    def _different(self, item: Item) -> None:
        if self._topic is not None and isinstance(self._topic.meaning, KindName):
            kind = self._topic.meaning.kind
            self._topic = None
            self._place("want", kind, f"different {kind}", item)

    def _open(self, item: Item) -> None:
        """A new part of the wish begins, unless the role still waits for its phrase."""
        if self._role == "change":
            if self._pending and item.words[-1] in ("with", "by", "for"):
                self._into(item)
        elif self._used or self._role == "ignore":
            self._set("want")

    def _into(self, _: Item) -> None:
        if self._role == "change":
            self._flush("avoid")
            self._set("want")

    def _free(self, item: Item) -> None:
        if self.placed and self.placed[-1].slot == "want":
            last = self.placed.pop()
            self._place("avoid", last.kind, last.text, item)

    def _article(self, _: Item) -> None:
        if self._once and self._used:
            self._set("want")

    def _and(self, item: Item) -> None:
        """Goes on with what is alike: "no zip and pockets", but "no zip and long sleeves"."""
        after = self._walk.after()
        if self._role == "avoid":
            goes_on = (
                isinstance(after, Entry)
                and len(item.words) == 1
                and self._last_group() == values.group(after)
            )
        elif self._role == "keep":
            listed = isinstance(after, KindName) or (isinstance(after, Entry) and not self._once)
            goes_on = listed and len(item.words) == 1
        else:
            goes_on = self._role == "change"
        if not goes_on and self._used:
            self._set("want")

    def _last_group(self) -> str:
        last = next((p for p in reversed(self.placed) if p.slot == "avoid"), None)
        return values.group(Entry(last.kind, last.text)) if last else ""

    def _comma(self, _: Item) -> None:
        """Ends a role, unless it stands in a list that "or" closes: "no zip, bow or belt"."""
        self._drop_topic()
        goes_on = (
            not self._used
            or (self._role == "avoid" and self._negated and self._walk.list_closes(Cue.OR))
            or (self._role == "keep" and not self._once and self._walk.list_closes(Cue.AND))
        )
        if not goes_on or self._role in ("change", "ignore"):
            self._set("want")


# The other cues say nothing by themselves; their neighbours look at them.
_OBEY: dict[Cue, Callable[[Scope, Item], None]] = {
    Cue.NOT: Scope._not,
    Cue.REMOVE: Scope._remove,
    Cue.CHANGE: Scope._change,
    Cue.AVOID: Scope._instead_of,
    Cue.NOT_ONLY: Scope._want,
    Cue.THAN: Scope._than,
    Cue.OVER: Scope._over,
    Cue.KEEP: Scope._keep,
    Cue.LIKE: Scope._like,
    Cue.SAME: Scope._same,
    Cue.POINT: Scope._point,
    Cue.PLACE: Scope._place_on,
    Cue.REST: Scope._rest,
    Cue.DIFFERENT: Scope._different,
    Cue.MAKE: Scope._want,
    Cue.BE: Scope._open,
    Cue.WITH: Scope._open,
    Cue.FOR: Scope._open,
    Cue.INTO: Scope._into,
    Cue.FREE: Scope._free,
    Cue.A: Scope._article,
    Cue.BUT: Scope._end,
    Cue.STOP: Scope._end,
    Cue.AND: Scope._and,
    Cue.COMMA: Scope._comma,
}
