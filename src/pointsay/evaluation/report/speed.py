"""Latency: a table for single questions, one for batches, and how recall grows with the gallery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation.latency import ORDER
from pointsay.evaluation.report.document import (
    Cell,
    Drawing,
    Facts,
    Group,
    Head,
    Line,
    Part,
    Section,
    Table,
    slug,
)
from pointsay.evaluation.report.drawing import QUIET, figure, finish, log_axis, style
from pointsay.evaluation.report.wording import figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pointsay.evaluation.latency_record import LatencyRecord, Timed

_PERCENTILES = ("p50, ms", "p95, ms", "p99, ms")


def latency_sections(records: Sequence[LatencyRecord]) -> list[Section]:
    """Return a section for each latency record: numbers of two machines are never mixed."""
    titles: dict[str, int] = {}
    sections = []
    for record in records:
        title = f"Latency of {record.encoder.get('name', 'unnamed')} with {record.method}"
        titles[title] = titles.get(title, 0) + 1
        if titles[title] > 1:
            title = f"{title}, run {titles[title]}"
        sections.append(_section(record, title))
    return sections


def _section(record: LatencyRecord, title: str) -> Section:
    single = [row for row in record.rows if row.items == 1]
    batched = [row for row in record.rows if row.items > 1]
    parts: list[Part] = [Facts([*record.machine.items(), ("date", record.date)])]
    if single:
        parts.append(_table("One at a time: milliseconds a call", single, batched=False))
    if batched:
        parts.append(_table("In batches: milliseconds a call of the batch", batched, batched=True))
    searching = {row.stage: _searching(single, row.stage) for row in single}
    growing = {
        stage: rows for stage, rows in searching.items() if len({row.gallery for row in rows}) > 1
    }
    if growing:
        parts.append(_growth(title, growing))
    return Section(title, parts)


def _searching(rows: Sequence[Timed], stage: str) -> list[Timed]:
    """Return a stage's rows of one client over galleries, small ones first."""
    found = [row for row in rows if row.stage == stage and row.gallery > 0 and row.clients == 1]
    return sorted(found, key=lambda row: row.gallery)


def _table(caption: str, rows: Sequence[Timed], *, batched: bool) -> Table:
    order = {stage: at for at, stage in enumerate(ORDER)}
    placed = sorted(
        rows,
        key=lambda row: (order.get(row.stage, len(order)), row.items, row.gallery, row.clients),
    )
    searched = any(row.gallery for row in rows)
    shared = any(row.clients > 1 for row in rows)
    lines = [
        Line(
            row.stage,
            [
                *([Cell(f"{row.items:,}")] if batched else []),
                *([Cell(f"{row.gallery:,}" if row.gallery else "none")] if searched else []),
                *([Cell(f"{row.clients:,}")] if shared else []),
                *(Cell(figures(value)) for value in (row.p50_ms, row.p95_ms, row.p99_ms)),
                Cell(figures(row.per_second)),
                Cell(f"{row.runs:,}"),
            ],
        )
        for row in placed
    ]
    heads = [
        Head("Stage"),
        *([Head("Batch")] if batched else []),
        *([Head("Gallery, vectors")] if searched else []),
        *([Head("Clients")] if shared else []),
        *map(Head, _PERCENTILES),
        Head("Items a second"),
        Head("Calls"),
    ]
    return Table(caption, [heads], [Group(lines)])


def _place(stage: str) -> int:
    return ORDER.index(stage) if stage in ORDER else len(ORDER)


def growth_exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """Return b of the least-squares fit time = a * size^b; 1 is linear growth."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def _growth(title: str, stages: dict[str, list[Timed]]) -> Drawing:
    with figure(3.9) as drawn:
        axes = drawn.subplots()
        said = []
        for at, (stage, rows) in enumerate(stages.items()):
            said.append(_line(axes, at, stage, rows))
        first = next(iter(stages.values()))
        sizes = np.array([first[0].gallery, first[-1].gallery], dtype=np.float64)
        linear = first[0].p50_ms * sizes / sizes[0]
        axes.plot(sizes, linear, color=QUIET, linewidth=1, linestyle=(0, (1, 3)))
        axes.margins(x=0.06, y=0.12)
        log_axis(axes, "x")
        log_axis(axes, "y")
        axes.set_xlabel("gallery, vectors (log)")
        axes.set_ylabel("milliseconds a question (log)")
        if len(stages) > 1:
            axes.legend(frameon=False)
        return finish(
            drawn,
            f"{slug(title)}-growth",
            alt=f"Time of {', '.join(stages)} over the size of the gallery on logarithmic axes: "
            f"{'; '.join(said)}. The numbers are in the table above.",
            caption=f"Median; the band reaches to p99. Dotted: linear growth. {'; '.join(said)}.",
        )


def _line(axes: Axes, at: int, stage: str, rows: Sequence[Timed]) -> str:
    look = style(at)
    sizes = [float(row.gallery) for row in rows]
    medians = [row.p50_ms for row in rows]
    axes.fill_between(
        sizes,
        medians,
        [row.p99_ms for row in rows],
        color=look.colour,
        alpha=0.18,
        linewidth=0,
    )
    axes.plot(
        sizes, medians, color=look.colour, marker=look.marker, linestyle=look.line, label=stage
    )
    for size, median in zip(sizes, medians, strict=True):
        axes.annotate(
            f"{figures(median)} ms",
            (size, median),
            (4, -13),
            textcoords="offset points",
            fontsize=9.5,
        )
    exponent = growth_exponent(sizes, medians)
    return f"{stage.capitalize()} grows with the gallery to the power of {exponent:.2f}"
