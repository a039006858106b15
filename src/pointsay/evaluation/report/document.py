"""What a report is made of, before it is HTML: sections of tables, figures, pictures and words.

Sections are built by modules that know about scores, and drawn by a template that does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it says.
        small: A second, smaller line (an interval).
        best: Set in bold.
        shade: Background from 0 (none) to 1 (dark), for heat tables; the text says the same.
        number: Aligned as a number.
    """

    text: str
    small: str = ""
    best: bool = False
    shade: float | None = None
    number: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head.

    Attributes:
        text: What it says.
        columns: How many columns it spans.
        rows: How many rows it spans.
    """

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its head and its cells."""

    head: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, under a title when there is one."""

    lines: Sequence[Line]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        caption: What it shows, with units.
        heads: Rows of column heads; the first column is that of the row heads.
        groups: Rows.
        note: Under the table.
    """

    caption: str
    heads: Sequence[Sequence[Head]]
    groups: Sequence[Group]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure.

    Attributes:
        name: Of its files, without suffix; unique in a report.
        svg: The file's bytes.
        png: The file's bytes.
        alt: What it shows, for those who cannot see it.
        caption: Under the figure.
    """

    name: str
    svg: bytes
    png: bytes
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; a warning stands out."""

    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines that are folded away under a title until they are asked for."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Code:
    """Commands to be copied."""

    text: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A small picture.

    Attributes:
        id: Of the picture.
        data: As a data URI; empty when it cannot be had.
        sign: What it is beside being found ("target"), shown as a sign and a border.
        rank: Where it was found; 0 for what was pointed at.
    """

    id: str
    data: str
    sign: str = ""
    rank: int = 0

    @property
    def alt(self) -> str:
        """What it shows, for those who cannot see it."""
        place = f"result {self.rank}" if self.rank else "pointed at"
        sign = f", {self.sign}" if self.sign else ""
        return f"{place}{sign}: {self.id}" + ("" if self.data else " (no picture)")


@dataclass(frozen=True, slots=True)
class Strip:
    """One query with what was found: pictures pointed at, the sentence, the first results."""

    title: str
    references: Sequence[Photo]
    said: str
    found: Sequence[Photo]
    note: str = ""


Part = Table | Drawing | Words | Facts | Listing | Code | Strip


@dataclass(frozen=True)
class Section:
    """A titled part of a report; sections inside it stand one level lower."""

    title: str
    parts: Sequence[Part] = ()
    sections: Sequence[Section] = field(default_factory=tuple)

    def drawings(self) -> list[Drawing]:
        """Return every figure of the section and those inside it."""
        own = [part for part in self.parts if isinstance(part, Drawing)]
        return own + [one for inner in self.sections for one in inner.drawings()]


def slug(text: str) -> str:
    """Return a name for files and anchors.

    Example:
        >>> slug("FashionIQ val, protocol 'searle+'")
        'fashioniq-val-protocol-searle'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
