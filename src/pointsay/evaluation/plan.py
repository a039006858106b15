"""Every method with every encoder on every dataset by every protocol, one record each.

A record that is already there is not made again, so that a plan which was stopped goes on where it
stood; its identity covers data, choices, weights and options, so that a changed one is run anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.experiment import Experiment, named_pictures, run_experiment
from pointsay.evaluation.features import FeatureCache
from pointsay.evaluation.places import encode_places
from pointsay.evaluation.protocols import Protocol
from pointsay.evaluation.records import Record, load_record, save_record
from pointsay.types import Attributes

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.evaluation.pictures import Pictures
    from pointsay.methods import Method

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Subject:
    """A dataset with the protocols it is asked by.

    Attributes:
        dataset: As its files give it.
        protocols: At least one.
        attributes: Id -> row of the catalogue, for protocols that show it.
    """

    dataset: Dataset
    protocols: Sequence[Protocol]
    attributes: Mapping[str, Attributes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """A finished experiment.

    Attributes:
        file: Where its record lies.
        record: The record.
        made: False when it had been there already.
        dataset: What was asked.
    """

    file: Path
    record: Record
    made: bool
    dataset: Dataset


def run_plan(
    subjects: Sequence[Subject],
    methods: Sequence[Method],
    encoders: Sequence[Encoder],
    records: Path,
    *,
    cache: Path | None = None,
    again: bool = False,
    command: str = "",
    seed: int = 0,
    kept: int = 10,
    progress: Callable[[str], Progress] = lambda label: lambda done, total: None,
) -> Iterator[Done]:
    """Run what has no record yet, and yield every record as it is there.

    Args:
        subjects: What is asked.
        methods: Not loaded; each is bound to each encoder in turn.
        encoders: Pictures are encoded once for each, and only when something is to be run.
        records: Folder of the records.
        cache: Folder of vectors by content; None keeps none.
        again: Also run what has a record.
        command: How to repeat it.
        seed: Of methods that draw.
        kept: How many of the first pictures a record names for each query.
        progress: Given a label, returns what is called with (done, total).
    """
    for subject in subjects:
        for encoder in encoders:
            with ExitStack() as stack:
                cached: FeatureCache | None = None
                pictures: Pictures | None = None
                for protocol, method in product(subject.protocols, methods):
                    experiment = Experiment(
                        *(subject.dataset, protocol, method, encoder, subject.attributes),
                        seed=seed,
                        kept=kept,
                    )
                    file = records / f"{experiment.name}.json"
                    if file.exists() and not again:
                        yield Done(file, load_record(file), False, subject.dataset)
                        continue
                    if pictures is None:
                        if cache:
                            opened = closing(FeatureCache(cache, encoder.info))
                            cached = stack.enter_context(opened)
                        pictures = encode_places(
                            subject.dataset.places,
                            named_pictures(subject.dataset),
                            encoder,
                            cache=cached,
                            progress=progress(f"{subject.dataset.name} by {encoder.info.name}"),
                        )
                    record = run_experiment(experiment, pictures, cache=cached, command=command)
                    save_record(record, file)
                    yield Done(file, record, True, subject.dataset)
