"""``mini``: the dual encoder that ships inside the package and runs on ONNX Runtime alone."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pointsay.encoders.onnx.runner import OnnxEncoder

CARD = "mini.json"


class MiniEncoder(OnnxEncoder):
    """The embedded default encoder; also runs any folder written by the same recipe.

    Args:
        folder: Where ``mini.json`` and the files it lists are; the package's own by default.
        threads: Threads of one call. One by default: several requests then run side by side
            without fighting over cores.

    Raises:
        WeightsCorrupt: A file is missing or differs from its recorded SHA-256.
    """

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        packaged = Path(str(resources.files(__package__) / "weights"))
        super().__init__(folder or packaged, threads, card=CARD, label="mini")
