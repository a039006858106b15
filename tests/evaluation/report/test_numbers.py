"""The numbers on the page, against ranks counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluation.report import samples
from evaluation.report.conftest import Made, make
from pointsay.evaluation.records import QueryResult, Record
from pointsay.evaluation.report import Inputs
from pointsay.evaluation.report.benchmarks import make_benchmarks
from pointsay.evaluation.report.costs import pareto_front
from pointsay.evaluation.report.placing import spread_out
from pointsay.evaluation.report.speed import growth_exponent

KINDS = ("dress", "shirt", "toptee")


def number(cell: str) -> float:
    return float(cell.split(" | ")[0].replace(",", "").replace("−", "-"))


def recall(results: Sequence[QueryResult], k: int) -> float:
    return 100 * sum(min(one.ranks) <= k for one in results) / len(results)


def of(full: Made, dataset: str, method: str, encoder: str = "mini") -> Record:
    return next(
        one
        for one in full.records
        if (one.dataset["name"], one.method["name"], one.encoder["name"])
        == (dataset, method, encoder)
    )


def precision(result: QueryResult, k: int) -> float:
    hits, total = 0, 0.0
    for place in range(1, k + 1):
        if place in result.ranks:
            hits += 1
            total += hits / place
    return total / min(k, len(result.ranks))


def test_macro_table_has_kinds_and_their_unweighted_mean(full: Made) -> None:
    table = full.page.table("fashioniq", "below each score")
    assert table.groups == ["Zero-shot", "Trained for the task"]
    assert table.heads[0] == ["Method", *KINDS, "Average"]
    for method in ("image_only", "text_only", "sum", "clip4cir"):
        results = of(full, "fashioniq", method).results
        kinds = [[one for one in results if one.kind == kind] for kind in KINDS]
        truth = [recall(kind, k) for kind in kinds for k in (10, 50)]
        truth += [float(np.mean([recall(kind, k) for kind in kinds])) for k in (10, 50)]
        cells = table.row(method)
        assert [number(cell) for cell in cells] == pytest.approx(truth, abs=0.051)
        for cell in cells:
            low, high = map(float, cell.split(" | ")[1].split("–"))
            assert low <= number(cell) <= high


def test_the_best_of_each_group_is_bold(full: Made) -> None:
    table = full.page.table("fashioniq", "below each score")
    zero_shot = [(head, cells) for head, cells in table.rows if head != "clip4cir"]
    for at in range(8):
        most = max(number(cells[at]) for _, cells in zero_shot)
        winners = {head for head, cells in zero_shot if number(cells[at]) == most}
        assert any(head in winners and number(text) == most for head, text in table.best)
    assert "clip4cir" not in {head for head, _ in table.best}  # alone in its group


def test_pooled_table_and_metrics_where_lower_is_better(full: Made) -> None:
    table = full.page.table("atelier", "below each score")
    assert table.heads[0][-2:] == ["Hard negatives@10 ↓", "Violations@10 ↓"]
    for method in ("image_only", "text_only", "sum"):
        results = of(full, "atelier", method).results
        hard = [sum(rank <= 10 for rank in one.hard) / 10 for one in results if one.has_hard]
        bad = [
            sum(rank <= 10 for rank in one.forbidden) / 10 for one in results if one.has_forbidden
        ]
        truth = [
            *(recall(results, k) for k in (1, 5, 10)),
            *(
                100 * np.mean(values)
                for values in ([precision(one, 10) for one in results], hard, bad)
            ),
        ]
        assert [number(cell) for cell in table.row(method)] == pytest.approx(truth, abs=0.051)
    least = min(number(cells[-2]) for _, cells in table.rows)
    assert any(number(text) == least for _, text in table.best)
    counted = sum(one.has_hard for one in of(full, "atelier", "sum").results)
    assert f"Hard negatives@10 is over {counted} queries" in full.page.text


def test_subset_recall_and_encoders_side_by_side(full: Made) -> None:
    table = full.page.table("cirr", "below each score")
    assert "Encoder" in table.heads[0]
    cells = [cells for head, cells in table.rows if head == "sum"]
    assert [row[0] for row in cells] == ["mini", "hub:example/siglip2-base"]
    for row in cells:
        record = of(full, "cirr", "sum", encoder=row[0])
        truth = 100 * np.mean([min(one.subset) <= 1 for one in record.results])
        assert number(row[5]) == pytest.approx(truth, abs=0.051)


def pictures(result: QueryResult) -> str:
    return "1 picture" if result.pointers == 1 else f"{result.pointers} pictures"


BREAKDOWNS: dict[str, Callable[[QueryResult], str]] = {
    "by kind": lambda one: one.kind,
    "by language": lambda one: one.language,
    "by pictures pointed at": pictures,
}


@pytest.mark.parametrize("way", BREAKDOWNS)
def test_breakdown(full: Made, way: str) -> None:
    results = of(full, "atelier", "sum").results
    table = full.page.table(f"Recall@1 {way}")
    assert {head for head, _ in table.rows} == set(map(BREAKDOWNS[way], results))
    for head, cells in table.rows:
        group = [one for one in results if BREAKDOWNS[way](one) == head]
        assert number(cells[0]) == len(group)
        assert number(cells[-1]) == pytest.approx(recall(group, 1), abs=0.051)


def test_wins_losses_and_differences(full: Made) -> None:
    table = next(
        one for one in full.page.tables if "minus that of sum" in one.caption and len(one.rows) == 6
    )
    base = of(full, "fashioniq", "sum").results
    other = of(full, "fashioniq", "image_only").results
    pairs = [(min(a.ranks) <= 10, min(b.ranks) <= 10) for a, b in zip(other, base, strict=True)]
    wins, losses = sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs)
    cells = table.row("image_only")
    assert [number(cell) for cell in cells[-3:]] == [wins, losses, len(pairs) - wins - losses]
    kinds = [
        recall([r for r in other if r.kind == kind], 10)
        - recall([r for r in base if r.kind == kind], 10)
        for kind in KINDS
    ]
    assert number(cells[0]) == pytest.approx(np.mean(kinds), abs=0.051)


def test_wordings_of_one_wish_are_not_independent(full: Made) -> None:
    table = next(
        one for one in full.page.tables if "minus that of sum" in one.caption and len(one.rows) == 2
    )
    assert not any("McNemar" in head for head in table.heads[0])
    assert "wordings of one wish are drawn together" in full.page.text


def test_composition_gap(full: Made) -> None:
    table = next(
        one for one in full.page.tables if "Composition gap" in one.caption and len(one.rows) == 1
    )
    scores = {
        m: recall(of(full, "atelier", m).results, 1) for m in ("sum", "image_only", "text_only")
    }
    better = max(scores["image_only"], scores["text_only"])
    cells = table.row("sum")
    assert number(cells[0]) == pytest.approx(scores["sum"], abs=0.051)
    assert cells[1].endswith("text_only")
    assert number(cells[2]) == pytest.approx(scores["sum"] - better, abs=0.051)


def test_paraphrase_spread_and_rates(full: Made) -> None:
    table = full.page.table("Paraphrase spread")
    results = of(full, "atelier", "sum").results
    wishes: dict[str, list[float]] = {}
    for one in results:
        wishes.setdefault(one.same_wish, []).append(float(min(one.ranks) <= 10))
    said = [scores for scores in wishes.values() if len(scores) > 1]
    width = np.mean([max(scores) - min(scores) for scores in said])
    level = np.mean([np.mean(scores) for scores in said])
    cells = table.row("sum")
    assert number(cells[0]) == pytest.approx(100 * width, abs=0.051)
    assert number(cells[1]) == pytest.approx(100 * width / level, abs=0.051)


def test_several_pointers_cost(full: Made) -> None:
    results = of(full, "atelier", "sum").results
    one = recall([r for r in results if r.pointers == 1], 1)
    several = recall([r for r in results if r.pointers > 1], 1)
    cells = full.page.table("point at one picture and at several").row("sum")
    assert [number(cell) for cell in cells] == pytest.approx(
        [one, several, 100 * (one - several) / one], abs=0.051
    )


def test_noise_curve_is_mean_and_deviation_over_seeds(full: Made) -> None:
    table = full.page.table("Recall@10 over noise")
    assert table.groups == ["lincir", "pic2word"]
    assert [head for head, _ in table.rows] == ["0.01", "0.1", "0.5", "1"] * 2
    runs = [
        one for one in full.records if one.method["name"] == "lincir" and one.cost["noise"] == 0.1
    ]
    scores = [
        np.mean([recall([r for r in one.results if r.kind == kind], 10) for kind in KINDS])
        for one in runs
    ]
    cells = table.rows[1][1]
    assert number(cells[0]) == pytest.approx(np.mean(scores), abs=0.051)
    assert number(cells[1]) == pytest.approx(np.std(scores, ddof=1), abs=0.051)
    assert cells[2] == "3"


def test_data_scale_curve(full: Made) -> None:
    table = full.page.table("Recall@10 over training items")
    assert [head for head, _ in table.rows] == ["1,000", "10,000", "100,000"]


def test_a_sweep_shows_one_level_that_no_score_chose(full: Made) -> None:
    table = full.page.table("fashioniq", "below each score")
    heads = [head for head, _ in table.rows]
    assert heads[3:6] == [
        "lincir (noise 0.01)",
        "pic2word (noise 0.01)",
        "magiclens (100,000 items)",
    ]


def test_latency_keeps_single_calls_and_batches_apart(full: Made) -> None:
    single, batched = full.page.table("One at a time"), full.page.table("In batches")
    stages = [head for head, _ in single.rows]
    assert stages == [
        *("encode image", "encode text", "recall", "recall", "recall"),
        *("rerank", "end to end", "end to end"),
    ]
    assert [number(cell) for cell in single.rows[4][1]] == pytest.approx(
        [1e6, 1, 111, 125, 167, 9, 200]
    )
    assert [head for head, _ in batched.rows] == ["encode image", "encode text"]
    assert number(batched.rows[0][1][0]) == 16
    assert "grows with the gallery to the power of 1.00" in full.page.text


def test_growth_exponent() -> None:
    sizes = [1e4, 1e5, 1e6]
    assert growth_exponent(sizes, [3 * size**0.5 for size in sizes]) == pytest.approx(0.5)


def test_pareto_front_against_every_pair() -> None:
    rng = np.random.default_rng(0)
    for trial in range(30):
        points = [tuple(map(float, one)) for one in rng.integers(0, 8, (trial % 9 + 1, 2))]
        front = pareto_front(points)  # type: ignore[arg-type]
        for at, (cost, value) in enumerate(points):
            beaten = any(c <= cost and v >= value and (c, v) != (cost, value) for c, v in points)
            assert beaten or points.index((cost, value)) in front or at in front
            assert not (beaten and at in front)
    assert pareto_front([(1.0, 5.0), (2.0, 3.0), (3.0, 9.0)], higher_is_better=False) == [0, 1]


def test_names_are_moved_apart() -> None:
    moved = spread_out([5.0, 5.1, 9.0], 1.0)
    assert moved[1] - moved[0] >= 1.0 - 1e-9
    assert moved[2] - moved[1] >= 1.0 - 1e-9
    assert spread_out([], 1.0) == []


def test_protocols_and_query_sets_are_never_mixed(tmp_path: Path) -> None:
    world = samples.fashioniq(30)
    one = world.record("sum", 2.0)
    other = replace(one, protocol={**one.protocol, "name": "seize", "keep_reference": False})
    fewer = replace(one, results=one.results[:-1])
    smaller = replace(one, dataset={**one.dataset, "galleries": {"": 7}})
    metrics = replace(one, protocol={**one.protocol, "metrics": ["mrr"]}, seed=1)
    benchmarks = make_benchmarks([one, other, fewer, smaller, metrics])
    assert [len(each.rows) for each in benchmarks] == [1, 1, 1, 1]
    assert len(benchmarks[0].rows[0].runs) == 2  # metrics do not change what was asked
    assert len({each.title for each in benchmarks}) == 4
    page = make(Inputs([one, fewer]), tmp_path).page
    assert len([table for table in page.tables if "below each score" in table.caption]) == 2


def test_the_order_of_results_means_nothing(tmp_path: Path) -> None:
    world = samples.fashioniq(30)
    first, second = world.record("sum", 2.0), world.record("image_only", 1.0)
    turned = replace(second, results=second.results[::-1])
    straight = make(Inputs([first, second]), tmp_path / "a").html
    assert make(Inputs([first, turned]), tmp_path / "b").html == straight


def test_labels_say_only_what_differs() -> None:
    world = samples.fashioniq(9)
    alpha = [world.record("sum", 2.0, options={"alpha": a, "beta": 1}) for a in (0.2, 0.5)]
    (benchmark,) = make_benchmarks([*alpha, world.record("image_only", 1.0, options={"beta": 1})])
    assert [row.label for row in benchmark.rows] == [
        "sum (alpha=0.2)",
        "sum (alpha=0.5)",
        "image_only",
    ]
    weights = [
        replace(one, encoder={**one.encoder, "weights": str(at)})
        for at, one in enumerate([alpha[0], alpha[0]])
    ]
    (benchmark,) = make_benchmarks(weights)
    assert [row.label for row in benchmark.rows] == ["sum #1", "sum #2"]


def test_a_run_given_twice_is_said(tmp_path: Path) -> None:
    record = samples.fashioniq(9).record("sum", 2.0)
    page = make(Inputs([record, record]), tmp_path).page
    assert any("given twice with the same seed" in one for one in page.warnings)
