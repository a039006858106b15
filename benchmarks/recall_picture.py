"""How the time of a search grows with the gallery, on two logarithmic axes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

MARKERS = "osD^vPX*"


def draw_growth(lines: Sequence[Any], file: Path) -> None:
    """Draw the median CPU milliseconds without a filter of every engine over the size.

    Args:
        lines: Of `recall.Line`.
        file: Its suffix says the form.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    axes = figure.add_subplot(xlabel="products", ylabel="CPU milliseconds a search (median)")
    axes.set(xscale="log", yscale="log", title="k = 1000, recall 0.99, one thread")
    for marker, name in zip(MARKERS, dict.fromkeys(line.name for line in lines), strict=False):
        own = [line for line in lines if line.name == name and line.filter == "none"]
        sizes, times = [line.rows for line in own], [line.cpu for line in own]
        axes.plot(sizes, times, marker=marker, label=name)
    axes.legend(frameon=False)
    axes.grid(which="major", linewidth=0.4)
    figure.savefig(file)
