"""Trained methods of one name: which runs are one row, and which are a level of a curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evaluation.report.samples import fashioniq
from pointsay.evaluation.records import Record
from pointsay.evaluation.report.benchmarks import make_benchmarks


def trained(**training: Any) -> Record:
    cost = {"noise": training["noise"], "train_items": 1000.0}
    record = fashioniq().record("lincir", 3.0, cost=cost, options={"strength": 1.0})
    method: Mapping[str, Any] = {**record.method, "training": training}
    return replace(record, method=method)


def test_trainings_that_differ_in_the_seed_are_one_row() -> None:
    (benchmark,) = make_benchmarks([trained(noise=0.5, seed=seed) for seed in (1, 2, 3)])
    (row,) = benchmark.rows
    assert len(row.runs) == 3
    assert not benchmark.repeated


def test_an_option_that_equals_the_level_stays_an_option() -> None:
    levels = [0.5, 1.0, 2.0]
    (benchmark,) = make_benchmarks([trained(noise=level, seed=0) for level in levels])
    (family,) = benchmark.families
    assert [row.cost("noise") for row in family] == levels
    assert all(row.options == {"strength": 1.0} for row in family)


def test_corpora_are_curves_of_their_own_whatever_their_size() -> None:
    fed = [
        trained(noise=1.0, seed=0, corpus="titles.csv (1000)"),
        trained(noise=2.0, seed=0, corpus="titles.csv (4000)"),
        trained(noise=1.0, seed=0, corpus="captions.txt (1000)"),
    ]
    (benchmark,) = make_benchmarks(fed)
    assert sorted(len(family) for family in benchmark.families) == [1, 2]


def test_a_row_names_what_it_learned_from() -> None:
    def learned(**training: Any) -> str:
        (benchmark,) = make_benchmarks([trained(noise=1.0, seed=0, **training)])
        (row,) = benchmark.rows
        return row.learned_from

    assert learned(corpus="titles.csv (1000)") == "titles.csv (1000)"
    assert learned(images="photos.zip") == "photos.zip"
    assert learned() == ""
    (benchmark,) = make_benchmarks(
        [fashioniq().record("tirg", 3.0, trained_on="triplets of a.csv")]
    )
    assert [row.learned_from for row in benchmark.rows] == ["triplets of a.csv"]
