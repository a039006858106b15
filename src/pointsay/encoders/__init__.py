"""Encoders: pictures and words into one unit sphere."""

from pointsay.encoders.base import Encoder, EncoderInfo, TokenBatch, TokenSpace
from pointsay.encoders.registry import DEFAULT, list_encoders, load_encoder

__all__ = [
    "DEFAULT",
    "Encoder",
    "EncoderInfo",
    "TokenBatch",
    "TokenSpace",
    "list_encoders",
    "load_encoder",
]
