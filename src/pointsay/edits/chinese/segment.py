"""A sentence cut into words: the longest known word first, English between the signs included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pointsay.edits.chinese.vocabulary import Meaning, Value, meanings
from pointsay.edits.lexicon import find, kind_named

UNKNOWN = Meaning()
_LATIN = re.compile(r"[a-z\d][a-z\d'&/-]*")
_MOST_ENGLISH_WORDS = 4
_HEEL = "跟"  # also "with"; a heel only where a quality follows: 跟高一点


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the sentence.

    Attributes:
        start: Of its first sign.
        end: Behind its last sign.
        meaning: What it may say; nothing for a stretch that no table knows.
        word: The word itself, in the one writing.
        english: It is English, not Chinese.
    """

    start: int
    end: int
    meaning: Meaning
    word: str
    english: bool = False


def segment(text: str, gaps: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """Return the words of a text in the one writing, without the stretches in ``gaps``."""
    tokens: list[Token] = []
    start = 0
    for gap_start, gap_end in [*gaps, (len(text), len(text))]:
        tokens += _words(text, start, gap_start)
        start = max(start, gap_end)
    return _heels(_merged(tokens))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    while start < end:
        if text[start] == " ":
            start += 1
            continue
        token = _chinese(text, start, end) or _english(text, start, end)
        yield token or Token(start, start + 1, UNKNOWN, text[start])
        start = token.end if token else start + 1


def _chinese(text: str, start: int, end: int) -> Token | None:
    known = meanings()
    for stop in range(min(end, start + _longest().get(text[start], 0)), start, -1):
        word = text[start:stop]
        if word in known and not _LATIN.fullmatch(word.replace(" ", "")):
            return Token(start, stop, known[word], word)
    return None


def _english(text: str, start: int, end: int) -> Token | None:
    words = list(_run(text, start, end))
    for count in range(len(words), 0, -1):
        stop = words[count - 1]
        meaning = _meaning(text[start:stop])
        if meaning:
            return Token(start, stop, meaning, text[start:stop], english=True)
    return Token(start, words[0], UNKNOWN, text[start : words[0]], english=True) if words else None


def _run(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where each of the next English words ends."""
    for _ in range(_MOST_ENGLISH_WORDS):
        match = _LATIN.match(text, start, end)
        if not match:
            return
        yield match.end()
        start = match.end() + 1 if text[match.end() : match.end() + 1] == " " else match.end()


def _meaning(phrase: str) -> Meaning | None:
    known = meanings().get(phrase)
    if known:
        return known
    entry = find(phrase)
    if entry:
        return Meaning(values=(Value(entry.kind, entry.text),))
    kind = kind_named(phrase)
    return Meaning(kind=kind) if kind else None


def _merged(tokens: Sequence[Token]) -> list[Token]:
    """Join neighbouring signs that no table knows into one stretch."""
    merged: list[Token] = []
    for token in tokens:
        last = merged[-1] if merged else None
        if last and last.meaning == token.meaning == UNKNOWN and last.end == token.start:
            merged[-1] = replace(last, end=token.end, word=last.word + token.word)
        else:
            merged.append(token)
    return merged


def _heels(tokens: list[Token]) -> list[Token]:
    for index, token in enumerate(tokens):
        if token.word == _HEEL:
            after = tokens[index + 1].meaning if index + 1 < len(tokens) else UNKNOWN
            heel = after.quality is not None
            meaning = replace(token.meaning, role=None) if heel else Meaning(role="join")
            tokens[index] = replace(token, meaning=meaning)
    return tokens


@cache
def _longest() -> Mapping[str, int]:
    """Return first sign to the length of the longest word that it begins."""
    lengths: dict[str, int] = {}
    for word in meanings():
        lengths[word[0]] = max(lengths.get(word[0], 0), len(word))
    return lengths
