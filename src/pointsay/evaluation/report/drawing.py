"""Figures that print in black and white, look the same for the colour-blind, and never change.

Series differ by marker, line style and hatch, and carry their names beside them; colour (the
palette of Okabe and Ito, 2008) only helps. Figures are made without matplotlib's global state.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pointsay.errors import MissingExtra
from pointsay.evaluation.report.document import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET, RULE = "#1a1a1a", "#595959", "#d9d9d9"
WIDTH = 7.6  # inches: 730 pixels of a page
PNG_DPI = 160
_WIDE = 300.0  # ratio of a logarithmic axis's ends
_SETTINGS: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so that layouts agree anywhere
    "font.size": 10,
    "grid.color": RULE,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.8,
    "lines.linewidth": 1.8,
    "lines.markersize": 7,
    "svg.fonttype": "none",  # text stays text: searchable, and read aloud
    "text.color": INK,
    "xtick.color": QUIET,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 9.5,
    "ytick.color": QUIET,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 9.5,
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a series is drawn."""

    colour: str
    marker: str
    line: str | tuple[int, tuple[int, ...]]


# Ordered so that neighbours differ in lightness too.
_STYLES = (
    Style("#0072B2", "o", "-"),
    Style("#D55E00", "s", "--"),
    Style("#009E73", "^", "-."),
    Style("#CC79A7", "D", ":"),
    Style("#000000", "v", (0, (5, 1, 1, 1, 1, 1))),
    Style("#E69F00", "P", (0, (8, 2))),
    Style("#56B4E9", "X", (0, (2, 1))),
)


def style(at: int) -> Style:
    """Return the style of the series at a place."""
    return _STYLES[at % len(_STYLES)]


@contextmanager
def figure(height: float, *, width: float = WIDTH) -> Iterator[Figure]:
    """Give an empty figure; it is drawn with the house's settings.

    Args:
        height: In inches.
        width: In inches.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        from matplotlib import style as styles
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra("report", f"drawing figures ({error.name})") from error
    with styles.context(_SETTINGS, after_reset=True):  # nothing of the user's own settings
        drawn = Figure(figsize=(width, height), layout="constrained", facecolor="white")
        FigureCanvasAgg(drawn)
        yield drawn


def finish(drawn: Figure, name: str, *, alt: str, caption: str) -> Drawing:
    """Return a figure's files; to be called while `figure` is open."""
    import matplotlib

    drawn.draw_without_rendering()
    drawn.set_layout_engine("none")  # settled once, and the same in both files
    png, svg = io.BytesIO(), io.BytesIO()
    drawn.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
    with matplotlib.rc_context({"svg.hashsalt": name}):
        drawn.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Drawing(name, svg.getvalue(), png.getvalue(), alt, caption)


def log_axis(axes: Axes, which: str) -> None:
    """Make an axis logarithmic, with plain numbers at its ticks."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    from pointsay.evaluation.report.wording import figures

    axis = axes.xaxis if which == "x" else axes.yaxis
    axes.set_xscale("log") if which == "x" else axes.set_yscale("log")
    low, high = sorted(axes.get_xlim() if which == "x" else axes.get_ylim())
    wide = high > _WIDE * low  # room for powers of ten only
    axis.set_major_locator(LogLocator(10, subs=(1.0,) if wide else (1.0, 2.0, 5.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: figures(float(value))))
    axis.set_minor_formatter(NullFormatter())
