"""Encoders: pictures and words into one unit sphere."""

from pointsay.encoders.base import Encoder, EncoderInfo, RawSpace, TokenBatch, TokenSpace
from pointsay.encoders.registry import DEFAULT, list_encoders, load_encoder

__all__ = [
    "DEFAULT",
    "Encoder",
    "EncoderInfo",
    "RawSpace",
    "TokenBatch",
    "TokenSpace",
    "list_encoders",
    "load_encoder",
]
