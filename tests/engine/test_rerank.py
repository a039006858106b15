from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fakes import COLOURS, ColourEncoder, CountingEncoder, picture, solid, write_folder
from pointsay.catalogue import Catalogue, ingest
from pointsay.engine import Answer, Engine, Known, Photo, Question
from pointsay.engine.rerank import Sight, Viewer, refined_scores
from pointsay.errors import BrokenImage, ImageGone, InvalidBox
from pointsay.methods import Method
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.methods.views import Grid
from pointsay.settings import Limits
from pointsay.types import Composition, Query, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Vector

NAMES = sorted(COLOURS)
PRODUCTS = sorted([*NAMES, "halves"])  # in the order of their files
EVERYTHING = np.arange(len(PRODUCTS))


class Memory:
    """A cache in a dict."""

    def __init__(self) -> None:
        self.vectors: dict[bytes, Vector] = {}

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, Vector]:
        return {key: self.vectors[key] for key in keys if key in self.vectors}

    def put(self, vectors: Mapping[bytes, Vector]) -> None:
        self.vectors.update(vectors)


def finding(name: str) -> Sight:
    return Sight(name.encode(), partial(solid, name))


def test_views_are_those_of_the_parts() -> None:
    encoder = ColourEncoder()
    image = Image.new("RGB", (16, 16), "white")
    image.paste("navy", (0, 0, 8, 16))
    whole = encoder.encode_images([image])
    views = Viewer(encoder).look([lambda: Sight(b"x", lambda: image)], whole, Grid(2))
    parts = [(0, 0, 11, 11), (5, 0, 16, 11), (0, 5, 11, 16), (5, 5, 16, 16)]
    expected = encoder.encode_images([image, *map(image.crop, parts)])
    np.testing.assert_allclose(views.vectors[0], expected)
    assert views.present.all()


def test_a_view_is_encoded_once_by_content() -> None:
    encoder, cache = CountingEncoder(), Memory()
    wholes = encoder.encode_images([solid(name) for name in NAMES])
    finds = [partial(finding, name) for name in NAMES]
    encoder.pictures = 0
    viewer = Viewer(encoder, cache)
    first = viewer.look(finds, wholes, Grid(2))
    assert encoder.pictures == 4 * len(NAMES)
    again = viewer.look(finds[::-1], wholes[::-1], Grid(2))
    np.testing.assert_array_equal(again.vectors[::-1], first.vectors)
    later = Viewer(encoder, cache).look(finds, wholes, Grid(2))  # another process
    np.testing.assert_array_equal(later.vectors, first.vectors)
    assert encoder.pictures == 4 * len(NAMES)
    Viewer(encoder, cache).look(finds[:1], wholes[:1], Grid(3))  # the coarse level is known
    assert encoder.pictures == 4 * len(NAMES) + 9


def test_what_is_gone_or_broken_has_one_view() -> None:
    def gone() -> Sight:
        raise ImageGone("no longer there")

    def broken() -> Image.Image:
        raise BrokenImage("cut off")

    encoder = ColourEncoder()
    wholes = encoder.encode_images([solid("red")] * 3)
    finds = [gone, lambda: Sight(b"b", broken), partial(finding, "red")]
    views = Viewer(encoder).look(finds, wholes, Grid(2))
    assert views.present.sum(axis=1).tolist() == [1, 1, 5]


recalls = st.lists(st.sampled_from([-np.inf, -1.0, 0.1, 0.1, 0.2, 3.0]), min_size=1, max_size=8)


@given(recalls, st.data())
def test_a_refined_head_comes_first_and_the_rest_stays_in_order(
    recall: list[float], data: st.DataObject
) -> None:
    scores = np.array(recall)
    finite = [at for at, one in enumerate(recall) if np.isfinite(one)]
    count = data.draw(st.integers(0, len(finite)))
    head = np.array(sorted(finite, key=lambda at: (-recall[at], at))[:count], dtype=np.intp)
    drawn = st.lists(st.sampled_from([-5.0, 0.0, 9.0]), min_size=count, max_size=count)
    refined = np.array(data.draw(drawn))
    found = refined_scores(scores, head, refined)
    np.testing.assert_array_equal(found[head], refined)
    rest = [at for at in range(len(recall)) if at not in head]
    for one in rest:
        assert np.isneginf(found[one]) == np.isneginf(scores[one])
        assert all(found[one] < value for value in refined)
        for other in rest:
            if scores[one] < scores[other]:
                assert found[one] < found[other]


class Reversing(Reranking):
    """Recalls by the picture and turns the first of the list round."""

    name = "reversing"
    summary = "For tests."
    depth = 3
    seen: list[Candidates]

    def __init__(self) -> None:
        self.seen = []

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [Query((Term(one.references[0].vector, 1.0, "image"),)) for one in compositions]

    def _rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[NDArray[np.float64]]:
        self.seen += candidates
        return [-one.recall for one in candidates]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("shop")
    halves = Image.new("RGB", (40, 20), COLOURS["red"])
    halves.paste(COLOURS["navy"], (20, 0, 40, 20))
    files = {f"{name}.png": picture(name) for name in NAMES}
    write_folder(folder / "s", files)
    halves.save(folder / "s" / "halves.png")
    catalogue = Catalogue(folder / "c", ColourEncoder(), create=True)
    ingest(catalogue, folder / "s")
    return catalogue


def found(answer: Answer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def test_the_engine_looks_again_at_the_first(catalogue: Catalogue) -> None:
    reversing = Reversing()
    engine = Engine(catalogue, methods=[reversing])
    answer = engine.search(Question([Known("red")], k=9, method="reversing"))
    (seen,) = reversing.seen
    recalled = engine.catalogue.locate("red")[2] @ catalogue.gallery().index.vectors(EVERYTHING).T
    plain = [PRODUCTS[at] for at in np.argsort(-recalled, kind="stable") if PRODUCTS[at] != "red"]
    assert found(answer) == [*plain[:3][::-1], *plain[3:]]
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert list(answer.stages_ms).index("rerank reversing") == 4
    for hit in answer.hits:
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)
    assert (
        found(engine.search(Question([Known("red")], k=2, method="reversing"))) == found(answer)[:2]
    )
    views = seen.views(Grid(2))
    np.testing.assert_allclose(views.vectors[:, 0], seen.vectors)
    assert views.present.all()


def test_a_limit_bounds_the_second_look(catalogue: Catalogue) -> None:
    reversing = Reversing()
    question = Question([Known("red")], method="reversing")
    Engine(catalogue, Limits(second_look=2), methods=[reversing]).search(question)
    assert len(reversing.seen[0].vectors) == 2
    Engine(catalogue, Limits(second_look=0), methods=[reversing]).search(question)
    assert len(reversing.seen) == 1


def test_a_reference_may_be_a_part_of_its_picture(catalogue: Catalogue) -> None:
    engine = Engine(catalogue)
    left, right = (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)
    data = catalogue.image("halves")
    for reference, colour in (
        (Known("halves", box=left), "red"),
        (Known("halves", box=right), "navy"),
        (Photo(data, box=left), "red"),
        (Photo(data, box=right), "navy"),
    ):
        answer = engine.search(Question([reference], method="image_only", k=1))
        assert found(answer) == [colour]
    with pytest.raises(InvalidBox):
        engine.search(Question([Photo(data, box=(0.0, 0.0, 0.0, 1.0))]))


def test_parts_and_wholes_keep_their_places(catalogue: Catalogue) -> None:
    class Listening(Method):
        name = "listening"
        summary = "For tests."

        def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
            heard.extend(compositions)
            return [Query((Term(compositions[0].references[0].vector, 1.0, "image"),))]

    heard: list[Composition] = []
    engine = Engine(catalogue, methods=[Listening()])
    data = catalogue.image("halves")
    right = (0.5, 0.0, 1.0, 1.0)
    pointed = [
        Photo(data, "collar", right),
        Known("green", "colour"),
        Known("halves", box=right),
        Photo(data),
    ]
    engine.search(Question(pointed, method="listening"))
    references = heard[0].references
    assert [one.role for one in references] == ["collar", "colour", None, None]
    expected = [solid("navy", (20, 20)), solid("green"), solid("navy", (20, 20)), None]
    for reference, image in zip(references[:3], expected[:3], strict=True):
        assert image is not None
        vector = catalogue.encoder.encode_images([image])[0]
        np.testing.assert_allclose(reference.vector, vector, atol=1e-5)
    assert [one.image.size if one.image else None for one in references] == [
        (20, 20),
        None,
        (20, 20),
        (40, 20),
    ]
