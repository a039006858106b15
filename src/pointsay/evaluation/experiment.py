"""One method on one dataset by one protocol with one encoder: from pictures to a record."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pointsay.engine.rerank import VectorCache, Viewer
from pointsay.evaluation.datasets.base import Dataset, Places
from pointsay.evaluation.datasets.fingerprint import fingerprint
from pointsay.evaluation.environment import environment
from pointsay.evaluation.pictures import Pictures
from pointsay.evaluation.places import find_picture
from pointsay.evaluation.protocols import Protocol
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.evaluation.records import QueryResult, Record
from pointsay.evaluation.run import KEPT, Look, Trial, compose, make_trial, pointed_at, run_method
from pointsay.media import decode
from pointsay.methods import Learned, Method
from pointsay.methods.views import Regions, Views
from pointsay.types import Attributes

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.encoders import Encoder
    from pointsay.types import Matrix

TIMED = 15  # queries whose cost is measured
TRAINING_COSTS = ("train_seconds", "train_items", "noise")  # as in `Record.cost`


@dataclass(frozen=True)
class Experiment:
    """What is run.

    Attributes:
        dataset: As its files give it.
        protocol: What is chosen beyond them.
        method: Not loaded yet.
        encoder: Of pictures and words.
        attributes: Id -> row of the catalogue; methods see them only where the protocol says so.
        seed: Of methods that draw.
        kept: How many of the first pictures a result names.
    """

    dataset: Dataset
    protocol: Protocol
    method: Method
    encoder: Encoder
    attributes: Mapping[str, Attributes] = field(default_factory=dict)
    seed: int = 0
    kept: int = KEPT

    def identity(self) -> dict[str, Any]:
        """Return all that decides the ranks, plain; equal identities need no second run."""
        method: dict[str, Any] = {"name": self.method.name, "options": self.method.arguments()}
        if weights := self.method.fingerprint(self.encoder):
            method["weights"] = weights
        return {
            "method": method,
            "encoder": self.encoder.info.record(),
            "dataset": _described(self.dataset),
            "protocol": self.protocol.record(),
            "seed": self.seed,
        }

    @property
    def name(self) -> str:
        """A file name that says what was run and that no other experiment has."""
        plain = json.dumps([self.identity(), self.kept], sort_keys=True, default=str)
        digest = hashlib.sha256(plain.encode()).hexdigest()[:10]
        parts = (
            *(self.dataset.name, self.dataset.split, self.dataset.subset, self.protocol.name),
            *(self.method.name, self.encoder.info.name.split("/")[-1]),
        )
        words = ("".join(c if c.isalnum() or c in "+._" else "-" for c in one) for one in parts)
        return "-".join([*filter(None, words), digest])


def run_experiment(
    experiment: Experiment,
    pictures: Pictures,
    *,
    cache: VectorCache | None = None,
    command: str = "",
) -> Record:
    """Run an experiment.

    Args:
        experiment: What.
        pictures: The vectors of every picture of the dataset that could be had, by the same
            encoder.
        cache: Keeps the views that reranking methods look at.
        command: How to repeat it.
    """
    protocol = experiment.protocol
    asked = protocol.ask(experiment.dataset)
    references = pictures.only([id_ for one in asked.queries for id_ in pointed_at(one)])
    hidden = not any(one.target_ids for one in asked.queries)
    method = experiment.method.load(experiment.encoder)
    look = looking(experiment.dataset.places, Viewer(experiment.encoder, cache))
    left_out: dict[str, str] = {}
    results: dict[str, QueryResult] = {}
    cost: dict[str, float] = {}
    ranked: dict[str, int] = {}
    began = time.perf_counter()
    for name, ids in asked.galleries.items():
        trial = make_trial(
            pictures.only(ids),
            [one for one in asked.queries if one.gallery == name],
            references=references,
            attributes=experiment.attributes if protocol.metadata else None,
            keep_reference=protocol.keep_reference,
            hidden=hidden,
            look=look,
        )
        ranked[name] = len(trial.gallery.ids)
        left_out.update(trial.left_out)
        for result in run_method(method, trial, ties=protocol.ties, kept=experiment.kept):
            results[result.query_id] = result
        if not cost:
            cost = _cost(experiment, trial)
    identity = experiment.identity()
    return Record(
        method={**identity["method"], **_trained(method)},
        encoder=identity["encoder"],
        dataset={
            **identity["dataset"],
            "ranked": ranked,
            "notes": list(asked.notes),
            "missing": len(pictures.unreadable),
        },
        protocol=identity["protocol"],
        left_out=left_out,
        results=[results[one.query_id] for one in asked.queries if one.query_id in results],
        seconds={"rank": time.perf_counter() - began},
        cost={**_training_cost(method), **cost},
        environment=environment(),
        command=command,
        seed=experiment.seed,
    )


def looking(places: Places, viewer: Viewer) -> Look | None:
    """Return what shows the views of pictures; None where there are none at hand."""
    if places.source is None:
        return None

    def look(ids: Sequence[str], vectors: Matrix, regions: Regions) -> Views:
        finds = [partial(find_picture, places, one) for one in ids]
        return viewer.look(finds, vectors, regions)

    return look


def _trained(method: Method) -> dict[str, Any]:
    """Return what is known of a training: of the method, and of towers tuned for composing."""
    facts = dict(method.training) if isinstance(method, Learned) else {}
    told = {"training": facts} if facts else {}
    data = facts.get("trained_on") or method.encoder.info.trained_on
    return {**told, "trained_on": data} if data else told


def _training_cost(method: Method) -> dict[str, float]:
    """Return the part of a training's facts that tables and curves are drawn over."""
    facts = method.training if isinstance(method, Learned) else {}
    return {
        name: float(facts[name])
        for name in TRAINING_COSTS
        if isinstance(facts.get(name), int | float)
    }


def named_pictures(dataset: Dataset) -> list[str]:
    """Return the id of every picture that a dataset ranks or points at, each once."""
    galleries = (one for ids in dataset.galleries.values() for one in ids)
    references = (one for query in dataset.queries for one in pointed_at(query))
    return list(dict.fromkeys([*galleries, *references]))


def _described(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "form": dataset.form,
        "split": dataset.split,
        "subset": dataset.subset,
        "queries": len(dataset.queries),
        "galleries": {name: len(ids) for name, ids in dataset.galleries.items()},
        "checksum": fingerprint(dataset),
    }


def _cost(experiment: Experiment, trial: Trial) -> dict[str, float]:
    """Measure one composed query at a time: pictures and words encoded, nothing searched."""
    spent = []
    for query in trial.queries[:TIMED]:
        images = _open(experiment.dataset, query) if experiment.method.uses_reference else []
        began = time.perf_counter()
        if images:
            experiment.encoder.encode_images(images)
        compose(experiment.method, [query], trial)
        spent.append(1e3 * (time.perf_counter() - began))
    return {"query_ms": float(np.median(spent[1:] or spent))} if spent else {}


def _open(dataset: Dataset, query: EvaluationQuery) -> Sequence[Image]:
    places = dataset.places
    names = [places.places.get(one) for one in pointed_at(query)]
    if places.source is None:
        return []
    return [decode(places.source.read(one)) for one in names if isinstance(one, str)]
