"""What is wanted, kept and avoided so far, and the role that holds for what comes next.

One role holds at a time. `steering` says which words set and end it; here is what becomes of values
and comparatives under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pointsay.edits.edit import Kind
from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules import persons, values
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Quality
from pointsay.edits.rules.phrases import takes_adjectives
from pointsay.edits.rules.values import Placed, Slot
from pointsay.edits.rules.verdicts import verdict
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
        self.walk = Walk(row)
        self.role: Role = "want"
        self.used = False  # has the role met a phrase yet?
        self.once = False  # does the role end with its phrase ("the same colour ...")?
        self.negated = False  # does the role stem from a negation, which lists may extend?
        self.pending: list[Item] = []  # of "change": avoided once "to" follows
        self.topic: Item | None = None  # "the sleeves should be ...": waits for an adjective

    # -- what is said of the product

    def value(self, item: Item, entry: Entry) -> None:
        """Put a value where the role wants it, or where what is said behind it does."""
        if entry.kind == "audience" and not persons.is_audience(self.walk, item):
            if persons.is_animal(item):
                self.unread.append(item)
            return
        if self.walk.praises():
            return  # "cute top, but ...": its charm is no wish
        said = verdict(self.walk)
        if self.walk.is_patch():  # "the white bits should be black"
            self.set_role("change")
        if self.role == "change":
            self.pending.append(item)
        elif said is Cue.STAY and self.role != "avoid":  # "all but the zip is fine" avoids it
            self.place("keep", entry.kind, values.kept_text(item, entry), item)
        elif said is Cue.GONE:
            self._avoid(item, entry, negated=True)
        elif self._is_subject(item):
            self._subject(item, entry)
        elif self.role != "ignore":
            self._settle(item, entry)

    def _is_subject(self, item: Item) -> bool:
        thing = isinstance(item.meaning, Entry) and item.meaning.kind == "type"
        if thing and self.walk.is_pictured():
            return self.role != "avoid"
        if self.role == "keep":
            return self.once and self.topic is None and self.walk.is_spoken_of()
        if thing:
            return self.role == "want" and (self.walk.is_remark() or self.walk.is_spoken_of())
        described = takes_adjectives(item) and self.walk.is_described()
        return self.role == "want" and (described or self.walk.is_spoken_of())

    def _subject(self, item: Item, entry: Entry) -> None:
        if entry.kind == "type":
            self.place("keep", entry.kind, entry.text, item)
        elif takes_adjectives(item) or entry.kind in ("sleeve", "neckline"):
            self.topic = item
        else:
            self._settle(item, entry)

    def _settle(self, item: Item, entry: Entry) -> None:
        if self._ends_once(entry):
            self.set_role("want")
        if not (self.role == "keep" and self.once):  # "the ground under the stripes is navy"
            entry = values.of_noun(item, entry, self.topic)
            self.topic = None
        if self.role == "keep":
            self.place("keep", entry.kind, values.kept_text(item, entry), item)
        elif self.role == "avoid":
            self._avoid(item, entry, negated=self.negated)
        else:
            self.place("want", entry.kind, entry.text, item)

    def _ends_once(self, entry: Entry) -> bool:
        """Say whether a look behind the thing is what changes: "same shirt sleeveless"."""
        last = self.placed[-1] if self.placed else None
        before = self.walk.directly_before()
        behind = last is not None and last.item is before and last.kind == "type" != entry.kind
        return self.role == "keep" and self.once and behind

    def _avoid(self, item: Item, entry: Entry, *, negated: bool) -> None:
        if not negated:
            wanted = next((p for p in reversed(self.placed) if p.slot == "want"), None)
            entry = values.elliptic(item, entry, wanted)
        if negated and entry.text in values.ABSENCES:
            self.place("want", *values.ABSENCES[entry.text], item)
        elif entry.text == f"different {entry.kind}" and item.words[0] == "wrong":
            self.place("want", entry.kind, entry.text, item)  # "not trousers, wrong colour"
        elif entry.text == f"different {entry.kind}":  # "no other colour"
            self.place("keep", entry.kind, "", item)
        else:
            self.place("avoid", entry.kind, entry.text, item)

    def kind(self, item: Item, kind: Kind) -> None:
        """Keep a kind that is named, or wait for its value: "the colour should be ..."."""
        said = verdict(self.walk)
        if said is Cue.GONE or self.role == "avoid":
            self.place("want", kind, self._without(kind), item)
        elif self.role == "keep" or said is Cue.STAY or self.walk.is_praised():
            self.place("keep", kind, "", item)
            if self.once and isinstance(self.walk.directly_after(), Entry):
                self.set_role("want")  # "same colour shoes"
        elif self.role != "ignore":
            self.drop_topic()
            self.topic = item

    def _without(self, kind: Kind) -> str:
        """Return the wish in "no pattern", "not this pattern", "I don't like the colour"."""
        before = self.walk.directly_before()
        this = before is not None and before.meaning is Cue.POINT
        return "plain" if kind == "pattern" and not this else f"different {kind}"

    def quality(self, item: Item, quality: Quality) -> None:
        """Note a comparative, of the noun that is spoken of if there is one."""
        if self.topic is not None and isinstance(self.topic.meaning, Entry):
            kind, noun = self.topic.meaning.kind, self.topic.meaning.noun
            if not values.is_length_of(noun, quality.kind):
                quality = Quality(kind, quality.quality, quality.more, f"{quality.text} {noun}")
        self.topic = None
        self.compared.append((quality, item))
        if self.role == "avoid" and not self.used:  # "without being too flashy"
            self.set_role("want")
        self.used = True

    def place(self, slot: Slot, kind: Kind, text: str, item: Item) -> None:
        """Put a value into a slot; the role has then met its phrase."""
        self.placed.append(Placed(slot, kind, text, item))
        self.used = True

    # -- roles

    def set_role(self, role: Role, *, once: bool = False, negated: bool = False) -> None:
        """Let another role hold; what "change" still holds is then wanted."""
        self.flush("want")
        self.role, self.used, self.once, self.negated = role, False, once, negated

    @property
    def is_double(self) -> bool:
        """Is a negation open that has met no phrase yet?"""
        return self.role == "avoid" and not self.used

    def flush(self, slot: Slot) -> None:
        """Settle what "change" collected, once it is known to go or to stay."""
        pending, self.pending = self.pending, []
        for item in pending:
            if not isinstance(item.meaning, Entry):
                continue
            if slot == "avoid" and item.words[-1] in ("sleeves", "straps", "sleeve"):
                self.topic = item  # "change the sleeves to short": they are not what goes
            else:
                self.place(slot, item.meaning.kind, item.meaning.text, item)

    def drop_topic(self) -> None:
        """Give up waiting for an adjective of the noun that was spoken of."""
        if self.topic is not None:
            if self.role == "change" and isinstance(self.topic.meaning, KindName):
                kind = self.topic.meaning.kind
                self.place("want", kind, f"different {kind}", self.topic)
            elif not self._is_stated(self.topic):
                self._leave(self.topic)
        self.topic = None

    def _leave(self, topic: Item) -> None:
        """Keep what a sentence is said to be about: "shoes like these, colour-wise"."""
        if isinstance(topic.meaning, KindName) and topic.words[-1] == "wise":
            self.place("keep", topic.meaning.kind, "", topic)
        else:
            self.unread.append(topic)

    def _is_stated(self, topic: Item) -> bool:
        """Say whether a kind's name has its value: "red in colour", "brighter colours"."""
        if not isinstance(topic.meaning, KindName):
            return False
        kind = topic.meaning.kind
        if kind == "pattern" and not any(placed.kind == kind for placed in self.placed):
            self.place("want", kind, "printed", topic)  # "has a design"
            return True
        qualities = (quality.kind for quality, _ in self.compared)
        return kind in qualities or any(placed.kind == kind for placed in self.placed)

    def end(self, _: Item | None = None) -> None:
        """End a clause."""
        self.drop_topic()
        self.set_role("want")
