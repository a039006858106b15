"""Drawing a garment: from attributes to SVG."""

from pointsay.atelier.drawing.picture import draw

__all__ = ["draw"]
