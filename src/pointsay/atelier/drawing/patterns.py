"""Printed and woven patterns as tiles, sized in pixels of a garment that fills the sheet."""

from __future__ import annotations

from math import cos, radians, sin

from pointsay.atelier.chance import Chance, between, pick
from pointsay.atelier.colour import distance, mix
from pointsay.atelier.drawing.paths import number


def tile(pattern: str, colour: str, accent: str, chance: Chance) -> tuple[float, float, str]:
    """Return width, height and markup of one tile; the ground is left out."""
    drawers = {
        "check": _check,
        "dots": _dots,
        "floral": _floral,
        "houndstooth": _houndstooth,
        "pinstripes": _pinstripes,
        "stripes": _stripes,
    }
    return drawers[pattern](colour, accent, chance)


def _stripes(_: str, accent: str, chance: Chance) -> tuple[float, float, str]:
    period = between(chance, 29, 36)
    band = period * between(chance, 0.32, 0.4)
    markup = f'<rect y="{number((period - band) / 2)}" width="40" height="{number(band)}" '
    return 40, period, markup + f'fill="{accent}"/>'


def _pinstripes(_: str, accent: str, chance: Chance) -> tuple[float, float, str]:
    period = between(chance, 20, 25)
    return period, 40, f'<rect x="8" width="3.6" height="40" fill="{accent}"/>'


def _check(colour: str, accent: str, chance: Chance) -> tuple[float, float, str]:
    size = between(chance, 46, 56)
    band = number(size * 0.36)
    half = mix(colour, accent, 0.5)
    line = mix(accent, colour, 0.12)
    far = number(size * 0.68)
    whole = number(size)
    return (
        size,
        size,
        f'<rect width="{band}" height="{whole}" fill="{half}"/>'
        f'<rect width="{whole}" height="{band}" fill="{half}"/>'
        f'<rect width="{band}" height="{band}" fill="{accent}"/>'
        f'<path d="M{far} 0V{whole}M0 {far}H{whole}" stroke="{line}" stroke-width="2.6"/>',
    )


def _dots(_: str, accent: str, chance: Chance) -> tuple[float, float, str]:
    size = between(chance, 36, 44)
    radius = number(size * between(chance, 0.16, 0.2))
    near, far = number(size / 4), number(size * 3 / 4)
    return (
        size,
        size,
        f'<g fill="{accent}"><circle cx="{near}" cy="{near}" r="{radius}"/>'
        f'<circle cx="{far}" cy="{far}" r="{radius}"/></g>',
    )


def _houndstooth(_: str, accent: str, chance: Chance) -> tuple[float, float, str]:
    """Weave it: four dark and four light threads each way in a two-and-two twill."""
    cell = between(chance, 4.4, 5.2)
    runs = []
    for y in range(8):
        for x in range(8):
            warp_on_top = (x + y) % 4 < 2
            if (x if warp_on_top else y) % 8 < 4:
                runs.append(
                    f"M{number(x * cell)} {number(y * cell)}h{cell:.2f}v{cell:.2f}h-{cell:.2f}z"
                )
    size = cell * 8
    # A hairline of the same colour closes the gaps that antialiasing leaves between threads.
    path = f'<path d="{"".join(runs)}" fill="{accent}" stroke="{accent}" stroke-width="0.5"/>'
    return size, size, path


def _floral(colour: str, accent: str, chance: Chance) -> tuple[float, float, str]:
    greens = ("#5f7d4f", "#9db487", "#2f5a45")
    leaf = max(greens, key=lambda green: distance(green, colour) + 0.4 * distance(green, accent))
    hearts = ("#f2c94c", "#fff4d6", "#7a3b1e")
    heart = max(hearts, key=lambda yellow: distance(yellow, accent))
    size = 104.0
    # Spots of a jittered lattice: flowers never collide and the repeat is not obvious.
    spots = (
        (24.0, 26.0, 15.5),
        (76.0, 22.0, 11.5),
        (50.0, 62.0, 16.5),
        (12.0, 82.0, 10.0),
        (90.0, 84.0, 13.5),
    )
    flowers = []
    for x, y, radius in spots:
        x, y = x + between(chance, -5, 5), y + between(chance, -5, 5)
        turn = between(chance, 0, 72)
        for dx in (-size, 0, size):
            for dy in (-size, 0, size):
                if -20 < x + dx < size + 20 and -20 < y + dy < size + 20:
                    flowers.append(_flower((x + dx, y + dy), radius, turn, (accent, heart, leaf)))
    return size, size, "".join(flowers)


def _flower(
    centre: tuple[float, float], radius: float, turn: float, colours: tuple[str, str, str]
) -> str:
    accent, heart, leaf = colours
    x, y = centre
    leaves = []
    for angle in (turn + 20, turn + 150):
        dx, dy = cos(radians(angle)), sin(radians(angle))
        tip = (x + dx * radius * 1.75, y + dy * radius * 1.75)
        side = (-dy * radius * 0.5, dx * radius * 0.5)
        middle = (x + dx * radius, y + dy * radius)
        leaves.append(
            f"M{number(x)} {number(y)}"
            f"Q{number(middle[0] + side[0])} {number(middle[1] + side[1])} "
            f"{number(tip[0])} {number(tip[1])}"
            f"Q{number(middle[0] - side[0])} {number(middle[1] - side[1])} {number(x)} {number(y)}"
        )
    petals = []
    for index in range(5):
        angle = radians(turn + index * 72)
        petals.append(
            f'<circle cx="{number(x + cos(angle) * radius * 0.56)}" '
            f'cy="{number(y + sin(angle) * radius * 0.56)}" r="{number(radius * 0.46)}"/>'
        )
    return (
        f'<path d="{"".join(leaves)}" fill="{leaf}"/><g fill="{accent}">{"".join(petals)}</g>'
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius * 0.27)}" fill="{heart}"/>'
    )


def flecks(chance: Chance, size: float, count: int, colours: tuple[str, ...], length: float) -> str:
    """Return short threads strewn over a tile, for tweed, wool and linen."""
    marks: dict[str, list[str]] = {colour: [] for colour in colours}
    for _ in range(count):
        x, y = between(chance, 0, size), between(chance, 0, size)
        dx, dy = between(chance, -length, length), between(chance, -length, length)
        marks[pick(chance, colours)].append(f"M{number(x)} {number(y)}l{number(dx)} {number(dy)}")
    return "".join(
        f'<path d="{"".join(paths)}" stroke="{colour}" stroke-width="1.7"/>'
        for colour, paths in marks.items()
        if paths
    )
