"""What rows of a benchmark are called: the method's name, and of the rest only what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pointsay.evaluation.report.wording import figures

if TYPE_CHECKING:
    from pointsay.evaluation.report.benchmarks import Row


def label_rows(rows: Sequence[Row]) -> None:
    """Give each row a label that no other row has."""
    several = len({row.encoder for row in rows}) > 1
    for row in rows:
        kin = [other for other in rows if other.method == row.method]
        told = [*_options(row, kin), *_levels(row, kin), *_training(row, kin)]
        row.short = f"{row.method} ({', '.join(told)})" if told else row.method
        row.label = f"{row.short} · {row.encoder.split('/')[-1]}" if several else row.short
    counts = Counter(row.label for row in rows)
    used: Counter[str] = Counter()
    for row in rows:
        label = row.label
        if counts[label] > 1:  # other weights under the same name, say
            used[label] += 1
            row.short, row.label = f"{row.short} #{used[label]}", f"{label} #{used[label]}"


def _options(row: Row, kin: Sequence[Row]) -> list[str]:
    # Only a learned form has a corpus: that the other has none tells nothing that "form" does not.
    return [
        f"{name}={value}"
        for name, value in sorted(row.options.items())
        if len({repr(other.options[name]) for other in kin if name in other.options}) > 1
    ]


def _levels(row: Row, kin: Sequence[Row]) -> list[str]:
    told = []
    for name, said in (("noise", "noise {}"), ("train_items", "{} items")):
        if len({repr(other.cost(name)) for other in kin}) > 1 and row.cost(name) == row.cost(name):
            told.append(said.format(figures(row.cost(name))))
    return told


def _training(row: Row, kin: Sequence[Row]) -> list[str]:
    if len({bool(other.trained_on) for other in kin}) > 1 and row.trained_on:
        return [f"trained on {row.trained_on}"]
    return []
