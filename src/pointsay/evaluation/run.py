"""Running methods over evaluation queries, side by side on the same vectors.

A method sees the reference photo and the sentence, and the reference's own row only when that is
asked for. Every target is ranked against the whole gallery, so that any metric can be computed
later from what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pointsay.engine.rerank import refined_scores
from pointsay.evaluation.pictures import Pictures
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.evaluation.ranks import Ties, first, ranks_of
from pointsay.evaluation.records import DEPTH, QueryResult
from pointsay.index import ExactIndex, fuse, score_all
from pointsay.methods import Method
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.methods.views import Regions, Views
from pointsay.types import NO_ATTRIBUTES, Attributes, Composition, Query, Reference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

BATCH = 64
KEPT = 10

Look = Callable[[Sequence[str], "Matrix", Regions], Views]


@dataclass(frozen=True)
class Trial:
    """What is evaluated on: one gallery and the queries that rank it.

    Attributes:
        gallery: What is ranked.
        references: Id -> vector of every picture that a query may point at.
        queries: Those whose reference and at least one target are there.
        left_out: Query id -> why it is not among them.
        attributes: Id -> the reference's row; empty unless methods may see it.
        look: Given ids and their (n, D) vectors, returns their views; None when there are no
            pictures, and the whole is then the only view.
    """

    gallery: Pictures
    references: Mapping[str, Vector]
    queries: Sequence[EvaluationQuery]
    left_out: Mapping[str, str]
    attributes: Mapping[str, Attributes]
    look: Look | None = None


def make_trial(
    gallery: Pictures,
    queries: Sequence[EvaluationQuery],
    *,
    references: Pictures | None = None,
    attributes: Mapping[str, Attributes] | None = None,
    keep_reference: bool = False,
    hidden: bool = False,
    look: Look | None = None,
) -> Trial:
    """Match queries with pictures; what does not match is left out, and said.

    Args:
        gallery: What is ranked.
        queries: All of them.
        references: Other pictures to point at (phone photos, say), preferred over the gallery's.
        attributes: Rows that methods may see.
        keep_reference: The references of a query stay in its ranking; otherwise they are ignored.
        hidden: The truth is not known: queries without targets are asked too.
        look: See `Trial`.
    """
    vectors: dict[str, Vector] = dict(zip(gallery.ids, gallery.matrix, strict=True))
    known = frozenset(vectors)
    if references is not None:
        vectors.update(zip(references.ids, references.matrix, strict=True))
    left_out = {}
    kept = []
    for query in queries:
        asked = query
        if not keep_reference:
            asked = replace(query, ignore_ids=query.ignore_ids.union(pointed_at(query)))
        if any(one not in vectors for one in pointed_at(query)):
            left_out[query.query_id] = "the reference picture is missing"
        elif not hidden and not (asked.target_ids - asked.ignore_ids) & known:
            left_out[query.query_id] = "no target is in the gallery"
        else:
            kept.append(asked)
    return Trial(gallery, vectors, kept, left_out, attributes or {}, look)


def pointed_at(query: EvaluationQuery) -> tuple[str, ...]:
    """Return the ids of every picture that a query points at."""
    return (query.reference_id, *(one.id for one in query.more))


def run_method(
    method: Method, trial: Trial, *, ties: Ties = "stable", kept: int = KEPT
) -> list[QueryResult]:
    """Rank the gallery for every query of a trial with a loaded method.

    A reranking method looks again at the first ``depth`` of each ranking; the rest of the gallery
    stays in recall's order behind them.

    Args:
        method: With its encoder bound.
        trial: What is evaluated on.
        ties: How equal scores are ranked.
        kept: How many of the first pictures a result names.
    """
    rows = method.gallery(trial.gallery.matrix)
    index = ExactIndex(rows)
    positions = trial.gallery.positions()
    results = []
    for at in range(0, len(trial.queries), BATCH):
        batch = trial.queries[at : at + BATCH]
        fused = [fuse(query, index.moments()) for query in compose(method, batch, trial)]
        scores = score_all(fused, rows)
        for query, row in zip(batch, scores, strict=True):
            row[_rows(query.ignore_ids, positions)] = -np.inf
            if isinstance(method, Reranking) and method.depth > 0:
                row[:] = _refined(method, query, row, trial)
            results.append(_result(query, row, trial.gallery.ids, positions, ties, kept))
    return results


def _refined(
    method: Reranking, query: EvaluationQuery, scores: NDArray[np.float64], trial: Trial
) -> NDArray[np.float64]:
    """Return the scores after the second look; wordings look at one list, and their mean counts."""
    head = first(scores, method.depth)
    vectors = trial.gallery.matrix[head]
    look = (
        partial(trial.look, [trial.gallery.ids[at] for at in head], vectors) if trial.look else None
    )
    references = _references(query, trial)
    asked = [Composition(references, text) for text in (query.text, *query.variants)]
    seen = Candidates(vectors, scores[head], look)
    refined = np.mean(method.rerank(asked, [seen] * len(asked)), axis=0)
    return refined_scores(scores, head, refined)


def _rows(ids: frozenset[str], positions: Mapping[str, int]) -> NDArray[np.intp]:
    """Return the positions of those ids that are in the gallery, ascending."""
    return np.array(sorted(positions[one] for one in ids if one in positions), np.intp)


def compose(method: Method, queries: Sequence[EvaluationQuery], trial: Trial) -> list[Query]:
    """Compose queries; one with several wordings is the mean of what they compose to."""
    wordings = [
        (at, text) for at, query in enumerate(queries) for text in (query.text, *query.variants)
    ]
    composed = method.compose(
        [Composition(_references(queries[at], trial), text) for at, text in wordings]
    )
    groups: list[list[Query]] = [[] for _ in queries]
    for (at, _), query in zip(wordings, composed, strict=True):
        groups[at].append(query)
    return [_mean(group) for group in groups]


def _references(query: EvaluationQuery, trial: Trial) -> tuple[Reference, ...]:
    roles = (query.role, *(one.role for one in query.more))
    return tuple(
        Reference(
            trial.references[one],
            attributes=trial.attributes.get(one, NO_ATTRIBUTES),
            role=role or None,
        )
        for one, role in zip(pointed_at(query), roles, strict=True)
    )


def _mean(group: Sequence[Query]) -> Query:
    """Average term by term, each mean scaled back to unit length (both orders of two captions)."""
    if len(group) == 1:
        return group[0]
    terms = []
    for same in zip(*(query.terms for query in group), strict=True):
        mean = np.mean([term.vector for term in same], axis=0)
        length = max(float(np.linalg.norm(mean)), 1e-12)
        terms.append(replace(same[0], vector=(mean / length).astype(np.float32)))
    return replace(group[0], terms=tuple(terms))


def _result(
    query: EvaluationQuery,
    scores: NDArray[np.float64],
    ids: Sequence[str],
    positions: Mapping[str, int],
    ties: Ties,
    kept: int,
) -> QueryResult:
    rows = partial(_rows, positions=positions)
    best = first(scores, max(kept, DEPTH))
    targets = rows(query.target_ids - query.ignore_ids)
    hard = rows(query.hard_ids - query.ignore_ids)
    forbidden = rows(query.forbidden_ids - query.ignore_ids)
    among = rows(frozenset(query.candidates) - query.ignore_ids)
    subset = scores[among]  # in the gallery's order, as ties fall
    return QueryResult(
        query_id=query.query_id,
        kind=query.kind,
        ranks=ranks_of(scores, targets, ties),
        hard=_places(best, hard),
        forbidden=_places(best, forbidden),
        has_hard=len(hard) > 0,
        has_forbidden=len(forbidden) > 0,
        subset=ranks_of(subset, np.flatnonzero(np.isin(among, targets)), ties),
        subset_top=tuple(ids[among[at]] for at in first(subset, len(among))),
        ranked=len(scores) - len(rows(query.ignore_ids)),
        top=tuple(ids[at] for at in best[:kept]),
        pointers=1 + len(query.more),
        same_wish=query.same_wish,
        language=query.language,
    )


def _places(best: NDArray[np.intp], rows: NDArray[np.intp]) -> tuple[int, ...]:
    """Return the ranks, from 1, of rows among the first `DEPTH`."""
    return tuple((np.flatnonzero(np.isin(best[:DEPTH], rows)) + 1).tolist())
