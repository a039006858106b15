"""Cursors: where a ranking goes on, so that no page repeats a row of another and none skips one.

The same question over the same moment of a gallery has the same ranking, however often it is made;
see `pointsay.engine.ranking.ranking`. So a cursor need only say which moment, which question, and
how much was shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from pointsay.errors import InvalidCursor

FIELDS = 4
DIGEST = 16


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a ranking goes on.

    Attributes:
        moment: Of the gallery; see `pointsay.catalogue.Gallery`.
        question: Digest of everything that decides the ranking; see `digest`.
        block: Rows a block, which also decides it.
        offset: Rows that were shown.
    """

    moment: str
    question: str
    block: int
    offset: int

    def token(self) -> str:
        """Return it as text for an address."""
        text = f"{self.moment}|{self.question}|{self.block}|{self.offset}"
        signed = f"{text}|{digest(text)}"
        return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str, question: str) -> Self:
        """Read what `token` wrote.

        Raises:
            InvalidCursor: It is none, or belongs to another question.
        """
        padded = token + "=" * (-len(token) % 4)
        try:
            text, _, check = base64.urlsafe_b64decode(padded.encode()).decode().rpartition("|")
        except (binascii.Error, UnicodeError):
            text, check = "", ""
        fields = text.split("|")
        if check != digest(text) or len(fields) != FIELDS:
            raise InvalidCursor(
                "this is no place in a list of results", hint="take it from an answer, unchanged"
            )
        if fields[1] != question:
            raise InvalidCursor(
                "the place belongs to the results of another question",
                hint="ask for the first page of this one",
            )
        return cls(fields[0], fields[1], int(fields[2]), int(fields[3]))

    def on(self, shown: int) -> Cursor:
        """Return the place ``shown`` rows further on."""
        return Cursor(self.moment, self.question, self.block, self.offset + shown)


def digest(*parts: object) -> str:
    """Return a digest of whatever decides a ranking."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:DIGEST]
