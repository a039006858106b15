from __future__ import annotations

import numpy as np
import pytest

from fake_tokens import TokenEncoder
from fakes import COLOURS, DIM, solid
from pointsay.encoders import Encoder
from pointsay.engine import rank
from pointsay.errors import MethodNotLoaded, ModificationNeeded, ReferenceNeeded
from pointsay.index import ExactIndex
from pointsay.methods import (
    Learned,
    Method,
    list_methods,
    make_method,
    method_class,
    pooled_reference,
)
from pointsay.methods.check import adopt_random
from pointsay.types import Composition, Reference


@pytest.fixture(scope="module")
def gallery() -> ExactIndex:
    matrix = np.random.default_rng(1).normal(size=(200, DIM)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return ExactIndex(matrix)


@pytest.fixture
def red(encoder: Encoder) -> Reference:
    return Reference(encoder.encode_images([solid("red")])[0])


@pytest.fixture
def blue(encoder: Encoder) -> Reference:
    return Reference(encoder.encode_images([solid("blue")])[0])


def ranking(method: Method, composition: Composition, gallery: ExactIndex) -> list[int]:
    found = rank(method.compose([composition])[0], gallery, len(gallery)).rows.tolist()
    return [int(row) for row in found]


def test_image_only_ranks_by_cosine_with_the_reference(
    encoder: Encoder, gallery: ExactIndex, red: Reference
) -> None:
    every = gallery.vectors(np.arange(len(gallery)))
    truth = np.argsort(-(every @ red.vector), kind="stable").tolist()
    method = make_method("image_only").load(encoder)
    assert ranking(method, Composition((red,), "in blue"), gallery) == truth


def test_text_only_ranks_by_cosine_with_the_sentence(
    encoder: Encoder, gallery: ExactIndex, red: Reference
) -> None:
    every = gallery.vectors(np.arange(len(gallery)))
    truth = np.argsort(-(every @ encoder.encode_texts(["in blue"])[0]), kind="stable").tolist()
    method = make_method("text_only").load(encoder)
    assert ranking(method, Composition((red,), "in blue"), gallery) == truth


@pytest.mark.parametrize(("weight", "alone"), [(0.0, "image_only"), (1.0, "text_only")])
def test_the_ends_of_sum_are_the_single_modalities(
    weight: float, alone: str, encoder: Encoder, gallery: ExactIndex, red: Reference
) -> None:
    composition = Composition((red,), "in blue with long sleeves")
    composed = make_method("sum", weight=weight).load(encoder)
    single = make_method(alone).load(encoder)
    assert ranking(composed, composition, gallery) == ranking(single, composition, gallery)


def test_sum_moves_from_the_photo_to_the_sentence(encoder: Encoder, red: Reference) -> None:
    names = sorted(COLOURS)
    shop = ExactIndex(encoder.encode_images([solid(name) for name in names]))
    composition = Composition((red,), "blue")
    at_image = ranking(make_method("sum", weight=0.0).load(encoder), composition, shop)
    at_text = ranking(make_method("sum", weight=1.0).load(encoder), composition, shop)
    assert names[at_image[0]] == "red"
    assert names[at_text[0]] == "blue"


BLENDS = ["lincir_joint", "pdv", "product", "slerp", "sum", "weicom", "weighted_sum"]


@pytest.mark.parametrize("name", BLENDS)
@pytest.mark.parametrize(
    ("part", "alone"),
    [("image", "image_only"), ("text", "text_only")],
)
def test_with_one_part_missing_the_other_decides_alone(
    part: str, alone: str, name: str, encoder: Encoder, gallery: ExactIndex, red: Reference
) -> None:
    composition = Composition((red,)) if part == "image" else Composition((), "in blue")
    method = make_method(name).load(encoder)
    query = method.compose([composition])[0]
    assert [term.modality for term in query.terms] == [part]
    single = make_method(alone).load(encoder)
    assert ranking(method, composition, gallery) == ranking(single, composition, gallery)


@pytest.mark.parametrize(("weight", "part"), [(0.0, "text"), (1.0, "image")])
def test_a_part_without_weight_still_decides_when_it_is_all_there_is(
    weight: float, part: str, encoder: Encoder, gallery: ExactIndex, red: Reference
) -> None:
    composition = Composition((red,)) if part == "image" else Composition((), "in blue")
    method = make_method("sum", weight=weight).load(encoder)
    single = make_method(f"{part}_only").load(encoder)
    assert ranking(method, composition, gallery) == ranking(single, composition, gallery)


@pytest.mark.parametrize("name", BLENDS)
def test_a_mixed_batch_gives_each_composition_what_it_gets_alone(
    name: str, encoder: Encoder, gallery: ExactIndex, red: Reference, blue: Reference
) -> None:
    batch = [
        Composition((red,)),
        Composition((blue, red), "in pink"),
        Composition((), "in green"),
        Composition((red,), "  "),
        Composition((red,), "in grey"),
        Composition((), "in navy"),
    ]
    method = make_method(name).load(encoder)
    together = [rank(one, gallery, 200).rows.tolist() for one in method.compose(batch)]
    assert together == [ranking(method, one, gallery) for one in batch]


def test_a_mixed_batch_gives_each_composition_its_own_sentence(
    encoder: Encoder, red: Reference, blue: Reference
) -> None:
    batch = [
        Composition((red,)),
        Composition((blue,), "in pink"),
        Composition((), "in green"),
        Composition((red,), "  "),
        Composition((), "in navy"),
    ]
    queries = make_method("sum").load(encoder).compose(batch)
    texts = [[term.vector for term in one.terms if term.modality == "text"] for one in queries]
    assert [len(one) for one in texts] == [0, 1, 1, 0, 1]
    said = ["in pink", "in green", "in navy"]
    for sentence, (vector,) in zip(said, filter(None, texts), strict=True):
        np.testing.assert_array_equal(vector, encoder.encode_texts([sentence])[0])


def test_several_references_are_pooled_and_count_alike(red: Reference, blue: Reference) -> None:
    both = pooled_reference(Composition((red, blue)))
    mean = (red.vector.astype(np.float64) + blue.vector) / 2
    np.testing.assert_allclose(both, mean / np.linalg.norm(mean), atol=1e-6)
    assert both.dtype == np.float32
    np.testing.assert_allclose(both, pooled_reference(Composition((blue, red))), atol=1e-6)
    np.testing.assert_allclose(pooled_reference(Composition((red, red))), red.vector, atol=1e-6)


def test_references_that_cancel_out_stay_finite(red: Reference) -> None:
    opposite = Reference(-red.vector)
    assert np.isfinite(pooled_reference(Composition((red, opposite)))).all()


@pytest.mark.parametrize("name", ["image_only", *BLENDS])
def test_methods_that_look_use_every_reference(
    name: str, encoder: Encoder, red: Reference, blue: Reference
) -> None:
    method = make_method(name).load(encoder)
    query = method.compose([Composition((red, blue), "in pink")])[0]
    (image,) = [term for term in query.terms if term.modality == "image"]
    np.testing.assert_array_equal(image.vector, pooled_reference(Composition((red, blue))))


@pytest.mark.parametrize(
    "name", [name for name in list_methods() if method_class(name).for_serving]
)
def test_refusals_say_what_is_missing(name: str) -> None:
    encoder, method = TokenEncoder(), make_method(name)
    red = Reference(encoder.encode_images([solid("red")])[0])
    if isinstance(method, Learned) and method.learns:
        adopt_random(method, encoder)
    with pytest.raises(MethodNotLoaded, match=name):
        method.compose([Composition((red,), "in blue")])
    method.load(encoder)
    with pytest.raises((ReferenceNeeded, ModificationNeeded)) as caught:
        method.compose([Composition((), " \t\n")])
    assert caught.value.hint
    if method.needs_reference:
        with pytest.raises(ReferenceNeeded, match=name):
            method.compose([Composition((), "in blue")])
    if method.needs_modification:
        with pytest.raises(ModificationNeeded, match=name):
            method.compose([Composition((red,), "")])


@pytest.mark.parametrize("name", ["pdv", "slerp", "sum", "weicom", "weighted_sum"])
@pytest.mark.parametrize("weight", [-0.01, 1.01, float("nan")])
def test_a_weight_outside_0_to_1_is_refused(name: str, weight: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        make_method(name, weight=weight)


def test_a_method_prints_as_the_call_that_builds_it() -> None:
    assert repr(make_method("sum", weight=0.25)) == "Sum(weight=0.25, centre='none')"
    assert repr(make_method("image_only")) == "ImageOnly(centre='none')"


@pytest.mark.parametrize("name", list_methods())
def test_every_method_says_what_it_does(name: str) -> None:
    kind = method_class(name)
    assert kind.name == name
    assert kind.summary.endswith(".")
    assert kind.uses_reference or not kind.needs_reference
    assert kind.uses_modification or not kind.needs_modification
