"""Running methods over evaluation queries, side by side on the same vectors.

Protocol: the gallery is every picture of the images; for each query the reference and the ignored
ids are removed from the ranking; a hit is any target. A method sees the reference photo and the
sentence, and the reference's own row only when that is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.catalogue import ImageSource
from pointsay.catalogue.sources import by_product_id, pairs
from pointsay.engine import rank
from pointsay.errors import ImageGone, MediaError
from pointsay.evaluation.metrics import average_precision_at, recall_at
from pointsay.evaluation.queries import ALL, EvaluationQuery
from pointsay.index import ExactIndex
from pointsay.media import decode
from pointsay.methods import Method
from pointsay.types import NO_ATTRIBUTES, Attributes, Composition, Reference

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.types import Matrix, Vector

BATCH = 16
DEPTH = 10
RECALLS = (1, 5, 10)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pictures:
    """Encoded pictures by id.

    Attributes:
        ids: (N) product ids.
        matrix: (N, D) unit vectors.
        unreadable: Ids whose picture could not be decoded, with the reason.
    """

    ids: Sequence[str]
    matrix: Matrix
    unreadable: Mapping[str, str]

    def positions(self) -> dict[str, int]:
        """Return id -> position."""
        return {product_id: at for at, product_id in enumerate(self.ids)}


def encode_pictures(
    source: ImageSource,
    encoder: Encoder,
    *,
    only: frozenset[str] | None = None,
    progress: Progress = lambda done, total: None,
) -> Pictures:
    """Encode the pictures of a folder or zip.

    Args:
        source: Where they are.
        encoder: With what.
        only: Ids to restrict to; all by default.
        progress: Called with (done, total).
    """
    if only is None:
        wanted = list(pairs(source.names()))
    else:
        by_id = by_product_id(source.names())
        wanted = [(one, by_id[one]) for one in sorted(only) if one in by_id]
    ids: list[str] = []
    rows: list[Matrix] = []
    unreadable: dict[str, str] = {}
    for at in range(0, len(wanted), BATCH):
        images = []
        for product_id, name in wanted[at : at + BATCH]:
            try:
                images.append(decode(source.read(name)))
            except (MediaError, ImageGone) as error:
                unreadable[product_id] = error.message
                continue
            ids.append(product_id)
        rows.append(encoder.encode_images(images))
        progress(min(at + BATCH, len(wanted)), len(wanted))
    matrix = np.concatenate(rows) if rows else np.zeros((0, encoder.info.dim), np.float32)
    return Pictures(ids, matrix, unreadable)


@dataclass(frozen=True)
class Trial:
    """What is evaluated on.

    Attributes:
        gallery: What is ranked.
        references: Id -> vector of every picture that a query may point at.
        queries: Those whose reference and at least one target are there.
        left_out: Query id -> why it is not among them.
        attributes: Id -> the reference's row; empty unless methods may see it.
    """

    gallery: Pictures
    references: Mapping[str, Vector]
    queries: Sequence[EvaluationQuery]
    left_out: Mapping[str, str]
    attributes: Mapping[str, Attributes]


def make_trial(
    gallery: Pictures,
    queries: Sequence[EvaluationQuery],
    *,
    references: Pictures | None = None,
    attributes: Mapping[str, Attributes] | None = None,
) -> Trial:
    """Match queries with pictures; what does not match is left out, and said.

    Args:
        gallery: What is ranked.
        queries: All of them.
        references: Other pictures to point at (phone photos, say), preferred over the gallery's.
        attributes: Rows that methods may see.
    """
    vectors: dict[str, Vector] = dict(zip(gallery.ids, gallery.matrix, strict=True))
    known = frozenset(vectors)
    if references is not None:
        vectors.update(zip(references.ids, references.matrix, strict=True))
    left_out = {}
    kept = []
    for query in queries:
        if query.reference_id not in vectors:
            left_out[query.query_id] = "the reference picture is missing"
        elif not (query.target_ids - query.ignore_ids - {query.reference_id}) & known:
            left_out[query.query_id] = "no target is in the gallery"
        else:
            kept.append(query)
    return Trial(gallery, vectors, kept, left_out, attributes or {})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one query went.

    Attributes:
        query: Which.
        ranks: Ranks of the targets found within ``DEPTH``.
        targets: Targets that can be found in this gallery.
    """

    query: EvaluationQuery
    ranks: tuple[int, ...]
    targets: int


def run_method(method: Method, trial: Trial) -> list[Outcome]:
    """Rank the gallery for every query of a trial with a loaded method."""
    index = ExactIndex(trial.gallery.matrix)
    positions = trial.gallery.positions()
    outcomes = []
    for at in range(0, len(trial.queries), BATCH):
        batch = trial.queries[at : at + BATCH]
        composed = method.compose([_composition(query, trial) for query in batch])
        for query, vectors in zip(batch, composed, strict=True):
            removed = query.ignore_ids | {query.reference_id}
            allowed = np.ones(len(index), dtype=bool)
            allowed[[positions[one] for one in removed if one in positions]] = False
            targets = {positions[one] for one in query.target_ids - removed if one in positions}
            found = rank(vectors, index, DEPTH, allowed).rows.tolist()
            ranks = tuple(place for place, row in enumerate(found, start=1) if row in targets)
            outcomes.append(Outcome(query, ranks, len(targets)))
    return outcomes


def _composition(query: EvaluationQuery, trial: Trial) -> Composition:
    reference = Reference(
        trial.references[query.reference_id],
        attributes=trial.attributes.get(query.reference_id, NO_ATTRIBUTES),
    )
    return Composition((reference,), query.text)


Scores = dict[str, float | int]


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Scores]:
    """Return kind -> scores as fractions of 1, kinds in order of first appearance, then ``ALL``."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.query.kind].append(outcome)
    groups[ALL] = list(outcomes)
    return {kind: _scores(group) for kind, group in groups.items()}


def _scores(outcomes: Sequence[Outcome]) -> Scores:
    count = len(outcomes)
    scores: Scores = {"n": count}
    for k in RECALLS:
        hits = sum(recall_at(outcome.ranks, k) for outcome in outcomes)
        scores[f"recall@{k}"] = hits / count if count else 0.0
    precision = sum(
        average_precision_at(outcome.ranks, DEPTH, outcome.targets) for outcome in outcomes
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
