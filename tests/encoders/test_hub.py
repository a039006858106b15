from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pointsay import Catalogue
from pointsay.encoders import Encoder, TokenSpace, load_encoder
from pointsay.errors import (
    EncoderMismatch,
    EncoderOption,
    PointsayError,
    UnknownEncoder,
    UnsafeWeights,
    UnsupportedEncoder,
    WeightsCorrupt,
)

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
load_file = pytest.importorskip("safetensors.torch").load_file

from pointsay.encoders.hub.encoder import TransformersEncoder  # noqa: E402

from .tiny import FAMILIES, TEXTS, pictures  # noqa: E402

if TYPE_CHECKING:
    from numpy.typing import NDArray

Hub = Callable[[str], TransformersEncoder]
Folders = Callable[[str], Path]


def unit(rows: Any) -> NDArray[np.float32]:
    # Version 5 of the library wraps what version 4 returned bare.
    array = getattr(rows, "pooler_output", rows).detach().numpy()
    scaled: NDArray[np.float32] = array / np.linalg.norm(array, axis=1, keepdims=True)
    return scaled


@pytest.mark.parametrize("family", FAMILIES)
def test_vectors_are_those_of_the_library(family: str, hub: Hub, checkpoint: Folders) -> None:
    encoder = hub(family)
    model = transformers.AutoModel.from_pretrained(checkpoint(family)).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint(family))
    tokenizer.padding_side = "right"
    length = (
        {"padding": "max_length", "max_length": 16} if family == "siglip" else {"padding": True}
    )
    with torch.no_grad():
        read = tokenizer(TEXTS, return_tensors="pt", truncation=True, **length)
        if family == "siglip":
            read.pop("attention_mask")
        read.pop("token_type_ids", None)
        texts = unit(model.get_text_features(**read))
        pixels = torch.from_numpy(encoder.preprocessing.batch(pictures()))
        images = unit(model.get_image_features(pixel_values=pixels))
    np.testing.assert_allclose(encoder.encode_texts(TEXTS), texts, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_images(pictures()), images, atol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_it_keeps_the_promises_of_an_encoder(family: str, hub: Hub) -> None:
    encoder = hub(family)
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, TokenSpace)
    dim = encoder.info.dim
    many = TEXTS * 7
    for rows, count in (
        (encoder.encode_texts(many), len(many)),
        (encoder.encode_images(pictures(11)), 11),
        (encoder.encode_texts([]), 0),
        (encoder.encode_images([]), 0),
    ):
        assert rows.shape == (count, dim)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    singles = [encoder.encode_texts([one])[0] for one in TEXTS]
    np.testing.assert_allclose(encoder.encode_texts(TEXTS), singles, atol=1e-5)
    alone = [encoder.encode_images([one])[0] for one in pictures()]
    np.testing.assert_allclose(encoder.encode_images(pictures()), alone, atol=1e-5)
    with ThreadPoolExecutor(3) as pool:
        for rows in pool.map(lambda _: encoder.encode_texts(TEXTS), range(3)):
            np.testing.assert_allclose(rows, encoder.encode_texts(TEXTS), atol=1e-6)


def test_it_is_recorded_by_what_it_is(hub: Hub, checkpoint: Folders) -> None:
    info = hub("clip").info
    assert info.name == "tiny-clip"
    assert len(info.weights) == 64
    assert info.max_tokens == 77
    assert info.preprocessing["kind"] == "crop"
    assert info.revision == ""
    assert hub("siglip").info.preprocessing["kind"] == "squash"
    assert hub("siglip").info.preprocessing["resample"] == "bilinear"
    assert hub("siglip").info.max_tokens == 16
    assert hub("chinese").info.preprocessing["kind"] == "squash"
    assert hub("chinese").info.max_tokens == 52
    assert load_encoder(f"hub:{checkpoint('clip')}").info.comparable(info)


@pytest.mark.parametrize("family", FAMILIES)
def test_its_temperature_is_the_one_it_was_trained_with(
    family: str, hub: Hub, checkpoint: Folders
) -> None:
    weights = load_file(checkpoint(family) / "model.safetensors")
    trained = math.exp(-float(weights["logit_scale"].item()))
    assert hub(family).info.temperature == pytest.approx(trained)


@pytest.mark.parametrize(("family", "other"), [("clip", "gelu"), ("clip-gelu", "quick_gelu")])
def test_the_activation_is_read_from_the_config_and_matters(
    family: str, other: str, hub: Hub, copied: Folders
) -> None:
    right = hub(family)
    folder = copied(family)
    config = json.loads((folder / "config.json").read_text())
    for tower in ("text_config", "vision_config"):
        assert config[tower]["hidden_act"] != other
        config[tower]["hidden_act"] = other
    (folder / "config.json").write_text(json.dumps(config))
    wrong = TransformersEncoder(str(folder), device="cpu")
    for ours, theirs in (
        (right.encode_texts(TEXTS), wrong.encode_texts(TEXTS)),
        (right.encode_images(pictures()), wrong.encode_images(pictures())),
    ):
        assert np.abs(ours - theirs).max() > 5e-4  # equal towers agree to 1e-5
    # The weights are the same, the vectors are not: the record must tell them apart.
    assert not right.info.comparable(wrong.info)


@pytest.mark.parametrize(
    "suffix", ["pytorch_model.bin", "model.pt"], ids=lambda suffix: str(suffix)
)
def test_a_pickle_is_refused_unopened(suffix: str, copied: Folders) -> None:
    folder = copied("clip")
    (folder / "model.safetensors").rename(folder / suffix)
    with pytest.raises(UnsafeWeights, match=suffix) as caught:
        TransformersEncoder(str(folder))
    assert "safetensors" in caught.value.hint


def _without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _cut(folder: Path) -> None:
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[: len(data) // 2])


def _one_missing(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["text_projection.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _no_tokenizer(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()


def _unclosed(folder: Path) -> None:
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    tokenizer["post_processor"] = None
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


def _other_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text('{"version": "1.0"}')


def _broken_config(folder: Path) -> None:
    (folder / "config.json").write_text("[]")


def _no_mean(folder: Path) -> None:
    (folder / "preprocessor_config.json").write_text('{"image_mean": 3}')


@pytest.mark.parametrize(
    "damage",
    [
        _without_weights,
        _cut,
        _one_missing,
        _no_tokenizer,
        _other_tokenizer,
        _unclosed,
        _broken_config,
        _no_mean,
    ],
    ids=lambda damage: damage.__name__,
)
def test_damaged_checkpoints_are_refused(damage: Callable[[Path], None], copied: Folders) -> None:
    folder = copied("clip")
    damage(folder)
    with pytest.raises(WeightsCorrupt, match=r"tiny-clip|image_mean"):
        TransformersEncoder(str(folder), device="cpu")


def test_other_families_are_refused(copied: Folders) -> None:
    folder = copied("clip")
    (folder / "config.json").write_text('{"model_type": "blip"}')
    with pytest.raises(UnsupportedEncoder, match="'blip'") as caught:
        TransformersEncoder(str(folder))
    assert "chinese_clip, clip, siglip" in caught.value.hint


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_fewer_bits_give_almost_the_same_vectors(
    precision: str, hub: Hub, checkpoint: Folders
) -> None:
    low = TransformersEncoder(str(checkpoint("clip")), device="cpu", precision=precision)
    rows = low.encode_texts(TEXTS)
    assert rows.dtype == np.float32
    assert (rows * hub("clip").encode_texts(TEXTS)).sum(axis=1).min() > 0.99
    images = low.encode_images(pictures())
    assert (images * hub("clip").encode_images(pictures())).sum(axis=1).min() > 0.99


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("device", "tpu"),
        ("precision", "int4"),
        ("preprocessing", "stretch"),
        ("colour", "red"),
        ("local_files_only", "perhaps"),
    ],
)
def test_options_that_do_not_exist_are_refused(
    option: str, value: str, checkpoint: Folders
) -> None:
    with pytest.raises(EncoderOption, match=value if option != "colour" else option) as caught:
        load_encoder(f"hub:{checkpoint('clip')}?{option}={value}")
    assert caught.value.hint


def test_a_device_that_is_not_here_is_refused(
    checkpoint: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EncoderOption, match="no cuda"):
        TransformersEncoder(str(checkpoint("clip")), device="cuda")


@pytest.mark.parametrize("kind", ["crop", "targetpad", "squash", "letterbox"])
def test_preprocessing_is_a_choice_that_shows(kind: str, hub: Hub, checkpoint: Folders) -> None:
    chosen = load_encoder(f"hub:{checkpoint('clip')}?preprocessing={kind}&device=cpu")
    assert chosen.info.preprocessing["kind"] == kind
    assert chosen.info.comparable(hub("clip").info) == (kind == "crop")
    assert chosen.encode_images(pictures()).shape == (5, chosen.info.dim)


def test_a_catalogue_refuses_another_encoder_and_another_preprocessing(
    hub: Hub, checkpoint: Folders, tmp_path: Path
) -> None:
    with Catalogue(tmp_path / "shop", hub("clip"), create=True):
        pass
    with Catalogue(tmp_path / "shop", hub("clip")):
        pass
    with pytest.raises(EncoderMismatch, match=r"tiny-clip .*tiny-siglip "):
        Catalogue(tmp_path / "shop", hub("siglip"))
    padded = TransformersEncoder(str(checkpoint("clip")), preprocessing="targetpad", device="cpu")
    with pytest.raises(EncoderMismatch, match=r"crop.*targetpad"):
        Catalogue(tmp_path / "shop", padded)


@pytest.mark.parametrize(
    "name", ["hub:", "hub:one", "hub:a/b/c", "hub:/nowhere/at/all", "onnx:/nowhere", "clip:a/b"]
)
def test_names_that_mean_nothing_are_refused(name: str) -> None:
    with pytest.raises(UnknownEncoder) as caught:
        load_encoder(name)
    assert caught.value.hint


def test_a_snapshot_of_the_hub_is_recorded_with_its_commit(
    checkpoint: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    snapshot = Path(shutil.copytree(checkpoint("clip"), tmp_path / commit))
    asked: dict[str, Any] = {}

    def fake(name: str, **options: Any) -> str:
        asked.update(options, name=name)
        return str(snapshot)

    monkeypatch.setattr("pointsay.encoders.hub.download.snapshot_download", fake)
    encoder = load_encoder("hub:shop/tiny@refs/pr/7?local_files_only=yes&device=cpu")
    assert (encoder.info.name, encoder.info.revision) == ("shop/tiny", commit)
    assert asked["name"] == "shop/tiny"
    assert asked["revision"] == "refs/pr/7"
    assert asked["local_files_only"] is True
    assert not [one for one in asked["allow_patterns"] if one.endswith(".bin")]


def test_a_vocabulary_alone_makes_a_tokenizer(hub: Hub, copied: Folders) -> None:
    # As the published files of Chinese-CLIP have it: vocab.txt and nothing that is ready made.
    folder = copied("chinese")
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    for file in folder.glob("*token*"):
        file.unlink()
    (folder / "vocab.txt").write_text("\n".join(sorted(vocabulary, key=vocabulary.get)) + "\n")
    encoder = TransformersEncoder(str(folder), device="cpu")
    texts = ["红色连衣裙", "a red dress", ""]
    ids = encoder.embed_tokens(texts).ids
    np.testing.assert_array_equal(ids, hub("chinese").embed_tokens(texts).ids)


def test_the_librarys_own_clip_tokenizer_is_read_alike(hub: Hub, copied: Folders) -> None:
    folder = copied("clip")
    file = folder / "tokenizer_config.json"
    stored = {**json.loads(file.read_text()), "tokenizer_class": "CLIPTokenizer"}
    file.write_text(json.dumps(stored))
    encoder = TransformersEncoder(str(folder), device="cpu")
    texts = [*TEXTS, "a $ in red", "it's  NAÏVE 👟"]
    given, expected = encoder.embed_tokens(texts, "$"), hub("clip").embed_tokens(texts, "$")
    assert given.place == expected.place
    np.testing.assert_array_equal(given.mask.sum(axis=1), expected.mask.sum(axis=1))
    np.testing.assert_allclose(
        encoder.encode_texts(texts[:5]), hub("clip").encode_texts(texts[:5]), atol=1e-5
    )


def test_siglip_2_reads_lower_case_whatever_its_files_say(
    hub: Hub, checkpoint: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hub("siglip").encode_texts(["RED", "red"])
    assert np.abs(first[0] - first[1]).max() > 1e-3
    monkeypatch.setattr("pointsay.encoders.hub.load.GEMMA_VOCABULARY", 10)
    second = TransformersEncoder(str(checkpoint("siglip")), device="cpu")
    rows = second.encode_texts(["RED", "red"])
    np.testing.assert_allclose(rows, first[[1, 1]], atol=1e-6)


def test_the_first_siglip_reads_no_punctuation(hub: Hub, copied: Folders) -> None:
    folder = copied("siglip")
    file = folder / "tokenizer_config.json"
    stored = {**json.loads(file.read_text()), "tokenizer_class": "SiglipTokenizer"}
    file.write_text(json.dumps({**stored, "eos_token": {"content": "</s>", "lstrip": False}}))
    encoder = TransformersEncoder(str(folder), device="cpu")
    rows = encoder.encode_texts(["  A Red,   (dress)! "])
    np.testing.assert_allclose(rows, hub("siglip").encode_texts(["a red dress"]), atol=1e-6)
    places = encoder.embed_tokens(["a $ dress", "a word dress"], "word").place
    assert places[0] is None
    assert places[1] is not None
    (folder / "tokenizer.json").rename(folder / "spiece.model")
    with pytest.raises(WeightsCorrupt, match="tokenizer of tiny-siglip"):
        TransformersEncoder(str(folder), device="cpu")


def _refusals() -> list[tuple[Exception, str]]:
    import httpx
    from huggingface_hub import errors

    response = httpx.Response(404, request=httpx.Request("GET", "https://hub.invalid"))
    return [
        (errors.GatedRepoError("no", response=response), "encoder_unavailable"),
        (errors.RepositoryNotFoundError("no", response=response), "unknown_encoder"),
        (errors.RevisionNotFoundError("no", response=response), "unknown_encoder"),
        (errors.LocalEntryNotFoundError("no"), "encoder_unavailable"),
        (errors.HfHubHTTPError("no", response=response), "encoder_unavailable"),
        (errors.HFValidationError("no"), "unknown_encoder"),
        (httpx.ConnectError("no"), "encoder_unavailable"),
        (OSError("disk"), "encoder_unavailable"),
    ]


@pytest.mark.parametrize(("raised", "code"), _refusals(), ids=lambda one: type(one).__name__)
def test_what_the_hub_refuses_is_told_in_our_words(
    raised: Exception, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise raised

    monkeypatch.setattr("pointsay.encoders.hub.download.snapshot_download", refuse)
    with pytest.raises(PointsayError, match="shop/tiny") as caught:
        TransformersEncoder("shop/tiny@main")
    assert caught.value.code == code
    assert caught.value.hint


def test_no_network_is_asked_for_local_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(PointsayError, match="not in the cache"):
        TransformersEncoder("shop/not-here", local_files_only=True)
