"""Stand-ins for what reads pictures and sentences: a captioner and a reasoner of few words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from fakes import COLOURS
from pointsay.edits import Edit, Phrase, Trait
from pointsay.edits.edit import Kind
from pointsay.encoders import Encoder
from pointsay.types import Composition, Reference


class ColourTagger:
    """Tells the nearest colour of a vector, and whatever the attributes say."""

    def __init__(self, encoder: Encoder) -> None:
        self.names = sorted(COLOURS)
        self.vectors = encoder.encode_texts(self.names)

    def describe(self, references: Sequence[Reference]) -> list[Mapping[Kind, Trait]]:
        told: list[Mapping[Kind, Trait]] = []
        for one in references:
            nearest = self.names[int(np.argmax(self.vectors @ one.vector))]
            said = {kind: Trait(str(text), 1.0) for kind, text in one.attributes.items()}
            told.append({"colour": Trait(nearest, 0.5), **said})  # type: ignore[dict-item]
        return told


class WordReasoner:
    """Reads "in COLOUR" and "no THING"; the rest is not understood."""

    name = "words"

    def read(self, compositions: Sequence[Composition]) -> list[Edit]:
        return [self._edit(one.modification) for one in compositions]

    def _edit(self, text: str) -> Edit:
        want = [Phrase("colour", one) for one in re.findall(r"in (\w+)", text) if one in COLOURS]
        avoid = [Phrase("detail", one) for one in re.findall(r"no (\w+)", text)]
        rest = re.sub(r"(in|no) \w+", "", text).strip(" ,.")
        return Edit(tuple(want), avoid=tuple(avoid), unread=(rest,) if rest else (), reader="rules")
