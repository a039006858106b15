"""Sentences around a concept: "a photo of jacket that hangs in a shop window".

A pseudo-word that stands for a jacket should read in them as "jacket" does; that keeps it a word
that the text tower knows how to combine with others (Baldrati et al., ICCV 2023, section 3.2).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from pointsay.errors import UnknownSource, shorten

OPENING = "a photo of {} that"
COUNT = 64

FRAMES = (
    "is {colour} and {look}",
    "was seen {place} {time}",
    "{owner} bought for {purpose}",
    "{owner} photographed {place}",
    "looks {look} {place}",
    "comes in {colour} {part}",
    "belongs to {owner} and is {look}",
    "was made for {purpose}",
    "is {colour} {part}",
    "lies {place} beside something {colour}",
    "is {look}, {part}, and good for {purpose}",
    "{owner} found {place} {time}",
)
FILLINGS: Mapping[str, tuple[str, ...]] = {
    "colour": (
        "black", "white", "red", "blue", "dark green", "yellow", "light grey", "brown", "pink",
        "orange", "purple", "silver", "beige",
    ),
    "look": (
        "brand new", "rather old", "very large", "quite small", "made by hand", "plain", "shiny",
        "soft to the touch", "carefully made", "a little worn", "unusual", "easy to carry",
    ),
    "place": (
        "on a wooden table", "in a shop window", "by an open window", "in the garden",
        "before a white wall", "on the beach", "in a busy street", "in the kitchen", "on a shelf",
        "under bright lights", "in the snow", "beside a lake", "at the market", "in a quiet room",
    ),
    "time": (
        "yesterday", "last summer", "this morning", "many years ago", "last week", "in winter",
    ),
    "owner": (
        "my sister", "a friend", "the neighbour", "a child", "an artist", "the shop's owner",
        "a tourist", "somebody famous",
    ),
    "purpose": (
        "everyday use", "a summer holiday", "a birthday", "rainy days", "a party",
        "a long journey", "work", "the whole family",
    ),
    "part": (
        "with stripes", "with small flowers", "with dark edges", "without any pattern",
        "with a metal clasp", "with a long strap", "with white dots", "with a smooth surface",
        "with letters on it",
    ),
}  # fmt: skip


class Phrases(Protocol):
    """Where the sentences come from. Concepts without any are left out by whoever asks."""

    def of(self, concept: str) -> Sequence[str]:
        """Return how "a photo of {concept} that" goes on, in a fixed order; may be empty."""
        ...

    def digest(self) -> str:
        """Return what two equal sources have in common and different ones have not."""
        ...


class TemplatePhrases:
    """Sentences out of frames; no language model is needed.

    Departure from SEARLE, where a language model writes them: the same frames serve every concept,
    so a sentence may not suit it ("a photo of lake that my sister bought").

    Args:
        count: Sentences of each concept, 1 or more; they differ.
        seed: Another seed, other sentences.
    """

    def __init__(self, count: int = COUNT, seed: int = 0) -> None:
        self.count = count
        self.seed = seed
        self._of = cache(self._write)

    def of(self, concept: str) -> Sequence[str]:
        """Return ``count`` different continuations, a function of (seed, concept)."""
        return self._of(concept)

    def digest(self) -> str:
        """Return the arguments."""
        return f"templates({self.count}, {self.seed})"

    def _write(self, concept: str) -> tuple[str, ...]:
        drawn = hashlib.sha256(f"{self.seed}:{concept}".encode()).digest()
        rng = np.random.default_rng(list(drawn))
        written: dict[str, None] = {}
        while len(written) < self.count:
            frame = FRAMES[int(rng.integers(len(FRAMES)))]
            words = {
                name: choices[int(rng.integers(len(choices)))] for name, choices in FILLINGS.items()
            }
            written[frame.format(**words)] = None
        return tuple(written)


class WrittenPhrases:
    """Sentences that a language model, or a person, wrote.

    Args:
        written: Concept, in any case, to its continuations; whole sentences are taken too, as long
            as they open with "a photo of {concept} that".
    """

    def __init__(self, written: Mapping[str, Sequence[str]]) -> None:
        self._written = {
            concept.casefold(): tuple(
                tail for one in lines if (tail := _continuation(one, concept))
            )
            for concept, lines in written.items()
        }

    def of(self, concept: str) -> Sequence[str]:
        """Return what was written of a concept."""
        return self._written.get(concept.casefold(), ())

    def digest(self) -> str:
        """Return a hash over everything that was written."""
        content = json.dumps(self._written, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def read_phrases(file: Path) -> WrittenPhrases:
    """Read a JSON object that maps each concept to a list of continuations.

    Raises:
        UnknownSource: The file cannot be read or has another form.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnknownSource(
            f"the phrases in {file.name} cannot be read: {error}", hint=_FORM
        ) from error
    if not isinstance(content, dict):
        raise UnknownSource(f"{file.name} holds no JSON object", hint=_FORM)
    for concept, lines in content.items():
        if not isinstance(lines, list) or not all(isinstance(one, str) for one in lines):
            raise UnknownSource(
                f"{shorten(concept)} in {file.name} is not a list of texts", hint=_FORM
            )
    return WrittenPhrases(content)


_FORM = 'write {"CONCEPT": ["continuation of: a photo of CONCEPT that", ...], ...}'


def _continuation(line: str, concept: str) -> str:
    """Return what follows the opening, which a model may have written out."""
    plain = " ".join(line.split())
    opening = OPENING.format(" ".join(concept.split()))
    if plain.casefold().startswith(opening.casefold()):
        plain = plain[len(opening) :].strip()
    return plain
