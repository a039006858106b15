"""From the items of clauses to phrases, comparatives and what is left unread."""

from __future__ import annotations

from dataclasses import dataclass, field

from pointsay.edits.chinese.clause import Clause, Item
from pointsay.edits.chinese.parts import coloured_parts
from pointsay.edits.chinese.script import Script
from pointsay.edits.chinese.vocabulary import Value
from pointsay.edits.chinese.vocabulary.grammar import EXCEPTING, IDENTICAL, SAME_THING
from pointsay.edits.chinese.vocabulary.qualities import OF_A_PART
from pointsay.edits.edit import Comparative, Kind, Phrase, Way
from pointsay.edits.lexicon import find
from pointsay.edits.lexicon.qualities import QUALITIES, is_said_of_part
from pointsay.edits.rules.values import ABSENCES

_COMPARED = frozenset(("more", "degree", "too", "so", "than"))
_POINTING = frozenset(("this", "same", "other"))  # 这个颜色, 一样的颜色, 别的颜色
_SOFT_NOTS = frozenset(("别", "没", "不", "没有"))  # 别花 is "less busy", 不要花的 "not printed"
# Kinds whose values are more or less so: 正式一点. A type or a sleeve is not.
_GRADED: frozenset[Kind] = frozenset(
    ("style", "colour", "pattern", "fit", "material", "other", "length")
)
_SHADES = frozenset(("dark", "light"))
_PARTS: dict[Kind, str] = {"sleeve": "sleeves", "neckline": "neckline"}
_FLIPPED: dict[Way, Way] = {"more": "less", "less": "more"}


@dataclass
class Meant:
    """What was understood so far, over all clauses."""

    script: Script
    want: list[Phrase] = field(default_factory=list)
    keep: list[Phrase] = field(default_factory=list)
    avoid: list[Phrase] = field(default_factory=list)
    comparatives: list[Comparative] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    unlike: list[tuple[Kind, int, int]] = field(default_factory=list)

    def take(self, clause: Clause, *, last: bool = True) -> None:
        """Add what a walked clause says; praise is no wish where one is still to come."""
        if clause.vague:
            start, end = clause.tokens[0].start, clause.tokens[-1].end
            self.unread.append((start, self.script.quote(start, end)))
            return
        for token in clause.unknown:
            self.unread.append((token.start, self.script.quote(token.start, token.end)))
        if clause.keep_rest:
            rest = clause.keep_rest
            self.keep.append(Phrase("other", "", self.script.quote(rest.start, rest.end)))
        if clause.praised and not last:
            self._praised(clause)
            return
        done = self._parts(clause)
        for index in range(len(clause.items)):
            if index not in done:
                self._item(clause, index)

    def _item(self, clause: Clause, index: int) -> None:
        item = clause.items[index]
        if item.token.meaning.kind:
            self._kind(clause, index)
        elif self._compares(item):
            self._comparative(item, clause.items[index - 1] if index else None)
        elif item.mode != "want" or not _complains(clause) or _is_shaded(clause, item):
            self._values(clause, index)

    def _parts(self, clause: Clause) -> set[int]:
        """Add parts with a colour of their own, and return which items they are."""
        parts = coloured_parts(clause)
        for part in parts:
            phrases = getattr(self, part.item.mode)
            phrases.append(Phrase(part.kind, part.text, self._said_of(clause, part.said)))
        return {index for part in parts for index in part.said}

    def _praised(self, clause: Clause) -> None:
        """Keep what is said to be good: 衬衫好看, 条纹我喜欢."""
        for item in clause.items:
            for value in item.token.meaning.values:
                if value.kind != "style":  # 挺可爱的
                    self.keep.append(self._phrase(item, value))
            if item.token.meaning.kind:
                self.keep.append(Phrase(item.token.meaning.kind, "", self._said(item)))

    def _kind(self, clause: Clause, index: int) -> None:
        """A kind is named: it is kept, a part is wanted or avoided, or a value of it follows."""
        item = clause.items[index]
        kind, part = item.token.meaning.kind, item.token.meaning.part
        if kind is None:
            return
        lacking = item.mode == "avoid" and item.negation not in EXCEPTING
        pointed, governs = item.marks & _POINTING, _governs(clause, index)
        if item.count:
            self._counted(item, Value("style", "fancy"))
        elif "other" in item.marks and item.mode == "want":
            return  # 其他图案也行: any but the reference's own
        elif item.mode == "keep" or (item.mode == "want" and pointed and not governs):
            self.keep.append(Phrase(kind, "", self._said(item)))
        elif part and not pointed and not governs and (lacking or "have" in item.marks):
            self._place_part(item, part, lacking=lacking)
        elif kind == "pattern" and lacking and not pointed and not governs:
            self.want.append(self._phrase(item, Value("pattern", "plain")))
        elif "other" not in item.marks and (item.mode == "avoid" or item.changed):
            start = clause.tokens[0].start if item.changed else item.start
            self.unlike.append((kind, start, item.end))

    def _place_part(self, item: Item, part: str, *, lacking: bool) -> None:
        """Want or avoid a part; an absence with a name of its own is wanted: 不要袖子."""
        if lacking and part in ABSENCES:
            self.want.append(self._phrase(item, Value(*ABSENCES[part])))
        else:
            phrases = self.avoid if lacking else self.want
            phrases.append(self._phrase(item, _part(part)))

    def _compares(self, item: Item) -> bool:
        meaning = item.token.meaning
        if item.count and meaning.values:
            return True
        if meaning.quality and not meaning.values:
            return True
        if meaning.quality and item.negation in _SOFT_NOTS:
            return True
        fit = any(value.kind == "fit" for value in meaning.values)  # 换成宽松的 is a value
        if meaning.quality and item.changed == 2 and item.mode == "want" and not fit:
            return True
        graded = bool(meaning.values) and meaning.values[0].kind in _GRADED
        return bool(item.marks & _COMPARED) and (meaning.quality is not None or graded)

    def _comparative(self, item: Item, head: Item | None) -> None:
        meaning = item.token.meaning
        if item.count and meaning.values:
            self._counted(item, meaning.values[0])
            return
        flips = (item.mode == "avoid") or ("too" in item.marks)
        if meaning.quality:
            quality, way = meaning.quality
            way = _FLIPPED[way] if flips else way
            self._compare(self._quality(item, head, quality, way))
        else:
            value = meaning.values[0]
            way = "less" if flips else "more"
            said = self._said(item)
            text = compared(value.text, way)
            self._compare(Comparative(value.kind, value.text, way, text, said))

    def _quality(self, item: Item, head: Item | None, quality: str, way: Way) -> Comparative:
        kind, noun = QUALITIES[quality][0], ""
        named = head.token.meaning.kind if head else None
        if head and named and (named in _PARTS or head.token.meaning.part):
            kind, noun = named, _PARTS.get(named, head.token.meaning.part)
        if (quality, kind) in OF_A_PART:
            quality, turned = OF_A_PART[quality, kind]
            way, noun = (_FLIPPED[way] if turned else way), ""
        text = f"{compared(quality, way)} {noun}".strip()
        return Comparative(kind, quality, way, text, self._said(item))

    def _counted(self, item: Item, value: Value) -> None:
        flips = item.mode == "avoid" or "too" in item.marks
        way: Way = "more" if (item.count > 0) != flips else "less"
        text = f"{'more' if way == 'more' else 'fewer'} {value.text}"
        self._compare(Comparative(value.kind, value.text, way, text, self._said(item)))

    def _compare(self, asked: Comparative) -> None:
        """Add a comparative; one that takes it back again is its limit: 短一点, 不过别太短."""
        known = {(one.kind, one.quality) for one in self.comparatives}
        texts = {one.text for one in self.comparatives}
        repeats = is_said_of_part(asked, self.comparatives)  # 袖子太长了，短一点的
        if (asked.kind, asked.quality) not in known and asked.text not in texts and not repeats:
            self.comparatives.append(asked)

    def _values(self, clause: Clause, index: int) -> None:
        item = clause.items[index]
        values = item.token.meaning.values
        if item.token.meaning.part and (item.mode == "avoid" or "have" in item.marks):
            values = (_part(item.token.meaning.part),)
        later = {
            value.kind
            for other in clause.items[index + 1 :]
            if other.changed == 2
            for value in other.token.meaning.values
        }
        for value in values:
            if item.changed == 1 and value.kind not in later and value.kind == "type":
                continue  # 裙子换成红色: it stays a skirt
            if item.marks & {"this", "than"} and value.kind == "type":
                continue  # 这条裙子: the reference itself
            if value.text in _SHADES and any(one.quality == "dark" for one in self.comparatives):
                continue  # 这个绿色太浅了，来个深的: it is a darker green
            if value.text == "plain" and _beside_others(clause, index):
                continue  # 纯色或其他图案都可以: it is only allowed
            if _is_same_look(clause, index) or (
                value.kind == "type" and _is_same_thing(clause, item)
            ):
                self.keep.append(self._phrase(item, value))
                continue
            if value.kind == "type" and _described(clause, index):
                continue  # 不要红色的裙子: another skirt is welcome
            phrases = self.avoid if item.changed == 1 else getattr(self, item.mode)
            phrases.append(self._phrase(item, value))

    def _phrase(self, item: Item, value: Value) -> Phrase:
        return Phrase(value.kind, value.text, self.script.quote(item.token.start, item.token.end))

    def _said_of(self, clause: Clause, said: range) -> str:
        start, end = clause.items[said[0]].token.start, clause.items[said[-1]].token.end
        return self.script.quote(start, end)

    def _said(self, item: Item) -> str:
        return self.script.quote(item.start, item.end)


def compared(quality: str, way: Way) -> str:
    """Return the English comparative: "longer", "less formal"."""
    if quality in QUALITIES:
        return QUALITIES[quality][1 if way == "more" else 2].split(",")[0]
    return f"{way} {quality}"


def _part(part: str) -> Value:
    entry = find(part)
    return Value(entry.kind if entry else "detail", part)


def _is_shaded(clause: Clause, item: Item) -> bool:
    """Whether another shade of a colour is asked for: 这个绿色太浅了."""
    colour = any(value.kind == "colour" for value in item.token.meaning.values)
    qualities = (other.token.meaning.quality for other in clause.items)
    return colour and any(one is not None and one[0] == "dark" for one in qualities)


def _complains(clause: Clause) -> bool:
    return any("too" in item.marks and item.mode == "want" for item in clause.items)


def _beside_others(clause: Clause, index: int) -> bool:
    """Whether any other value of the kind is as welcome."""
    near = clause.items[max(index - 1, 0) : index + 2]
    return any("other" in item.marks and item.token.meaning.kind == "pattern" for item in near)


def _is_same_thing(clause: Clause, item: Item) -> bool:
    """Whether a type is the reference's, in 同款衬衫."""
    same = clause.keep_rest
    pointed = same is not None and same.word in SAME_THING and same.start < item.token.start
    return pointed and item.mode == "want" and not item.changed


def _is_same_look(clause: Clause, index: int) -> bool:
    """Whether a look is the reference's too, in 同样的白色短裤."""
    same, behind = clause.keep_rest, clause.items[index + 1 : index + 2]
    identical = same is not None and same.word in IDENTICAL
    thing = any(value.kind == "type" for one in behind for value in one.token.meaning.values)
    return identical and thing and _is_same_thing(clause, clause.items[index])


def _described(clause: Clause, index: int) -> bool:
    """Whether what is avoided is a quality of this thing rather than the thing."""
    item, before = clause.items[index], clause.items[index - 1] if index else None
    if before is None or item.joined or item.mode != "avoid" or before.mode != "avoid":
        return False
    return bool(before.token.meaning.values) and item.negation == before.negation


def _governs(clause: Clause, index: int) -> bool:
    """Whether a quality or a value of the named kind follows: 领口别太低, 领子改成立领."""
    kind = clause.items[index].token.meaning.kind
    for item in clause.items[index + 1 :]:
        meaning = item.token.meaning
        if any(value.kind == kind for value in meaning.values):
            return True
        if meaning.quality and kind in (
            "sleeve",
            "neckline",
            "detail",
            QUALITIES[meaning.quality[0]][0],
        ):
            return True
    return False
