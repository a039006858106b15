"""Pictures as files: one PNG, or a whole shop with its feed and its checksums.

`render_shop` can be stopped at any time and started again: pictures are written beside their place
and renamed, and a ledger says from which drawing each of them was made.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pointsay.atelier.drawing import draw
from pointsay.atelier.garment import Garment
from pointsay.atelier.shop import Piece
from pointsay.errors import InvalidLimit

FORMAT = 1
FEED = "products.csv"
LEDGER = "atelier.json"
_CHUNK = 16
_LEDGER_EVERY = 512
_MIN_WIDTH, _MAX_WIDTH = 16, 2400
SHOP_WIDTH = 256  # shown at about 190 on most screens; drawing time grows with the area

Entry = dict[str, str]
Progress = Callable[[int, int], None]


def render(garment: Garment, seed: int = 0, width: int = SHOP_WIDTH) -> bytes:
    """Return a picture of a garment as PNG.

    Args:
        garment: What to draw.
        seed: See `draw`.
        width: In pixels, from 16 to 2400; the height is four thirds of it.

    Raises:
        InvalidLimit: ``width`` is out of range.
    """
    _check_width(width)
    return _rasterise(draw(garment, seed), width)


def _check_width(width: int) -> None:
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        raise InvalidLimit(
            f"width must be from {_MIN_WIDTH} to {_MAX_WIDTH} pixels, got {width}",
            hint=f"{SHOP_WIDTH} is the usual size of a shop",
        )


def _rasterise(svg: str, width: int) -> bytes:
    # Here, not at the top: whoever only designs or asks needs no rasteriser.
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, width=width))


def render_shop(
    pieces: Sequence[Piece],
    directory: str | os.PathLike[str],
    *,
    width: int = SHOP_WIDTH,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write a shop as files: ``images/<id>.png``, ``products.csv`` and ``atelier.json``.

    Pictures that are already there, unchanged and made from the same drawing, are kept. With more
    than one worker a script needs the usual ``if __name__ == "__main__"`` guard.

    Args:
        pieces: The shop.
        directory: Where to; made if missing.
        width: Of the pictures, in pixels.
        workers: How many processes; None takes one per processor, 1 works in this process.
        progress: Called with (done, total) as pictures are finished; kept ones count as done.

    Returns:
        The directory.

    Raises:
        InvalidLimit: ``width`` or ``workers`` is out of range.
    """
    _check_width(width)
    workers = _count_workers(workers)
    root = Path(directory)
    (root / "images").mkdir(parents=True, exist_ok=True)
    ledger = _read_ledger(root)
    kept = {
        piece.id: ledger[piece.id]
        for piece in pieces
        if piece.id in ledger and _is_done(root, piece, width, ledger[piece.id])
    }
    todo = [piece for piece in pieces if piece.id not in kept]
    done, total = dict(kept), len(pieces)
    if progress is not None and kept:
        progress(len(done), total)
    complete = False
    try:
        for name, entry in _render_all(todo, root, width, workers):
            done[name] = entry
            if progress is not None:
                progress(len(done), total)
            if len(done) % _LEDGER_EVERY == 0:
                _write_ledger(root, pieces, done, width, complete=False)
        _write_feed(root, pieces)
        complete = True
    finally:
        # Also when interrupted: what is finished need not be drawn again.
        _write_ledger(root, pieces, done, width, complete=complete)
    return root


def _count_workers(workers: int | None) -> int:
    if workers is None:
        return os.cpu_count() or 1
    if workers < 1:
        raise InvalidLimit(f"workers must be 1 or more, got {workers}", hint="or leave it out")
    return workers


def _recipe(svg: str, width: int) -> str:
    """Return a fingerprint of everything a picture is made from, the rasteriser included."""
    text = f"{FORMAT}\n{version('resvg-py')}\n{width}\n{svg}"
    return hashlib.sha256(text.encode()).hexdigest()


def _is_done(root: Path, piece: Piece, width: int, entry: Entry) -> bool:
    """Say whether a picture is there, whole, and what would be drawn today."""
    path = root / "images" / f"{piece.id}.png"
    if not path.is_file() or _sha256(path.read_bytes()) != entry.get("sha256"):
        return False
    return entry.get("drawing") == _recipe(draw(piece.garment, piece.seed), width)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _render_all(
    pieces: Sequence[Piece], root: Path, width: int, workers: int
) -> Iterator[tuple[str, Entry]]:
    """Yield (id, ledger entry) of each picture once it is on the disk."""
    chunks = [pieces[at : at + _CHUNK] for at in range(0, len(pieces), _CHUNK)]
    if workers == 1 or len(chunks) <= 1:
        for piece in pieces:
            yield from _render_chunk([piece], str(root), width)
        return
    # Forking a process that has threads (a server, torch) can deadlock; a fresh one cannot.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(chunks)), mp_context=context)
    try:
        futures = [pool.submit(_render_chunk, chunk, str(root), width) for chunk in chunks]
        for future in futures:
            yield from future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _render_chunk(pieces: Sequence[Piece], root: str, width: int) -> list[tuple[str, Entry]]:
    result = []
    for piece in pieces:
        svg = draw(piece.garment, piece.seed)
        data = _rasterise(svg, width)
        write_beside(Path(root) / "images" / f"{piece.id}.png", data)
        result.append((piece.id, {"sha256": _sha256(data), "drawing": _recipe(svg, width)}))
    return result


def write_beside(path: Path, data: bytes) -> None:
    """Write beside and rename, so that no reader ever sees half a file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.write_bytes(data)
    beside.replace(path)


def feed_columns(pieces: Iterable[Piece]) -> list[str]:
    """Return the columns of the feed: what every feed has, then the garments' attributes."""
    first = next(iter(pieces), None)
    attributes = list(first.garment.attributes()) if first is not None else []
    return ["product_id", "image", "title", "price", "caption", "family", *attributes]


def _write_feed(root: Path, pieces: Sequence[Piece]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, feed_columns(pieces), lineterminator="\n")
    writer.writeheader()
    for piece in pieces:
        row = {
            "product_id": piece.id,
            "image": f"images/{piece.id}.png",
            "title": piece.title,
            "price": f"{piece.price:.2f}",
            "caption": piece.caption,
            "family": piece.family,
        }
        writer.writerow(row | piece.garment.attributes())
    write_beside(root / FEED, text.getvalue().encode())


def _read_ledger(root: Path) -> dict[str, Entry]:
    """Return what is known of earlier pictures; a damaged ledger knows nothing."""
    try:
        content = json.loads((root / LEDGER).read_bytes())
    except (OSError, ValueError):
        return {}
    images = content.get("images") if isinstance(content, dict) else None
    if not isinstance(images, dict):
        return {}
    return {name: entry for name, entry in images.items() if isinstance(entry, dict)}


def _write_ledger(
    root: Path,
    pieces: Sequence[Piece],
    done: dict[str, Entry],
    width: int,
    *,
    complete: bool,
) -> None:
    images = {piece.id: done[piece.id] for piece in pieces if piece.id in done}
    feed = root / FEED
    content: dict[str, Any] = {
        "format": FORMAT,
        "complete": complete,
        "count": len(pieces),
        "width": width,
        "images": images,
    }
    if complete:
        content["products_sha256"] = _sha256(feed.read_bytes())
        sums = "".join(f"{name} {entry['sha256']}\n" for name, entry in sorted(images.items()))
        content["sha256"] = _sha256((content["products_sha256"] + "\n" + sums).encode())
    write_beside(root / LEDGER, json.dumps(content, indent=1).encode())
