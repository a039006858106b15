"""Files for the test servers of CIRR and CIRCO, whose truth is hidden, and checks of such files.

A server answers a wrong file with a bad figure or not at all. So everything that the documented
forms ask for is checked here first: `cirr_submission` and `circo_submission` return nothing that
`check_submission` would refuse.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pointsay.errors import BadSubmission, shorten
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.datasets.circo import GALLERY
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.evaluation.records import QueryResult

CirrMetric = Literal["recall", "recall_subset"]
Body = Mapping[str, Any]
Rankings = Mapping[str, Sequence[str]]
Faults = Callable[[EvaluationQuery, Any], Iterator[str]]

CIRR_VERSION = "rc2"
CIRR_DEPTHS: Mapping[str, int] = {"recall": 50, "recall_subset": 3}
CIRR_MAX_BYTES = 5_000_000
CIRCO_DEPTH = 50
_HEAD = ("version", "metric")
_FORMS = "docs/datasets.md has the forms that the servers take"


def cirr_submission(dataset: Dataset, rankings: Rankings, metric: CirrMetric) -> dict[str, Any]:
    """Return what CIRR's server takes for one of its two metrics.

    Args:
        dataset: CIRR, whole.
        rankings: Query id -> pictures, best first. References are left out, for ``recall_subset``
            also all that are not of the query's set; 50 or 3 must remain.
        metric: ``recall`` over the gallery or ``recall_subset`` over sets.

    Raises:
        BadSubmission: A query has no ranking, or one that the server would not take.
    """
    depth = CIRR_DEPTHS[metric]
    body: dict[str, Any] = {"version": CIRR_VERSION, "metric": metric}
    for query in dataset.queries:
        ranked = [one for one in _ranking(query, rankings) if one != query.reference_id]
        if metric == "recall_subset":
            ranked = [one for one in ranked if one in query.candidates]
        body[query.query_id] = ranked[:depth]
    _check_cirr(body, dataset)
    return body


def circo_submission(dataset: Dataset, rankings: Rankings) -> dict[str, list[int]]:
    """Return what CIRCO's server takes: the first 50 pictures of each query, as numbers.

    Args:
        dataset: CIRCO, whole.
        rankings: Query id -> pictures, best first.

    Raises:
        BadSubmission: A query has no ranking, or one that the server would not take.
    """
    body = {
        query.query_id: [int(one) for one in _ranking(query, rankings)[:CIRCO_DEPTH]]
        for query in dataset.queries
    }
    _check_circo(body, dataset)
    return body


def save_submission(body: Body, file: Path) -> None:
    """Write a file as the servers take it: nothing but the answers, all of it or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.writing")
    with beside.open("w", encoding="utf-8") as opened:
        json.dump(body, opened, separators=(",", ":"))
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


def write_server_files(
    dataset: Dataset, results: Sequence[QueryResult], folder: Path, name: str
) -> list[Path]:
    """Write the files that a dataset's server takes.

    Args:
        dataset: What was ranked.
        results: Of one run that kept 50 pictures a query.
        folder: Where to.
        name: What the files' names begin with.

    Returns:
        Two files for CIRR, one for CIRCO; none where the truth is known or there is no server.

    Raises:
        BadSubmission: The results are not enough for the server.
    """
    if any(query.target_ids for query in dataset.queries):
        return []
    tops = {one.query_id: one.top for one in results}
    bodies: dict[str, Body] = {}
    if dataset.name == "cirr":
        sets = {one.query_id: one.subset_top for one in results}
        bodies["recall"] = cirr_submission(dataset, tops, "recall")
        bodies["recall_subset"] = cirr_submission(dataset, sets, "recall_subset")
    elif dataset.name == "circo":
        bodies["circo"] = circo_submission(dataset, tops)
    files = {folder / f"{name}.{kind}.json": body for kind, body in bodies.items()}
    for file, body in files.items():
        save_submission(body, file)
    return list(files)


def check_submission(file: Path, dataset: Dataset) -> None:
    """Check a file against what its server documents.

    Args:
        file: Written by anybody.
        dataset: CIRR or CIRCO, the split that the file answers.

    Raises:
        BadSubmission: The file would be refused or misread; the message names the first query that
            is wrong and counts the others.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadSubmission(f"{file} cannot be read: {error.strerror}", hint=_FORMS) from error
    if dataset.name == "cirr":
        if len(data) > CIRR_MAX_BYTES:
            raise BadSubmission(
                f"{file.name} has {len(data):,} bytes; the server takes {CIRR_MAX_BYTES:,}",
                hint="write it without spaces and with no more pictures than asked for",
            )
        _check_cirr(_parsed(file.name, data), dataset)
    elif dataset.name == "circo":
        _check_circo(_parsed(file.name, data), dataset)
    else:
        raise BadSubmission(f"{dataset.name} has no test server", hint="give cirr or circo")


def _ranking(query: EvaluationQuery, rankings: Rankings) -> Sequence[str]:
    if query.query_id not in rankings:
        raise BadSubmission(
            f"query {query.query_id} has no ranking",
            hint="the server takes all queries or none: none may be left out for its pictures",
        )
    return rankings[query.query_id]


def _parsed(name: str, data: bytes) -> Body:
    try:
        body = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadSubmission(f"{name} is not JSON: {error}", hint=_FORMS) from error
    if not isinstance(body, dict):
        raise BadSubmission(f"{name} is not a JSON object", hint=_FORMS)
    return body


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for key, value in pairs:
        if key in body:
            raise BadSubmission(f"the key {shorten(key)} is there twice", hint=_FORMS)
        body[key] = value
    return body


def _check_cirr(body: Body, dataset: Dataset) -> None:
    if body.get("version") != CIRR_VERSION:
        raise BadSubmission(
            f"'version' is {shorten(body.get('version'))}, not {CIRR_VERSION!r}", hint=_FORMS
        )
    metric = body.get("metric")
    if not isinstance(metric, str) or metric not in CIRR_DEPTHS:
        raise BadSubmission(
            f"'metric' is {shorten(metric)}, not {' or '.join(CIRR_DEPTHS)}", hint=_FORMS
        )
    answers = {key: value for key, value in body.items() if key not in _HEAD}
    gallery = frozenset(dataset.galleries[""])

    def faults(query: EvaluationQuery, answer: Any) -> Iterator[str]:
        yield from _list_faults(answer, CIRR_DEPTHS[metric], str)
        if query.reference_id in answer:
            yield f"the reference {query.reference_id} is in the list"
        known = gallery if metric == "recall" else frozenset(query.candidates)
        if strange := [one for one in answer if one not in known]:
            where = "the gallery" if metric == "recall" else "the query's set"
            yield f"{shorten(strange[0])} is not in {where}"

    _check_answers(answers, dataset, faults)


def _check_circo(body: Body, dataset: Dataset) -> None:
    ids = dataset.galleries[""]
    # With a part of the gallery at hand there is no telling which numbers are wrong.
    known = frozenset(map(int, ids)) if len(ids) == GALLERY else None

    def faults(query: EvaluationQuery, answer: Any) -> Iterator[str]:
        yield from _list_faults(answer, CIRCO_DEPTH, int)
        if known and (strange := [one for one in answer if one not in known]):
            yield f"{shorten(strange[0])} is not a picture of COCO 2017 unlabeled"

    _check_answers(body, dataset, faults)


def _list_faults(answer: Any, depth: int, kind: type) -> Iterator[str]:
    if not isinstance(answer, list) or any(type(one) is not kind for one in answer):
        what = "names" if kind is str else "whole numbers"
        yield f"{shorten(answer)} is not a list of {what}"
        return
    if len(answer) != depth:
        yield f"{len(answer)} pictures, not {depth}"
    if len(set(answer)) != len(answer):
        yield "a picture is there twice"


def _check_answers(answers: Body, dataset: Dataset, faults: Faults) -> None:
    if dataset.subset:
        raise BadSubmission(
            f"{dataset.subset} is a part of {dataset.name}; the server takes all queries or none",
            hint="load the dataset without a subset file",
        )
    asked = {query.query_id for query in dataset.queries}
    if answers.keys() != asked:
        lacking, strange = sorted(asked - answers.keys()), sorted(answers.keys() - asked, key=str)
        what = f"query {lacking[0]} is not answered" if lacking else f"no query is {strange[0]!r}"
        raise BadSubmission(
            f"{what} ({len(lacking)} lacking, {len(strange)} unknown)",
            hint=f"the keys are the ids of {dataset.name} {dataset.split}, as text, all of them",
        )
    found = []
    for query in dataset.queries:
        first = next(faults(query, answers[query.query_id]), None)
        if first is not None:
            found.append(f"query {query.query_id}: {first}")
    if found:
        more = f" (and {len(found) - 1} more queries)" if len(found) > 1 else ""
        raise BadSubmission(f"{found[0]}{more}", hint=_FORMS)
