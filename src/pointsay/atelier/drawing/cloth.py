"""Cloth: what a material does to colour and light, and how a cut piece of it is painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pointsay.atelier import vocabulary as words
from pointsay.atelier.chance import Chance
from pointsay.atelier.colour import deepened, lightness, mix
from pointsay.atelier.drawing import patterns
from pointsay.atelier.drawing.canvas import Canvas, Stop
from pointsay.atelier.drawing.paths import Point, number
from pointsay.atelier.drawing.textures import texture


@dataclass(frozen=True, slots=True)
class Finish:
    """How a material takes light; shares of full black or white.

    Attributes:
        shadow: Depth of folds and turned-away edges.
        light: Brightness of what faces the lamp.
        blur: Softness of folds in pixels; leather breaks sharply, wool rolls.
        rim: Brightness along the edges, where velvet and satin catch light.
        glare: Whether light is thrown back in hard streaks.
        cover: How much of the background the cloth hides.
    """

    shadow: float = 0.34
    light: float = 0.20
    blur: float = 5.0  # Under 2 device pixels the rasteriser takes its slow exact way.
    rim: float = 0.0
    glare: bool = False
    cover: float = 1.0


FINISHES = {
    "chiffon": Finish(shadow=0.24, light=0.24, blur=4.6, cover=0.8),
    "corduroy": Finish(shadow=0.32, light=0.16, blur=6),
    "cotton": Finish(),
    "denim": Finish(shadow=0.36, light=0.22, blur=5),
    "knit": Finish(shadow=0.32, light=0.14, blur=7),
    "leather": Finish(shadow=0.48, light=0.58, blur=4.6, rim=0.18, glare=True),
    "linen": Finish(shadow=0.36, light=0.2, blur=4.6),
    "satin": Finish(shadow=0.4, light=0.62, blur=5.5, rim=0.14),
    "tweed": Finish(shadow=0.3, light=0.12, blur=7),
    "velvet": Finish(shadow=0.52, light=0.3, blur=7, rim=0.36),
    "wool": Finish(shadow=0.32, light=0.14, blur=7.5),
}


# Square pixels below which a flat piece (a pocket, a cuff) is shaded by its gradient alone; blurs
# are the dearest thing in a picture and would not be seen there.
_SMALL = 14_000.0


@dataclass(frozen=True, slots=True)
class Fold:
    """A crease or drape: a ridge of light beside a valley of shadow, in pixels.

    Attributes:
        start: Where the fold runs out to nothing.
        end: Where it is widest.
        width: Width at ``end``.
        strength: 1 is a common fold; more is deeper.
        bend: How far the middle is pushed sideways.
    """

    start: Point
    end: Point
    width: float
    strength: float = 1.0
    bend: float = 0.0

    def wedge(self, side: float) -> str:
        """Return the outline of the ridge (``side`` -1) or the valley (1)."""
        (x1, y1), (x2, y2) = self.start, self.end
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1.0)
        across = ((y2 - y1) / length, -(x2 - x1) / length)
        if across[0] < 0:
            across = (-across[0], -across[1])
        near, far = self.width * 0.15 * side, self.width * side
        half = (near + far) / 2
        mx, my = (x1 + x2) / 2 + across[0] * self.bend, (y1 + y2) / 2 + across[1] * self.bend
        return (
            f"M{number(x1)} {number(y1)}Q{number(mx)} {number(my)} {number(x2)} {number(y2)}"
            f"L{number(x2 + across[0] * far)} {number(y2 + across[1] * far)}"
            f"Q{number(mx + across[0] * half)} {number(my + across[1] * half)}"
            f" {number(x1 + across[0] * near)} {number(y1 + across[1] * near)}Z"
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """One cut piece of cloth.

    Attributes:
        path: Its outline, in pixels.
        box: Left, top, right, bottom in pixels.
        folds: Creases and drapes on it.
        turn: Degrees by which the pattern follows the panel.
        depth: Multiplies shadows; 0 paints flat cloth.
    """

    path: str
    box: tuple[float, float, float, float]
    folds: Sequence[Fold] = ()
    turn: float = 0.0
    depth: float = 1.0


@dataclass(slots=True)
class Cloth:
    """A bolt of cloth, ready to paint pieces on a canvas.

    Attributes:
        canvas: Where to paint.
        base: Ground colour.
        accent: Colour of the figures; empty for plain cloth.
        pattern: Name of the pattern.
        material: Name of the material.
        zoom: Size of patterns and textures relative to a garment that fills the sheet.
        chance: Source of small variety in the pattern.
    """

    canvas: Canvas
    base: str
    accent: str
    pattern: str
    material: str
    zoom: float
    chance: Chance
    finish: Finish = field(init=False)
    _fills: list[tuple[float, float, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.finish = FINISHES[self.material]
        self._fills = []
        if self.pattern not in (words.PLAIN, words.GRAPHIC):
            self._fills.append(patterns.tile(self.pattern, self.base, self.accent, self.chance))
        grain = texture(self.material, self.base, self.chance)
        if grain is not None:
            self._fills.append(grain)

    @property
    def dark(self) -> str:
        """The cloth's colour in deep shade: richer first, as cloth lights its own folds."""
        return mix(deepened(self.base), "#08060f", 0.52)

    @property
    def seam(self) -> str:
        """The colour of seams and edges: darker than the cloth, lighter on near-black cloth."""
        if lightness(self.base) < 24:
            return mix(self.base, "#ffffff", 0.26)
        return mix(self.base, "#0c0914", 0.5)

    @property
    def inside(self) -> str:
        """The colour of the cloth's wrong side in the shade of an opening."""
        if lightness(self.base) < 24:
            return mix(self.base, "#000000", 0.45)
        return mix(self.base, "#15121c", 0.42)

    def shadows(self) -> float:
        """Share of black in folds; pale cloth needs less, dark cloth shows little of it."""
        return self.finish.shadow * (0.62 if lightness(self.base) > 88 else 1.0)

    def lights(self) -> float:
        """Share of white on ridges; dark cloth is modelled by light, since shadow is lost on it."""
        level = lightness(self.base)
        boost = 0.75 if level < 20 else 0.95 if level < 45 else 1.25
        return min(0.85, self.finish.light * boost)

    def paint(self, panel: Panel, *, plain: bool = False) -> None:
        """Paint one panel: ground, pattern, grain, light and shade, edge.

        Args:
            panel: What to paint.
            plain: Leave pattern and grain out, as ribbed bands do.
        """
        if self.finish.cover < 1 or (self._fills and not plain):
            self.fill(panel, plain=plain)
            self.fall(panel)
        else:
            self.fall(panel, solid=True)
        self.relief(panel)
        self.edge(panel.path)

    def fill(self, panel: Panel, *, plain: bool = False) -> None:
        """Paint the flat cloth of a panel."""
        cover = f' fill-opacity="{self.finish.cover:g}"' if self.finish.cover < 1 else ""
        self.canvas.add(f'<path d="{panel.path}" fill="{self.base}"{cover}/>')
        left, top, _, _ = panel.box
        for width, height, markup in () if plain else self._fills:
            name = self.canvas.define(
                f'<pattern id="@id" patternUnits="userSpaceOnUse" width="{width:.2f}" '
                f'height="{height:.2f}" patternTransform="translate({number(left)} {number(top)}) '
                f'rotate({panel.turn:.1f}) scale({self.zoom:.3f})">{markup}</pattern>'
            )
            self.canvas.add(f'<path d="{panel.path}" fill="url(#{name})"{cover}/>')

    def fall(self, panel: Panel, *, solid: bool = False) -> None:
        """Paint how light falls across a panel.

        Args:
            panel: What to shade.
            solid: Paint the ground in the same stroke; of plain cloth that saves a whole layer.
        """
        left, top, right, bottom = panel.box
        black, white = self.shadows() * panel.depth, self.lights() * panel.depth
        stops = self._fall(black, white)
        if solid:
            stops = [(at, mix(self.base, colour, share), 1.0) for at, colour, share in stops]
        lean = 0.12 * min(bottom - top, right - left)
        name = self.canvas.gradient((left, top), (right, top + lean), stops)
        self.canvas.add(f'<path d="{panel.path}" fill="url(#{name})"/>')

    def relief(self, panel: Panel) -> None:
        """Paint roundness and folds over a panel, clipped to it."""
        left, top, right, bottom = panel.box
        black, white = self.shadows() * panel.depth, self.lights() * panel.depth
        if not panel.folds and (right - left) * (bottom - top) < _SMALL:
            return
        clip = self.canvas.clip(panel.path)
        soft = self.canvas.blur(self.finish.blur)
        relief = "".join([*self._rims(panel, black), *self._relief(panel.folds, black, white)])
        self.canvas.add(f'<g clip-path="url(#{clip})" filter="url(#{soft})">{relief}</g>')

    def _fall(self, black: float, white: float) -> list[Stop]:
        """Return light and shade across a panel that is lit from the left; leather glares."""
        if self.finish.glare:
            lit = [
                (0.2, "#ffffff", 0.0),
                (0.26, "#ffffff", white * 0.35),
                (0.31, "#ffffff", white),
                (0.35, "#ffffff", white * 0.3),
                (0.5, "#ffffff", 0.0),
                (0.66, "#ffffff", 0.0),
                (0.7, "#ffffff", white * 0.45),
                (0.74, "#ffffff", 0.0),
            ]
        else:
            lit = [
                (0.22, "#ffffff", 0.0),
                (0.36, "#ffffff", white * 0.5),
                (0.54, "#ffffff", 0.0),
            ]
        return [
            (0.0, self.dark, black * 0.4),
            (0.2, self.dark, 0.0),
            *lit,
            (0.76, self.dark, black * 0.2),
            (1.0, self.dark, black * 0.95),
        ]

    def _rims(self, panel: Panel, black: float) -> list[str]:
        """Return the darkening towards the outline that makes a panel look round."""
        span = panel.box[2] - panel.box[0]
        rims = [(self.dark, min(24.0, 5 + span * 0.08), black * 0.75, "-2 -1")]
        if self.finish.rim:
            rims.append(("#fff", 7.0, self.finish.rim * panel.depth, "6 2"))
        return [
            f'<path d="{panel.path}" fill="none" stroke="{colour}" stroke-width="{number(width)}" '
            f'stroke-opacity="{opacity:.3f}" transform="translate({shift})"/>'
            for colour, width, opacity, shift in rims
        ]

    def _relief(self, folds: Sequence[Fold], black: float, white: float) -> Iterator[str]:
        """Yield the folds, one path for all that are equally deep: few paths draw fast."""
        if self.finish.glare:
            white *= 0.45  # The streaks across the panel are its light; folds must not compete.
        for level in (0.45, 0.7, 0.95, 1.2):
            group = [fold for fold in folds if level == _level(fold.strength)]
            if not group:
                continue
            valleys = "".join(fold.wedge(1) for fold in group)
            ridges = "".join(fold.wedge(-1) for fold in group)
            deep, high = min(0.9, black * level), min(0.9, white * level)
            yield f'<path d="{valleys}" fill="{self.dark}" fill-opacity="{deep:.3f}"/>'
            yield f'<path d="{ridges}" fill="#fff" fill-opacity="{high:.3f}"/>'

    def edge(self, path: str, width: float = 1.4, opacity: float = 0.55) -> None:
        """Draw the fine dark line where a panel ends."""
        self.canvas.add(
            f'<path d="{path}" fill="none" stroke="{self.seam}" stroke-width="{number(width)}" '
            f'stroke-opacity="{opacity:g}" stroke-linejoin="round"/>'
        )

    def stitch(self, path: str, *, width: float = 1.5) -> None:
        """Draw a row of stitches; denim shows it in ochre thread."""
        denim = self.material == "denim"
        thread = "#d39a4a" if denim else self.seam
        opacity = 0.95 if denim else 0.5
        self.canvas.add(
            f'<path d="{path}" fill="none" stroke="{thread}" stroke-width="{number(width)}" '
            f'stroke-opacity="{opacity:g}" stroke-dasharray="5 2.6"/>'
        )

    def line(self, path: str, *, width: float = 1.6, opacity: float = 0.6) -> None:
        """Draw a seam: a dark line with a breath of light beside it."""
        self.canvas.add(
            f'<path d="{path}" fill="none" stroke="#fff" stroke-width="{number(width)}" '
            f'stroke-opacity="{opacity * 0.22:.3f}" transform="translate(1.4 1)"/>'
            f'<path d="{path}" fill="none" stroke="{self.seam}" stroke-width="{number(width)}" '
            f'stroke-opacity="{opacity:g}"/>'
        )


def _level(strength: float) -> float:
    return min((0.45, 0.7, 0.95, 1.2), key=lambda level: abs(level - strength))


def under(path: str, shift: str, opacity: float) -> str:
    """Return the soft shadow of something that lies on cloth; two layers cost less than a blur."""
    return (
        f'<path d="{path}" fill="#0a0710" fill-opacity="{opacity * 0.5:.2f}" '
        f'transform="translate({shift})" stroke="#0a0710" stroke-width="4" '
        f'stroke-opacity="{opacity * 0.5:.2f}" stroke-linejoin="round"/>'
    )
