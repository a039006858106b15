"""Cursors: where a ranking goes on, so that no page repeats a row of another and none skips one.

The same question over the same moment of a gallery has the same ranking, however often it is made;
see `pointsay.engine.listing`. So a cursor need only say which moment, which question, what the
ranking was made from, and how much of it was passed. It is checked against slips, not against
forgers: whoever reads one must bear any numbers in it.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import Self

from pointsay.errors import InvalidCursor

DIGEST = 16
_NONE_HINT = "take it from an answer, unchanged"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a ranking goes on.

    Attributes:
        moment: Of the gallery; see `pointsay.catalogue.Gallery`.
        question: Digest of what was asked; see `digest`.
        selection: Digest of the rows that might be found; empty for all.
        state: Digest of what the ranking was made from, its first block included.
        stages: A mark for each stage that looks again: what became of it.
        block: Rows of the first block, at least 1.
        offset: Rows of the ranking that were passed, at least 0.
        shown: How many of these were shown; the others had been deleted.
    """

    moment: str
    question: str
    selection: str
    state: str
    stages: str
    block: int
    offset: int
    shown: int

    def token(self) -> str:
        """Return it as text for an address."""
        text = "|".join(map(str, self._fields()))
        signed = f"{text}|{digest(text)}"
        return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")

    def on(self, passed: int, shown: int) -> Cursor:
        """Return the place behind a page.

        Args:
            passed: Rows of it.
            shown: Hits of it.
        """
        return replace(self, offset=self.offset + passed, shown=self.shown + shown)

    @classmethod
    def read(cls, token: str, question: str) -> Self:
        """Read what `token` wrote.

        Raises:
            InvalidCursor: It is none, or belongs to another question.
        """
        padded = token + "=" * (-len(token) % 4)
        try:
            text, _, check = base64.urlsafe_b64decode(padded.encode()).decode().rpartition("|")
            moment, asked, selection, state, stages, *numbers = text.split("|")
            block, offset, shown = map(int, numbers)
        except ValueError:  # of base64 and UTF-8, too
            raise InvalidCursor("this is no place in a list of results", hint=_NONE_HINT) from None
        if check != digest(text) or block < 1 or not 0 <= shown <= offset:
            raise InvalidCursor("this is no place in a list of results", hint=_NONE_HINT)
        if asked != question:
            raise InvalidCursor(
                "the place belongs to the results of another question",
                hint="ask for the first page of this one",
            )
        return cls(moment, asked, selection, state, stages, block, offset, shown)

    def _fields(self) -> tuple[str | int, ...]:
        words = self.moment, self.question, self.selection, self.state, self.stages
        return *words, self.block, self.offset, self.shown


def digest(*parts: object) -> str:
    """Return a digest of whatever decides a ranking: values whose ``repr`` says all of them."""
    return hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()[:DIGEST]
