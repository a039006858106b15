"""The embedded default encoder. Its data, training and limits: ``weights/MODEL_CARD.md``."""

from pointsay.encoders.mini.encoder import MiniEncoder

__all__ = ["MiniEncoder"]
