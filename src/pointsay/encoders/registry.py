"""Encoders by name. A table of import paths, so that naming one imports nothing of the others."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import cast

from pointsay.encoders.base import Encoder
from pointsay.errors import UnknownEncoder, shorten

DEFAULT = "mini"

_TABLE: dict[str, str] = {
    "mini": "pointsay.encoders.mini:MiniEncoder",
}


def list_encoders() -> list[str]:
    """Return the registered names, sorted."""
    return sorted(_TABLE)


@lru_cache(maxsize=4)
def load_encoder(name: str = DEFAULT) -> Encoder:
    """Return the encoder of this name, loaded once a process.

    Raises:
        UnknownEncoder: Nothing is registered under ``name``.
        WeightsCorrupt: Its weights are missing or damaged.
    """
    if name not in _TABLE:
        raise UnknownEncoder(
            f"there is no encoder {shorten(name)}",
            hint=f"use one of: {', '.join(list_encoders())}",
        )
    module, _, attribute = _TABLE[name].partition(":")
    return cast(Encoder, getattr(import_module(module), attribute)())
