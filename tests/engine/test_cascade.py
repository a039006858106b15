"""Cascades: what is one, what walks it, what a deadline leaves out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.turning import Turning
from fakes import COLOURS, ColourEncoder, csv_feed, picture, shade, write_folder
from pointsay.catalogue import Catalogue, ingest, parse_filters
from pointsay.engine import Answer, Cascade, Engine, Known, Question, Skipped, Stage, read_cascades
from pointsay.engine.timing import Costs
from pointsay.errors import (
    InvalidCascade,
    InvalidLimit,
    MethodOption,
    MethodWeightsMissing,
    UnknownCascade,
)
from pointsay.methods.check import adopt_random
from pointsay.methods.composers.magiclens import Magiclens
from pointsay.methods.composers.student import Student
from pointsay.settings import Limits
from pointsay.types import Composition, Reference

if TYPE_CHECKING:
    pass

PICTURES = {name: picture(name) for name in COLOURS} | {
    f"shade {at}": picture(shade(at)) for at in range(20)
}
NAMES = sorted(PICTURES)
SAID = "in blue"


class Lettered(Turning):
    name = "lettered"
    depth = 5


class Needy(Lettered):
    name = "needy"
    needs_reference = True


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("cascade")
    files = {f"{name}.png": data for name, data in PICTURES.items()}
    files["products.csv"] = csv_feed(
        [{"product_id": name, "price": at} for at, name in enumerate(NAMES)]
    )
    with Catalogue(folder / "c", ColourEncoder(), create=True) as catalogue:
        ingest(catalogue, write_folder(folder / "s", files))
        yield catalogue


def chain(*stages: tuple[str, int], recall: int = 20) -> Mapping[str, Cascade]:
    later = tuple(Stage(method, depth) for method, depth in stages)
    return {"chain": Cascade("chain", "For tests.", Stage("sum", recall), later)}


def ids(answer: Answer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def recalled(catalogue: Catalogue, question: Question | None = None) -> list[str]:
    asked = question or Question([Known("red")], SAID, k=25)
    return ids(Engine(catalogue, cascade="recall_only").search(asked))


def test_every_stage_orders_the_first_of_what_it_is_handed(catalogue: Catalogue) -> None:
    lens = Magiclens(layers=1)
    adopt_random(lens, catalogue.encoder)
    engine = Engine(
        catalogue,
        methods=[lens, Lettered()],
        cascade="chain",
        cascades=chain(("magiclens", 8), ("lettered", 3)),
    )
    answer = engine.search(Question([Known("red")], SAID, k=25))

    before = recalled(catalogue)
    vectors = {one: catalogue.locate(one)[2] for one in NAMES}
    (query,) = lens.compose([Composition((Reference(vectors["red"]),), SAID)])
    scores = lens.gallery(np.stack([vectors[one] for one in before[:8]])) @ query.terms[0].vector
    second = [before[at] for at in np.argsort(-scores, kind="stable")]
    assert ids(answer) == [*second[:3][::-1], *second[3:], *before[8:]]
    assert (answer.method, answer.cascade, answer.skipped) == ("sum", "chain", [])
    assert list(answer.stages_ms)[4:6] == ["rerank magiclens", "rerank lettered"]
    for hit in answer.hits:
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-4)
    assert [hit.score for hit in answer.hits] == sorted(
        (hit.score for hit in answer.hits), reverse=True
    )


def test_a_reranker_that_standardises_does_so_over_the_gallery(catalogue: Catalogue) -> None:
    engine = Engine(catalogue, cascade="chain", cascades=chain(("text_only", 20), recall=20))
    answer = engine.search(Question([Known("red")], SAID, k=20))
    first = set(recalled(catalogue)[:20])
    by_text = Question([Known("red")], SAID, k=25, method="text_only")
    assert ids(answer) == [one for one in ids(engine.search(by_text)) if one in first]


def test_a_list_shorter_than_the_depth(catalogue: Catalogue) -> None:
    engine = Engine(
        catalogue, methods=[Lettered()], cascade="chain", cascades=chain(("lettered", 20))
    )
    few = parse_filters({"price": {"max": 2}})
    answer = engine.search(Question([Known("red")], SAID, few, k=9))
    assert ids(answer) == recalled(catalogue, Question([Known("red")], SAID, few, k=9))[::-1]
    assert len(ids(answer)) == answer.total > 0
    nothing = parse_filters({"price": {"max": -1}})
    assert engine.search(Question([Known("red")], SAID, nothing)).hits == []


def test_the_packaged_cascades(catalogue: Catalogue) -> None:
    engine = Engine(catalogue)
    found = {one.name: one for one in engine.cascades()}
    assert set(found) == {"default", "recall_only"}  # this encoder has no student
    assert found["default"].rerank == (Stage("stated", 100),)
    assert engine.search(Question((), SAID)).cascade == "default"
    assert engine.search(Question((), SAID, method="text_only")).cascade == "text_only"


def test_an_optional_stage_is_walked_where_the_encoder_has_weights_for_it(
    catalogue: Catalogue,
) -> None:
    light = Cascade("light", "", Stage("sum", 20), (Stage("student", 20, optional=True),))
    named: dict[str, Any] = {"cascade": "light", "cascades": {"light": light}}
    question = Question([Known("red")], SAID, k=25)
    without = Engine(catalogue, **named)
    assert {one.name: one.rerank for one in without.cascades()}["light"] == ()
    assert ids(without.search(question)) == recalled(catalogue)

    student = Student()
    adopt_random(student, catalogue.encoder)
    taught = Engine(catalogue, methods=[student], **named)
    assert "rerank student" in taught.search(question).stages_ms
    assert ids(taught.search(question)) != recalled(catalogue)
    by_recall = Question([Known("red")], SAID, k=25, cascade="recall_only")
    assert ids(taught.search(by_recall)) == recalled(catalogue)


def test_a_cascade_that_the_encoder_cannot_carry_is_refused_by_name(catalogue: Catalogue) -> None:
    needs = {"needs": Cascade("needs", "", Stage("sum", 10), (Stage("student", 10),))}
    engine = Engine(catalogue, cascades=needs)
    assert "needs" not in {one.name for one in engine.cascades()}
    with pytest.raises(MethodWeightsMissing):
        engine.search(Question((), SAID, cascade="needs"))
    with pytest.raises(MethodWeightsMissing):
        Engine(catalogue, cascades=needs, cascade="needs").load()


def test_names_that_cannot_be_walked(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownCascade):
        Engine(catalogue, cascade="nope")
    engine = Engine(catalogue)
    with pytest.raises(UnknownCascade):
        engine.search(Question((), SAID, cascade="nope"))
    with pytest.raises(InvalidCascade):
        engine.search(Question((), SAID, cascade="default", method="sum"))
    for deadline in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(InvalidLimit):
            engine.search(Question((), SAID, deadline_ms=deadline))


def test_what_a_question_lacks_is_told_and_not_an_error(catalogue: Catalogue) -> None:
    engine = Engine(catalogue, methods=[Needy()], cascade="chain", cascades=chain(("needy", 4)))
    answer = engine.search(Question((), SAID, k=9))
    assert answer.skipped == [Skipped("rerank needy", "unasked")]
    assert ids(answer) == recalled(catalogue, Question((), SAID, k=9))
    assert "rerank needy" in answer.notes[-1]


def test_after_the_deadline_recall_alone_answers(catalogue: Catalogue) -> None:
    looking = Lettered()
    cascades = chain(("lettered", 5), ("text_only", 3))
    engine = Engine(catalogue, methods=[looking], cascade="chain", cascades=cascades)
    late = Question([Known("red")], SAID, k=25, deadline_ms=5.0)
    answer = engine.search(late, began=time.perf_counter() - 1.0)
    assert answer.skipped == [
        Skipped("rerank lettered", "deadline"),
        Skipped("rerank text_only", "deadline"),
    ]
    assert ids(answer) == recalled(catalogue)
    assert not any(one.startswith("rerank") for one in answer.stages_ms)
    assert looking.looked == 0
    # The operator's limit counts likewise, and the nearer one of both.
    strict = Engine(
        catalogue, Limits(deadline_ms=5.0), [Lettered()], cascade="chain", cascades=cascades
    )
    question = Question([Known("red")], SAID, deadline_ms=1e6)
    assert len(strict.search(question, began=time.perf_counter() - 1.0).skipped) == 2
    in_time = engine.search(Question([Known("red")], SAID, deadline_ms=1e6))
    assert (in_time.skipped, looking.looked) == ([], 1)


def test_a_stage_is_skipped_by_what_it_has_cost_and_tried_again(catalogue: Catalogue) -> None:
    looking = Lettered(seconds=0.2)
    engine = Engine(catalogue, methods=[looking], cascade="chain", cascades=chain(("lettered", 5)))
    hurried = Question([Known("red")], SAID, deadline_ms=300.0)
    assert engine.search(Question([Known("red")], SAID)).skipped == []
    assert engine.search(hurried).skipped == [Skipped("rerank lettered", "deadline")]
    assert looking.looked == 1
    late = time.perf_counter() - 1.0
    for _ in range(200):
        engine.search(hurried, began=late)  # says nothing of the stage
    assert engine.status().expected_ms["rerank lettered 5"] > 300.0
    for _ in range(200):
        if looking.looked == 1:
            engine.search(hurried)
    assert looking.looked == 2


def test_costs_follow_what_stages_take() -> None:
    costs = Costs()
    assert costs.expected("new") == 0.0
    for _ in range(100):
        costs.learn("steady", 10.0)
    assert costs.expected("steady") == pytest.approx(10.0, abs=0.1)
    for at in range(100):
        costs.learn("unsteady", 5.0 if at % 2 else 15.0)
    assert 15.0 < costs.expected("unsteady") < 25.0
    costs.fade("steady")
    costs.fade("new")
    assert costs.expected("steady") < 9.9
    assert costs.expected("new") == 0.0
    assert set(costs.table()) == {"steady", "unsteady"}


@pytest.mark.parametrize(
    ("recall", "stages"),
    [
        (10, [("text_only", 11)]),
        (10, [("text_only", 5), ("image_only", 6)]),
        (10, [("text_only", 0)]),
        (0, [("text_only", 1)]),
        (-1, []),
        (100, [("judge", 11)]),
    ],
)
def test_stages_that_cannot_follow_one_another(recall: int, stages: list[tuple[str, int]]) -> None:
    with pytest.raises(InvalidCascade) as caught:
        chain(*stages, recall=recall)
    assert caught.value.hint


FILE = """
[own]
summary = "Ours."
recall = { method = "sum", depth = 20 }
rerank = [
  { method = "text_only", depth = 10 },
  { method = "weighted_sum", depth = 5, arguments = { weight = 0.9 } },
]
"""


def test_an_operators_file(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(FILE)
    own = read_cascades(file)
    last = Stage("weighted_sum", 5, (("weight", 0.9),))
    first = Stage("text_only", 10)
    assert own == {"own": Cascade("own", "Ours.", Stage("sum", 20), (first, last))}
    answer = Engine(catalogue, cascades=own, cascade="own").search(Question([Known("red")], SAID))
    assert list(answer.stages_ms)[4:6] == ["rerank text_only", "rerank weighted_sum"]


def test_the_example_of_the_guide(tmp_path: Path) -> None:
    guide = Path(__file__).parents[2] / "docs" / "cascade.md"
    (example,) = re.findall(r"```toml\n(.*?)```", guide.read_text(), re.DOTALL)
    (tmp_path / "guide.toml").write_text(example)
    (cascade,) = read_cascades(tmp_path / "guide.toml").values()
    assert [one.method for one in cascade.rerank] == ["magiclens", "stitch", "judge"]


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "own = 3",
        "[own]",
        "[own]\nrecall = 3",
        '[own]\nrecall = {method = "sum"}\nnope = 1',
        '[own]\nrecall = {method = "sum", deep = 1}',
        "[own]\nrecall = {method = 1}",
        '[own]\nrecall = {method = "sum", depth = 1.5}',
        '[own]\nrecall = {method = "sum", depth = true}',
        '[own]\nrecall = {method = "sum", arguments = 3}',
        '[own]\nrecall = {method = "sum", arguments = {a = [1]}}',
        '[own]\nrecall = {method = "sum", depth = 5}\nrerank = 3',
        '[own]\nrecall = {method = "sum", depth = 5}\nrerank = [{method = "student", depth = 6}]',
    ],
)
def test_files_that_hold_no_cascades(text: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(InvalidCascade) as caught:
        read_cascades(tmp_path / "own.toml")
    assert caught.value.hint


def test_arguments_that_a_method_does_not_take(catalogue: Catalogue) -> None:
    odd = Stage("sum", 10, (("nope", 1.0),))
    engine = Engine(catalogue, cascades={"odd": Cascade("odd", "", odd)}, cascade="odd")
    with pytest.raises(MethodOption):
        engine.load()
