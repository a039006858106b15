"""How values are called: canonical value -> what people say, English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pointsay.edits.chinese.vocabulary import meanings
from pointsay.edits.lexicon import find
from pointsay.edits.lexicon.surfaces import PATTERN_NOUNS
from pointsay.edits.wording import ARTICLES, AUDIENCES, COLOURS

# Of Chinese words the first of a table is the usual one, and later ones are often narrower.
_USUAL = {"audience": 2}
_OWN = {("pattern", "graphic print"): ("图案印花",)}

Names = tuple[str, ...]


def english_names(kind: str, value: str) -> Names:
    """Return the ways to say a value in English, at least one."""
    if kind in ("colour", "accent"):
        return _colours().get(value, (value,))
    if kind == "type":
        return _articles().get(value, (value,))
    return AUDIENCES.get(value, (value,)) if kind == "audience" else (value,)


def chinese_names(kind: str, value: str) -> Names:
    """Return the ways to say a value in Chinese; none where the vocabulary has no word."""
    return _chinese().get(("colour" if kind == "accent" else kind, value), ())


def figure(pattern: str) -> str:
    """Return a pattern as what is on the cloth: "stripes"; empty where it has no such noun."""
    return PATTERN_NOUNS[pattern][0] if pattern in PATTERN_NOUNS else ""


def is_plural(noun: str) -> bool:
    """Say whether a noun is spoken of as several: "jeans", "casual shoes"."""
    last = noun.split()[-1]
    return last.endswith("s") and not last.endswith("ss")


@cache
def _colours() -> Mapping[str, Names]:
    return _by_meaning("colour", COLOURS)


@cache
def _articles() -> Mapping[str, Names]:
    return _by_meaning("type", ARTICLES)


def _by_meaning(kind: str, table: Mapping[str, Names]) -> dict[str, Names]:
    """Turn a shop's table round: what the lexicon takes its words for -> the words."""
    found: dict[str, dict[str, None]] = {}
    for name, spoken in table.items():
        entry = find(name)
        value = entry.text if entry is not None and entry.kind == kind else name
        if value not in spoken:
            continue  # "coffee brown" is brown, and what is brown need not be coffee brown
        # Words that the lexicon gives another meaning would ask for something else.
        same = [one for one in spoken if _means(one, kind) in (None, value)]
        found.setdefault(value, {}).update(dict.fromkeys(same))
    return {value: tuple(names) for value, names in found.items()}


def _means(text: str, kind: str) -> str | None:
    entry = find(text)
    return entry.text if entry is not None and entry.kind == kind else None


@cache
def _chinese() -> Mapping[tuple[str, str], Names]:
    found: dict[tuple[str, str], list[str]] = {}
    for word, meaning in meanings().items():
        if len(meaning.values) == 1 and len(word) > 1:
            value = meaning.values[0]
            found.setdefault((value.kind, value.text), []).append(word)
    usual = {key: tuple(words[: _USUAL.get(key[0], 1)]) for key, words in found.items()}
    return usual | _OWN
