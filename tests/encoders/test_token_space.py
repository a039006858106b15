"""The traps of entering a text tower at its token embeddings, one test each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from pointsay.encoders.hub.encoder import TransformersEncoder
from pointsay.encoders.reading import ends

from .tiny import FAMILIES, TEXTS

Hub = Callable[[str], TransformersEncoder]
Folders = Callable[[str], Path]


@pytest.mark.parametrize("family", FAMILIES)
def test_untouched_embeddings_are_the_text(family: str, hub: Hub) -> None:
    encoder = hub(family)
    batch = encoder.embed_tokens(TEXTS, "$")
    assert batch.embeddings.shape == (*batch.ids.shape, encoder.token_dim)
    np.testing.assert_allclose(batch.embeddings, encoder.table[batch.ids])
    np.testing.assert_allclose(
        encoder.encode_token_embeddings(batch), encoder.encode_texts(TEXTS), atol=1e-5
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_in_nothing_out(family: str, hub: Hub) -> None:
    encoder = hub(family)
    batch = encoder.embed_tokens([], "$")
    assert encoder.encode_token_embeddings(batch).shape == (0, encoder.info.dim)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_injected_word_changes_its_own_text_only(family: str, hub: Hub) -> None:
    encoder = hub(family)
    batch = encoder.embed_tokens(["a $ in red", "a hat"], "$")
    assert batch.place[1] is None
    assert batch.place[0] is not None
    first, past = batch.place[0]
    assert past == first + 1
    before = encoder.encode_token_embeddings(batch)
    batch.embeddings[0, first] = np.random.default_rng(0).normal(size=encoder.token_dim)
    after = encoder.encode_token_embeddings(batch)
    assert np.abs(before[0] - after[0]).max() > 1e-3
    np.testing.assert_allclose(before[1], after[1], atol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_word_of_a_token_injected_in_its_place_is_that_text(family: str, hub: Hub) -> None:
    encoder = hub(family)
    batch = encoder.embed_tokens(["a $ in red"], "$")
    other = encoder.embed_tokens(["a x in red"])
    assert batch.place[0] is not None
    first, past = batch.place[0]
    batch.embeddings[0, first:past] = other.embeddings[0, first:past]
    np.testing.assert_allclose(
        encoder.encode_token_embeddings(batch), encoder.encode_texts(["a x in red"]), atol=1e-5
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_only_the_templates_own_place_is_named(family: str, hub: Hub) -> None:
    encoder = hub(family)
    batch = encoder.embed_tokens(["$ for $5", "for $5"], "$")
    opening = 0 if family == "siglip" else 1
    # SEARLE and LinCIR replace every token with the placeholder's id: the price would go too.
    assert batch.place[0] == (opening, opening + 1)
    assert encoder.embed_tokens(["for $5"]).place == [None]
    assert encoder.embed_tokens(["for $5"], "[$]").place == [None]


def test_the_closing_token_is_found_before_injection_and_not_by_arg_max(hub: Hub) -> None:
    encoder = hub("clip")
    batch = encoder.embed_tokens(["a $ in red", "a $"], "$")
    closing = batch.ids.max()
    where = ends(batch.mask)
    assert [batch.ids[row, at] for row, at in enumerate(where)] == [closing, closing]
    assert where.tolist() == (batch.ids == closing).argmax(axis=1).tolist()
    before = encoder.encode_token_embeddings(batch)
    # A placeholder of its own has an id beyond the closing token; nothing may depend on it.
    for row, place in enumerate(batch.place):
        assert place is not None
        batch.ids[row, place[0]] = closing + 1
    np.testing.assert_array_equal(encoder.encode_token_embeddings(batch), before)


@pytest.mark.parametrize(
    ("family", "typed"), [("clip", "<|endoftext|>"), ("siglip", "</s>"), ("chinese", "[SEP]")]
)
def test_what_is_typed_is_never_a_control_token(family: str, typed: str, hub: Hub) -> None:
    encoder = hub(family)
    batch = encoder.embed_tokens([f"a {typed} b"])
    closing = batch.ids[0, ends(batch.mask)[0]]
    real = batch.ids[0, : ends(batch.mask)[0]]
    assert closing not in real


def test_a_typed_closing_token_does_not_end_the_text(hub: Hub) -> None:
    encoder = hub("clip")
    typed = encoder.encode_texts(["red <|endoftext|> dress", "red <|endoftext|> shoes"])
    assert np.abs(typed[0] - typed[1]).max() > 1e-4


def test_what_fills_up_does_not_matter_to_clip(hub: Hub, copied: Folders) -> None:
    folder = copied("clip")
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        file = folder / name
        if file.is_file():
            content = json.loads(file.read_text())
            content["pad_token"] = "!"  # id 0, as OpenAI's own tokenizer fills up
            file.write_text(json.dumps(content))
    zeros = TransformersEncoder(str(folder), device="cpu")
    closing = hub("clip")
    assert zeros.reader.pad_id == 0
    assert closing.reader.pad_id != 0
    assert zeros.embed_tokens(TEXTS).ids[1, -1] == 0
    np.testing.assert_allclose(zeros.encode_texts(TEXTS), closing.encode_texts(TEXTS), atol=1e-5)


@pytest.mark.parametrize("family", ["clip", "chinese"])
def test_what_stands_in_the_filling_does_not_matter(family: str, hub: Hub) -> None:
    encoder = hub(family)
    batch = encoder.embed_tokens(["red", "a much longer sentence"])
    before = encoder.encode_token_embeddings(batch)
    batch.embeddings[0, int(batch.mask[0].sum()) :] = 3.0
    np.testing.assert_allclose(encoder.encode_token_embeddings(batch), before, atol=1e-5)


def test_siglip_reads_its_filling_and_is_always_filled(hub: Hub) -> None:
    encoder = hub("siglip")
    assert encoder.embed_tokens(["a"]).ids.shape == (1, 16)
    batch = encoder.embed_tokens(["a"])
    assert batch.mask[0].tolist() == [1.0] * 2 + [0.0] * 14  # on the right, whatever the files say
    before = encoder.encode_token_embeddings(batch)
    batch.embeddings[0, -1] = 3.0
    assert np.abs(encoder.encode_token_embeddings(batch) - before).max() > 1e-3


def test_attention_is_causal_in_clip_and_not_in_the_others(hub: Hub) -> None:
    import torch

    for family, causal in (("clip", True), ("siglip", False)):
        encoder = hub(family)
        batch = encoder.embed_tokens(["red dress"])
        states = []
        for last in (0.0, 3.0):
            given = torch.from_numpy(batch.embeddings.copy())
            given[0, 5] = last
            tower = encoder.text_tower
            with torch.no_grad():
                if family == "clip":
                    states.append(tower(given, torch.tensor([3])))  # reads to the left of 5
                else:
                    states.append(tower(given))
        assert torch.equal(states[0], states[1]) == causal


@pytest.mark.parametrize("family", FAMILIES)
def test_long_texts_are_cut_and_keep_their_closing_token(family: str, hub: Hub) -> None:
    encoder = hub(family)
    limit = encoder.info.max_tokens
    long = "red " * (2 * limit)
    batch = encoder.embed_tokens([long, "a"])
    assert batch.ids.shape[1] == limit
    closing = batch.ids[1, ends(batch.mask)[1]]
    assert batch.ids[0, -1] == closing
    np.testing.assert_allclose(
        encoder.encode_texts([long + "navy"]), encoder.encode_texts([long]), atol=1e-6
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_placeholder_that_is_cut_away_is_told(family: str, hub: Hub) -> None:
    encoder = hub(family)
    long = "red " * (2 * encoder.info.max_tokens)
    places = encoder.embed_tokens([f"{long} $", f"$ {long}", "no sign"], "$").place
    assert places[0] is None
    assert places[1] is not None
    assert places[2] is None


@pytest.mark.parametrize("family", FAMILIES)
def test_half_a_character_is_read(family: str, hub: Hub) -> None:
    assert np.isfinite(hub(family).encode_texts(["\ud800 red", "👟 é \0"])).all()


def test_a_tokenizer_that_says_left_is_filled_on_the_right(copied: Folders, hub: Hub) -> None:
    folder = copied("clip")
    file = folder / "tokenizer_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "padding_side": "left"}))
    left = TransformersEncoder(str(folder), device="cpu")
    np.testing.assert_allclose(left.encode_texts(TEXTS), hub("clip").encode_texts(TEXTS), atol=1e-5)
