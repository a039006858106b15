"""Typing errors: unknown words to the known ones that they were meant to be."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from pointsay.edits.lexicon.lookup import Words, index, vocabulary
from pointsay.edits.lexicon.qualities import QUALITIES, VERBS
from pointsay.edits.lexicon.tokens import words
from pointsay.edits.rules.cues import cues
from pointsay.edits.rules.fillers import fillers

_USUAL = {"teh": "the", "adn": "and", "wiht": "with", "fro": "for", "nad": "and", "thier": "their"}
_NEVER_MEANT = frozenset({"hates", "loves"})  # "hares" and "loaves" are no typing errors of them
_SHORTEST = 4
_LONG = 7


@lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """Return the known word that a typing error away is meant, or the word itself.

    One error is forgiven from four letters on, two from seven on; a turned pair of letters is one
    error (optimal string alignment). The first letter is taken to be right, unless turned.
    """
    if word in _USUAL:
        return _USUAL[word]
    if len(word) < _SHORTEST or not word.isalpha() or word in known() or word in english():
        return word
    allowed = 2 if len(word) >= _LONG else 1
    near = extract(word, _sorted(), scorer=OSA.distance, score_cutoff=allowed, limit=8)
    fitting = [
        (_unlikeness(word, other), distance, (other,) not in meant_alone(), -len(other), other)
        for other, distance, _ in near
    ]
    likely = [found for found in fitting if found[0] < _UNLIKELY]
    return min(likely)[-1] if likely else word


_UNLIKELY = 2


def _unlikeness(word: str, other: str) -> int:
    """Return 0 when the letters are the same ones in another order, 1 when it starts alike."""
    if sorted(word) == sorted(other):
        return 0
    return 1 if word[0] == other[0] else _UNLIKELY


@cache
def english() -> frozenset[str]:
    """Return common English words, which are no typing errors even where no table knows them.

    They are the whole words of the embedded encoder's word-piece vocabulary: 20,000 of the most
    frequent ones, which are in the package anyway.
    """
    file = resources.files("pointsay.encoders.mini") / "weights" / "tokenizer.json"
    pieces = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isalpha())


@cache
def meant_alone() -> frozenset[Words]:
    """Return the forms that are whole by themselves; "dark" may be half of "dark red"."""
    compared = (words(form) for _, more, less in QUALITIES.values() for form in (more, less))
    singles = ((word,) for form in compared for word in form)
    return frozenset([*index(), *cues(), *singles])


@cache
def known() -> frozenset[str]:
    """Return every word that some table knows."""
    steering = (word for form in (*cues(), *fillers()) for word in form)
    compared = (
        word
        for _, more, less in QUALITIES.values()
        for word in words(f"{more} {less}")
        if word != ","
    )
    return vocabulary() | frozenset([*steering, *compared, *VERBS])


@cache
def _sorted() -> tuple[str, ...]:
    return tuple(sorted(word for word in known() - _NEVER_MEANT if len(word) >= _SHORTEST))
