"""The tables of cost: time beside the same towers in torch, and what a larger canvas buys."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import torch

from cpu_time import milliseconds, photo
from mini_figures.columns import SUM, Column, TorchTowers
from mini_figures.quality import Seen, found
from mini_figures.sets import Sets
from pointsay.encoders.mini import MiniEncoder
from pointsay.encoders.timing import SENTENCES
from pointsay.training.export import export_mini
from pointsay.training.reopen import reopen
from pointsay.training.towers import Shape
from tables import Table

CANVASES = ((128, 96), (160, 120), (192, 144), (224, 168))


def cost(encoder: MiniEncoder) -> Table:
    """Return milliseconds of CPU time at batch 1 on one thread, shipped and in torch."""
    torch.set_num_threads(1)
    towers, pictures, texts = TorchTowers(encoder), [photo()], [SENTENCES[0]]
    pairs = {
        "a picture, resizing included": milliseconds(
            [partial(one.encode_images, pictures) for one in (encoder, towers)]
        ),
        "a sentence": milliseconds([partial(one.encode_texts, texts) for one in (encoder, towers)]),
    }
    pairs["both"] = list(np.sum(list(pairs.values()), axis=0))
    rows = [
        [name, f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.1f} x"]
        for name, (ours, theirs) in pairs.items()
    ]
    size = sum(one.stat().st_size for one in encoder.folder.iterdir()) / 1e6
    return Table(
        ["what", "as shipped", "torch float32", "faster by"],
        [*rows, ["files of the package", f"{size:.1f} MB", "", ""]],
    )


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
