"""The best and the worst queries of a benchmark, with their pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation.datasets.fingerprint import fingerprint
from pointsay.evaluation.protocols import Protocol
from pointsay.evaluation.report.benchmarks import Benchmark, Row
from pointsay.evaluation.report.document import Part, Photo, Section, Strip, Words
from pointsay.evaluation.report.estimates import Estimator
from pointsay.evaluation.report.ordering import better
from pointsay.evaluation.report.thumbnails import thumbnail
from pointsay.evaluation.run import pointed_at

if TYPE_CHECKING:
    from pointsay.evaluation.datasets.base import Dataset, Places
    from pointsay.evaluation.queries import EvaluationQuery
    from pointsay.evaluation.records import QueryResult
    from pointsay.evaluation.scores import Measure

TITLE = "Queries with pictures"
QUERIES = 4
FOUND = 6
TARGET, HARD, FORBIDDEN, MISSED = "target", "hard negative", "excluded", "target, further down"


def gallery_section(
    benchmark: Benchmark, estimate: Estimator, measure: Measure, dataset: Dataset
) -> Section | None:
    """Return the best and worst queries of the method with the best score.

    Queries are ordered by the average precision of all their targets; each kind is shown once
    before any is shown twice.

    Args:
        benchmark: Whose queries.
        estimate: Scores.
        measure: Says which method is the best.
        dataset: The benchmark's, with its pictures.
    """
    if not _same(benchmark, dataset):
        said = "The pictures given are of a dataset with other queries or galleries: none is shown."
        return Section(TITLE, [Words(said, warning=True)])
    asked = {query.query_id: query for query in _protocol(benchmark).ask(dataset).queries}
    row = _best(benchmark, estimate, measure)
    results = [one for one in row.runs[0].results if one.ranks and one.query_id in asked]
    if not results:
        return None
    ordered = sorted(results, key=_precision, reverse=True)
    count = min(QUERIES, len(ordered) // 2) or 1
    best = _varied(ordered, count)
    worst = [one for one in _varied(ordered[::-1], count) if one not in best]
    sections = [
        Section(title, [_strip(one, asked[one.query_id], dataset.places) for one in chosen])
        for title, chosen in (("Best", best), ("Worst", worst))
        if chosen
    ]
    said = (
        f"{row.label}, the method with the best {measure.title}. A thick border and a sign mark "
        "targets. Reference and sentence on the left, results from the first on."
    )
    parts: list[Part] = [Words(said)]
    return Section(TITLE, parts, sections)


def _same(benchmark: Benchmark, dataset: Dataset) -> bool:
    """Return whether queries of one id are one query; a subset's checksum is its own."""
    recorded = benchmark.dataset.get("checksum")
    return not recorded or bool(benchmark.dataset.get("subset")) or recorded == fingerprint(dataset)


def _protocol(benchmark: Benchmark) -> Protocol:
    known = {one.name for one in fields(Protocol)}
    return Protocol(**{key: value for key, value in benchmark.protocol.items() if key in known})


def _best(benchmark: Benchmark, estimate: Estimator, measure: Measure) -> Row:
    sign = 1 if better(measure) else -1
    return max(
        benchmark.shown, key=lambda row: sign * np.nan_to_num(estimate(row, measure).value, nan=-1)
    )


def _precision(result: QueryResult) -> float:
    places = enumerate(sorted(result.ranks), start=1)
    return sum(place / rank for place, rank in places) / len(result.ranks)


def _varied(ordered: Sequence[QueryResult], count: int) -> list[QueryResult]:
    """Return the first ones, each kind once before any twice."""
    rounds: dict[str, int] = {}
    placed = []
    for at, one in enumerate(ordered):
        rounds[one.kind] = rounds.get(one.kind, 0) + 1
        placed.append((rounds[one.kind], at, one))
    return [one for _, _, one in sorted(placed, key=lambda entry: entry[:2])[:count]]


def _strip(result: QueryResult, query: EvaluationQuery, places: Places) -> Strip:
    found = [
        Photo(one, thumbnail(places, one), _sign(one, query), rank)
        for rank, one in enumerate(result.top[:FOUND], start=1)
    ]
    if not any(one.sign == TARGET for one in found):
        found = [*found[: FOUND - 1], *_missed(result, query, places)]
    ranks = ", ".join(f"{rank:,}" for rank in sorted(result.ranks)[:5])
    more = f" and {len(result.ranks) - 5} more" if len(result.ranks) > 5 else ""
    return Strip(
        title=f"{result.query_id} ({result.kind})",
        references=[Photo(one, thumbnail(places, one)) for one in pointed_at(query)],
        said=query.text,
        found=found,
        note=f"{'Target' if len(result.ranks) == 1 else 'Targets'} at rank {ranks}{more} of "
        f"{result.ranked:,}.",
    )


def _sign(picture_id: str, query: EvaluationQuery) -> str:
    signs = ((TARGET, query.target_ids), (FORBIDDEN, query.forbidden_ids), (HARD, query.hard_ids))
    return next((sign for sign, ids in signs if picture_id in ids), "")


def _missed(result: QueryResult, query: EvaluationQuery, places: Places) -> Iterable[Photo]:
    """Yield one target that was wanted: the first by name that has a picture."""
    wanted = query.target_ids - query.ignore_ids
    wanted_first = sorted(wanted, key=lambda one: (one not in places.places, one))
    for one in wanted_first[:1]:
        rank = min(result.ranks) if len(result.ranks) == 1 else 0
        yield Photo(one, thumbnail(places, one), MISSED, rank)
