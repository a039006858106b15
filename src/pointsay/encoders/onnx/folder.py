"""Opens whatever encoder lies in a folder, by the card that it finds."""

from __future__ import annotations

from pathlib import Path

from pointsay.encoders.mini.encoder import CARD as MINI_CARD
from pointsay.encoders.mini.encoder import MiniEncoder
from pointsay.encoders.onnx.card import CARD
from pointsay.encoders.onnx.runner import OnnxEncoder
from pointsay.errors import UnknownEncoder


def open_folder(folder: Path, threads: int = 1) -> OnnxEncoder:
    """Open an exported encoder.

    Args:
        folder: What ``pointsay encoder export`` or ``pointsay train`` wrote.
        threads: Threads of one call.

    Raises:
        UnknownEncoder: No encoder lies there.
        WeightsCorrupt: Its files are damaged.
    """
    if (folder / CARD).is_file():
        return OnnxEncoder(folder, threads)
    if (folder / MINI_CARD).is_file():
        return MiniEncoder(folder, threads)
    raise UnknownEncoder(
        f"no encoder lies in {folder}", hint="write one with: pointsay encoder export NAME --out"
    )
