"""Dresses, shirts, T-shirts, sweaters and jackets: the order in which their parts are painted."""

from __future__ import annotations

from math import sin

from pointsay.atelier import vocabulary as words
from pointsay.atelier.chance import Chance, between
from pointsay.atelier.drawing import fronts, necks, trims
from pointsay.atelier.drawing.canvas import Frame
from pointsay.atelier.drawing.cloth import Cloth, Fold, Panel
from pointsay.atelier.drawing.cut import WAIST, Cut, make_cut
from pointsay.atelier.drawing.motifs import motif
from pointsay.atelier.drawing.sleeves import draw_sleeve, make_sleeves
from pointsay.atelier.garment import Garment

# Scale and top of the figure, so that the longest garment of a kind fills the sheet.
_FRAMES = {
    "dress": {
        "mini": (1.34, 136.0),
        "knee": (1.24, 120.0),
        "midi": (1.1, 102.0),
        "maxi": (1.0, 84.0),
    },
    "jacket": {"cropped": (1.66, 182.0), "regular": (1.66, 150.0), "long": (1.5, 116.0)},
    "upper": {"cropped": (1.72, 186.0), "regular": (1.72, 152.0), "long": (1.62, 120.0)},
}


def frame_of(garment: Garment, chance: Chance) -> Frame:
    """Return where an upper garment stands on the sheet."""
    table = _FRAMES.get(garment.category, _FRAMES["upper"])
    scale, top = table[garment.length]
    if garment.has("hood") or garment.neckline == "turtleneck":
        top += 22
    if garment.silhouette == "oversized":
        scale *= 0.93
    return Frame(scale * between(chance, 0.985, 1.01), top + between(chance, -5, 5))


def draw_upper(garment: Garment, cloth: Cloth, frame: Frame, chance: Chance) -> list[str]:
    """Paint an upper garment and return the outlines that cast its shadow."""
    cut = make_cut(garment, frame, Chance(chance.random(), "cut"))
    sleeves = make_sleeves(cut, Chance(chance.random(), "sleeves"))
    creases = Chance(chance.random(), "creases")
    body = Panel(
        frame.outline(cut.body()), _box(cut), _folds(cut, Chance(chance.random(), "folds"))
    )
    # Sleeves first: their tops lie under the shoulders and must not show in a wide neck opening.
    for sleeve in sleeves:
        draw_sleeve(sleeve, cloth, creases)
    if garment.has("hood"):
        necks.draw_hood_back(cut, cloth)
    else:
        necks.draw_inside(cut, cloth)
    if garment.material == "chiffon":
        _draw_lining(cut, cloth)
    cloth.paint(body)
    _draw_seams(cut, cloth)
    _draw_hem(cut, cloth, Chance(chance.random(), "hem"))
    _draw_print(cut, cloth)
    _draw_front(cut, cloth)
    _draw_neck(cut, cloth)
    _draw_trims(cut, cloth)
    return [body.path, *(sleeve.panel().path for sleeve in sleeves)]


def _box(cut: Cut) -> tuple[float, float, float, float]:
    half = max(x for x, _ in (*cut.side, cut.armpit))
    (left, top), (right, bottom) = cut.frame.at((-half, 0)), cut.frame.at((half, cut.hem))
    return (left, top, right, bottom)


def _full(cut: Cut) -> bool:
    shapes = ("a-line", "fit-and-flare")
    return cut.garment.category == "dress" and cut.garment.silhouette in shapes


def _folds(cut: Cut, chance: Chance) -> list[Fold]:
    """Return the drape of the body: skirt folds below a waist, drag lines and soft folds above."""
    at, scale = cut.frame.at, cut.frame.scale
    folds = []
    waist = cut.half_width(WAIST)
    if _full(cut):
        count = 9 if cut.garment.silhouette == "fit-and-flare" else 6
        half = cut.half_width(cut.hem)
        for index in range(count):
            share = (index + 0.5) / count * 2 - 1 + between(chance, -0.05, 0.05)
            end = sin(share * 1.45)
            top = WAIST + 4 + between(chance, 0, 46) * (1 if count == 6 else 0.6)
            start = (waist * share * 0.9, top)
            stop = (half * end, cut.hem + 4 - half * 0.085 * end * end)
            width = scale * half * 0.13 * (1 - abs(share) * 0.5) * between(chance, 0.7, 1.2)
            folds.append(Fold(at(start), at(stop), width, between(chance, 0.75, 1.2), -6 * share))
    else:
        count = 4 if cut.garment.silhouette in ("fitted", "sheath") else 5
        half = cut.half_width(cut.hem)
        for index in range(count):
            share = (index + 0.5) / count * 1.7 - 0.85 + between(chance, -0.08, 0.08)
            rise = (cut.hem - 110) * between(chance, 0.25, 0.6)
            start = (half * share * 0.8, cut.hem - rise)
            folds.append(
                Fold(
                    at(start),
                    at((half * share, cut.hem + 3)),
                    scale * between(chance, 7, 12),
                    between(chance, 0.4, 0.75),
                    between(chance, -8, 8),
                )
            )
    return folds + _drags(cut, chance)


def _drags(cut: Cut, chance: Chance) -> list[Fold]:
    """Return creases that run from the armpit inwards and, on fitted cuts, from the waist."""
    at, scale = cut.frame.at, cut.frame.scale
    ax, ay = cut.armpit
    folds = []
    for hand in (-1, 1):
        for reach, drop in ((0.5, 42), (0.34, 74)):
            inner = (hand * ax * (1 - reach), ay + drop * between(chance, 0.85, 1.2))
            outer = (hand * (ax - 3), ay + drop * 0.22)
            folds.append(Fold(at(inner), at(outer), scale * 7, between(chance, 0.4, 0.6), 4))
        if cut.garment.silhouette in ("fitted", "sheath", "fit-and-flare", "a-line"):
            for dy in (-13, 7):
                inner = (hand * cut.half_width(WAIST) * 0.35, WAIST + dy * 1.7)
                outer = (hand * cut.half_width(WAIST), WAIST + dy * 0.5)
                folds.append(Fold(at(inner), at(outer), scale * 6, 0.45, 3))
    return folds


def _draw_lining(cut: Cut, cloth: Cloth) -> None:
    """Paint the opaque slip under sheer cloth; it ends above the hem, where light comes through."""
    end = cut.hem - (cut.hem - 100) * 0.2
    side = [cut.armpit, *(point for point in cut.side if point[1] < end - 10)]
    side = [(x * 0.96, y) for x, y in side]
    side.append((cut.half_width(end) * 0.94, end))
    nx, depth = cut.neck
    top = [(-nx, depth + 10), (0, depth + 12), (nx, depth + 10)]
    path = cut.frame.outline(
        [
            side,
            [side[-1], (0, end + 4), (-side[-1][0], end)],
            [(-x, y) for x, y in reversed(side)],
            top,
        ]
    )
    cloth.canvas.add(f'<path d="{path}" fill="{cloth.base}" fill-opacity="0.75"/>')


def _draw_seams(cut: Cut, cloth: Cloth) -> None:
    """Draw the seams at the armholes and, on a dress, at the waist; a yoke on denim."""
    frame, garment = cut.frame, cut.garment
    if garment.sleeve not in ("straps", "sleeveless"):
        (sx, sy), (ax, ay) = cut.shoulder, cut.armpit
        hollow = [(sx, sy), (min(sx, ax) - 2.5, (sy + ay) * 0.56), (ax, ay)]
        for hand in (-1, 1):
            path = frame.curve([(x * hand, y) for x, y in hollow])
            cloth.line(path, width=2, opacity=0.75)
            if garment.material == "denim" or garment.category == "jacket":
                cloth.stitch(frame.curve([((x - 3.5) * hand, y) for x, y in hollow]))
    if _full(cut) or (garment.category == "dress" and garment.silhouette == "sheath"):
        half = cut.half_width(WAIST)
        cloth.line(frame.curve([(-half, WAIST - 4), (0, WAIST + 2), (half, WAIST - 4)]), width=2)
    if garment.category in ("jacket", "shirt") and garment.material == "denim":
        half = cut.half_width(100) - 6
        for hand in (-1, 1):
            yoke = [(hand * half, 74), (hand * 34, 79), (hand * 8, 76)]
            cloth.stitch(frame.curve(yoke))
            low = (hand * 22, min(cut.hem - 14, 262))
            cloth.stitch(frame.curve([(hand * 44, 80), low]))


def _draw_hem(cut: Cut, cloth: Cloth, chance: Chance) -> None:
    """Finish the lower edge: ribs on a sweater, otherwise stitches; then lace or a ruffle."""
    frame, garment = cut.frame, cut.garment
    hem = cut.hem_points()
    if garment.category == "sweater" or _blouson(garment):
        _draw_rib_hem(cut, cloth)
    elif not garment.has("lace hem"):
        rise = 7 if garment.category != "jacket" else 10
        cloth.stitch(frame.curve([(x * 0.995, y - rise) for x, y in hem]))
    depth = 19.0 if garment.category != "dress" else 26.0 / frame.scale**0.5
    if garment.has("lace hem"):
        trims.draw_lace(frame, cloth, hem, depth)
    if garment.has("ruffle hem"):
        trims.draw_ruffle(frame, cloth, hem, depth * 1.7, chance)


def _blouson(garment: Garment) -> bool:
    return (
        garment.category == "jacket"
        and garment.neckline != "v-neck"
        and garment.has("zip")
        and garment.length != "long"
    )


def _draw_rib_hem(cut: Cut, cloth: Cloth) -> None:
    frame, hem = cut.frame, cut.hem_points()
    top = [(x, y - 19) for x, y in hem]
    runs = [hem, [hem[-1], top[-1]], list(reversed(top)), [top[0], hem[0]]]
    cloth.paint(necks.panel_of(cut, runs, depth=0.6), plain=True)
    lines = []
    half = hem[0][0]
    for index in range(1, 30):
        x = half * sin((index / 15 - 1) * 1.5)
        lift = half * 0.085 * (x / half) ** 2
        lines.append(frame.curve([(x, cut.hem - 18 - lift), (x, cut.hem - 1 - lift)]))
    cloth.line("".join(lines), width=1.5, opacity=0.42)


def _draw_print(cut: Cut, cloth: Cloth) -> None:
    if cut.garment.pattern != words.GRAPHIC:
        return
    split = cut.garment.has("zip") or (
        cut.garment.has("buttons") and cut.garment.category == "sweater"
    )
    low = cut.garment.has("buttons") or cut.garment.neckline in ("v-neck", "scoop", "square")
    y = 112.0 + (30 if low or cut.garment.has("hood") else 0) + (8 if split else 0)
    y = min(y, cut.hem - 62)
    (cx, cy), size = cut.frame.at((0, y)), cut.frame.scale * (0.94 if not low else 0.8)
    mark = motif(cut.garment.motif, cloth.base, cloth.accent)
    cloth.canvas.add(
        f'<g transform="translate({cx:.1f} {cy:.1f}) scale({size:.3f})" opacity="0.96">{mark}</g>'
    )


def _draw_front(cut: Cut, cloth: Cloth) -> None:
    """Draw what closes the front, and the pockets."""
    frame, garment = cut.frame, cut.garment
    top = cut.neck[1] + 1 if garment.neckline != "turtleneck" else -16.0
    end = cut.hem - 1
    if garment.has("zip"):
        fronts.draw_zip(frame, cloth, top, end)
    elif garment.has("buttons"):
        _draw_buttoning(cut, cloth, max(top, 8.0), end)
    elif garment.category == "jacket":
        fronts.draw_open_edge(frame, cloth, top, end)
    if garment.has("pockets"):
        _draw_pockets(cut, cloth)


def _draw_buttoning(cut: Cut, cloth: Cloth, top: float, end: float) -> None:
    radius = {"jacket": 6.6, "sweater": 5.6, "dress": 4.8}.get(cut.garment.category, 4.3)
    if cut.garment.category == "t-shirt":
        end = min(top + 62, end - 30)
        low = [(-6.5, end), (6.5, end)]
        cloth.line(cut.frame.curve(low), width=2)
        count = 3
    else:
        spacing = {"jacket": 50.0, "sweater": 42.0, "dress": 38.0}.get(cut.garment.category, 37.0)
        count = max(3, int((end - top - 16) / spacing) + 1)
    fronts.draw_placket(cut.frame, cloth, top - 2, end, radius + 2.2)
    first, last = top + 9, end - (18 if cut.garment.category != "t-shirt" else 9)
    heights = [first + (last - first) * index / (count - 1) for index in range(count)]
    fronts.draw_buttons(cut.frame, cloth, heights, radius)


def _draw_pockets(cut: Cut, cloth: Cloth) -> None:
    frame, garment = cut.frame, cut.garment
    closed = garment.has("zip") or garment.has("buttons")
    if garment.category in ("shirt", "t-shirt"):
        y = max(104.0, cut.neck[1] * 0.35 + 84)
        flap = garment.category == "shirt" and garment.material in ("denim", "corduroy", "cotton")
        fronts.draw_pocket(frame, cloth, (35, y), (16, 19), flap=flap)
        if flap:
            fronts.draw_pocket(frame, cloth, (-35, y), (16, 19), flap=True)
        return
    y = min(232.0, cut.hem - 46)
    if garment.category == "sweater" and not closed:
        fronts.draw_kangaroo(frame, cloth, y - 30, y + 22)
        return
    x = cut.half_width(y) * 0.54
    flap = garment.category == "jacket"
    for hand in (-1, 1):
        fronts.draw_pocket(frame, cloth, (hand * x, y), (19, 21), flap=flap)


def _draw_neck(cut: Cut, cloth: Cloth) -> None:
    garment = cut.garment
    if garment.neckline == "turtleneck":
        necks.draw_roll(cut, cloth)
        if garment.has("zip"):
            fronts.draw_zip(cut.frame, cloth, -16 if garment.category == "jacket" else -26, 30)
    elif garment.has("hood"):
        necks.draw_hood_front(cut, cloth)
    else:
        necks.draw_neck_edge(cut, cloth)
    if garment.has("collar"):
        necks.draw_collar(cut, cloth)
    if garment.sleeve == "straps":
        necks.draw_straps(cut, cloth)


def _draw_trims(cut: Cut, cloth: Cloth) -> None:
    garment, frame = cut.garment, cut.frame
    if garment.has("slit"):
        top = cut.hem - min(150.0, (cut.hem - 250) * 0.72)
        trims.draw_slit(frame, cloth, cut.half_width(cut.hem) * 0.42, top, cut.hem)
    if garment.has("belt"):
        y = min(WAIST - 6, cut.hem - 34)
        trims.draw_belt(frame, cloth, cut.half_width(y) + 1.5, y, 13 if frame.scale < 1.3 else 14)
    if garment.has("drawstring"):
        trims.draw_drawstring(frame, cloth, (0, cut.neck[1] + 14), 62, 13)
    if garment.has("bow"):
        trims.draw_bow(frame, cloth, (0, cut.neck[1] + 5), 25)
