"""One page that shows many garments side by side, for people to look at."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pointsay.atelier.render import render
from pointsay.atelier.shop import Piece
from pointsay.errors import InvalidLimit


def contact_sheet(
    pieces: Sequence[Piece],
    path: str | os.PathLike[str],
    columns: int = 8,
    cell: int = 160,
    *,
    labels: bool = False,
) -> Path:
    """Write one PNG with a picture of every piece.

    Args:
        pieces: At least one.
        path: Where to.
        columns: Pictures per row.
        cell: Width of a picture in pixels.
        labels: Write id and title below each picture.

    Returns:
        The path.

    Raises:
        InvalidLimit: No pieces, or no columns.
    """
    # Here, not at the top: designing a shop must not need an imaging library.
    from PIL import Image, ImageDraw

    from pointsay.media import decode

    if not pieces or columns < 1:
        raise InvalidLimit("a contact sheet needs pieces and columns", hint="give one of each")
    high = cell * 4 // 3
    step = high + (26 if labels else 0)
    rows = -(-len(pieces) // columns)
    page = Image.new("RGB", (cell * min(columns, len(pieces)), step * rows), "white")
    pen = ImageDraw.Draw(page)
    for index, piece in enumerate(pieces):
        x, y = index % columns * cell, index // columns * step
        page.paste(decode(render(piece.garment, piece.seed, cell)), (x, y))
        if labels:
            pen.text((x + 3, y + high + 1), piece.id, fill="#444444")
            pen.text((x + 3, y + high + 12), piece.title[: cell // 6], fill="#444444")
    target = Path(path)
    page.save(target, format="PNG")
    return target
