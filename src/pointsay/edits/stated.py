"""What a shop's own row states of a product, so that what is avoided can be looked up in it.

An encoder hardly sees a zip; the shop knows whether there is one. A row that says nothing of it is
silent: it neither states the thing nor its absence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from pointsay.edits.catalogue_traits import EMPTY, FIELDS, LONGEST, canonical, column
from pointsay.edits.lexicon import find

if TYPE_CHECKING:
    from pointsay.edits.edit import Edit, Kind, Phrase
    from pointsay.types import Attributes, Scalar

    Statement = tuple[Kind, str]

_LISTED: Mapping[Kind, tuple[str, ...]] = {
    **FIELDS,
    "fit": (*FIELDS["fit"], "silhouette", "cut"),
    "detail": ("details", "detail", "features", "feature", "embellishment"),
}
_KINDS: Mapping[str, Kind] = {name: kind for kind, names in _LISTED.items() for name in names}
# What a column leaves unsaid of its values: "long" among sleeves, "boat" among necklines.
_NOUNS: Mapping[Kind, tuple[str, ...]] = {
    "sleeve": ("sleeves",),
    "neckline": ("neck", "neckline"),
    "length": ("length",),
    "fit": ("fit",),
    "pattern": ("print", "pattern"),
}
# A chest pocket is a pocket and a mandarin collar a collar. Faux leather is no leather, though, nor
# a t-shirt a shirt, so that other kinds are taken at their word.
_SORTS: frozenset[Kind] = frozenset({"detail", "sleeve", "neckline"})
_YES: frozenset[Scalar] = frozenset({"yes", "true", "y", 1.0})
_NO: frozenset[Scalar] = frozenset({"no", "false", "n", 0.0})
_DENYING = ("no ", "not ", "non ", "non-", "without ")
_BETWEEN = re.compile(r"[,;&|+]|(?<!\d)/|/(?!\d)|\band\b")
_SHARE = re.compile(r"\d+(?:\.\d+)?\s*%")
_REMEMBERED = 8_192  # columns with a value; those of a shop come again and again


def stated(attributes: Attributes) -> frozenset[Statement]:
    """Return what a row states of its product, as (kind, value in the lexicon's words).

    A column says its value ("colour: navy", "details: zip, hood"), or its name is the value and it
    says whether the product has it ("zip: yes", "pockets: true"). What a row denies anywhere it
    does not state.

    Example:
        >>> row = {"sleeve": "long", "details": "zipper, hood", "belt": "no"}
        >>> sorted(stated(row))
        [('detail', 'hood'), ('detail', 'zip'), ('sleeve', 'long sleeves')]
    """
    said: set[Statement] = set()
    denied: set[Statement] = set()
    for field, value in attributes.items():
        if _speaks(field):
            states, denies = _heard(field, value)
            said |= states
            denied |= denies
    return frozenset(said - denied)


def unmet(edit: Edit, attributes: Attributes) -> tuple[Phrase, ...]:
    """Return the avoided phrases whose value a product's row states.

    Colours are also each of their words (navy blue is blue), and some kinds of things also what
    their last word names. What is wanted is not held against a product: "navy blue instead of
    blue".

    Args:
        edit: What is asked for.
        attributes: The product's row.

    Returns:
        Some of ``edit.avoid``, in its order.

    Example:
        >>> from pointsay.edits.rules import read_edit
        >>> [one.text for one in unmet(read_edit("no zip, not blue"), {"colour": "Navy Blue"})]
        ['blue']
    """
    if not edit.avoid:
        return ()
    wanted = {_meant(one) for one in edit.want}
    true = {wider for one in stated(attributes) - wanted for wider in _widened(*one)}
    return tuple(one for one in edit.avoid if _meant(one) in true)


@lru_cache(_REMEMBERED)
def _meant(phrase: Phrase) -> Statement:
    return phrase.kind, canonical(phrase.kind, phrase.text)


@lru_cache(_REMEMBERED)
def _speaks(field: str) -> bool:
    """Say whether a column says anything; most of a feed's are prices, links and sentences."""
    return column(field) in _KINDS or bool(_named(field))


@lru_cache(_REMEMBERED)
def _heard(field: str, value: Scalar) -> tuple[frozenset[Statement], frozenset[Statement]]:
    """Return what a column states and what it denies."""
    nothing: frozenset[Statement] = frozenset()
    plain = value.strip().lower() if isinstance(value, str) else value
    if plain in _YES:
        return _named(field), nothing
    if plain in _NO:
        return nothing, _named(field)
    return (_said(field, plain) if isinstance(plain, str) else nothing), nothing


def _named(field: str) -> frozenset[Statement]:
    """Return the value that a column's name is; empty for another."""
    entry = find(field.replace("_", " "))
    return frozenset({(entry.kind, entry.text)}) if entry else frozenset()


def _said(field: str, value: str) -> frozenset[Statement]:
    """Return what a column says by its value."""
    name = column(field)
    if value in EMPTY:
        parts: list[Statement | None] = []
    elif name in _KINDS:
        kind = _KINDS[name]
        nouns = _NOUNS.get(kind, ())
        whole = _known(kind, value, nouns)
        parts = [whole] if whole else [_read(kind, one, nouns) for one in _BETWEEN.split(value)]
    elif any(kind == "detail" for kind, _ in _named(field)):  # "heel: high", "closure: zip"
        noun = name.replace("_", " ")
        parts = [_known("detail", one, (noun,)) for one in _BETWEEN.split(value)]
    else:
        parts = []
    return frozenset(one for one in parts if one)


def _known(kind: Kind, value: str, nouns: tuple[str, ...]) -> Statement | None:
    """Return what the lexicon knows of a value by itself or before what its column is about.

    A detail may stand in any column, as the picture of a print does.
    """
    found = [find(form) for form in (value, *(f"{value} {noun}" for noun in nouns))]
    for meant in (kind, "detail"):
        for entry in found:
            if entry and entry.kind == meant:
                return entry.kind, entry.text
    return None


def _read(kind: Kind, part: str, nouns: tuple[str, ...]) -> Statement | None:
    """Return what one of several values says; of words the lexicon has not, themselves."""
    plain = _SHARE.sub("", part).strip()
    if plain in EMPTY:
        return None
    silent = len(plain) > LONGEST or plain.startswith(_DENYING)
    return _known(kind, plain, nouns) or (None if silent else (kind, plain))


@lru_cache(_REMEMBERED)
def _widened(kind: Kind, text: str) -> frozenset[Statement]:
    """Return what is true of a thing of which this is stated."""
    words = text.split() if kind == "colour" else text.split()[-1:] if kind in _SORTS else []
    return frozenset({(kind, text), *((kind, canonical(kind, word)) for word in words)})
