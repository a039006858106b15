"""The summary of ``pointsay evaluate queries``: its JSON form is what outside evaluations read."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.evaluation.protocols import OWN_METRICS
from pointsay.evaluation.queries import ALL
from pointsay.evaluation.records import QueryResult
from pointsay.evaluation.scores import kinds_of, score

Summary = dict[str, float | int]


def summarise(results: Sequence[QueryResult]) -> dict[str, Summary]:
    """Return kind -> scores as fractions of 1, kinds in order of first appearance, then ``ALL``.

    Scores of no queries are 0, so that the JSON has numbers only.
    """
    groups = {**kinds_of(results), ALL: results}
    return {kind: _summary(group) for kind, group in groups.items()}


def _summary(results: Sequence[QueryResult]) -> Summary:
    found = {name: score(results, name) for name in OWN_METRICS}
    return {
        "n": len(results),
        **{name: one.value if one.counted else 0.0 for name, one in found.items()},
    }
