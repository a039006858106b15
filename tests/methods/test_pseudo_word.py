"""Pseudo-words against a plain reading of the papers, on a tiny encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fake_tokens import TokenEncoder
from fakes import ColourEncoder, solid
from pointsay.encoders import Encoder
from pointsay.errors import UnsupportedEncoder
from pointsay.methods import Learned, make_method
from pointsay.methods.check import adopt_random
from pointsay.methods.phi import im2text, phi
from pointsay.types import Composition, Reference

ENCODER = TokenEncoder()
METHODS = ["lincir", "pic2word", "searle"]
PROMPTS = {
    "lincir": "a photo of $ that {}",
    "searle": "a photo of $ that {}",
    "pic2word": "a photo of $ , {}",
}


def loaded(name: str, encoder: Encoder = ENCODER, **arguments: Any) -> Learned:
    method = make_method(name, **arguments)
    assert isinstance(method, Learned)
    adopt_random(method, encoder, seed=2)
    return method.load(encoder)


def pointed(seed: int = 0, image: Image.Image | None = None) -> Reference:
    vector = np.random.default_rng(seed).normal(size=12).astype(np.float32)
    if image is not None:
        vector = ENCODER.encode_images([image])[0]
    return Reference(vector / np.linalg.norm(vector), image)


def word(method: Learned, row: Any) -> Any:
    network = im2text if method.name == "pic2word" else phi
    return network(method.tensors, np.asarray(row, dtype=np.float32)[None])[0]


def read(tokens: Sequence[Any], encoder: TokenEncoder = ENCODER) -> Any:
    """Run the fake's text tower over embeddings of whole words, one by one."""
    table = [encoder.embed_tokens([""]).embeddings[0, 0]]
    table += [
        encoder.embed_tokens([one]).embeddings[0, 1] if isinstance(one, str) else one
        for one in tokens
    ]
    table.append(encoder.embed_tokens([""]).embeddings[0, 1])
    pooled = sum(weight * one for weight, one in zip(encoder.positions, table)) / len(table)  # noqa: B905
    vector = pooled @ encoder.say
    return vector / np.linalg.norm(vector)


def only(method: Learned, *compositions: Composition) -> Any:
    (query,) = method.compose(compositions)
    (term,) = query.terms
    assert (term.weight, term.modality, query.fusion, query.centred) == (
        1.0,
        "text",
        "cosine",
        False,
    )
    return term.vector


@pytest.mark.parametrize("name", METHODS)
def test_the_word_takes_the_place_of_the_sign(name: str) -> None:
    method, reference = loaded(name), pointed()
    comma = [","] if name == "pic2word" else ["that"]
    expected = read(["a", "photo", "of", word(method, reference.vector), *comma, "is", "blue"])
    found = only(method, Composition((reference,), " is blue "))
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("name", METHODS)
def test_what_a_shopper_types_is_never_a_word_of_the_method(name: str) -> None:
    method, reference = loaded(name), pointed()
    link = "," if name == "pic2word" else "that"
    said = ["costs", "$", "5", "or", "*", "or", "{", "modification", "}", "[", "$", "]"]
    found = only(method, Composition((reference,), "costs $5 or * or {modification} [$]"))
    expected = read(["a", "photo", "of", word(method, reference.vector), link, *said])
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("name", METHODS)
def test_a_missing_part(name: str) -> None:
    method, reference = loaded(name), pointed()
    alone = read(["a", "photo", "of", word(method, reference.vector)])
    np.testing.assert_allclose(only(method, Composition((reference,), " ")), alone, atol=1e-5)
    said = only(method, Composition((), "for $5"))
    np.testing.assert_allclose(said, ENCODER.encode_texts(["for $5"])[0], atol=1e-6)


def test_several_references_are_the_mean_of_their_words() -> None:
    method, some = loaded("lincir"), [pointed(seed) for seed in range(3)]
    mean = np.mean([word(method, one.vector) for one in some], axis=0)
    expected = read(["a", "photo", "of", mean, "that", "is", "red"])
    found = only(method, Composition(tuple(some), "is red"))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_strength_multiplies_the_word_and_the_prompt_is_free() -> None:
    method = loaded("lincir", strength=2.5, prompt="this $ but {modification} please")
    reference = pointed()
    strong = 2.5 * word(method, reference.vector)
    found = only(method, Composition((reference,), "red"))
    np.testing.assert_allclose(found, read(["this", strong, "but", "red", "please"]), atol=1e-5)
    bare = only(method, Composition((reference,)))
    np.testing.assert_allclose(bare, read(["this", strong]), atol=1e-5)


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "a photo of $",
        "{modification}",
        "$ $ {modification}",
        "{modification} of $",
        "$ {} {}",
        3,
    ],
)
def test_a_prompt_without_its_form_is_refused(prompt: Any) -> None:
    with pytest.raises(ValueError, match=r"\$"):
        make_method("lincir", prompt=prompt)


@pytest.mark.parametrize(
    "arguments", [{"strength": np.inf}, {"space": "joint"}, {"norm": 0.0}, {"norm": np.nan}]
)
def test_a_setting_that_is_none_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(arguments))):
        make_method("searle", **arguments)


def test_a_long_modification_loses_its_end_and_never_the_word() -> None:
    method, reference = loaded("searle"), pointed()
    long = " ".join(["red"] * 100)
    room = ENCODER.info.max_tokens - 2 - 5
    cut = read(["a", "photo", "of", word(method, reference.vector), "that", *["red"] * room])
    np.testing.assert_allclose(only(method, Composition((reference,), long)), cut, atol=1e-5)


def test_an_encoder_that_does_not_read_as_far_as_the_word_is_told() -> None:
    short = TokenEncoder(max_tokens=5)
    with pytest.raises(UnsupportedEncoder, match="as far as the pseudo-word") as caught:
        loaded("lincir", short).compose([Composition((pointed(),), "red")])
    assert "prompt" in caught.value.hint


def test_an_encoder_without_token_space_is_refused() -> None:
    method = make_method("lincir")
    assert not method.ready(ColourEncoder())
    with pytest.raises(UnsupportedEncoder, match="colour-fake takes no token embeddings"):
        method.load(ColourEncoder())


@pytest.mark.parametrize("name", METHODS)
def test_raw_vectors_are_the_towers_own_where_the_picture_is_at_hand(name: str) -> None:
    method = loaded(name, space="raw", norm=4.0)
    photo = pointed(image=solid("red"))
    raw = ENCODER.project_images([solid("red")])[0]
    assert abs(np.linalg.norm(raw) - 4.0) > 0.5
    alone = ["a", "photo", "of"]
    found = only(method, Composition((photo,)))
    np.testing.assert_allclose(found, read([*alone, word(method, raw)]), atol=1e-5)
    kept = Reference(photo.vector)
    found = only(method, Composition((kept,)))
    np.testing.assert_allclose(found, read([*alone, word(method, 4.0 * kept.vector)]), atol=1e-5)
    both = (word(method, raw) + word(method, 4.0 * kept.vector)) / 2
    found = only(method, Composition((kept, photo)))
    np.testing.assert_allclose(found, read([*alone, both]), atol=1e-5)


def test_unit_vectors_are_read_even_where_the_picture_is_at_hand() -> None:
    method, photo = loaded("lincir"), pointed(image=solid("red"))
    kept = Reference(photo.vector)
    np.testing.assert_array_equal(
        only(method, Composition((photo,), "red")), only(method, Composition((kept,), "red"))
    )


def test_a_batch_longer_than_one_pass_equals_its_singles() -> None:
    method = loaded("pic2word")
    batch = [Composition((pointed(at),), "red " * (at % 5)) for at in range(70)]
    batch += [Composition((), "blue"), Composition((pointed(1), pointed(2)), "red")]
    for query, one in zip(method.compose(batch), batch, strict=True):
        np.testing.assert_allclose(query.terms[0].vector, only(method, one), atol=1e-5)


def test_with_mini_a_word_of_the_table_reads_as_that_word(mini: Any) -> None:
    """A mapping that always gives the embedding of "dress" composes what "dress" says."""
    method = make_method("lincir")
    assert isinstance(method, Learned)
    adopt_random(method, mini)
    batch = mini.embed_tokens(["dress"], "dress")
    assert batch.place[0] == (1, 2)
    tensors = dict(method.tensors)
    tensors["layers.6.weight"] = np.zeros_like(tensors["layers.6.weight"])
    tensors["layers.6.bias"] = batch.embeddings[0, 1]
    method.adopt(tensors).load(mini)
    reference = Reference(np.eye(mini.info.dim, dtype=np.float32)[0])
    found = only(method, Composition((reference,), "is red, under $50"))
    said = mini.encode_texts(["a photo of dress that is red, under $50"])[0]
    np.testing.assert_allclose(found, said, atol=1e-4)
