"""Tables as Markdown, and where they stand in the documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MARKS = ("<!-- figures -->", "<!-- end of figures -->")


@dataclass(frozen=True)
class Table:
    """Cells under a head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


@dataclass(frozen=True)
class Block:
    """A table and what it shows."""

    caption: str
    table: Table

    def __str__(self) -> str:
        return f"{self.caption}\n\n{self.table}"


def insert(file: Path, blocks: Sequence[Block]) -> None:
    """Replace what stands between the markers of a file; nothing else of it changes.

    Raises:
        ValueError: The file has no markers.
    """
    before, after = MARKS
    old = file.read_text(encoding="utf-8")
    text = "\n\n".join([before, *map(str, blocks), after])
    new, count = re.subn(f"{before}.*?{after}", lambda _: text, old, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{file} has {count} places for figures, marked {before} and {after}")
    file.write_text(new, encoding="utf-8")
