"""A tiny folder of ``mini``'s form, which trains in milliseconds and speaks a dozen words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from pointsay.encoders.mini import MiniEncoder
from pointsay.training.export import export_mini
from pointsay.training.token_tower import TokenTower, token_tower

from .conftest import TINY, trained

SPOKEN = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "$", "a", "photo", "of", "that", "the", "in", "with", "is",
    "red", "green", "blue", "long", "short", "dress", "shirt", "shoe", "sleeves", "and", "on",
]  # fmt: skip
SHAPE = replace(TINY, vocabulary=len(SPOKEN), width=32, layers=2)
CANVAS = (32, 24)


def small_encoder(folder: Path) -> MiniEncoder:
    """Write and open an encoder with random weights; always the same ones."""
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(SPOKEN)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "words.json"
    tokenizer.save(str(path))
    torch.manual_seed(6)
    model = trained(SHAPE, CANVAS)
    with torch.no_grad():  # an untrained tower says almost the same of everything
        for weight in model.text.parameters():
            if weight.ndim > 1:
                weight.normal_(0.0, 0.3)
    export_mini(model, CANVAS, path, folder / "encoder", name="tiny", small=False)
    return MiniEncoder(folder / "encoder")


def small_tower(encoder: MiniEncoder) -> TokenTower:
    return token_tower(encoder, heads=SHAPE.heads)
