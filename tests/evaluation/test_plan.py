"""From a dataset to records: what is in them, and that none is made twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fakes import COLOURS, ColourEncoder, CountingEncoder, picture, solid, write_folder
from pointsay.catalogue import open_images
from pointsay.encoders import EncoderInfo
from pointsay.evaluation.datasets.base import Dataset, Places
from pointsay.evaluation.plan import Done, Subject, run_plan
from pointsay.evaluation.protocols import make_protocol
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.methods import Learned, Method, make_method, read_method, save_method
from pointsay.methods.check import adopt_random

NAMES = sorted(COLOURS)


def query(at: int, gallery: str = "") -> EvaluationQuery:
    reference, target = NAMES[at % len(NAMES)], NAMES[(at + 1) % len(NAMES)]
    return EvaluationQuery(
        *(f"q{at}", f"kind {at % 2}", reference, f"in {target}", frozenset({target})),
        gallery=gallery,
    )


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    source = open_images(
        write_folder(tmp_path / "pictures", {f"{one}.png": picture(one) for one in NAMES})
    )
    places = Places(source, {one: f"{one}.png" for one in NAMES})
    return Dataset("colours", "val", {"": NAMES}, [query(at) for at in range(9)], places)


def run(
    dataset: Dataset,
    folder: Path,
    methods: Sequence[Method],
    encoder: ColourEncoder | None = None,
    **options: object,
) -> list[Done]:
    subject = Subject(dataset, [make_protocol("colours")])
    return list(
        run_plan([subject], methods, [encoder or ColourEncoder()], folder / "records", **options)  # type: ignore[arg-type]
    )


def test_a_record_says_what_was_run_and_how_it_went(dataset: Dataset, tmp_path: Path) -> None:
    (done,) = run(dataset, tmp_path, [make_method("sum", weight=0.3)], command="the command")
    record = done.record
    assert done.made
    assert done.file.exists()
    assert record.method == {"name": "sum", "options": {"weight": 0.3, "centre": "none"}}
    assert record.encoder["name"] == "colour-fake"
    assert record.encoder["preprocessing"] == {"kind": "grid", "side": 2}
    assert record.protocol["keep_reference"] is False
    assert record.dataset["galleries"] == {"": 9}
    assert record.dataset["ranked"] == {"": 9}
    assert record.dataset["missing"] == 0
    assert record.command == "the command"
    assert record.environment["pointsay"]
    assert record.cost["query_ms"] > 0
    assert [one.query_id for one in record.results] == [f"q{at}" for at in range(9)]
    matrix = ColourEncoder().encode_images([solid(one) for one in NAMES])
    for result, asked in zip(record.results, dataset.queries, strict=True):
        looks = matrix @ matrix[NAMES.index(asked.reference_id)]
        fits = matrix @ ColourEncoder().encode_texts([asked.text])[0]
        score = 0.7 * (looks - looks.mean()) / looks.std() + 0.3 * (fits - fits.mean()) / fits.std()
        order = [NAMES[at] for at in np.argsort(-score) if NAMES[at] != asked.reference_id]
        assert result.ranks == tuple(order.index(one) + 1 for one in asked.target_ids)


def test_what_has_a_record_is_not_run_again(dataset: Dataset, tmp_path: Path) -> None:
    methods = [make_method("image_only"), make_method("text_only")]
    first = run(dataset, tmp_path, methods)
    counting = CountingEncoder()
    second = run(dataset, tmp_path, [*methods, make_method("sum")][:2], counting)
    assert [one.made for one in first] == [True, True]
    assert [one.made for one in second] == [False, False]
    assert counting.pictures == 0
    assert [one.record.results for one in second] == [one.record.results for one in first]
    third = run(dataset, tmp_path, [*methods, make_method("sum")])
    assert [one.made for one in third] == [False, False, True]
    assert all(one.made for one in run(dataset, tmp_path, methods, again=True))


def test_whatever_changes_the_ranks_is_another_run(dataset: Dataset, tmp_path: Path) -> None:
    files = {run(dataset, tmp_path, [make_method("sum")])[0].file}
    files.add(run(dataset, tmp_path, [make_method("sum", weight=0.4)])[0].file)
    files.add(run(dataset, tmp_path, [make_method("sum")], ColourEncoder(weights="1" * 64))[0].file)
    fewer = Dataset("colours", "val", dataset.galleries, dataset.queries[:8], dataset.places)
    files.add(run(fewer, tmp_path, [make_method("sum")])[0].file)
    smaller = Dataset("colours", "val", {"": NAMES[:-1]}, dataset.queries, dataset.places)
    files.add(run(smaller, tmp_path, [make_method("sum")])[0].file)
    files.add(run(dataset, tmp_path, [make_method("sum")], seed=1)[0].file)
    assert len(files) == 6


def test_learned_weights_are_part_of_what_was_run(dataset: Dataset, tmp_path: Path) -> None:
    done = []
    for seed in (0, 1, 0):
        method = make_method("lincir_joint", form="repaired")
        assert isinstance(method, Learned)
        adopt_random(method, ColourEncoder(), seed)
        done += run(dataset, tmp_path, [method])
    assert [one.made for one in done] == [True, True, False]
    weights = [one.record.method["weights"] for one in done]
    assert weights[0] == weights[2] != weights[1]


def test_a_record_tells_what_is_known_of_the_training(dataset: Dataset, tmp_path: Path) -> None:
    method = make_method("lincir_joint", form="repaired")
    assert isinstance(method, Learned)
    adopt_random(method, ColourEncoder())
    facts = {"steps": 20, "train_items": 500, "train_seconds": 2.5, "noise": 0.64, "corpus": "a"}
    save_method(method.load(ColourEncoder()), tmp_path / "m", facts=facts)
    (done,) = run(dataset, tmp_path, [read_method(tmp_path / "m")])
    assert done.record.method["training"] == facts
    told = {name: value for name, value in done.record.cost.items() if name != "query_ms"}
    assert told == {"train_items": 500, "train_seconds": 2.5, "noise": 0.64}
    assert "trained_on" not in done.record.method  # of texts alone: zero-shot
    (again,) = run(dataset, tmp_path, [read_method(tmp_path / "m")])
    assert not again.made


def test_what_learned_from_composed_queries_is_no_zero_shot_method(
    dataset: Dataset, tmp_path: Path
) -> None:
    class Tuned(ColourEncoder):
        @property
        def info(self) -> EncoderInfo:
            return replace(super().info, trained_on="triplets of a feed")

    method = make_method("lincir_joint", form="repaired")
    assert isinstance(method, Learned)
    adopt_random(method, ColourEncoder())
    facts = {"trained_on": "triplets of a shop"}
    save_method(method.load(ColourEncoder()), tmp_path / "m", facts=facts)
    (learned,) = run(dataset, tmp_path, [read_method(tmp_path / "m")])
    assert learned.record.method["trained_on"] == "triplets of a shop"
    (plain,) = run(dataset, tmp_path / "tuned", [make_method("sum")], Tuned("tuned"))
    assert plain.record.method["trained_on"] == "triplets of a feed"


def test_runs_of_one_seed_are_equal(dataset: Dataset, tmp_path: Path) -> None:
    (one,) = run(dataset, tmp_path / "a", [make_method("sum")])
    (two,) = run(dataset, tmp_path / "b", [make_method("sum")])
    assert one.record.results == two.record.results
    assert one.file.name == two.file.name


def test_each_gallery_is_ranked_for_its_own_queries(dataset: Dataset, tmp_path: Path) -> None:
    halves = {"first": NAMES[:5], "second": NAMES[4:]}
    asked = [query(0, "first"), query(5, "second"), query(4, "first")]
    parted = Dataset("colours", "val", halves, asked, dataset.places)
    (done,) = run(parted, tmp_path, [make_method("image_only")])
    assert {one.query_id: one.ranked for one in done.record.results} == {"q0": 4, "q5": 4}
    assert done.record.dataset["ranked"] == {"first": 5, "second": 5}
    assert done.record.left_out == {"q4": "no target is in the gallery"}


def test_missing_pictures_are_counted_and_their_queries_left_out(
    dataset: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "pictures" / "black.png").unlink()
    (done,) = run(dataset, tmp_path, [make_method("sum")])
    assert done.record.dataset["missing"] == 1
    assert done.record.dataset["ranked"] == {"": 8}
    assert set(done.record.left_out) == {"q0", "q8"}
    assert len(done.record.results) == 7
