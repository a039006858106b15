"""Captions of what is wanted: the reference's traits and the edit, put into one English sentence.

This is the part that large language models play in the published methods that edit captions. Here
it is a merge by kind of attribute: what the edit wants of a kind takes the place of what the
reference shows of it, and what it avoids is left unsaid, for an encoder reads "no zip" as "zip".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pointsay.edits import Phrase
from pointsay.edits.rules.target import target

if TYPE_CHECKING:
    from pointsay.edits import Edit, Trait
    from pointsay.edits.edit import Kind

# What a thing of another type need not have: sandals know no neckline.
OF_ITS_TYPE: frozenset[Kind] = frozenset({"sleeve", "neckline", "length", "fit", "detail", "size"})
UNSEEN: frozenset[Kind] = frozenset({"price", "size"})  # no picture shows them
MANY: frozenset[Kind] = frozenset({"detail", "other"})  # wanting one leaves the others


@dataclass(frozen=True, slots=True)
class Understood:
    """A composition in words.

    Attributes:
        shown: What the references show, each of the kinds that it is pointed at for.
        edit: What is asked for.
    """

    shown: Mapping[Kind, Trait]
    edit: Edit

    @property
    def reasoned(self) -> bool:
        """Whether a language model wrote the target caption, so that it can be taken as it is."""
        return bool(self.edit.target) and not self.edit.reader.endswith("rules")


def wanted(understood: Understood) -> dict[Kind, tuple[str, ...]]:
    """Return what the target shows, by kind: the reference's traits as the edit changes them."""
    edit, words = understood.edit, kept(understood)
    for kind in dict.fromkeys(one.kind for one in edit.want):
        texts = tuple(one.text for one in edit.want if one.kind == kind)
        words[kind] = (*(words.get(kind, ()) if kind in MANY else ()), *texts)
    return {kind: tuple(dict.fromkeys(one)) for kind, one in words.items() if kind not in UNSEEN}


def kept(understood: Understood) -> dict[Kind, tuple[str, ...]]:
    """Return what of the references stays, by kind."""
    edit = understood.edit
    named = {one.kind: (one.text,) for one in edit.keep if one.text}
    gone = {one.kind for one in edit.want if one.kind not in MANY}
    gone |= {one.kind for one in edit.comparatives if one.kind != "colour"}  # paler red is red
    if "type" in gone:
        gone |= OF_ITS_TYPE - {one.kind for one in edit.keep}
    shown: dict[Kind, tuple[str, ...]] = {
        kind: (trait.text,)
        for kind, trait in understood.shown.items()
        if kind not in gone and not any(_denies(one, kind, trait.text) for one in edit.avoid)
    }
    return shown | named


def replaced(understood: Understood) -> list[Phrase]:
    """Return what the references show and the target does not, since another value is wanted."""
    want = {one.kind: one.text for one in understood.edit.want if one.kind not in MANY}
    return [
        Phrase(kind, trait.text)
        for kind, trait in understood.shown.items()
        if kind in want and not _overlap(trait.text, want[kind])
    ]


def _denies(phrase: Phrase, kind: Kind, text: str) -> bool:
    """Say whether an avoided phrase is met by a trait: "blue" by "navy blue"."""
    return phrase.kind in (kind, "other") and set(phrase.text.split()) <= set(text.split())


def _overlap(one: str, other: str) -> bool:
    return bool(set(one.split()) & set(other.split()))


def target_caption(understood: Understood) -> str:
    """Return the wanted product in one sentence.

    A language model's own target caption is taken as it is. What was not understood is added as it
    was said: an encoder may make sense of what a grammar could not.
    """
    if understood.reasoned:
        return understood.edit.target
    return f"a photo of {_whole(understood)}"


def caption_set(understood: Understood) -> list[str]:
    """Return several ways to say the wanted product: whole, and each trait with its type alone."""
    words = wanted(understood)
    noun = _phrases(words, ["type"])
    traits = [target([*noun, *_phrases(words, [kind])], ()) for kind in words if kind != "type"]
    return list(dict.fromkeys([target_caption(understood), _whole(understood), *traits]))


def _whole(understood: Understood) -> str:
    words = wanted(understood)
    said = target(_phrases(words, list(words)), (), understood.edit.comparatives)
    return ", ".join([said or "something", *understood.edit.unread])


def _phrases(words: Mapping[Kind, Sequence[str]], kinds: Sequence[Kind]) -> list[Phrase]:
    return [Phrase(kind, text) for kind in kinds for text in words.get(kind, ())]
