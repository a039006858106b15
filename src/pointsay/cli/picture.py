"""Questions and answers as one picture, to be looked at."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from pointsay.media import decode

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

CELL = (150, 200)
GAP = 14
SAID = 210
INK, PAPER, RIGHT, RULE = "#26221f", "#faf8f5", "#2f7d4f", "#ddd6cd"


@dataclass(frozen=True, slots=True)
class Row:
    """A question and its answer.

    Attributes:
        references: Bytes of the pictures pointed at; the first is drawn.
        modification: What was said.
        found: Bytes of the products found, best first.
        right: Places from 0 among ``found`` that are known to be right; framed in green.
    """

    references: Sequence[bytes]
    modification: str
    found: Sequence[bytes]
    right: frozenset[int] = frozenset()


def draw_rows(rows: Sequence[Row], path: Path) -> None:
    """Draw a row a question (reference, sentence, answers) and write a PNG."""
    columns = max((len(row.found) for row in rows), default=0)
    width = GAP + CELL[0] + SAID + columns * (CELL[0] + GAP) + GAP
    height = GAP + len(rows) * (CELL[1] + GAP)
    page = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=17)
    for place, row in enumerate(rows):
        top = GAP + place * (CELL[1] + GAP)
        if row.references:
            page.paste(_cell(row.references[0]), (GAP, top))
        said = "\n".join(textwrap.wrap(row.modification, 22)) or "(nothing said)"
        pen.multiline_text((GAP + CELL[0] + 16, top + 60), said, INK, font, spacing=6)
        for at, data in enumerate(row.found):
            left = GAP + CELL[0] + SAID + at * (CELL[0] + GAP)
            page.paste(_cell(data), (left, top))
            colour = RIGHT if at in row.right else RULE
            box = (left - 2, top - 2, left + CELL[0] + 1, top + CELL[1] + 1)
            pen.rectangle(box, outline=colour, width=4 if at in row.right else 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.save(path, "PNG")


def _cell(data: bytes) -> Picture:
    picture = decode(data)
    picture.thumbnail(CELL)
    cell = Image.new("RGB", CELL, "white")
    cell.paste(picture, ((CELL[0] - picture.width) // 2, (CELL[1] - picture.height) // 2))
    return cell
