"""Records put side by side: one benchmark for each set of queries that was asked in the same way.

Two records are compared only when dataset, gallery, protocol and the queries that could be asked
are the same. What differs between them is a configuration: method, options, encoder, noise, size of
the training set. Runs that differ in nothing but the seed are one row, whose per-query scores are
means over the seeds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pointsay.evaluation.records import QueryResult, Record
from pointsay.evaluation.report.labels import label_rows
from pointsay.evaluation.scores import Measure, find_metric

if TYPE_CHECKING:
    from pointsay.evaluation.statistics import Floats

NOISE, ITEMS = "noise", "train_items"
TRAINING = ("noise_law", "corpus", "recipe", "steps")  # what else of a training tells rows apart
_COUNTS = re.compile(r" \(\d+\)")


@dataclass
class Row:
    """One configuration on one benchmark.

    Attributes:
        runs: Its records, one a seed; results in the benchmark's order.
        label: Names it in the benchmark's tables.
        short: The same without the encoder, where the encoder has a column of its own.
    """

    runs: list[Record]
    label: str = ""
    short: str = ""

    @property
    def method(self) -> str:
        """The method's registered name."""
        return str(self.runs[0].method.get("name", "unnamed"))

    @property
    def encoder(self) -> str:
        """The encoder's full id."""
        return str(self.runs[0].encoder.get("name", "unnamed"))

    @property
    def trained_on(self) -> str:
        """What the method was trained on; empty for zero-shot ones."""
        return str(self.runs[0].method.get("trained_on") or "")

    @property
    def learned_from(self) -> str:
        """Name of the data that the method learned from, composed or not; empty for none."""
        told = _training(self.runs[0])
        return self.trained_on or str(told.get("corpus") or told.get("images") or "")

    @property
    def options(self) -> dict[str, Any]:
        """The method's options, without the seed and without what ``cost`` says again."""
        told = {NOISE, ITEMS} & self.runs[0].cost.keys()
        return {key: value for key, value in _options(self.runs[0]).items() if key not in told}

    def cost(self, name: str) -> float:
        """Return a cost, the mean over runs; NaN where it is not known."""
        known = [run.cost[name] for run in self.runs if name in run.cost]
        return float(np.mean(known)) if known else float("nan")

    def scores(self, measure: Measure) -> Floats:
        """Return (N,) scores, one a query, NaN where the metric is not defined."""
        return np.asarray(np.mean([measure.of(run.results) for run in self.runs], axis=0))


@dataclass
class Benchmark:
    """Queries that were asked in one way, with everything that answered them.

    Attributes:
        rows: In the order of the records.
        repeated: Labels of rows of which a run was given twice with the same seed.
        number: From 2 where another benchmark of the same title asked other queries or galleries.
    """

    rows: list[Row]
    repeated: list[str] = field(default_factory=list)
    number: int = 1

    @property
    def dataset(self) -> Mapping[str, Any]:
        """As its records describe it."""
        return self.rows[0].runs[0].dataset

    @property
    def protocol(self) -> Mapping[str, Any]:
        """Every choice by name."""
        return self.rows[0].runs[0].protocol

    @property
    def left_out(self) -> Mapping[str, str]:
        """Query id -> why it was not asked."""
        return self.rows[0].runs[0].left_out

    @property
    def results(self) -> Sequence[QueryResult]:
        """Of one run: what is the same in all (ids, kinds, pointers, wishes)."""
        return self.rows[0].runs[0].results

    @property
    def name(self) -> str:
        """The dataset's name."""
        return str(self.dataset.get("name", "dataset"))

    @property
    def split(self) -> str:
        """The dataset's split."""
        return str(self.dataset.get("split") or "")

    @property
    def title(self) -> str:
        """Dataset, split, subset and protocol; unique in a report."""
        parts = [self.name, self.split]
        if subset := self.dataset.get("subset"):
            parts.append(f"(subset {subset})")
        title = f"{' '.join(filter(None, parts))}, protocol {self.protocol.get('name', 'unnamed')}"
        return title if self.number == 1 else f"{title}, other queries or gallery ({self.number})"

    @property
    def macro(self) -> bool:
        """The headline is the mean over kinds, each weighing the same."""
        return bool(self.protocol.get("macro"))

    @cached_property
    def kinds(self) -> list[str]:
        """(N) kind of each query."""
        return [result.kind for result in self.results]

    @cached_property
    def strata(self) -> list[str] | None:
        """What is averaged with equal weight: kinds, or None where queries are pooled."""
        return self.kinds if self.macro else None

    @cached_property
    def clusters(self) -> list[str] | None:
        """(N) what is drawn together: wordings of one wish; None where each query is its own."""
        named = [result.same_wish for result in self.results]
        if not any(named):
            return None
        return [
            f"wish {wish}" if wish else f"query {result.query_id}"
            for wish, result in zip(named, self.results, strict=True)
        ]

    @cached_property
    def encoders(self) -> list[str]:
        """Every encoder, once."""
        return list(dict.fromkeys(row.encoder for row in self.rows))

    @cached_property
    def measures(self) -> list[Measure]:
        """Those metrics of the protocol that are defined for some query."""
        found = [find_metric(name) for name in self.protocol.get("metrics") or ()]
        return [one for one in found if self.defines(one)]

    def defines(self, measure: Measure) -> bool:
        """Return whether the metric says something about any query."""
        return bool((~np.isnan(measure.of(self.results))).any())

    def headline(self, metric: str = "") -> Measure | None:
        """Return the metric of figures and tests.

        Args:
            metric: The one that was asked for; where it is not defined, or none was, it is the
                first that the protocol reports. None when no metric is defined.
        """
        if metric and self.defines(asked := find_metric(metric)):
            return asked
        return self.measures[0] if self.measures else None

    @cached_property
    def shown(self) -> list[Row]:
        """Rows of tables and bars: of a sweep, the least noise with the most training items.

        The level is never chosen by its score. All levels are in the sweep's own figure.
        """
        return [
            min(family, key=lambda row: (_or_least(row.cost(NOISE)), -_or_least(row.cost(ITEMS))))
            for family in self.families
        ]

    @cached_property
    def families(self) -> list[list[Row]]:
        """Rows that differ only in noise and in the size of the training set."""
        families: dict[str, list[Row]] = {}
        for row in self.rows:
            key = _plain([row.method, row.options, row.encoder, bool(row.trained_on)])
            families.setdefault(key, []).append(row)
        return list(families.values())


def _or_least(value: float) -> float:
    return -np.inf if np.isnan(value) else value


def make_benchmarks(records: Sequence[Record]) -> list[Benchmark]:
    """Group records that may be compared, in order of first appearance."""
    groups: dict[str, dict[str, list[Record]]] = {}
    for record in records:
        choices = {key: value for key, value in record.protocol.items() if key != "metrics"}
        asked = sorted(result.query_id for result in record.results)
        rows = groups.setdefault(_plain([record.dataset, choices, asked]), {})
        rows.setdefault(_configuration(record), []).append(record)
    benchmarks = [_benchmark(list(rows.values())) for rows in groups.values()]
    count: dict[str, int] = {}
    for benchmark in benchmarks:
        title = benchmark.title
        benchmark.number = count[title] = count.get(title, 0) + 1
    return benchmarks


def _configuration(record: Record) -> str:
    method = [record.method.get("name"), _options(record), record.method.get("trained_on")]
    encoder = [record.encoder.get(key) for key in ("name", "weights", "preprocessing")]
    return _plain([method, encoder, record.cost.get(NOISE), record.cost.get(ITEMS)])


def _options(record: Record) -> dict[str, Any]:
    """Return a method's options without the seed, with how it was trained."""
    options: Mapping[str, Any] = record.method.get("options") or {}
    training = _training(record)
    told = {key: training[key] for key in TRAINING if key in training}
    if "corpus" in told:
        told["corpus"] = _COUNTS.sub("", str(told["corpus"]))  # the size is a level, not an option
    return {key: value for key, value in {**options, **told}.items() if key != "seed"}


def _training(record: Record) -> Mapping[str, Any]:
    training: Mapping[str, Any] = record.method.get("training") or {}
    return training


def _seed(record: Record) -> int:
    """Return the seed of a run: its training's, where the method was trained."""
    return int(_training(record).get("seed", record.seed))


def _plain(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _benchmark(groups: Sequence[Sequence[Record]]) -> Benchmark:
    order = {result.query_id: at for at, result in enumerate(groups[0][0].results)}
    rows, repeated = [], []
    for runs in groups:
        by_seed = {_seed(run): run for run in reversed(runs)}
        chosen = [by_seed[seed] for seed in sorted(by_seed)]
        row = Row([_in_order(run, order) for run in chosen])
        rows.append(row)
        if len(chosen) < len(runs):
            repeated.append(row)
    label_rows(rows)
    return Benchmark(rows, [row.label for row in repeated])


def _in_order(run: Record, order: Mapping[str, int]) -> Record:
    results = sorted(run.results, key=lambda result: order[result.query_id])
    return replace(run, results=results)
