"""The tables of cost: time beside the same towers in torch, and what a larger canvas buys."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch

from cpu_time import milliseconds, photo
from mini_figures.columns import SUM, Column, TorchTowers
from mini_figures.quality import Seen, found
from mini_figures.sets import Sets
from pointsay.encoders.mini import MiniEncoder
from pointsay.encoders.mini.encoder import CARD
from pointsay.encoders.onnx.card import in_digits
from pointsay.encoders.timing import SENTENCES
from pointsay.training.export import export_mini
from pointsay.training.reopen import reopen
from pointsay.training.towers import Shape
from tables import Table

CANVASES = ((128, 96), (160, 120), (192, 144), (224, 168))


def cost(encoder: MiniEncoder) -> Table:
    """Return milliseconds of CPU time at batch 1 on one thread: shipped, unfolded, in torch."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        compared: list[MiniEncoder | TorchTowers] = [
            encoder,
            _unfolded(encoder, Path(folder)),
            TorchTowers(encoder),
        ]
        pictures, texts = [photo()], [SENTENCES[0]]
        calls: list[list[Callable[[], object]]] = [
            [partial(one.encode_images, pictures) for one in compared],
            [partial(one.encode_texts, texts) for one in compared],
        ]
        spent = milliseconds([call for kind in calls for call in kind], repeats=200)
    pictures_ms, texts_ms = np.split(np.array(spent), 2)
    rows = [
        [name, *(f"{one:.1f}" for one in times), f"{times[-1] / times[0]:.1f} x"]
        for name, times in (
            ("a picture, resizing included", pictures_ms),
            ("a sentence", texts_ms),
            ("both", pictures_ms + texts_ms),
        )
    ]
    size = sum(one.stat().st_size for one in encoder.folder.iterdir()) / 1e6
    return Table(
        ["what", "as shipped", "unfolded to float32", "torch float32", "faster by"],
        [*rows, ["files of the package", f"{size:.1f} MB", "", "", ""]],
    )


def _unfolded(encoder: MiniEncoder, folder: Path) -> MiniEncoder:
    """Return the same encoder without the graph that multiplies in digits."""
    shutil.copytree(encoder.folder, folder, dirs_exist_ok=True)
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    card["files"].pop(in_digits("text.onnx"), None)  # what the card does not list is not opened
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")
    return MiniEncoder(folder)


def resolutions(encoder: MiniEncoder, sets: Sets) -> Table:
    """Return accuracy against milliseconds of the same weights on several canvases."""
    rows = []
    for canvas in CANVASES:
        with tempfile.TemporaryDirectory() as folder:
            model = reopen(Shape(norms=False), canvas, encoder.folder)
            name = f"{canvas[0]} x {canvas[1]}"
            export_mini(model, canvas, encoder.folder / "tokenizer.json", Path(folder), name=name)
            other = MiniEncoder(Path(folder))
            seen = Seen(Column(name, other), sets)
            (spent,) = milliseconds([partial(other.encode_images, [photo()])])
        rows.append(
            [
                name,
                found(seen.ask(SUM, sets.shop, sets.shop_queries)),
                seen.recognise(sets.shop, sets.articles()),
                f"{spent:.1f}",
            ]
        )
    return Table(["canvas", "sum", "article type", "ms a picture"], rows)
