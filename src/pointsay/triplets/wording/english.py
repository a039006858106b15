"""English instructions.

Three layers are drawn one by one: the name of a value, the phrase of a change, the sentence around
all phrases. No sentence of the benchmarks is among them; a test keeps it so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pointsay.edits.wording import CONTRASTS, with_article
from pointsay.triplets.knowing import NO, YES
from pointsay.triplets.wording.names import english_names, figure, is_plural
from pointsay.triplets.wording.saying import Saying

if TYPE_CHECKING:
    import numpy as np

    from pointsay.triplets.difference import Change

    Rng = np.random.Generator
    Known = Mapping[str, str]

_CONTRAST_SHARE: Final = 0.2
_EXCLUDE_SHARE: Final = 0.08
# {x}: the phrases; {noun}: what it is; {this}, {that}, {it}, {they}: "this one", "this", "it" and
# "it", or "these", "these", "them" and "they".
SENTENCES: Final[tuple[str, ...]] = (
    "{x}",
    "{x}",
    "{x} please",
    "{x}, thanks",
    "{x} this time",
    "{noun} like {this}, {x}",
    "{noun} of this kind {x}",
    "any {noun} like {this} {x}?",
    "looking for similar {noun} {x}",
    "I'm after something like {this}, {x}",
    "got something like {this} {x}?",
    "similar look {x}",
    "similar but {x}",
    "more or less {this}, {x}",
    "swap to one {x}",
    "another one {x}",
    "next I want one {x}",
    "prefer one {x}",
    "but {x}",
    "now {x}",
)
# These promise that nothing else changes, which only holds of one model.
EXACT: Final[tuple[str, ...]] = (
    "{x}, rest unchanged",
    "{this}, just {x}",
    "like {this} just {x}",
    "I'm after {this}, only {x}",
    "show me {this} {x}",
    "would like {it} {x}",
    "do they make {it} {x}?",
    "how about {it} {x}",
    "could you get {it} {x}",
    "the one shown, {x}",
    "close, I need {it} {x}",
    "this style, {x}",
    "same style, {x}",
    "want exactly {this}, {x}",
    "a version {x}",
    "prefer {it} {x}",
    "{that} {noun} but {x}",
    "could {they} come {x}",
)
# Where the product itself changes. {x}: the new thing and its phrases; {old}: what it was.
TYPE_SENTENCES: Final[tuple[str, ...]] = (
    "{x}",
    "{x} instead",
    "{x} rather than {old}",
    "not {old}, {x}",
    "rather {x}",
    "find me {x} that looks like this",
    "{x} in this look",
    "{x} with the same vibe",
    "show me {x} to match",
    "change it to {x}",
    "I need {x} of this kind",
    "swap it for {x}",
    "now {x}",
    "{x}, same look",
    "turn this into {x}",
    "what about {x}",
)
# Where a detail alone comes or goes.
ADDING: Final = (
    "I'd add {x}",
    "I'd like {x} on {it}",
    "should have {x}",
    "I miss {x}",
    "needs {x}",
)
REMOVING: Final = ("lose the {x}", "remove the {x}", "take off the {x}", "I don't want the {x}")
_IN: Final = ("in {x}", "in {x}", "in a {x} shade", "made in {x}", "coloured {x}")
_ALONE: Final = (*_IN, "{x}", "{x}", "{x} coloured")
_ORDER_SHARE: Final = 0.3
# By saying only what it is not: any other value is an answer.
_ANOTHER: Final = {
    "colour": ("in any colour but {y}", "not in {y}", "in a colour other than {y}", "not {y}"),
    "pattern": ("without the {y} look", "not {y}", "in anything but {y}"),
    "material": ("not made of {y}", "in anything but {y}", "in a fabric other than {y}"),
    "neckline": ("without the {y}", "with a neckline other than {y}"),
    "sleeve": ("not with {y}", "without {y}"),
}
_CONTRASTED: Final = {"colour": "in", "audience": "for"}


def say_in_english(
    change: Sequence[Change], old: Known, new: Known, rng: Rng, *, one_model: bool = False
) -> Saying:
    """Return one instruction that leads from what is known of one picture to another.

    Args:
        change: What differs, at least one; all of it is said.
        old: What is known of the reference.
        new: What is known of the target.
        rng: Source of every draw.
        one_model: Both are variants of one model, so that a sentence may say so.
    """
    alone = len(change) == 1
    phrases = [_phrase(one, new, rng, alone=alone) for one in change]
    types = [one for one in change if one.kind == "type"]
    if types:
        rest = [text for one, text in zip(change, phrases, strict=True) if one.kind != "type"]
        thing = with_article(_pick(english_names("type", types[0].new), rng))
        said = " ".join(filter(None, [thing, _joined(rest)]))
        was = with_article(_pick(english_names("type", types[0].old), rng))
        return Saying(_pick(TYPE_SENTENCES, rng).format(x=said, old=was))
    noun = _pick(english_names("type", new["type"]), rng) if "type" in new else "one"
    many = is_plural(noun)
    slots = _SEVERAL if many else _ONE
    if alone and change[0].new in (YES, NO) and rng.random() < _ORDER_SHARE:
        orders = ADDING if change[0].new == YES else REMOVING
        detail = _thing(change[0].kind) if change[0].new == YES else change[0].kind
        return Saying(_pick(orders, rng).format(x=detail, **slots))
    excluding = _excluding(change[0], rng) if alone else ""
    said = excluding or _joined(phrases)
    sentences = (*SENTENCES, *EXACT) if one_model else SENTENCES
    text = _pick(sentences, rng).format(x=said, noun=noun, **slots)
    return Saying(text, excludes=bool(excluding))


_ONE: Final = {"this": "this one", "that": "this", "it": "it", "they": "it"}
_SEVERAL: Final = {"this": "these", "that": "these", "it": "them", "they": "they"}


def _phrase(one: Change, new: Known, rng: Rng, *, alone: bool) -> str:
    """Say one change, sometimes beside what it is not."""
    if one.kind == "type":
        return ""
    if not alone or one.new in (YES, NO) or one.old == one.new:
        return _wanted(one, new, rng, alone=alone)
    if one.kind in _CONTRASTED and rng.random() < _CONTRAST_SHARE:
        name = _pick(english_names(one.kind, one.new), rng)
        unwanted = _pick(english_names(one.kind, one.old), rng)
        return f"{_CONTRASTED[one.kind]} {_pick(CONTRASTS[:3], rng).format(x=name, y=unwanted)}"
    return _wanted(one, new, rng, alone=alone)


def _excluding(one: Change, rng: Rng) -> str:
    """Now and then say a change only by what is not wanted; otherwise return nothing."""
    if one.kind not in _ANOTHER or one.old == one.new or rng.random() >= _EXCLUDE_SHARE:
        return ""
    unwanted = _pick(english_names(one.kind, one.old), rng)
    return _pick(_ANOTHER[one.kind], rng).format(y=unwanted)


def _wanted(one: Change, new: Known, rng: Rng, *, alone: bool) -> str:
    """Say what a change leads to, as words that follow a noun."""
    if one.new in (YES, NO):
        return _detail(one, rng)
    name = _pick(english_names(one.kind, one.new), rng)
    if one.kind == "colour":
        return _pick(_ALONE if alone else _IN, rng).format(x=name)
    if one.kind == "pattern":
        return _pattern(one, new, rng)
    forms = {
        "audience": ("for {x}", "made for {x}", "cut for {x}"),
        "material": ("made of {x}", "in {x}", "out of {x}"),
        "sleeve": ("with {x}", "having {x}"),
        "neckline": ("with {a}", "with {a} instead"),
        "length": ("in {x}", "at {x}") if "length" in name else ("in a {x} length", "cut {x}"),
        "fit": ("in {a}", "with {a}") if name.endswith("fit") else ("with {a} cut", "in {a} cut"),
    }.get(one.kind, ("{x}",))
    if name in ("sleeveless", "plain", "strapless"):
        return name
    return _pick(forms, rng).format(x=name, a=with_article(name))


def _pattern(one: Change, new: Known, rng: Rng) -> str:
    if one.new == "plain":
        was = figure(one.old)
        bare = (f"without the {was}", f"with no {was}") if was else ()
        return _pick(("plain", "in one plain colour", "with no pattern on it", *bare), rng)
    name, noun = one.new, figure(one.new)
    accent = _pick(english_names("accent", new["accent"]), rng) if "accent" in new else ""
    if not noun:
        return _pick(("in {x}", "with a {x} pattern"), rng).format(x=name)
    shown = f"{new['motif']} {noun}" if "motif" in new else noun
    told = f"{accent} {shown}".strip()
    if noun.endswith("print") or noun in ("check", "houndstooth", "embroidery"):
        told = told if noun == "embroidery" else with_article(told)
    forms = (f"with {told}", f"with {told} on it", f"featuring {told}")
    own = () if accent or one.old == one.new else (f"in a {name} pattern",)
    return _pick((*forms, *own), rng)


def _detail(one: Change, rng: Rng) -> str:
    if one.new == YES:
        return _pick(("with {x}", "with {x} added"), rng).format(x=_thing(one.kind))
    return _pick(("without the {x}", "with no {x}", "minus the {x}"), rng).format(x=one.kind)


def _thing(detail: str) -> str:
    return detail if is_plural(detail) else with_article(detail)


def _joined(phrases: Sequence[str]) -> str:
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def _pick(options: Sequence[str], rng: Rng) -> str:
    return options[int(rng.integers(len(options)))]
