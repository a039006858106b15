from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import nasty
from fakes import COLOURS, ColourEncoder, csv_feed, picture, shade, write_folder
from pointsay.catalogue import Catalogue, ingest, parse_filters
from pointsay.engine import Answer, Engine, Known, Photo, Question
from pointsay.errors import (
    BrokenImage,
    EmptyFile,
    EmptyQuery,
    InvalidFilter,
    InvalidLimit,
    MediaError,
    ModificationNeeded,
    ModificationTooLong,
    QueryError,
    ReferenceNeeded,
    UnknownFormat,
    UnknownMethod,
    UnknownProduct,
    UnsupportedEncoder,
)
from pointsay.methods import DEFAULT, make_method, method_class, ready_methods
from pointsay.settings import Limits

METHODS = ready_methods(ColourEncoder())
SHADES = 40
PICTURES = {name: picture(name) for name in COLOURS} | {
    f"shade {at}": picture(shade(at)) for at in range(SHADES)
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    rows = [
        {"product_id": name, "kind": "plain" if name in COLOURS else "mixed", "price": at}
        for at, name in enumerate(PICTURES)
    ]
    files = {f"{name}.png": data for name, data in PICTURES.items()}
    files["products.csv"] = csv_feed(rows)
    with Catalogue(folder / "c", ColourEncoder(), create=True) as catalogue:
        ingest(catalogue, write_folder(folder / "s", files))
        yield Engine(catalogue)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(Catalogue(tmp_path_factory.mktemp("empty"), ColourEncoder(), create=True))


def ids(answer: Answer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def z(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((cosines - cosines.mean()) / cosines.std())


def by_hand(engine: Engine, pointed_at: list[str], said: str, weight: float = 0.5) -> list[str]:
    """What ``sum`` should answer, from the encoder and the definition alone."""
    gallery = engine.catalogue.gallery().index.vectors(np.arange(len(PICTURES)))
    matrix = gallery.astype(np.float64)
    names = [product.id for product in engine.catalogue.browse((), 0, 1000)[0]]
    score = np.zeros(len(names))
    if pointed_at:
        mean = np.mean([matrix[names.index(one)] for one in pointed_at], axis=0)
        score += (1 - weight) * z(matrix @ (mean / np.linalg.norm(mean)))
    if said:
        text = engine.catalogue.encoder.encode_texts([said])[0]
        score += weight * z(matrix @ text.astype(np.float64))
    order = [names[at] for at in np.argsort(-score, kind="stable")]
    return [name for name in order if name not in pointed_at]


@pytest.mark.parametrize(
    ("pointed_at", "said"),
    [
        (["red"], "in blue"),
        (["red"], ""),
        ([], "navy or grey"),
        (["red", "blue", "shade 3"], "in yellow, please"),
        (["red", "red"], "pink"),
    ],
)
def test_the_order_is_that_of_the_definition(
    pointed_at: list[str], said: str, engine: Engine
) -> None:
    references = [Known(one) for one in pointed_at]
    answer = engine.search(Question(references, said, k=100, method="sum"))
    assert ids(answer) == by_hand(engine, pointed_at, said)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert answer.total == len(answer.hits) == len(PICTURES) - len(set(pointed_at))
    assert answer.method == "sum"
    assert answer.notes == []
    assert answer.took_ms == sum(answer.stages_ms.values()) > 0


Rows = NDArray[np.float64]


def phi(values: Rows) -> Rows:
    return np.array([NormalDist().cdf(value) for value in z(values)])


SCORES: dict[str, Callable[[Rows, Rows], Rows]] = {
    "weighted_sum": lambda image, text: 0.2 * image + 0.8 * text,
    "slerp": lambda image, text: image + text,  # half-way, both weigh alike
    "product": lambda image, text: np.maximum(image, 1e-3) * np.maximum(text, 1e-3),
    "weicom": lambda image, text: phi(image) + phi(text),
}


@pytest.mark.parametrize("method", SCORES)
@pytest.mark.parametrize(("name", "said"), [("red", "in blue"), ("shade 3", "grey, long sleeves")])
def test_the_order_of_every_fusion_is_that_of_its_definition(
    method: str, name: str, said: str, engine: Engine
) -> None:
    gallery = engine.catalogue.gallery().index.vectors(np.arange(len(PICTURES))).astype(np.float64)
    names = [product.id for product in engine.catalogue.browse((), 0, 1000)[0]]
    text = engine.catalogue.encoder.encode_texts([said])[0].astype(np.float64)
    score = SCORES[method](gallery @ gallery[names.index(name)], gallery @ text)
    order = [names[at] for at in np.argsort(-score, kind="stable") if names[at] != name]
    assert ids(engine.search(Question([Known(name)], said, k=100, method=method))) == order
    few = engine.search(
        Question([Known(name)], said, parse_filters({"kind": "plain"}), k=3, method=method)
    )
    assert ids(few) == [one for one in order if one in COLOURS][:3]


@pytest.mark.parametrize("said", ["in blue", "", "in green, nothing striped"])
def test_whoever_names_nothing_is_answered_by_the_default_method(said: str, engine: Engine) -> None:
    plain, named = (
        engine.search(Question([Known("red")], said, k=100, method=one)) for one in (None, DEFAULT)
    )
    assert plain.method == DEFAULT
    assert plain.hits == named.hits
    assert [one.name for one in engine.methods() if one.default] == [DEFAULT]
    by_sum = Engine(engine.catalogue, cascade="recall_only")
    assert [one.name for one in by_sum.methods() if one.default] == ["sum"]


def test_the_shopper_gets_what_they_say(engine: Engine) -> None:
    answer = engine.search(Question((), "red", method="text_only", k=1))
    assert ids(answer) == ["red"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["red", "shade 7"])
def test_a_product_is_never_its_own_answer(method: str, name: str, engine: Engine) -> None:
    answer = engine.search(Question([Known(name)], "in red", k=100, method=method))
    assert name not in ids(answer)
    assert len(ids(answer)) == len(set(ids(answer))) == answer.total == len(PICTURES) - 1


# The shop knows its product's attributes and not a photo's, and these read them.
READING = ("cirevl", "cotmr", "pdv", "roles", "stitch")
LOOKING_ONLY = [name for name in METHODS if name not in READING]


@pytest.mark.parametrize("method", LOOKING_ONLY)
def test_a_photo_answers_as_the_product_of_that_picture(method: str, engine: Engine) -> None:
    by_product = engine.search(Question([Known("red")], "in blue", k=100, method=method))
    by_photo = engine.search(Question([Photo(PICTURES["red"])], "in blue", k=100, method=method))
    assert [one for one in ids(by_photo) if one != "red"] == ids(by_product)
    assert by_photo.total == by_product.total + 1


def test_photos_and_products_mix_in_any_order(engine: Engine) -> None:
    mixed: list[list[Photo | Known]] = [
        [Photo(PICTURES["red"]), Known("blue"), Photo(PICTURES["green"])],
        [Known("blue"), Photo(PICTURES["green"]), Photo(PICTURES["red"])],
    ]
    first, second = (
        ids(engine.search(Question(one, "grey", k=100, method="sum"))) for one in mixed
    )
    assert first == second
    truth = by_hand(engine, ["red", "blue", "green"], "grey")
    assert [one for one in first if one not in ("red", "green")] == truth


@pytest.mark.parametrize("k", [1, 2, 7, 12, 48, 100])
def test_k_cuts_the_same_ranking(k: int, engine: Engine) -> None:
    whole = ids(engine.search(Question([Known("red")], "in blue", k=100)))
    answer = engine.search(Question([Known("red")], "in blue", k=k))
    assert ids(answer) == whole[:k]
    assert answer.total == len(whole)


def test_filters_are_respected_and_keep_the_order(engine: Engine) -> None:
    whole = ids(engine.search(Question([Known("red")], "in blue", k=100)))
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"kind": "plain"}, set(COLOURS)),
        ({"kind": {"not": ["plain"]}}, set(PICTURES) - set(COLOURS)),
        ({"price": {"min": 3, "max": 12}}, set(list(PICTURES)[3:13])),
        ({"kind": "plain", "price": {"min": 3}}, set(list(COLOURS)[3:])),
    ]
    for form, allowed in cases:
        filters = parse_filters(form)
        answer = engine.search(Question([Known("red")], "in blue", filters, k=100))
        assert ids(answer) == [one for one in whole if one in allowed]
        assert answer.total == len(answer.hits) > 0


def test_a_filter_that_lets_nothing_through_is_an_empty_answer(engine: Engine) -> None:
    nothing = parse_filters({"kind": "striped"})
    answer = engine.search(Question([Known("red")], "in blue", nothing))
    assert (answer.hits, answer.total) == ([], 0)


def test_a_reference_outside_the_filter_can_still_be_pointed_at(engine: Engine) -> None:
    answer = engine.search(Question([Known("red")], "", parse_filters({"kind": "mixed"}), k=100))
    assert answer.total == SHADES


@pytest.mark.parametrize(
    ("method", "said"),
    [(name, "in blue") for name in METHODS]
    + [(name, "") for name in METHODS if not method_class(name).needs_modification],
)
def test_why_sums_to_the_score(method: str, said: str, engine: Engine) -> None:
    answer = engine.search(Question([Known("red")], said, k=20, method=method))
    for hit in answer.hits:
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-4)
        assert set(hit.why) <= {"image", "text"}


def test_a_built_method_takes_the_place_of_the_one_of_its_name(engine: Engine) -> None:
    question = Question([Known("red")], "in blue", k=100, method="sum")
    own = Engine(engine.catalogue, methods=[make_method("sum", weight=1.0)])
    texts = engine.search(Question([Known("red")], "in blue", k=100, method="text_only"))
    assert ids(own.search(question)) == ids(texts) != ids(engine.search(question))
    assert [one.name for one in own.methods()] == METHODS


def test_a_method_that_takes_seconds_is_refused_by_name(engine: Engine) -> None:
    assert "oti" not in {one.name for one in engine.methods()}
    with pytest.raises(UnknownMethod, match="seconds"):
        engine.search(Question(modification="red", method="oti"))


def test_a_method_that_the_encoder_cannot_carry_is_not_offered(engine: Engine) -> None:
    assert "lincir" not in [one.name for one in engine.methods()]
    with pytest.raises(UnsupportedEncoder):
        engine.search(Question([Known("red")], "in blue", method="lincir"))


def test_hits_carry_the_product(engine: Engine) -> None:
    (hit,) = engine.search(Question((), "navy", method="text_only", k=1)).hits
    assert hit.product == engine.catalogue.product("navy")
    assert hit.product.attributes == {"kind": "plain"}


def test_what_was_not_used_is_said(engine: Engine) -> None:
    (note,) = engine.search(Question([Known("red")], "blue", method="image_only")).notes
    assert "sentence was not used" in note
    (note,) = engine.search(Question([Known("red")], "blue", method="text_only")).notes
    assert "photo was not used" in note
    assert engine.search(Question([Known("red")], " ", method="image_only")).notes == []


def test_an_empty_shop_answers_with_nothing(empty: Engine) -> None:
    answer = empty.search(Question([Photo(PICTURES["red"])], "in blue"))
    assert (answer.hits, answer.total) == ([], 0)


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ({}, EmptyQuery),
        ({"modification": " \n\t"}, EmptyQuery),
        ({"modification": "x" * 2001}, ModificationTooLong),
        ({"modification": "x", "k": 0}, InvalidLimit),
        ({"modification": "x", "k": -1}, InvalidLimit),
        ({"modification": "x", "k": 101}, InvalidLimit),
        ({"references": [Known("red")] * 6}, InvalidLimit),
        ({"references": [Known("nope")]}, UnknownProduct),
        ({"references": [Known("")]}, UnknownProduct),
        ({"references": [Known("\ud800")]}, UnknownProduct),
        ({"modification": "x", "method": "nope"}, UnknownMethod),
        ({"modification": "x", "method": "image_only"}, ReferenceNeeded),
        ({"references": [Known("red")], "method": "text_only"}, ModificationNeeded),
        ({"modification": "x", "filters": parse_filters({"nope": 1})}, InvalidFilter),
    ],
)
def test_questions_that_cannot_be_answered(
    question: dict[str, Any], error: type[QueryError], engine: Engine
) -> None:
    with pytest.raises(error) as caught:
        engine.search(Question(**question))
    assert caught.value.code == error.code != QueryError.code
    assert caught.value.message
    assert caught.value.hint
    assert len(caught.value.message) < 300


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"", EmptyFile), (nasty.html(), UnknownFormat), (nasty.truncated_jpeg(), BrokenImage)],
)
def test_a_photo_that_is_none_is_refused(
    data: bytes, error: type[MediaError], engine: Engine
) -> None:
    with pytest.raises(error) as caught:
        engine.search(Question([Known("red"), Photo(data)], "in blue"))
    assert caught.value.hint


def test_limits_themselves_pass(engine: Engine) -> None:
    assert engine.search(Question((), "x" * 2000, k=100)).hits
    assert engine.search(Question([Known("red")] * 5)).hits
    narrow = Engine(engine.catalogue, Limits(modification_chars=3, references=1, k=2))
    assert len(narrow.search(Question([Known("red")], "abc", k=2)).hits) == 2
    for question in (
        Question((), "abcd", k=1),
        Question((), "abc", k=3),
        Question([Known("red"), Known("blue")], k=1),
    ):
        with pytest.raises(QueryError):
            narrow.search(question)


@pytest.mark.parametrize("said", ["鞋 👟", "' OR 1=1 --", "\0", "a\u202eb", "\ud800 red", "$"])
def test_odd_sentences_are_only_sentences(said: str, engine: Engine) -> None:
    assert len(engine.search(Question((), said, k=3)).hits) == 3


def test_the_same_question_from_many_threads_has_one_answer(engine: Engine) -> None:
    questions = [
        Question([Known(name)], f"in {said}", k=20, method=method)
        for name in ("red", "blue")
        for said in ("navy", "pink")
        for method in METHODS
    ]
    fresh = Engine(engine.catalogue)
    alone = [[(hit.product, hit.score) for hit in engine.search(one).hits] for one in questions]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            together = pool.map(fresh.search, questions * 2)
            assert [
                [(hit.product, hit.score) for hit in answer.hits] for answer in together
            ] == alone * 2


def test_a_changed_shop_answers_with_its_new_products(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "s", {"red.png": picture("red"), "blue.png": picture("blue")})
    with Catalogue(tmp_path / "c", ColourEncoder(), create=True) as catalogue:
        ingest(catalogue, source)
        engine = Engine(catalogue)
        question = Question((), "yellow", method="text_only", k=1)
        assert ids(engine.search(question)) != ["yellow"]
        write_folder(source, {"yellow.png": picture("yellow")})
        (source / "red.png").unlink()
        ingest(catalogue, source, prune=True)
        assert ids(engine.search(question)) == ["yellow"]
        with pytest.raises(UnknownProduct):
            engine.search(Question([Known("red")]))
