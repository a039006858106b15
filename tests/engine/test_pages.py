"""Pages of an answer: together they are the ranking, whatever happens between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.turning import Turning
from fakes import COLOURS, ColourEncoder, csv_feed, picture, shade, write_folder
from pointsay.catalogue import Catalogue, ingest, parse_filters
from pointsay.engine import Answer, Cascade, Engine, Known, Photo, Question, Stage, Variety
from pointsay.errors import CursorExpired, InvalidCursor, InvalidLimit, UnknownAttribute
from pointsay.index import Policy
from pointsay.settings import Limits, Memory

if TYPE_CHECKING:
    pass

SHADES = 60
NAMES = [*COLOURS, *(f"shade {at}" for at in range(SHADES))]
SAID = "in blue"


def cascade(*depths: int) -> Mapping[str, Cascade]:
    stages = tuple(Stage("turning", depth) for depth in depths)
    return {"own": Cascade("own", "For tests.", Stage("sum", 20), stages)}


def rows() -> list[dict[str, Any]]:
    return [
        {"product_id": name, "price": at, "model": f"m{at // 5}" if at < 60 else ""}
        for at, name in enumerate(NAMES)
    ]


def write_shop(folder: Path, kept: Callable[[str], bool] = lambda name: True) -> Path:
    files = {
        f"{name}.png": picture(name if name in COLOURS else shade(int(name.split()[1])))
        for name in NAMES
        if kept(name)
    }
    files["products.csv"] = csv_feed([row for row in rows() if kept(row["product_id"])])
    return write_folder(folder, files)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "c", ColourEncoder(), create=True) as catalogue:
        ingest(catalogue, write_shop(tmp_path / "s"))
        yield catalogue


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """A catalogue that no test changes."""
    folder = tmp_path_factory.mktemp("pages")
    with Catalogue(folder / "c", ColourEncoder(), create=True) as catalogue:
        ingest(catalogue, write_shop(folder / "s"))
        yield catalogue


def delete(catalogue: Catalogue, *ids: str) -> None:
    catalogue.store.write([], remove=ids)


def add(catalogue: Catalogue, folder: Path, name: str) -> None:
    ingest(catalogue, write_folder(folder / name, {f"{name}.png": picture("blue")}))


def ids(answer: Answer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def turn(
    engine: Engine, question: Question, between: Callable[[], None] = lambda: None
) -> list[Answer]:
    """Read all pages."""
    answers = [engine.search(question)]
    while answers[-1].next is not None:
        between()
        answers.append(engine.search(replace(question, after=answers[-1].next)))
    return answers


def together(answers: Sequence[Answer]) -> list[str]:
    return [one for answer in answers for one in ids(answer)]


QUESTIONS = [
    Question([Known("red")], SAID, method="sum"),
    Question([Known("red"), Known("shade 3")], SAID, method="roles"),
    Question([Photo(picture("red"))], "", method="image_only"),
    Question((), SAID, method="text_only"),
    Question([Known("red")], SAID, method="weicom"),
    Question([Known("red")], SAID, parse_filters({"price": {"max": 40}}), method="sum"),
]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("k", [7, 12])
def test_pages_together_are_the_ranking(question: Question, k: int, steady: Catalogue) -> None:
    engine = Engine(steady)
    whole = engine.search(replace(question, k=100))
    assert whole.next is None
    answers = turn(engine, replace(question, k=k))
    assert together(answers) == ids(whole)
    assert [len(one.hits) for one in answers[:-1]] == [k] * (len(answers) - 1)
    ranks = [hit.rank for one in answers for hit in one.hits]
    assert ranks == list(range(1, whole.total + 1))
    assert {one.total for one in answers} == {whole.total}


def test_pages_of_one_product(steady: Catalogue) -> None:
    engine = Engine(steady)
    question = Question([Known("red")], SAID, k=1, method="sum")
    whole = ids(engine.search(replace(question, k=100)))
    assert together(turn(engine, question)) == whole


def test_a_page_may_have_another_size(steady: Catalogue) -> None:
    engine = Engine(steady)
    question = Question([Known("red")], SAID, k=5, method="sum")
    whole = ids(engine.search(replace(question, k=100)))
    second = engine.search(replace(question, k=20, after=engine.search(question).next))
    assert ids(second) == whole[5:25]


@pytest.mark.parametrize("k", [3, 8, 30])
@pytest.mark.parametrize("depths", [(20,), (12, 5), (8,)])
@pytest.mark.parametrize("memory", [Memory(), Memory(heads=0, selections=0)], ids=["held", "anew"])
def test_what_was_looked_at_again_comes_first_and_once(
    k: int, depths: tuple[int, ...], memory: Memory, steady: Catalogue
) -> None:
    turning = Turning()
    engine = Engine(
        steady, methods=[turning], cascade="own", cascades=cascade(*depths), memory=memory
    )
    question = Question([Known("red")], SAID, k=k)
    whole = engine.search(replace(question, k=100))
    answers = turn(engine, question)
    assert together(answers) == ids(whole)
    hits = [hit for answer in answers for hit in answer.hits]
    scores = [hit.score for hit in hits]
    assert scores == pytest.approx([hit.score for hit in whole.hits], abs=1e-4)
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-4)


def test_a_later_page_walks_what_the_first_one_walked(steady: Catalogue) -> None:
    turning = Turning()
    engine = Engine(
        steady,
        methods=[turning],
        cascade="own",
        cascades=cascade(20, 5),
        memory=Memory(heads=0),
    )
    question = Question([Known("red")], SAID, k=6)
    recalled = ids(engine.search(replace(question, k=100, cascade="recall_only")))

    hurried = replace(question, deadline_ms=1.0)
    first = engine.search(hurried, began=-1e9)  # nothing but recall is in time
    assert [one.reason for one in first.skipped] == ["deadline", "deadline"]
    second = engine.search(replace(question, after=first.next))
    assert second.skipped == first.skipped
    assert ids(first) + ids(second) == recalled[:12]
    assert turning.looked == 0

    first = engine.search(question)
    assert first.skipped == []
    late = replace(hurried, after=first.next)
    assert ids(engine.search(late, began=-1e9)) == ids(engine.search(replace(question, k=12)))[6:]


def test_a_head_that_comes_out_in_another_order_is_not_mixed_in(steady: Catalogue) -> None:
    for memory in (Memory(), Memory(heads=0)):
        turning = Turning()
        engine = Engine(
            steady, methods=[turning], cascade="own", cascades=cascade(20), memory=memory
        )
        question = Question([Known("red")], SAID, k=6)
        whole = ids(engine.search(replace(question, k=12)))
        first = engine.search(question)
        turning.sign = 1.0
        after = replace(question, after=first.next)
        if memory.heads:
            assert ids(engine.search(after)) == whole[6:]
        else:
            with pytest.raises(CursorExpired):
                engine.search(after)


@pytest.mark.parametrize("filters", [{}, {"price": {"max": 1000}}], ids=["all", "filtered"])
def test_products_that_go_between_pages_are_left_out(
    filters: dict[str, Any], catalogue: Catalogue
) -> None:
    engine = Engine(catalogue)
    question = Question([Known("red")], SAID, parse_filters(filters), k=10, method="sum")
    whole = ids(engine.search(replace(question, k=100)))
    first = engine.search(question)
    gone = [whole[2], whole[9], whole[10], whole[13], whole[30]]
    delete(catalogue, *gone)
    after = engine.search(replace(question, after=first.next))
    left = [one for one in whole[10:] if one not in gone]
    assert ids(after) == left[:10]
    assert [hit.rank for hit in after.hits] == list(range(11, 21))
    rest = turn(engine, replace(question, after=after.next))
    assert together(rest) == left[10:]


@pytest.mark.parametrize("method", ["sum", "roles"])
def test_products_that_come_between_pages_wait_for_the_next_question(
    method: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    engine = Engine(catalogue)
    question = Question([Known("red")], SAID, k=30, method=method)
    whole = ids(engine.search(replace(question, k=100)))
    names = iter(["new one", "new two", "new three"])
    answers = turn(engine, question, lambda: add(catalogue, tmp_path, next(names)))
    assert together(answers) == whole
    assert "new one" in together(turn(engine, question))


def test_products_that_no_longer_pass_the_filters_are_left_out(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    engine = Engine(catalogue)
    question = Question([Known("red")], SAID, parse_filters({"price": {"max": 1000}}), k=10)
    whole = ids(engine.search(replace(question, k=100)))
    first = engine.search(question)
    dearer = [{**row, "price": 5000} if row["product_id"] == whole[12] else row for row in rows()]
    (tmp_path / "s" / "products.csv").write_bytes(csv_feed(dearer))
    ingest(catalogue, tmp_path / "s")
    second = engine.search(replace(question, after=first.next))
    assert ids(second) == [one for one in whole[10:21] if one != whole[12]]


def test_a_list_that_was_let_go_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    engine = Engine(catalogue, memory=Memory(selections=0))
    question = Question([Known("red")], SAID, parse_filters({"price": {"max": 1000}}), k=5)
    first = engine.search(question)
    assert engine.search(replace(question, after=first.next)).hits  # nothing has changed
    delete(catalogue, "shade 7")
    with pytest.raises(CursorExpired) as caught:
        engine.search(replace(question, after=first.next))
    assert caught.value.hint

    plain = replace(question, filters=())
    first = engine.search(plain)
    for at in range(8, 20):
        delete(catalogue, f"shade {at}")
        engine.search(plain)
    with pytest.raises(CursorExpired):
        engine.search(replace(plain, after=first.next))


def test_a_page_of_nothing_but_deleted_products_ends(catalogue: Catalogue) -> None:
    engine = Engine(catalogue)
    question = Question((), SAID, k=4, method="sum")
    first = engine.search(question)
    delete(catalogue, *[one for one in NAMES if one not in ids(first)])
    rest = turn(engine, replace(question, after=first.next))
    assert together(rest) == []
    assert rest[-1].next is None


def test_a_cursor_belongs_to_its_question(steady: Catalogue) -> None:
    engine = Engine(steady)
    question = Question([Known("red")], SAID, k=5, method="sum")
    after = engine.search(question).next
    others = [
        replace(question, modification="in green"),
        replace(question, references=[Known("blue")]),
        replace(question, references=[Known("red", role="colour")]),
        replace(question, references=[Photo(picture("red"))]),
        replace(question, filters=parse_filters({"price": {"max": 30}})),
        replace(question, method="weicom"),
        replace(question, variety=Variety(spread=0.5)),
    ]
    for other in others:
        with pytest.raises(InvalidCursor, match="another question"):
            engine.search(replace(other, after=after))
    for token in ("", "x", "\ud800", "A" * 5000):
        with pytest.raises(InvalidCursor):
            engine.search(replace(question, after=token))


def test_pages_end_where_the_operator_says(steady: Catalogue) -> None:
    question = Question([Known("red")], SAID, k=10, method="sum")
    short = Engine(steady, Limits(reach=20))
    answers = turn(short, question)
    assert [len(one.hits) for one in answers] == [10, 10]
    far = Engine(steady)
    third = turn(far, question)[2].next
    with pytest.raises(InvalidCursor):
        short.search(replace(question, after=third))


def test_pages_of_inverted_lists(tmp_path: Path) -> None:
    policy = Policy(exact_rows=0, target=0.9)
    with Catalogue(tmp_path / "c", ColourEncoder(), create=True, policy=policy) as catalogue:
        ingest(catalogue, write_shop(tmp_path / "s"))
        catalogue.prepare()
        engine = Engine(catalogue)
        answers = turn(engine, Question([Known("red")], SAID, k=7, method="sum"))
        assert sorted(together(answers)) == sorted(set(NAMES) - {"red"})


def model(name: str) -> str:
    at = NAMES.index(name)
    return f"m{at // 5}" if at < 60 else name


@pytest.mark.parametrize("k", [4, 9, 100])
def test_one_of_each_model_over_all_pages(k: int, steady: Catalogue) -> None:
    engine = Engine(steady)
    question = Question([Known("red")], SAID, k=k, method="sum")
    whole = ids(engine.search(replace(question, k=100)))
    best = {model(one): one for one in reversed(whole)}.values()
    one_each = replace(question, variety=Variety(one_of_each="model"))
    answers = turn(engine, one_each)
    assert together(answers) == sorted(best, key=whole.index)
    assert answers[0].total == len(whole)
    few = replace(one_each, filters=parse_filters({"price": {"max": 7}}))
    found = ids(engine.search(replace(few, k=100, variety=Variety())))
    firsts = {model(one): one for one in reversed(found)}
    assert together(turn(engine, few)) == sorted(firsts.values(), key=found.index)


def test_the_best_of_a_model_is_the_rerankers_choice(steady: Catalogue) -> None:
    engine = Engine(steady, methods=[Turning()], cascade="own", cascades=cascade(20))
    question = Question([Known("red")], SAID, k=100)
    whole = ids(engine.search(question))
    found = ids(engine.search(replace(question, variety=Variety(one_of_each="model"))))
    firsts = {model(one): one for one in reversed(whole)}
    assert set(found) == set(firsts.values())


def test_a_model_of_no_product_is_refused(steady: Catalogue) -> None:
    engine = Engine(steady)
    for name in ("nope", "", "model'--", "\ud800"):
        question = Question((), SAID, variety=Variety(one_of_each=name))
        with pytest.raises(UnknownAttribute) as caught:
            engine.search(question)
        assert "model" in caught.value.hint


@pytest.mark.parametrize("spread", [0.2, 1.0])
def test_spread_pages_hold_every_product_once(spread: float, steady: Catalogue) -> None:
    engine = Engine(steady)
    question = Question([Known("red")], SAID, k=9, method="sum")
    whole = ids(engine.search(replace(question, k=100)))
    found = together(turn(engine, replace(question, variety=Variety(spread=spread))))
    assert sorted(found) == sorted(whole)
    assert found[0] == whole[0]
    assert found != whole


@pytest.mark.parametrize("spread", [-0.1, 1.1, float("nan")])
def test_a_spread_that_is_none(spread: float, steady: Catalogue) -> None:
    with pytest.raises(InvalidLimit):
        Engine(steady).search(Question((), SAID, variety=Variety(spread=spread)))
