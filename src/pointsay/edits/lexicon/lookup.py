"""From words to entries: the tables turned round, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pointsay.edits.edit import Kind
from pointsay.edits.lexicon import clothing, cuts, details, manner, people, surfaces, things
from pointsay.edits.lexicon.brands import BRANDS
from pointsay.edits.lexicon.colours import COLOURS
from pointsay.edits.lexicon.tokens import words

Words = tuple[str, ...]

TABLES: tuple[tuple[Kind, Mapping[str, str]], ...] = (
    ("type", clothing.CLOTHES | clothing.SHOES | things.ACCESSORIES | things.HOME | things.FOOD),
    ("brand", BRANDS),
    ("other", things.FOOD_QUALITIES | things.SHAPES | things.PROPORTIONS),
    ("size", things.SIZES),
    ("season", manner.SEASONS),
    ("occasion", manner.OCCASIONS),
    ("style", manner.STYLES),
    ("detail", details.DETAILS),
    ("fit", cuts.FITS),
    ("length", cuts.LENGTHS),
    ("material", surfaces.MATERIALS),
    ("neckline", cuts.NECKLINES),
    ("sleeve", cuts.SLEEVES),
    ("pattern", surfaces.PATTERNS),
    ("audience", people.AUDIENCES),
    ("colour", COLOURS),
)  # where two tables have the same words, the later one is meant

_COUNTED: frozenset[Kind] = frozenset({"type", "detail", "neckline"})

# Nouns that name a kind instead of a value of it: "keep the colour", "the same pattern".
KIND_NAMES: Mapping[Kind, str] = {
    "type": "type, kind of thing, category, garment type, silhouette type",
    "colour": "colour, colours, shade, hue, tone, colouring, colour scheme, colourway, "
    "base colour, main colour, background colour, ground colour, background, ground, base",
    "pattern": "pattern, design, designs, patterning, print pattern, motif",
    "sleeve": "sleeve length, sleeve style, sleeve type",
    "neckline": "neckline, neck, neck line, neckline style",
    "length": "length, hem length",
    "fit": "fit, cut, shape, silhouette, fitting",
    "material": "material, fabric, cloth, texture",
    "style": "style, look, vibe, feel, aesthetic, type of style",
    "brand": "brand, label, maker, manufacturer, make",
    "size": "size, sizes",
    "price": "price, price range, budget",
    "other": "flavour, flavours, taste",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What some words mean.

    Attributes:
        kind: Of attribute.
        text: The canonical English: "navy blue", "striped", "t-shirt".
        noun: For parts and figures that take adjectives of their own ("white stripes", "a red
            bow"): the noun to put them before. Empty for all else.
    """

    kind: Kind
    text: str
    noun: str = ""


def find(text: str) -> Entry | None:
    """Return what a word or phrase means by itself, in any known form, or None.

    Example:
        >>> find("navy")
        Entry(kind='colour', text='navy blue', noun='')
    """
    return index().get(words(text))


def kind_named(text: str) -> Kind | None:
    """Return the kind that a noun names: "shade" is ``colour``; None if it names none."""
    return kind_names().get(words(text))


def entries() -> tuple[Entry, ...]:
    """Return every meaning once, in the order of the tables."""
    return tuple(dict.fromkeys(index().values()))


@cache
def index() -> Mapping[Words, Entry]:
    """Return words to entry, for every form."""
    found: dict[Words, Entry] = {}
    for kind, table in TABLES:
        for text, synonyms in table.items():
            noun = text if kind in ("detail", "sleeve", "neckline") else ""
            for form in _split(f"{text}, {synonyms}"):
                found[form] = Entry(kind, text, noun)
    for text, (noun, synonyms) in surfaces.PATTERN_NOUNS.items():
        for form in _split(synonyms):
            found[form] = Entry("pattern", text, noun)
    found |= {form: Entry("audience", audience) for form, audience in people.relatives()}
    plurals = {
        (*form[:-1], plural(form[-1])): entry
        for form, entry in found.items()
        if entry.kind in _COUNTED
    }
    return plurals | found  # a plural that means something else in its own right keeps that


@cache
def kind_names() -> Mapping[Words, Kind]:
    """Return words to the kind that they name: "colour", and "colour-wise"."""
    named = {form: kind for kind, names in KIND_NAMES.items() for form in _split(names)}
    return named | {(*form, "wise"): kind for form, kind in named.items()}


@cache
def longest() -> Mapping[str, int]:
    """Return first word to the number of words of the longest entry or kind name it starts."""
    lengths: dict[str, int] = {}
    for form in (*index(), *kind_names()):
        lengths[form[0]] = max(lengths.get(form[0], 0), len(form))
    return lengths


@cache
def vocabulary() -> frozenset[str]:
    """Return every single word of the tables, for spelling."""
    return frozenset(word for form in (*index(), *kind_names()) for word in form)


def _split(phrases: str) -> Iterator[Words]:
    for phrase in phrases.split(","):
        form = words(phrase)
        if form:
            yield form


def plural(noun: str) -> str:
    """Return the plural; of a word that ends in s but not in ss, itself.

    Example:
        >>> [plural(noun) for noun in ("dress", "watch", "strawberry", "shirt", "jeans")]
        ['dresses', 'watches', 'strawberries', 'shirts', 'jeans']
    """
    if noun.endswith(("ss", "ch", "sh", "x")):
        return f"{noun}es"
    if noun.endswith("s"):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"
