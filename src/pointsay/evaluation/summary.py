"""The summary of ``pointsay evaluate queries``: its JSON form is what outside evaluations read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pointsay.evaluation.metrics import average_precision_at, recall_at
from pointsay.evaluation.queries import ALL
from pointsay.evaluation.records import QueryResult

DEPTH = 10
RECALLS = (1, 5, 10)

Scores = dict[str, float | int]


def summarise(results: Sequence[QueryResult]) -> dict[str, Scores]:
    """Return kind -> scores as fractions of 1, kinds in order of first appearance, then ``ALL``."""
    groups: dict[str, list[QueryResult]] = defaultdict(list)
    for result in results:
        groups[result.kind].append(result)
    groups[ALL] = list(results)
    return {kind: _scores(group) for kind, group in groups.items()}


def _scores(results: Sequence[QueryResult]) -> Scores:
    count = len(results)
    scores: Scores = {"n": count}
    for k in RECALLS:
        hits = sum(recall_at(result.ranks, k) for result in results)
        scores[f"recall@{k}"] = hits / count if count else 0.0
    precision = sum(
        average_precision_at(result.ranks, DEPTH, len(result.ranks)) for result in results
    )
    scores[f"map@{DEPTH}"] = precision / count if count else 0.0
    return scores


def table(results: Mapping[str, Mapping[str, Scores]]) -> str:
    """Return a readable table in per cent: a block a kind, a line a method."""
    width = max([6, *map(len, results)])
    columns = [*(f"recall@{k}" for k in RECALLS), f"map@{DEPTH}"]
    lines = [f"{'':{width}}      n  " + "  ".join(f"{column:>9}" for column in columns)]
    for kind in next(iter(results.values()), {}):
        lines.append(kind)
        for method, kinds in results.items():
            scores = kinds[kind]
            cells = "  ".join(f"{100 * scores[column]:9.1f}" for column in columns)
            lines.append(f"{method:{width}}  {scores['n']:5d}  {cells}")
    return "\n".join(lines)
