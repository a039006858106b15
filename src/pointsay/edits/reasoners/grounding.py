"""What of a model's answer may stand: only what the shopper's own words bear out.

A model may have been talked into anything. So every item must point at a stretch of the
modification, and its English must be made of the words of that stretch, of their forms, or of what
the rules know about it. What is not grounded is dropped, and its stretch counts as unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from pointsay.edits.edit import Comparative, Constraint, Edit, Phrase
from pointsay.edits.lexicon import find as meaning
from pointsay.edits.lexicon import kind_named
from pointsay.edits.lexicon.lookup import vocabulary
from pointsay.edits.reasoners import words

Span = tuple[int, int]
Item = TypeVar("Item")

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_KEEPING: Final = frozenset({"keep", "leave", "original", "retain", "stay"})
_TEXT_CHARS: Final = 60
_TARGET_CHARS: Final = 200
_AT_MOST: Final = re.compile(
    r"\b(?:under|below|less|at most|up to|max|maximum|no more|cheaper|within|budget|beneath)\b"
    r"|以下|以内|之内|不超过|低于|少于|最多|便宜|预算|<",
    re.IGNORECASE,
)
_AT_LEAST: Final = re.compile(
    r"\b(?:over|above|more than|at least|min|minimum|from|starting)\b|以上|超过|高于|至少|起|>",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Grounder:
    """Checks one answer against one modification.

    Attributes:
        modification: As the shopper typed it.
        known: Reads a stretch by itself, without a model; usually the rules.
        free: The model may put what was said in other plain words (`LlmSettings.wording`).
        shown: Words of the attributes that the model was shown.
        fields: What constraints may be about, beside price and size.
        pictured: The model saw pictures, so that the target may name what they show.
        dropped: How much of the answer did not stand.
    """

    modification: str
    known: Callable[[str], Edit]
    free: bool = False
    shown: Sequence[str] = ()
    fields: frozenset[str] = frozenset()
    pictured: bool = False
    dropped: int = field(default=0, init=False)
    _spans: list[Span] = field(default_factory=list, init=False)

    def ground(self, answer: Edit) -> Edit:
        """Return what of ``answer`` stands; ``dropped`` counts the rest."""
        answer = self._without_contradictions(answer)
        want = self._all(answer.want, self._phrase)
        keep = self._all(answer.keep, self._kept)
        avoid = self._all(answer.avoid, self._phrase)
        comparatives = self._all(answer.comparatives, self._comparative)
        accepted = [
            *(one.text for one in (*want, *keep, *avoid)),
            *(one.text for one in comparatives),
        ]
        return Edit(
            want=want,
            keep=keep,
            avoid=avoid,
            comparatives=comparatives,
            constraints=self._all(answer.constraints, self._constraint),
            target=self._target(answer.target, accepted),
            unread=words.remaining(self.modification, self._spans),
            language=words.language_of(self.modification),
        )

    def _all(self, items: Iterable[Item], check: Callable[[Item], Item | None]) -> tuple[Item, ...]:
        given = list(items)
        kept = tuple(dict.fromkeys(one for one in map(check, given) if one is not None))
        self.dropped += len(given) - len(kept)
        return kept

    def _without_contradictions(self, answer: Edit) -> Edit:
        """Drop what is wanted and avoided in the same words: the model did not understand it."""
        both = {_key(one) for one in answer.want} & {_key(one) for one in answer.avoid}
        want = tuple(one for one in answer.want if _key(one) not in both)
        avoid = tuple(one for one in answer.avoid if _key(one) not in both)
        self.dropped += len(answer.want) + len(answer.avoid) - len(want) - len(avoid)
        return replace(answer, want=want, avoid=avoid)

    def _stretch(self, said: str) -> str | None:
        """Return the stretch of the modification that ``said`` copies, and note it as read."""
        span = words.find(said, self.modification)
        return None if span is None else self.modification[slice(*span)]

    def _read(self, said: str) -> None:
        span = words.find(said, self.modification)
        if span is not None:
            self._spans.append(span)

    def _phrase(self, phrase: Phrase) -> Phrase | None:
        said = self._stretch(phrase.said)
        text = _tidy(phrase.text)
        if said is None or not self._bears_out(said, text):
            return None
        self._read(said)
        entry = meaning(text)
        return Phrase(entry.kind if entry else phrase.kind, text, said)

    def _kept(self, phrase: Phrase) -> Phrase | None:
        if phrase.text.strip():
            return self._phrase(phrase)
        said = self._stretch(phrase.said)
        if said is None or not self._names(said, phrase):
            return None
        self._read(said)
        return Phrase(phrase.kind, "", said)

    def _names(self, said: str, phrase: Phrase) -> bool:
        """Say whether a stretch names a kind and says nothing else: "keep the colour"."""
        if phrase.kind in {one.kind for one in self.known(said).keep if not one.text}:
            return True
        named = [one for one in words.content_words(said) if one not in _KEEPING]
        return bool(named) and kind_named(" ".join(named)) == phrase.kind

    def _comparative(self, one: Comparative) -> Comparative | None:
        said = self._stretch(one.said)
        text, quality = _tidy(one.text), _tidy(one.quality)
        if said is None or not self._bears_out(said, text):
            return None
        by_rules = self.known(said).comparatives
        if len(by_rules) == 1:
            self._read(said)
            return replace(by_rules[0], said=said)
        if not self._bears_out(said, quality) and quality not in vocabulary():
            return None
        self._read(said)
        return Comparative(one.kind, quality, one.way, text, said)

    def _constraint(self, one: Constraint) -> Constraint | None:
        said = self._stretch(one.said)
        name = one.field.strip().lower()
        if said is None or name not in {"price", "size", *self.fields}:
            return None
        if one.operator != _operator(said) or not _states(said, one.value):
            return None
        self._read(said)
        unit = one.unit.strip()
        unit = unit if unit.lower() in said.lower() else ""
        return Constraint(name, one.operator, one.value, unit, said)

    def _bears_out(self, said: str, text: str) -> bool:
        """Say whether a stretch supports an English text."""
        asked = words.content_words(text)
        if not asked or not words.is_plain(text, _TEXT_CHARS):
            return False
        if self.free:
            return len(asked) <= 6
        known = _words_of(self.known(said))
        if not known and words.is_chinese(said):
            return all(word in vocabulary() for word in asked)
        return _covered(asked, {*words.content_words(said), *known})

    def _target(self, target: str, accepted: Sequence[str]) -> str:
        """Return the target if its every word comes from what was said or shown, else nothing."""
        text = _tidy(target)
        if not text or not words.is_plain(text, _TARGET_CHARS):
            return ""
        sources = [self.modification, *accepted, *self.shown]
        ground = {word for source in sources for word in words.content_words(source)}
        if self.pictured:
            ground |= vocabulary()
        if _covered(words.content_words(text), ground):
            return text
        self.dropped += 1
        return ""


def _covered(asked: Iterable[str], ground: Iterable[str]) -> bool:
    return {words.stem(word) for word in asked} <= {words.stem(word) for word in ground}


def _words_of(edit: Edit) -> set[str]:
    texts = [one.text for one in (*edit.want, *edit.keep, *edit.avoid)]
    texts += [one.text for one in edit.comparatives]
    return {word for text in texts for word in words.content_words(text)}


def _key(phrase: Phrase) -> tuple[str, str]:
    return _tidy(phrase.text), _tidy(phrase.said)


def _tidy(text: str) -> str:
    return words.clean(text).lower().rstrip(".!")


def _operator(said: str) -> str:
    """Return the operator that the words mean; no word of direction means equality."""
    if _AT_MOST.search(said):
        return "<="
    return ">=" if _AT_LEAST.search(said) else "="


def _states(said: str, value: float | str) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and words.find(value, said) is not None
    numbers = {float(one.replace(",", "")) for one in _NUMBER.findall(said)}
    return float(value) in numbers
