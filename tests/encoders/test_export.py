from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pointsay import Catalogue
from pointsay.catalogue import open_images
from pointsay.encoders import Encoder, TokenSpace, load_encoder
from pointsay.encoders.onnx import OnnxEncoder
from pointsay.encoders.onnx.parity import compare
from pointsay.errors import EncoderMismatch, EncoderOption, UnsupportedEncoder, WeightsCorrupt
from pointsay.media import decode

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

from pointsay.encoders.hub.encoder import TransformersEncoder
from pointsay.encoders.hub.export import export_encoder
from pointsay.encoders.onnx import export as writing
from pointsay.encoders.onnx.card import in_digits

from .tiny import FAMILIES, TEXTS, pictures

Hub = Callable[[str], TransformersEncoder]
Exported = Callable[[str, str], Path]
LEAST = {"fp32": 0.9999, "fp16": 0.9999, "int8": 0.98}


@pytest.fixture(scope="module")
def exported(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    done: dict[tuple[str, str], Path] = {}

    def folder(family: str, precision: str) -> Path:
        key = (family, precision)
        if key not in done:
            done[key] = tmp_path_factory.mktemp("onnx") / f"{family}-{precision}"
            export_encoder(hub(family), done[key], precision)  # type: ignore[arg-type]
        return done[key]

    return folder


@pytest.mark.parametrize("precision", sorted(LEAST))
@pytest.mark.parametrize("family", FAMILIES)
def test_the_export_gives_the_vectors_of_the_original(
    family: str, precision: str, hub: Hub, exported: Exported
) -> None:
    original, encoder = hub(family), OnnxEncoder(exported(family, precision))
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, TokenSpace)
    assert encoder.token_dim == original.token_dim
    assert encoder.info.temperature == original.info.temperature
    many = [*TEXTS, "red " * 200, "a", "b c"]
    report = compare(original, encoder, pictures(9), many)
    assert report.image_cosine_min > LEAST[precision]
    assert report.text_cosine_min > LEAST[precision]
    assert report.rank_agreement > (0.99 if precision == "fp32" else 0.8)
    assert (report.images, report.texts, report.top) == (9, len(many), 8)
    assert len(report.lines()) == 3


@pytest.mark.data
@pytest.mark.parametrize("precision", ["fp32", "int8"])
@pytest.mark.parametrize("family", FAMILIES)
def test_it_gives_them_on_real_photos_and_sentences(
    family: str, precision: str, hub: Hub, exported: Exported, shared_data: Path
) -> None:
    source = open_images(shared_data / "clothing_cc0" / "images.zip")
    photos = [decode(source.read(name)) for name in source.names()[::140]]
    queries = json.loads((shared_data / "fashion_products" / "val_queries.json").read_text())
    said = [query["text"] for query in queries[::25]]
    assert len(photos) > 20
    assert len(said) > 20
    report = compare(hub(family), OnnxEncoder(exported(family, precision)), photos, said)
    assert report.image_cosine_min > LEAST[precision]
    assert report.text_cosine_min > LEAST[precision]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_pseudo_word_takes_the_same_way_through_both(
    family: str, hub: Hub, exported: Exported
) -> None:
    rows = []
    word = np.random.default_rng(1).normal(size=hub(family).token_dim)
    for encoder in (hub(family), OnnxEncoder(exported(family, "fp32"))):
        batch = encoder.embed_tokens(["a $ in red", "$", "none"], "$")
        for row, place in enumerate(batch.place):
            if place:
                batch.embeddings[row, place[0] : place[1]] = word
        rows.append(encoder.encode_token_embeddings(batch))
    np.testing.assert_allclose(rows[0], rows[1], atol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_rounded_weights_do_not_make_a_vector_depend_on_its_batch(
    family: str, exported: Exported
) -> None:
    encoder = OnnxEncoder(exported(family, "int8"))
    texts = [encoder.encode_texts([one])[0] for one in TEXTS]
    np.testing.assert_allclose(encoder.encode_texts(TEXTS), texts, atol=1e-5)
    images = [encoder.encode_images([one])[0] for one in pictures()]
    np.testing.assert_allclose(encoder.encode_images(pictures()), images, atol=1e-5)


def test_only_a_faithful_export_may_search_what_the_original_indexed(
    hub: Hub, exported: Exported
) -> None:
    original = hub("clip").info
    faithful, rounded = (OnnxEncoder(exported("clip", one)).info for one in ("fp32", "int8"))
    assert faithful.comparable(original)
    assert not rounded.comparable(original)
    assert faithful.name == original.name
    assert rounded.name == f"{original.name}#int8"
    card = json.loads((exported("clip", "int8") / "encoder.json").read_text())
    assert card["exported_from"] == original.weights
    assert card["precision"] == "int8"


def test_a_catalogue_of_the_original_opens_with_a_faithful_export_only(
    hub: Hub, exported: Exported, tmp_path: Path
) -> None:
    with Catalogue(tmp_path / "shop", hub("clip"), create=True):
        pass
    with Catalogue(tmp_path / "shop", OnnxEncoder(exported("clip", "fp32"))):
        pass
    for other, name in (
        (OnnxEncoder(exported("clip", "int8")), "tiny-clip#int8"),
        (OnnxEncoder(exported("siglip", "fp32")), "tiny-siglip"),
        (load_encoder("mini"), "pointsay-mini"),
    ):
        with pytest.raises(EncoderMismatch, match=rf"tiny-clip \(.*{name}") as caught:
            Catalogue(tmp_path / "shop", other)
        assert caught.value.hint


def test_fewer_bits_take_less_room(exported: Exported) -> None:
    sizes = [
        sum((exported("clip", one) / name).stat().st_size for name in ("text.onnx", "image.onnx"))
        for one in ("fp32", "fp16", "int8")
    ]
    assert sizes[0] > sizes[1] > sizes[2]


def test_weights_of_eight_bits_are_multiplied_in_digits(hub: Hub, tmp_path: Path) -> None:
    export_encoder(hub("clip"), tmp_path / "tiny", "int8")
    for name in ("image.onnx", "text.onnx"):
        faster, whole = (tmp_path / "tiny" / one for one in (in_digits(name), name))
        assert faster.name in json.loads((tmp_path / "tiny" / "encoder.json").read_text())["files"]
        assert faster.stat().st_size < whole.stat().st_size  # it refers to the other's weights
    export_encoder(hub("clip"), tmp_path / "tiny", "fp16")
    assert not list((tmp_path / "tiny").glob("*.digits.onnx"))


def test_a_folder_loads_by_its_name(exported: Exported) -> None:
    encoder = load_encoder(f"onnx:{exported('clip', 'int8')}?threads=2")
    assert isinstance(encoder, OnnxEncoder)
    assert encoder.threads == 2
    mini = load_encoder("mini")
    assert isinstance(mini, OnnxEncoder)
    assert load_encoder(f"onnx:{mini.folder}").info == mini.info


def test_an_export_with_a_flipped_byte_is_refused(hub: Hub, tmp_path: Path) -> None:
    export_encoder(hub("siglip"), tmp_path / "tiny")
    file = tmp_path / "tiny" / "text.onnx"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(WeightsCorrupt, match=r"text.onnx of tiny does not match"):
        OnnxEncoder(tmp_path / "tiny")


def test_a_card_cannot_point_out_of_its_folder(hub: Hub, tmp_path: Path) -> None:
    export_encoder(hub("siglip"), tmp_path / "tiny")
    file = tmp_path / "tiny" / "encoder.json"
    card = json.loads(file.read_text())
    card["files"]["../secret"] = "0" * 64
    file.write_text(json.dumps(card))
    with pytest.raises(WeightsCorrupt, match="outside"):
        OnnxEncoder(tmp_path / "tiny")


def test_weights_beyond_one_file_lie_beside_the_graph(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EXTERNAL_BYTES", 1000)
    export_encoder(hub("clip"), tmp_path / "big", "fp32")
    assert (tmp_path / "big" / "image.onnx.data").stat().st_size > 10_000
    card = json.loads((tmp_path / "big" / "encoder.json").read_text())
    assert {"image.onnx.data", "text.onnx.data"} <= card["files"].keys()
    encoder = OnnxEncoder(tmp_path / "big")
    assert compare(hub("clip"), encoder, pictures(), TEXTS).image_cosine_min > 0.9999
    monkeypatch.undo()
    export_encoder(hub("clip"), tmp_path / "big", "fp32")  # replaces it, leaving nothing behind
    assert not (tmp_path / "big" / "image.onnx.data").exists()


def test_what_cannot_be_exported_is_refused(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedEncoder, match="mini"):
        export_encoder(load_encoder("mini"), tmp_path)
    with pytest.raises(EncoderOption, match="int4"):
        export_encoder(hub("clip"), tmp_path, "int4")  # type: ignore[arg-type]


def test_only_float32_on_the_cpu_is_exported(
    checkpoint: Callable[[str], Path], tmp_path: Path
) -> None:
    half = TransformersEncoder(str(checkpoint("clip")), device="cpu", precision="bfloat16")
    with pytest.raises(EncoderOption, match="bfloat16"):
        export_encoder(half, tmp_path)


def test_parity_needs_something_to_compare(hub: Hub) -> None:
    with pytest.raises(ValueError, match="two pictures"):
        compare(hub("clip"), hub("clip"), pictures(1), TEXTS)
    same = compare(hub("clip"), hub("clip"), pictures(30), TEXTS)
    assert same.rank_agreement == 1.0
    assert same.top == 10
