from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fakes import COLOURS, ColourEncoder, solid
from pointsay.encoders import Encoder, TokenSpace, list_encoders, load_encoder
from pointsay.encoders.mini import MiniEncoder
from pointsay.errors import UnknownEncoder, WeightsCorrupt

TEXTS = [
    "a red dress",
    "",
    "navy jacket, without the zip; " * 30,
    "鞋 👟 é",
    "$",
    "\0 and \u202e",
    "a",
]


@pytest.fixture(scope="module")
def encoder(mini: Encoder) -> MiniEncoder:
    assert isinstance(mini, MiniEncoder)
    return mini


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    noise = np.random.default_rng(0).integers(0, 256, (90, 60, 3), dtype=np.uint8)
    return [
        *(solid(name, (40, 60)) for name in sorted(COLOURS)),
        Image.fromarray(noise),
        solid("red", (8, 160)),
        solid("red", (160, 8)),
    ]


def test_it_is_what_it_says(encoder: MiniEncoder) -> None:
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, TokenSpace)
    assert encoder.info.preprocessing["kind"] == "letterbox"
    assert len(encoder.info.weights) == 64
    assert encoder.info.name.startswith("pointsay-mini")
    assert encoder.info.describe().endswith(f"weights {encoder.info.weights[:12]})")


def test_rows_are_unit_float32(encoder: MiniEncoder, pictures: list[Image.Image]) -> None:
    for rows, count in (
        (encoder.encode_images(pictures), len(pictures)),
        (encoder.encode_texts(TEXTS), len(TEXTS)),
    ):
        assert rows.shape == (count, encoder.info.dim)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_nothing_in_nothing_out(encoder: MiniEncoder) -> None:
    assert encoder.encode_images([]).shape == (0, encoder.info.dim)
    assert encoder.encode_texts([]).shape == (0, encoder.info.dim)
    assert encoder.encode_texts([]).dtype == np.float32
    batch = encoder.embed_tokens([], "$")
    assert batch.embeddings.shape[0] == 0
    assert batch.embeddings.shape[2] == encoder.token_dim
    assert list(batch.place) == []
    assert encoder.encode_token_embeddings(batch).shape == (0, encoder.info.dim)


def test_a_batch_is_its_singles(encoder: MiniEncoder, pictures: list[Image.Image]) -> None:
    texts = [*TEXTS, *(f"hat {number}" for number in range(30))]  # more than one inner batch
    images = [encoder.encode_images([one])[0] for one in pictures]
    np.testing.assert_allclose(encoder.encode_images(pictures), images, atol=1e-5)
    said = [encoder.encode_texts([one])[0] for one in texts]
    np.testing.assert_allclose(encoder.encode_texts(texts), said, atol=1e-5)


def test_the_same_twice_and_from_many_threads(
    encoder: MiniEncoder, pictures: list[Image.Image]
) -> None:
    images, texts = encoder.encode_images(pictures[:4]), encoder.encode_texts(TEXTS)
    np.testing.assert_array_equal(encoder.encode_images(pictures[:4]), images)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: encoder.encode_texts(TEXTS), range(4)):
            np.testing.assert_array_equal(rows, texts)
        for rows in pool.map(lambda _: encoder.encode_images(pictures[:4]), range(2)):
            np.testing.assert_array_equal(rows, images)


def test_different_pictures_and_texts_have_different_vectors(encoder: MiniEncoder) -> None:
    images = encoder.encode_images([solid("red", (48, 64)), solid("navy", (48, 64))])
    texts = encoder.encode_texts(["a red dress", "a navy suitcase"])
    assert float(images[0] @ images[1]) < 0.999
    assert float(texts[0] @ texts[1]) < 0.999


def test_text_beyond_the_limit_is_not_read(encoder: MiniEncoder) -> None:
    start = "red " * (encoder.info.max_tokens * 2)
    batch = encoder.embed_tokens([start])
    assert batch.embeddings.shape[1] == encoder.info.max_tokens
    np.testing.assert_allclose(
        encoder.encode_texts([start + "navy jacket"]), encoder.encode_texts([start]), atol=1e-6
    )
    within = "red " * 10
    assert not np.allclose(
        encoder.encode_texts([within + "navy jacket"]), encoder.encode_texts([within]), atol=1e-3
    )


def test_half_a_character_is_read_as_some_character(encoder: MiniEncoder) -> None:
    rows = encoder.encode_texts(["\ud800 red", "red"])
    assert np.isfinite(rows).all()


def test_through_token_embeddings_it_is_the_same_text(encoder: MiniEncoder) -> None:
    batch = encoder.embed_tokens(TEXTS)
    count, tokens = batch.ids.shape
    assert batch.embeddings.shape == (count, tokens, encoder.token_dim)
    assert batch.embeddings.dtype == np.float32
    assert batch.mask.shape == (count, tokens)
    assert set(np.unique(batch.mask)) <= {0.0, 1.0}
    assert list(batch.place) == [None] * count
    np.testing.assert_allclose(
        encoder.encode_token_embeddings(batch), encoder.encode_texts(TEXTS), atol=1e-5
    )


@pytest.mark.parametrize(
    "text",
    [
        "a photo of $ in red",
        "$ $ $",
        "a photo of $ that costs 5 $",
        "é 鞋 $ naïve",
        "$",
        "a photo of $, but smaller",
    ],
)
def test_the_first_placeholder_is_found_by_position(encoder: MiniEncoder, text: str) -> None:
    batch = encoder.embed_tokens(["unrelated and much longer than the other one", text], "$")
    assert batch.place[0] is None
    place = batch.place[1]
    assert place is not None
    first, past = place
    dollar = encoder.embed_tokens(["$"]).ids[0, 1]
    assert past == first + 1
    assert batch.ids[1, first] == dollar
    before = encoder.embed_tokens([text[: text.index("$")]])
    assert first == before.ids.shape[1] - 1  # all before it, without the closing token


def test_a_placeholder_of_several_tokens_is_one_span(encoder: MiniEncoder) -> None:
    word = "pseudoword xyz"
    batch = encoder.embed_tokens([f"a photo of {word} in red"], word)
    place = batch.place[0]
    assert place is not None
    whole = encoder.embed_tokens([word]).ids[0, 1:-1]
    np.testing.assert_array_equal(batch.ids[0, place[0] : place[1]], whole)


@pytest.mark.parametrize("text", ["no such sign", "", "red " * 200 + "$"])
def test_a_placeholder_that_is_not_there_or_cut_away_is_none(
    encoder: MiniEncoder, text: str
) -> None:
    assert encoder.embed_tokens([text], "$").place[0] is None


def test_an_injected_word_changes_the_text_and_only_its_own(encoder: MiniEncoder) -> None:
    texts = ["a photo of $ in red", "a photo of a hat"]
    batch = encoder.embed_tokens(texts, "$")
    place = batch.place[0]
    assert place is not None
    before = encoder.encode_token_embeddings(batch)
    batch.embeddings[0, place[0] : place[1]] = batch.embeddings[1, 4]
    after = encoder.encode_token_embeddings(batch)
    assert float(before[0] @ after[0]) < 0.9999
    np.testing.assert_allclose(before[1], after[1], atol=1e-5)


def test_one_load_a_process_and_unknown_names_are_refused(encoder: MiniEncoder) -> None:
    assert load_encoder("mini") is load_encoder("mini")
    assert load_encoder("mini").info == encoder.info
    assert "mini" in list_encoders() == sorted(list_encoders())
    with pytest.raises(UnknownEncoder, match="'clip'") as caught:
        load_encoder("clip")
    assert "mini" in caught.value.hint


@pytest.fixture
def copy(tmp_path: Path, encoder: MiniEncoder) -> Path:
    """The weights' folder; files are hard links until a test rewrites one."""
    shutil.copytree(encoder.folder, tmp_path / "weights", copy_function=os.link)
    return tmp_path / "weights"


def rewrite(file: Path, data: bytes) -> None:
    file.unlink()  # a link: never write through it
    file.write_bytes(data)


def files_of(folder: Path) -> list[str]:
    return sorted(json.loads((folder / "mini.json").read_text())["files"])


def test_every_file_that_is_read_is_checked(encoder: MiniEncoder) -> None:
    assert files_of(encoder.folder) == [
        "image.onnx",
        "text.digits.onnx",
        "text.onnx",
        "tokenizer.json",
        "tokens.safetensors",
    ]


def test_it_is_small_enough_to_ship(encoder: MiniEncoder) -> None:
    assert sum(one.stat().st_size for one in encoder.folder.iterdir()) < 32_000_000


@pytest.mark.parametrize(
    "name",
    ["image.onnx", "text.digits.onnx", "text.onnx", "tokenizer.json", "tokens.safetensors"],
)
def test_a_flipped_byte_is_found_and_the_file_named(name: str, copy: Path) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    rewrite(copy / name, bytes(data))
    with pytest.raises(WeightsCorrupt, match=f"{name} of mini does not match") as caught:
        MiniEncoder(copy)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["image.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(name: str, copy: Path) -> None:
    (copy / name).unlink()
    with pytest.raises(WeightsCorrupt, match=f"{name} of mini is missing"):
        MiniEncoder(copy)


def test_digits_give_the_vectors_of_unfolded_weights(encoder: MiniEncoder, copy: Path) -> None:
    card = json.loads((copy / "mini.json").read_text())
    del card["files"]["text.digits.onnx"]
    rewrite(copy / "mini.json", json.dumps(card).encode())
    unfolded = MiniEncoder(copy)  # what the card does not list is not opened
    assert unfolded.info == encoder.info
    cosines = (unfolded.encode_texts(TEXTS) * encoder.encode_texts(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.99999


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsCorrupt):
        MiniEncoder(tmp_path / "nowhere")


def test_another_format_is_refused_with_advice(copy: Path) -> None:
    card = json.loads((copy / "mini.json").read_text())
    rewrite(copy / "mini.json", json.dumps({**card, "format": 2}).encode())
    with pytest.raises(WeightsCorrupt, match="format 2, this release reads 1") as caught:
        MiniEncoder(copy)
    assert caught.value.hint


@pytest.mark.parametrize(
    "change",
    [
        lambda card: b"",
        lambda card: b"\xff",
        lambda card: b"[]",
        lambda card: b'"mini"',
        lambda card: json.dumps({"format": card["format"]}).encode(),
        lambda card: json.dumps({**card, "files": None}).encode(),
        lambda card: json.dumps({**card, "files": {}}).encode(),
        lambda card: json.dumps({**card, "preprocessing": {"height": 3}}).encode(),
        lambda card: json.dumps({**card, "preprocessing": None}).encode(),
    ],
)
def test_a_damaged_card_is_refused(change: Callable[[dict[str, Any]], bytes], copy: Path) -> None:
    rewrite(copy / "mini.json", change(json.loads((copy / "mini.json").read_text())))
    with pytest.raises(WeightsCorrupt) as caught:
        MiniEncoder(copy)
    assert caught.value.hint


def test_other_weights_and_other_preprocessing_are_not_comparable(encoder: MiniEncoder) -> None:
    info = ColourEncoder().info
    assert info.comparable(ColourEncoder().info)
    assert not info.comparable(ColourEncoder(weights="f" * 64).info)
    assert not info.comparable(ColourEncoder(name="other").info)
    assert not info.comparable(encoder.info)
    assert encoder.info.comparable(load_encoder("mini").info)
