"""English words of a sentence and where they stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Hyphens separate ("v-neck" is "v neck"); fractions and apostrophes do not ("3/4", "men's").
_WORD = re.compile(r"\d+/\d+|\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:'[^\W\d_]+|'(?=\s|$))?|[^\w\s'-]")

# One spelling for each word, so that the tables need only one.
_SPELLINGS = {
    "color": "colour",
    "colors": "colours",
    "colored": "coloured",
    "colorful": "colourful",
    "coloring": "colouring",
    "multicolored": "multicoloured",
    "multicolor": "multicolour",
    "gray": "grey",
    "grays": "greys",
    "jewelled": "jeweled",
    "jewellery": "jewelry",
    "flavor": "flavour",
    "flavored": "flavoured",
    "woollen": "woolen",
    "colur": "colour",
    "colours'": "colours",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark.

    Attributes:
        word: Lower case, in the lexicon's spelling.
        start: Of its first character in the sentence.
        end: Behind its last character.
    """

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words and marks of a text in order."""
    lowered = text.replace("\u2019", "'").lower()
    if len(lowered) != len(text):  # a few letters change their number when lowered
        lowered = text = lowered
    return [
        Token(_SPELLINGS.get(found[0], found[0]), found.start(), found.end())
        for found in _WORD.finditer(lowered)
    ]


def words(text: str) -> tuple[str, ...]:
    """Return only the words, as the tables' keys are made."""
    return tuple(token.word for token in tokens(text))
