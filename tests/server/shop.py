"""A tiny shop on disk, and a real server over it in a thread of this process."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image, ImageDraw
from starlette.types import ASGIApp

from nasty import animated_gif, plain_png, saved

# Ids as shops have them. Each must work in every address.
ODD_IDS = (
    "shoes/red/42",
    "a b c",
    "100%",
    "%2F",
    "裙子-1",
    "👗",
    "a?b#c",
    "x+y&z=1",
    "quote'\"",
    "back\\slash",
    "semi;colon,comma",
    "/leading/and/trailing/",
    "in/image/between",
    "café é",
    "a" * 200,
)
COLOURS = {"red": (200, 30, 30), "navy": (20, 30, 90), "green": (30, 140, 60), "white": (240,) * 3}
KINDS = ("dress", "shirt", "skirt", "bag", "coat", "shoes")
PLAIN_IDS = tuple(f"{kind}-{colour}" for kind in KINDS for colour in COLOURS)


def garment(kind: str, colour: tuple[int, ...]) -> Image.Image:
    """Draw something of this colour whose outline depends on the kind."""
    image = Image.new("RGB", (96, 128), "white")
    pen = ImageDraw.Draw(image)
    place = KINDS.index(kind)
    pen.rectangle(
        (12 + 4 * place, 10, 84 - 4 * place, 118 - 9 * place), fill=colour, outline="grey"
    )
    pen.line((12, 20 + 15 * place, 84, 20 + 15 * place), fill="black", width=3)
    return image


def draw_shop(folder: Path) -> Path:
    """Write pictures and ``products.jsonl``: plain products with attributes, then odd ids."""
    folder.mkdir(parents=True)
    rows: list[dict[str, Any]] = []
    for place, product_id in enumerate(PLAIN_IDS):
        kind, colour = product_id.split("-")
        (folder / f"{product_id}.png").write_bytes(saved(garment(kind, COLOURS[colour]), "PNG"))
        rows.append(
            {
                "product_id": product_id,
                "image": f"{product_id}.png",
                "title": f"{colour.title()} {kind}",
                "price": 10.0 + place,
                "colour": colour,
                "kind": kind,
                "size": 36 + place % 4,
            }
        )
    for place, product_id in enumerate(ODD_IDS):
        data = plain_png((40, 40), (10 * place, 100, 250 - 10 * place))
        (folder / f"odd{place}.png").write_bytes(data)
        title = f"Odd one {place}"
        rows.append({"product_id": product_id, "image": f"odd{place}.png", "title": title})
    for suffix, data in (
        ("gif", animated_gif()),
        ("webp", saved(garment("bag", (9,) * 3), "WEBP")),
    ):
        (folder / f"as-{suffix}.{suffix}").write_bytes(data)
        rows.append({"product_id": f"as-{suffix}", "image": f"as-{suffix}.{suffix}"})
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "products.jsonl").write_text(lines, encoding="utf-8")
    return folder


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Serve on a free port of this machine; yields the address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
        assert not thread.is_alive(), "the server did not stop"
