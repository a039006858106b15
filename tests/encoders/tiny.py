"""Checkpoints of every family with random weights and tokenizers of single letters, in seconds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    ChineseCLIPConfig,
    ChineseCLIPModel,
    CLIPConfig,
    CLIPModel,
    PreTrainedTokenizerFast,
    SiglipConfig,
    SiglipModel,
)

DIM, WIDTH, SIDE, PATCH = 24, 32, 32, 8
FAMILIES = ("clip", "clip-gelu", "siglip", "chinese")
TEXTS = ["a red dress", "", "navy jacket, without the zip", "in red", "under $50", "红色 连衣裙"]


def pictures(count: int = 5, seed: int = 0) -> list[Image.Image]:
    rng = np.random.default_rng(seed)
    sizes = [(40, 60), (60, 40), (32, 32), (20, 90), (64, 64)]
    return [
        Image.fromarray(rng.integers(0, 256, (*sizes[at % 5][::-1], 3), dtype=np.uint8))
        for at in range(count)
    ]


def clip_tokenizer() -> PreTrainedTokenizerFast:
    """Letters with CLIP's rules: lower case, ``</w>``, and a closing token with the largest id."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {one: at for at, one in enumerate([*letters, *(f"{one}</w>" for one in letters)])}
    first = len(vocabulary)
    vocabulary |= {"<|startoftext|>": first, "<|endoftext|>": first + 1}
    tokenizer = Tokenizer(
        models.BPE(
            vocabulary, [], end_of_word_suffix="</w>", unk_token="<|endoftext|>", fuse_unk=False
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(
                Regex(r"[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True
            ),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|startoftext|> $A <|endoftext|>",
        special_tokens=[("<|startoftext|>", first), ("<|endoftext|>", first + 1)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|startoftext|>",
        eos_token="<|endoftext|>",
        unk_token="<|endoftext|>",
        pad_token="<|endoftext|>",
        model_max_length=77,
    )


def siglip_tokenizer() -> PreTrainedTokenizerFast:
    letters = sorted({chr(one) for one in range(32, 127)} | {"▁"})
    vocabulary = {one: at for at, one in enumerate(["<pad>", "</s>", "<unk>", *letters])}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="</s>",
        padding_side="left",  # as some copies say; the tower was trained with right
    )


def bert_tokenizer() -> PreTrainedTokenizerFast:
    words = sorted({chr(one) for one in range(33, 127)} | set("红色连衣裙蓝不要拉链"))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words, *(f"##{one}" for one in words)]
    tokenizer = Tokenizer(
        models.WordPiece({one: at for at, one in enumerate(pieces)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )


def _sizes(**more: Any) -> dict[str, Any]:
    return {
        "hidden_size": WIDTH,
        "intermediate_size": 4 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        **more,
    }


def _clip(activation: str) -> tuple[Any, PreTrainedTokenizerFast, dict[str, Any]]:
    tokenizer = clip_tokenizer()
    text = _sizes(
        vocab_size=len(tokenizer),
        max_position_embeddings=77,
        hidden_act=activation,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        projection_dim=DIM,
    )
    vision = _sizes(image_size=SIDE, patch_size=PATCH, hidden_act=activation, projection_dim=DIM)
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=DIM))
    return model, tokenizer, {"do_center_crop": True, "size": {"shortest_edge": SIDE}}


def _siglip() -> tuple[Any, PreTrainedTokenizerFast, dict[str, Any]]:
    tokenizer = siglip_tokenizer()
    text = _sizes(vocab_size=len(tokenizer), max_position_embeddings=16, projection_size=WIDTH)
    vision = _sizes(image_size=SIDE, patch_size=PATCH)
    half = [0.5, 0.5, 0.5]
    pictures = {"size": {"height": SIDE, "width": SIDE}, "image_mean": half, "image_std": half}
    model = SiglipModel(SiglipConfig(text_config=text, vision_config=vision))
    return model, tokenizer, {**pictures, "resample": 2}


def _chinese() -> tuple[Any, PreTrainedTokenizerFast, dict[str, Any]]:
    tokenizer = bert_tokenizer()
    text = _sizes(vocab_size=len(tokenizer), max_position_embeddings=128)
    vision = _sizes(image_size=SIDE, patch_size=PATCH, projection_dim=DIM)
    config = ChineseCLIPConfig(text_config=text, vision_config=vision, projection_dim=DIM)
    size = {"height": SIDE, "width": SIDE}
    return ChineseCLIPModel(config), tokenizer, {"size": size, "do_center_crop": False}


def build(family: str, folder: Path, *, seed: int = 0) -> Path:
    """Write a checkpoint of ``family`` and return its folder."""
    torch.manual_seed(seed)
    model, tokenizer, pictures = {
        "clip": lambda: _clip("quick_gelu"),
        "clip-gelu": lambda: _clip("gelu"),
        "siglip": _siglip,
        "chinese": _chinese,
    }[family]()
    with torch.no_grad():  # an untrained tower says almost the same of everything
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.normal_(0.0, 1.5 / weight[0].numel() ** 0.5)
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(pictures))
    return folder
