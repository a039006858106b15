"""From a garment to SVG."""

from __future__ import annotations

from pointsay.atelier import vocabulary as words
from pointsay.atelier.chance import Chance
from pointsay.atelier.drawing import lower, upper
from pointsay.atelier.drawing.canvas import Canvas
from pointsay.atelier.drawing.cloth import Cloth
from pointsay.atelier.drawing.studio import draw_backdrop, shadow
from pointsay.atelier.garment import Garment

# A seed is a model and a shot of it: seeds that agree above these bits share the cut.
SHOT_BITS = 4


def draw(garment: Garment, seed: int = 0) -> str:
    """Draw a garment as SVG, 600 by 800, without text and without outside references.

    Args:
        garment: What to draw.
        seed: Varies what the attributes leave open. The lowest four bits stand for the shot
            (backdrop, small creases); the rest for the model (measures, folds, pattern layout), so
            that siblings of a family are the same model.

    Returns:
        The picture; the same text for the same arguments, everywhere.
    """
    canvas = Canvas()
    model, shot = seed >> SHOT_BITS, seed & ((1 << SHOT_BITS) - 1)
    draw_backdrop(canvas, Chance(model, shot, "backdrop"))
    sheet = len(canvas.layers)
    frame = (
        lower.frame_of(garment, Chance(model, shot, "frame"))
        if garment.neckline == words.NONE
        else upper.frame_of(garment, Chance(model, shot, "frame"))
    )
    cloth = Cloth(
        canvas,
        words.COLOURS[garment.colour],
        words.COLOURS.get(garment.accent or "", ""),
        garment.pattern,
        garment.material,
        0.5 + frame.scale * 0.32,
        Chance(model, "pattern"),
    )
    drawers = {"skirt": lower.draw_skirt, "trousers": lower.draw_trousers}
    drawer = drawers.get(garment.category, upper.draw_upper)
    outlines = drawer(garment, cloth, frame, Chance(model, "garment"))
    bottom, half = _extent(outlines)
    canvas.layers[sheet:sheet] = shadow(canvas, outlines, bottom, half)
    return canvas.svg()


def _extent(outlines: list[str]) -> tuple[float, float]:
    """Return the lowest pixel row of the outlines and half their width."""
    text = " ".join(outlines).translate(str.maketrans("MLCQZ", "     "))
    values = [float(part) for part in text.split()]
    xs, ys = values[0::2], values[1::2]
    return max(ys), (max(xs) - min(xs)) / 2
