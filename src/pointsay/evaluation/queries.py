"""Evaluation queries: the JSON form that outside evaluations use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pointsay.errors import UnreadableFeed, shorten

ALL = "ALL"  # names the results over all kinds


@dataclass(frozen=True, slots=True)
class Pointer:
    """A further picture that a query points at.

    Attributes:
        id: The picture.
        role: What is meant of it ("sleeves"); empty for the whole.
    """

    id: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationQuery:
    """One query with its truth. Fields of the file that are not named here are never read.

    Attributes:
        query_id: Names it in reports; unique in a dataset.
        kind: Groups it in reports; no system under test sees it.
        reference_id: The picture pointed at.
        text: The modification.
        target_ids: Right answers.
        ignore_ids: Neither right nor wrong; removed from the ranking.
        role: What is meant of the reference ("neckline"); empty for the whole.
        more: Further pictures pointed at.
        captions: The raw captions where a benchmark gives several and leaves it to the protocol how
            they are joined (FashionIQ's two); empty where ``text`` is what was published.
        concept: What the benchmark says besides that reference and target share (CIRCO's
            ``shared_concept``); whether methods may read it is the protocol's choice.
        variants: Other wordings of the text whose queries are averaged with it (the two orders of
            FashionIQ's captions); filled by protocols, empty in a dataset.
        hard_ids: Explicit hard negatives: wrong, though they look right to one modality. None is a
            target.
        forbidden_ids: Pictures that show what the text excludes; finding one is a violation.
        same_wish: Shared by queries that say one wish in different words; empty when there is one.
        gallery: Name of the dataset's gallery that is ranked; empty for its only one.
        candidates: A part of the gallery that is also ranked on its own (CIRR's sets of six without
            the reference, GeneCIS's fifteen); empty where the benchmark has none.
        language: Of the text, as ISO 639-1.
        aspects: What the text does, where a benchmark says so and a query may do several things
            (CIRCO's ``semantic_aspects``).
    """

    query_id: str
    kind: str
    reference_id: str
    text: str
    target_ids: frozenset[str]
    ignore_ids: frozenset[str] = frozenset()
    role: str = ""
    more: tuple[Pointer, ...] = ()
    captions: tuple[str, ...] = ()
    concept: str = ""
    variants: tuple[str, ...] = ()
    hard_ids: frozenset[str] = frozenset()
    forbidden_ids: frozenset[str] = frozenset()
    same_wish: str = ""
    gallery: str = ""
    candidates: tuple[str, ...] = ()
    language: str = "en"
    aspects: tuple[str, ...] = ()


def load_queries(path: Path) -> list[EvaluationQuery]:
    """Read a query file.

    Raises:
        UnreadableFeed: The file is missing or not in the form; the message names the query.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFeed(
            f"the queries {path} cannot be read: {error}", hint="give a JSON list of queries"
        ) from error
    if not isinstance(rows, list) or not rows:
        raise UnreadableFeed(
            f"{path.name} is not a JSON list of queries", hint="see docs/evaluation.md for the form"
        )
    return [_query(place, row) for place, row in enumerate(rows)]


def _query(place: int, row: Any) -> EvaluationQuery:
    try:
        query = EvaluationQuery(
            query_id=_text(row["query_id"]),
            kind=_text(row["kind"]),
            reference_id=_text(row["reference_id"]),
            text=_text(row["text"]),
            target_ids=_ids(row["target_ids"]),
            ignore_ids=_ids(row.get("ignore_ids", [])),
            role=_text(row.get("role", "")),
            more=tuple(_pointer(one) for one in _list(row.get("more", []))),
            hard_ids=_ids(row.get("hard_ids", [])),
            forbidden_ids=_ids(row.get("forbidden_ids", [])),
            same_wish=_text(row.get("same_wish", "")),
            gallery=_text(row.get("gallery", "")),
            candidates=tuple(dict.fromkeys(map(_text, _list(row.get("candidates", []))))),
            language=_text(row.get("language", "en")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableFeed(
            f"query {place} is not in the form ({error}): {shorten(row)}",
            hint="each query needs query_id, kind, reference_id, text, target_ids; "
            "docs/evaluation.md has the rest",
        ) from error
    if query.kind == ALL:
        raise UnreadableFeed(
            f"query {place} has the kind {ALL!r}, which names the results over all queries",
            hint="give the kind another name",
        )
    if both := query.target_ids & query.hard_ids:
        raise UnreadableFeed(
            f"query {place} has {shorten(min(both))} in target_ids and in hard_ids",
            hint="a hard negative is wrong; leave it in one of the two",
        )
    return query


def _pointer(value: Any) -> Pointer:
    return Pointer(_text(value["id"]), _text(value.get("role", "")))


def _text(value: Any) -> str:
    """Return text; ids may be written as whole numbers."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise TypeError(f"{shorten(value)} is not text")
    return str(value)


def _list(values: Any) -> Sequence[Any]:
    if not isinstance(values, list):
        raise TypeError(f"{shorten(values)} is not a list")
    return values


def _ids(values: Any) -> frozenset[str]:
    return frozenset(map(_text, _list(values)))
