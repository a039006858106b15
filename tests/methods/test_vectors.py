"""The equation of each training-free method, against plain loops over the gallery."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, pstdev
from typing import Any

import numpy as np
import pytest

from fakes import DIM, solid
from pointsay.encoders import Encoder
from pointsay.engine import rank
from pointsay.index import ExactIndex
from pointsay.methods import Learned, make_method
from pointsay.methods.centring import SAYINGS
from pointsay.methods.check import adopt_random
from pointsay.types import Attributes, Composition, Reference

ROWS = 120
Plain = list[float]


def dot(left: Sequence[float], right: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(left, right, strict=True))


def unit(vector: Sequence[float]) -> Plain:
    length = math.sqrt(dot(vector, vector))
    return [one / length for one in vector]


def mix(*parts: tuple[float, Sequence[float]]) -> Plain:
    return [
        math.fsum(weight * vector[at] for weight, vector in parts) for at in range(len(parts[0][1]))
    ]


def mean(vectors: Sequence[Sequence[float]]) -> Plain:
    return mix(*((1 / len(vectors), one) for one in vectors))


def z(values: Plain) -> Plain:
    return [(one - fmean(values)) / pstdev(values) for one in values]


def phi(values: Plain) -> Plain:
    return [NormalDist().cdf(one) for one in z(values)]


def random_units(count: int, seed: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    matrix = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    matrix[:, 0] += 4.0  # a cone, as encoders have it, so that most cosines are positive
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


class Setting:
    """A gallery, a question and everything about them as lists of floats."""

    said = "in blue, with long sleeves"

    def __init__(self, encoder: Encoder, references: int = 1, attributes: Attributes = {}) -> None:  # noqa: B006
        self.encoder = encoder
        self.matrix = random_units(ROWS, 1)
        pointed_at = random_units(references, 2)
        self.composition = Composition(
            tuple(Reference(vector, attributes=attributes) for vector in pointed_at), self.said
        )
        self.gallery: list[Plain] = self.matrix.astype(float).tolist()
        self.image = unit(mean(pointed_at.astype(float).tolist()))
        self.text = self.say(self.said)

    def say(self, text: str) -> Plain:
        vector: Plain = self.encoder.encode_texts([text])[0].astype(float).tolist()
        return vector

    def cosines(self, vector: Plain) -> Plain:
        return [dot(vector, row) for row in self.gallery]

    def check(self, truth: Plain, name: str, **arguments: Any) -> None:
        """Compare order and scores; scores may differ by a factor and a constant."""
        (query,) = make_method(name, **arguments).load(self.encoder).compose([self.composition])
        ranked = rank(query, ExactIndex(self.matrix), ROWS)
        best = sorted(range(ROWS), key=lambda row: -truth[row])
        assert ranked.rows.tolist() == best
        expected = np.array([truth[row] for row in best])
        slope, shift = np.polyfit(expected, ranked.scores, 1)
        assert slope > 0
        np.testing.assert_allclose(ranked.scores, slope * expected + shift, atol=1e-4)
        for score, why in zip(ranked.scores, ranked.why, strict=True):
            assert set(why) == {"image", "text"}
            assert math.fsum(why.values()) == pytest.approx(float(score), abs=1e-4)


@pytest.fixture(params=[1, 3], ids=["one reference", "several references"])
def setting(request: pytest.FixtureRequest, encoder: Encoder) -> Setting:
    return Setting(encoder, request.param)


@pytest.mark.parametrize("weight", [0.0, 0.25, 0.8, 1.0])
def test_weighted_sum(weight: float, setting: Setting) -> None:
    query = unit(mix((1 - weight, setting.image), (weight, setting.text)))
    setting.check(setting.cosines(query), "weighted_sum", weight=weight)


def test_the_weight_of_weighted_sum_is_that_published_for_clip(setting: Setting) -> None:
    query = unit(mix((0.2, setting.image), (0.8, setting.text)))
    setting.check(setting.cosines(query), "weighted_sum")
    (made,) = make_method("weighted_sum").load(setting.encoder).compose([setting.composition])
    scores = rank(made, ExactIndex(setting.matrix), ROWS).scores
    np.testing.assert_allclose(sorted(scores), sorted(setting.cosines(query)), atol=1e-5)


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0, 3.0])
def test_literal_lincir_joint_is_a_weighted_sum(strength: float, setting: Setting) -> None:
    query = unit(mix((1, setting.image), (strength, setting.text)))
    setting.check(setting.cosines(query), "lincir_joint", strength=strength)
    same = [
        rank(one.compose([setting.composition])[0], ExactIndex(setting.matrix), ROWS)
        for one in (
            make_method("lincir_joint", strength=strength).load(setting.encoder),
            make_method("weighted_sum", weight=strength / (1 + strength)).load(setting.encoder),
        )
    ]
    assert same[0].rows.tolist() == same[1].rows.tolist()
    np.testing.assert_allclose(same[0].scores, same[1].scores, atol=1e-6)


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("strength", [0.0, 0.7])
def test_repaired_lincir_joint_asks_phi(strength: float, depth: int, setting: Setting) -> None:
    method = make_method("lincir_joint", form="repaired", strength=strength, depth=depth)
    assert isinstance(method, Learned)
    adopt_random(method, setting.encoder, seed=depth)
    row = setting.image
    for at in range(depth):
        weight, bias = (method.tensors[f"layers.{3 * at}.{one}"] for one in ("weight", "bias"))
        row = [
            dot(line, row) + float(b) for line, b in zip(weight.astype(float), bias, strict=True)
        ]
        if at < depth - 1:
            row = [one * NormalDist().cdf(one) for one in row]
    query = unit(mix((1, unit(row)), (strength, setting.text)))
    (made,) = method.load(setting.encoder).compose([setting.composition])
    assert [term.modality for term in made.terms] == ["image", "text"]
    found = rank(made, ExactIndex(setting.matrix), ROWS)
    expected = np.array(setting.cosines(query))
    np.testing.assert_allclose(found.scores, expected[found.rows], atol=1e-5)
    shown = Composition(setting.composition.references)
    (alone,) = method.compose([shown])
    np.testing.assert_allclose(alone.terms[0].vector, setting.image, atol=1e-6)


@pytest.mark.parametrize(
    "argument",
    [{"strength": -0.1}, {"strength": float("nan")}, {"form": "exact"}, {"depth": 1}],
)
def test_lincir_joint_refuses_what_it_has_not(argument: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(argument))):
        make_method("lincir_joint", **argument)


@pytest.mark.parametrize("weight", [0.0, 0.25, 0.5, 0.8, 1.0])
def test_slerp(weight: float, setting: Setting) -> None:
    angle = math.acos(dot(setting.image, setting.text))
    query = mix(
        (math.sin((1 - weight) * angle) / math.sin(angle), setting.image),
        (math.sin(weight * angle) / math.sin(angle), setting.text),
    )
    assert dot(query, query) == pytest.approx(1.0)  # the arc lies on the sphere
    setting.check(setting.cosines(query), "slerp", weight=weight)


@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["parallel", "opposite"])
@pytest.mark.parametrize("off", [0.0, 0.01])
@pytest.mark.parametrize("weight", [0.3, 0.5])
def test_slerp_of_nearly_parallel_vectors_is_straight(
    sign: float, off: float, weight: float, encoder: Encoder
) -> None:
    said = "in blue"
    text = encoder.encode_texts([said])[0].astype(np.float64)
    side = np.linalg.svd(text[None, :])[2][1]
    image = sign * text + off * side
    image /= np.linalg.norm(image)
    composition = Composition((Reference(image.astype(np.float32)),), said)
    (query,) = make_method("slerp", weight=weight).load(encoder).compose([composition])
    gallery = random_units(ROWS, 1)
    ranked = rank(query, ExactIndex(gallery), ROWS)
    assert np.isfinite(ranked.scores).all()
    truth = gallery @ ((1 - weight) * image + weight * text)
    if sign < 0 and weight == 0.5 and off == 0.0:
        np.testing.assert_allclose(ranked.scores, 0.0, atol=1e-6)  # half-way between opposites
    else:
        length = np.linalg.norm((1 - weight) * image + weight * text)
        np.testing.assert_allclose(ranked.scores, truth[ranked.rows] / length, atol=1e-4)


def test_product(setting: Setting) -> None:
    pairs = zip(setting.cosines(setting.image), setting.cosines(setting.text), strict=True)
    setting.check([math.log(max(a, 1e-3) * max(b, 1e-3)) for a, b in pairs], "product")


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.5, 0.9])
def test_weicom(weight: float, setting: Setting) -> None:
    of_image, of_text = phi(setting.cosines(setting.image)), phi(setting.cosines(setting.text))
    truth = [(1 - weight) * a + weight * b for a, b in zip(of_image, of_text, strict=True)]
    setting.check(truth, "weicom", weight=weight)


def test_weicom_scores_are_percentiles(setting: Setting) -> None:
    (query,) = make_method("weicom").load(setting.encoder).compose([setting.composition])
    scores = rank(query, ExactIndex(setting.matrix), ROWS).scores
    truth = [
        (a + b) / 2
        for a, b in zip(
            phi(setting.cosines(setting.image)), phi(setting.cosines(setting.text)), strict=True
        )
    ]
    np.testing.assert_allclose(scores, sorted(truth, reverse=True), atol=1e-5)


def pdv(setting: Setting, plain: str, a: float, b: float, f: float, middle: Plain) -> Plain:
    before, after = setting.say(plain), setting.say(f"{plain}, {setting.said}")
    step = mix((1, after), (-1, before))
    text_query = unit(mix((1, before), (-1, middle), (a, step)))
    image_query = unit(mix((1, setting.image), (b, step)))
    return mix((1 - f, image_query), (f, text_query))


@pytest.mark.parametrize(
    ("a", "b", "f"),
    [(1.0, 1.0, 0.5), (1.4, 0.6, 0.75), (0.0, 2.0, 0.0), (2.0, 0.0, 1.0), (-1.0, 1.0, 0.3)],
)
def test_pdv(a: float, b: float, f: float, setting: Setting) -> None:
    query = pdv(setting, "a photo of a product", a, b, f, [0.0] * DIM)
    setting.check(
        setting.cosines(query), "pdv", text_scale=a, image_scale=b, weight=f, centre="none"
    )


def test_pdv_without_scales_and_text_is_the_picture(setting: Setting) -> None:
    setting.check(setting.cosines(setting.image), "pdv", image_scale=0.0, weight=0.0)


def test_pdv_describes_a_reference_whose_attributes_it_may_see(encoder: Encoder) -> None:
    attributes: Attributes = {
        "kind": "dress",
        "year": 2012.0,
        "colour": " red ",
        "blank": " ",
        "story": "x" * 41,
    }
    setting = Setting(encoder, attributes=attributes)
    query = pdv(setting, "a photo of a product: dress, red", 1.0, 1.0, 0.5, [0.0] * DIM)
    setting.check(setting.cosines(query), "pdv")


def test_pdv_reads_only_so_many_attributes(encoder: Encoder) -> None:
    many = {f"key {at}": f"word{at}" for at in range(30)}
    few = dict(list(many.items())[:8])
    method = make_method("pdv").load(encoder)
    of_many, of_few = method.compose(
        [Setting(encoder, attributes=one).composition for one in (many, few)]
    )
    np.testing.assert_array_equal(of_many.terms[1].vector, of_few.terms[1].vector)


def test_pdv_averages_the_directions_of_several_references(encoder: Encoder) -> None:
    setting = Setting(encoder, 2)
    first, second = setting.composition.references
    kinds = ("dress", "green shirt")
    setting.composition = Composition(
        tuple(
            Reference(one.vector, attributes={"kind": kind})
            for one, kind in zip((first, second), kinds, strict=True)
        ),
        setting.said,
    )
    prompts = [f"a photo of a product: {kind}" for kind in kinds]
    before = mean([setting.say(one) for one in prompts])
    after = mean([setting.say(f"{one}, {setting.said}") for one in prompts])
    step = mix((1, after), (-1, before))
    query = mix((0.5, unit(mix((1, setting.image), (1, step)))), (0.5, unit(after)))
    setting.check(setting.cosines(query), "pdv")


@pytest.mark.parametrize("argument", ["text_scale", "image_scale"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_pdv_refuses_a_scale_that_is_not_finite(argument: str, value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        make_method("pdv", **{argument: value})


def centred(setting: Setting, centre: str) -> tuple[Plain, Plain, Plain]:
    """Return image and text vectors and the gallery's origin with a modality centred."""
    image, text, origin = setting.image, setting.text, [0.0] * DIM
    if centre in ("image", "both"):
        origin = mean(setting.gallery)
        image = unit(mix((1, image), (-1, origin)))
    if centre in ("text", "both"):
        middle = mean([setting.say(one) for one in SAYINGS])
        text = unit(mix((1, text), (-1, middle)))
    return image, text, origin


CENTRES = ["none", "image", "text", "both"]


@pytest.mark.parametrize("centre", CENTRES)
def test_centred_weighted_sum(centre: str, setting: Setting) -> None:
    image, text, _ = centred(setting, centre)
    query = mix((0.2, image), (0.8, text))
    setting.check(setting.cosines(query), "weighted_sum", centre=centre)


@pytest.mark.parametrize("centre", CENTRES)
def test_centred_slerp_measures_its_angle_before_the_image_is_centred(
    centre: str, setting: Setting
) -> None:
    image, text, _ = centred(setting, centre)
    angle = math.acos(dot(setting.image, text))
    query = mix((math.sin(0.2 * angle), image), (math.sin(0.8 * angle), text))
    setting.check(setting.cosines(query), "slerp", weight=0.8, centre=centre)


@pytest.mark.parametrize("centre", CENTRES)
def test_centred_sum(centre: str, setting: Setting) -> None:
    image, text, _ = centred(setting, centre)
    looks, fits = z(setting.cosines(image)), z(setting.cosines(text))
    truth = [0.7 * a + 0.3 * b for a, b in zip(looks, fits, strict=True)]
    setting.check(truth, "sum", weight=0.3, centre=centre)


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize(("name", "at"), [("image_only", 0), ("text_only", 1)])
def test_centred_single_modality(name: str, at: int, centre: str, setting: Setting) -> None:
    parts = centred(setting, centre)
    rows = [mix((1, row), (-1, parts[2])) for row in setting.gallery]
    truth = [dot(parts[at], row) for row in rows]
    method = make_method(name, centre=centre).load(setting.encoder)
    ranked = rank(method.compose([setting.composition])[0], ExactIndex(setting.matrix), ROWS)
    assert ranked.rows.tolist() == sorted(range(ROWS), key=lambda row: -truth[row])
    np.testing.assert_allclose(ranked.scores, np.array(truth)[ranked.rows], atol=1e-5)


@pytest.mark.parametrize("centre", ["none", "text"])
def test_centred_product(centre: str, setting: Setting) -> None:
    image, text, _ = centred(setting, centre)
    pairs = zip(setting.cosines(image), setting.cosines(text), strict=True)
    truth = [math.log(max(a, 1e-3) * max(b, 1e-3)) for a, b in pairs]
    distinct = [one for one in truth if one > 2 * math.log(1e-3)]
    assert len(distinct) > ROWS / 2
    (query,) = (
        make_method("product", centre=centre).load(setting.encoder).compose([setting.composition])
    )
    found = rank(query, ExactIndex(setting.matrix), len(distinct)).rows.tolist()
    assert found == sorted(range(ROWS), key=lambda row: -truth[row])[: len(distinct)]


def test_product_centred_by_the_gallery_wants_both_above_average(setting: Setting) -> None:
    image, text, origin = centred(setting, "both")
    rows = [mix((1, row), (-1, origin)) for row in setting.gallery]
    pairs = [(dot(image, row), dot(text, row)) for row in rows]
    both = [row for row, (a, b) in enumerate(pairs) if a > 1e-3 and b > 1e-3]
    best = sorted(both, key=lambda row: -pairs[row][0] * pairs[row][1])
    assert 5 < len(best) < ROWS
    (query,) = (
        make_method("product", centre="both").load(setting.encoder).compose([setting.composition])
    )
    assert rank(query, ExactIndex(setting.matrix), 5).rows.tolist() == best[:5]


@pytest.mark.parametrize("centre", CENTRES)
def test_centred_weicom(centre: str, setting: Setting) -> None:
    image, text, _ = centred(setting, centre)
    pairs = zip(phi(setting.cosines(image)), phi(setting.cosines(text)), strict=True)
    setting.check([(a + b) / 2 for a, b in pairs], "weicom", centre=centre)


def test_text_centring_of_pdv_moves_the_prompt_and_not_the_direction(setting: Setting) -> None:
    middle = mean([setting.say(one) for one in SAYINGS])
    query = pdv(setting, "a photo of a product", 1.0, 1.0, 0.5, middle)
    setting.check(setting.cosines(query), "pdv", centre="text")


def test_a_centred_photo_alone_is_compared_with_a_centred_gallery(encoder: Encoder) -> None:
    setting = Setting(encoder)
    image, _, origin = centred(setting, "image")
    (query,) = (
        make_method("weighted_sum", centre="image")
        .load(encoder)
        .compose([Composition(setting.composition.references)])
    )
    ranked = rank(query, ExactIndex(setting.matrix), ROWS)
    truth = [dot(image, mix((1, row), (-1, origin))) for row in setting.gallery]
    np.testing.assert_allclose(ranked.scores, sorted(truth, reverse=True), atol=1e-5)


@pytest.mark.parametrize("name", ["pdv", "product", "slerp", "weicom", "weighted_sum"])
@pytest.mark.parametrize("centre", ["", "images", None, True])
def test_an_unknown_centre_is_refused(name: str, centre: object) -> None:
    with pytest.raises(ValueError, match="centre must be one of"):
        make_method(name, centre=centre)


def test_the_sentences_of_the_text_mean_are_many_and_distinct() -> None:
    assert len(SAYINGS) == len(set(SAYINGS)) >= 32
    assert all(one == one.strip() and one for one in SAYINGS)


@pytest.mark.parametrize("name", ["product", "weicom"])
def test_a_flat_gallery_is_answered_in_its_own_order(name: str, encoder: Encoder) -> None:
    gallery = np.repeat(encoder.encode_images([solid("red")]), 5, axis=0)
    composition = Composition((Reference(gallery[0]),), "in blue")
    (query,) = make_method(name).load(encoder).compose([composition])
    ranked = rank(query, ExactIndex(gallery), 5)
    assert ranked.rows.tolist() == list(range(5))
    assert np.ptp(ranked.scores) == 0.0
