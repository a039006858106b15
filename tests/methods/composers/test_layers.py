"""Composers against plain implementations of what their papers and published code say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import ColourEncoder
from pointsay.errors import MethodWeightsUnfit, ReferenceNeeded
from pointsay.methods import check_method, make_method
from pointsay.methods.check import adopt_random
from pointsay.methods.composers.composer import Composer
from pointsay.methods.layout import count_parameters, random_tensors
from pointsay.types import Composition, Reference

DIM, HEADS, HEAD, POOL_HEAD, HIDDEN = 12, 3, 4, 5, 7
CLIP = {"base": 149_620_737, "large": 427_616_513}  # OpenAI's B/16 and L/14, towers and scale

Row = NDArray[np.float64]
Named = dict[str, NDArray[np.float32]]


def composer(name: str, widths: dict[str, int], **arguments: object) -> tuple[Composer, Named]:
    method = make_method(name, **arguments)
    assert isinstance(method, Composer)
    return method, random_tensors(method.layout, widths, seed=4)


def pair(seed: int = 0) -> tuple[Row, Row]:
    image, text = np.random.default_rng(seed).normal(size=(2, DIM))
    return image, text


def joined(method: Composer, weights: Named, image: Row, text: Row) -> Row:
    row = method.join(weights, np.float32(image[None]), np.float32(text[None]))
    return np.asarray(row[0], np.float64)


def normed(weights: Named, name: str, row: Row) -> Row:
    centred = row - row.mean()
    return (
        centred / math.sqrt(row.var() + 1e-6) * (1 + weights[f"{name}.scale"])
        + weights[f"{name}.bias"]
    )


def attended(weights: Named, name: str, asking: list[Row], seen: list[Row]) -> list[Row]:
    """One token, one head, one sum at a time."""
    answers = []
    for token in asking:
        answer = np.array(weights[f"{name}.post.b"], np.float64)
        for head in range(HEADS):

            def project(part: str, row: Row, head: int = head) -> Row:
                weight, bias = weights[f"{name}.{part}.w"], weights[f"{name}.{part}.b"]
                return row @ weight[:, head].astype(np.float64) + bias[head]

            query = project("query", token) / math.sqrt(weights[f"{name}.query.w"].shape[2])
            learned = weights.get(f"{name}.per_dim_scale.per_dim_scale")
            if learned is not None:
                query = query * 1.442695041 * np.log(1.0 + np.exp(learned.astype(np.float64)))
            logits = [50.0 * math.tanh(float(query @ project("key", one)) / 50.0) for one in seen]
            powers = [math.exp(one) for one in logits]
            read = sum(
                (power / sum(powers)) * project("value", one)
                for power, one in zip(powers, seen, strict=True)
            )
            answer = answer + weights[f"{name}.post.w"][:, head].astype(np.float64) @ read
        answers.append(answer)
    return answers


def magiclens(weights: Named, image: Row, text: Row, layers: int) -> Row:
    tokens = [image, text]
    for at in range(layers):
        name = f"multimodal_encoder.x_layers_{at}"
        calm = [normed(weights, f"{name}.layer_norm", one) for one in tokens]
        seen = attended(weights, f"{name}.self_attention", calm, calm)
        tokens = [one + add for one, add in zip(tokens, seen, strict=True)]
        fed = []
        for one in tokens:
            inner = normed(weights, f"{name}.ff_layer.layer_norm", one)
            first, second = (f"{name}.ff_layer.ffn_layer{number}" for number in (1, 2))
            inner = inner @ weights[f"{first}.linear.w"] + weights[f"{first}.bias.b"]
            inner = np.where(inner > 0, inner, 0)
            fed.append(inner @ weights[f"{second}.linear.w"] + weights[f"{second}.bias.b"])
        tokens = [one + add for one, add in zip(tokens, fed, strict=True)]
    pooler = "contrastive_multimodal_pooler"
    asking = [weights[f"{pooler}.pooling_attn_query"][0].astype(np.float64)]
    (pooled,) = attended(weights, f"{pooler}.pool_attn", asking, tokens)
    return normed(weights, f"{pooler}.pool_attn_ln", pooled)


LENS = {"dim": DIM, "heads": HEADS, "head": HEAD, "pool_head": POOL_HEAD, "hidden": HIDDEN}


@pytest.mark.parametrize("loud", [1.0, 40.0], ids=["plain", "capped"])
def test_magiclens_computes_what_its_code_says(loud: float) -> None:
    method, weights = composer("magiclens", LENS, layers=2)
    for name in weights:
        if ".query." in name:
            weights[name] = weights[name] * loud  # long queries meet the cap
    image, text = pair()
    expected = magiclens(weights, image, text, layers=2)
    found = joined(method, weights, image, text)
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=2e-5)


def test_the_cap_the_pooler_scale_and_the_norm_offset_each_matter() -> None:
    method, weights = composer("magiclens", LENS, layers=1)
    image, text = pair()
    plain = joined(method, weights, image, text)
    scale = "contrastive_multimodal_pooler.pool_attn.per_dim_scale.per_dim_scale"
    offset = "multimodal_encoder.x_layers_0.layer_norm.scale"
    for name, value in ((scale, 3.0), (offset, -1.0)):
        changed = joined(method, {**weights, name: weights[name] * 0 + value}, image, text)
        assert np.abs(changed - plain).max() > 1e-3
    huge = {name: value * 1e4 if ".query.w" in name else value for name, value in weights.items()}
    assert np.isfinite(joined(method, huge, image, text)).all()  # uncapped it would overflow


@pytest.mark.parametrize(
    ("size", "widths", "millions"),
    [
        ("base", {"dim": 512, "heads": 8, "head": 64, "pool_head": 256, "hidden": 2048}, 166),
        ("large", {"dim": 768, "heads": 16, "head": 48, "pool_head": 192, "hidden": 3072}, 465),
    ],
)
def test_magiclens_has_as_many_parameters_as_published(
    size: str, widths: dict[str, int], millions: int
) -> None:
    method, _ = composer("magiclens", LENS)
    dim, hidden = widths["dim"], widths["hidden"]
    heads = widths["heads"]
    layer = 4 * (dim * dim + dim) + 2 * dim * hidden + hidden + dim + 4 * dim
    pooler = 4 * dim * 4 * dim + 3 * 4 * dim + dim + 4 * dim // heads + 2 * dim + dim
    assert count_parameters(method.layout, widths) == 4 * layer + pooler
    assert (CLIP[size] + 4 * layer + pooler) // 1_000_000 == millions


def test_tirg_as_published_and_as_printed() -> None:
    image, text = pair()
    both = np.concatenate([image, text])

    def sigmoid(row: Row) -> Row:
        return 1.0 / (1.0 + np.exp(-row))

    method, w = composer("tirg", {"dim": DIM})

    def linear(name: str, row: Row) -> Row:
        return np.asarray(w[f"{name}.weight"].astype(np.float64) @ row + w[f"{name}.bias"])

    def calm(name: str) -> Row:
        centred = (both - w[f"{name}.running_mean"]) / np.sqrt(w[f"{name}.running_var"] + 1e-5)
        return np.maximum(centred * w[f"{name}.weight"] + w[f"{name}.bias"], 0.0)

    gate = linear("gated_feature_composer.3", calm("gated_feature_composer.1"))
    inner = np.maximum(linear("res_info_composer.3", calm("res_info_composer.1")), 0.0)
    expected = sigmoid(gate) * image * w["a"][0] + linear("res_info_composer.5", inner) * w["a"][1]
    np.testing.assert_allclose(
        joined(method, w, image, text), expected / np.linalg.norm(expected), atol=1e-5
    )

    method, w = composer("tirg", {"dim": DIM}, form="printed")
    expected = w["w"] * sigmoid(w["image.weight"] @ image + w["text.weight"] @ text)
    expected = expected + w["res.weight"] @ image
    np.testing.assert_allclose(
        joined(method, w, image, text), expected / np.linalg.norm(expected), atol=1e-5
    )
    assert count_parameters(method.layout, {"dim": DIM}) == 3 * DIM * DIM + 1


def test_clip4cir_as_published() -> None:
    method, w = composer("clip4cir", {"dim": DIM, "projection": 8, "hidden": 9})
    image, text = pair()

    def linear(name: str, row: Row) -> Row:
        return np.asarray(w[f"{name}.weight"].astype(np.float64) @ row + w[f"{name}.bias"])

    said = np.maximum(linear("text_projection_layer", text), 0.0)
    seen = np.maximum(linear("image_projection_layer", image), 0.0)
    both = np.concatenate([said, seen])
    weighing = linear("dynamic_scalar.3", np.maximum(linear("dynamic_scalar.0", both), 0.0))
    share = 1.0 / (1.0 + np.exp(-weighing))
    made = linear("output_layer", np.maximum(linear("combiner_layer", both), 0.0))
    expected = made + share * text + (1.0 - share) * image
    np.testing.assert_allclose(
        joined(method, w, image, text), expected / np.linalg.norm(expected), atol=1e-5
    )
    dim, p, h = 640, 2560, 5120  # the published combiner, of RN50x4
    expected_count = 2 * (dim * p + p) + 2 * (2 * p * h + h) + h * dim + dim + h + 1
    widths = {"dim": dim, "projection": p, "hidden": h}
    assert count_parameters(method.layout, widths) == expected_count


def test_bge_vl_is_the_plain_sum() -> None:
    method, _ = composer("bge_vl", {})
    image, text = pair()
    expected = (image + text) / np.linalg.norm(image + text)
    np.testing.assert_allclose(joined(method, {}, image, text), expected, atol=1e-6)
    assert method.fingerprint(ColourEncoder()) == ""


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("magiclens", {"layers": 1, "space": "raw"}),
        ("tirg", {"form": "printed"}),
        ("clip4cir", {"space": "raw", "norm": 3.0}),
        ("bge_vl", {"space": "raw"}),
    ],
)
def test_every_form_conforms(name: str, arguments: dict[str, object]) -> None:
    check_method(make_method(name, **arguments), ColourEncoder())


def test_magiclens_reads_a_gallery_with_the_empty_text() -> None:
    encoder = ColourEncoder()
    method = make_method("magiclens", layers=1)
    assert isinstance(method, Composer)
    adopt_random(method, encoder)
    method.load(encoder)
    shown = np.eye(encoder.info.dim, dtype=np.float32)[:2]
    silent = method.join(method.tensors, shown, np.repeat(encoder.encode_texts([""]), 2, axis=0))
    np.testing.assert_allclose(method.gallery(shown), silent, atol=1e-6)
    (query,) = method.compose([Composition((Reference(shown[0]),), "")])
    np.testing.assert_allclose(query.terms[0].vector, silent[0], atol=1e-6)
    with pytest.raises(ReferenceNeeded):
        method.compose([Composition((), "a red dress")])


def test_wrong_arguments_and_weights_are_refused() -> None:
    for name, wrong in (
        ("magiclens", {"layers": 0}),
        ("tirg", {"form": "other"}),
        ("clip4cir", {"space": "other"}),
        ("clip4cir", {"norm": 0.0}),
    ):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            make_method(name, **wrong)
    method, weights = composer("clip4cir", {"dim": DIM, "projection": 8, "hidden": 9})
    weights["combiner_layer.weight"] = np.zeros((9, 17), np.float32)
    with pytest.raises(MethodWeightsUnfit, match="2 projection"):
        method.adopt(weights)
