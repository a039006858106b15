"""Writes a hub encoder as ONNX: what `pointsay.encoders.onnx` then runs without torch."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import get_args

import torch

from pointsay.encoders.base import Encoder
from pointsay.encoders.hub.encoder import TransformersEncoder
from pointsay.encoders.onnx.export import Precision, Towers, write_encoder
from pointsay.errors import EncoderOption, UnsupportedEncoder, shorten


def export_encoder(encoder: Encoder, folder: Path, precision: Precision = "int8") -> None:
    """Write image tower, text tower from token embeddings, token table, tokenizer and card.

    Texts from ids are a look-up in the table and the same graph.

    Args:
        encoder: What to export, loaded in float32 on the CPU.
        folder: Where to; an older export there is replaced.
        precision: How weights are stored: ``fp32``, ``fp16`` or ``int8``.

    Raises:
        UnsupportedEncoder: The encoder has no towers in torch, or they cannot be entered at token
            embeddings.
        EncoderOption: There is no such precision, or the encoder is not float32 on the CPU.
    """
    if precision not in get_args(Precision):
        raise EncoderOption(
            f"there is no precision {shorten(precision)}",
            hint=f"use one of: {', '.join(get_args(Precision))}",
        )
    if not isinstance(encoder, TransformersEncoder):
        raise UnsupportedEncoder(
            f"{encoder.info.name} cannot be exported",
            hint="export a hub encoder; one that is ONNX already needs no export",
        )
    if encoder.device.type != "cpu" or encoder.precision != torch.float32:
        raise EncoderOption(
            f"{encoder.info.name} was loaded as {encoder.precision} on {encoder.device}",
            hint="load it with device=cpu and precision=float32 to export it",
        )
    info, reader = encoder.info, encoder.reader
    towers = Towers(
        image=encoder.image_tower,
        text=encoder.text_tower,
        text_reads=encoder.text_tower.reads,
        table=encoder.table,
        canvas=(encoder.image_size, encoder.image_size),
        text_length=reader.pad_to,
    )
    record = {
        **asdict(info),
        "preprocessing": dict(info.preprocessing),
        "pad_id": reader.pad_id,
        "pad_to": reader.pad_to,
        "exported_from": info.weights,
        "precision": precision,
    }
    if precision != "fp32":
        # Rounded weights are other weights: a name and, by the card, a hash of their own. Those of
        # fp32 compute the same vectors, and may search what the original indexed.
        record["name"] = f"{info.name}#{precision}"
        del record["weights"]
    write_encoder(towers, reader.tokenizer.to_str(), folder, record, precision=precision)
