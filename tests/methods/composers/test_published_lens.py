"""A file of the form of the released weights, with random values, becomes encoder and method."""

from __future__ import annotations

import pickle
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

pytest.importorskip("transformers")

from encoders import tiny
from pointsay.encoders.hub.encoder import TransformersEncoder
from pointsay.errors import MethodWeightsUnfit, UnknownSource, UnsafeWeights
from pointsay.methods import load_method
from pointsay.methods.composers.flax_file import read_flax, unpack
from pointsay.methods.composers.magiclens import Magiclens
from pointsay.methods.composers.published_lens import import_magiclens
from pointsay.methods.layout import random_tensors
from pointsay.types import Composition, Reference

Tree = dict[str, Any]
HEADS = 4


def packed(value: Any) -> bytes:
    """MessagePack as flax writes it."""
    if isinstance(value, dict):
        items = b"".join(packed(one) for pair in value.items() for one in pair)
        return b"\xde" + struct.pack(">H", len(value)) + items
    if isinstance(value, list | tuple):
        return b"\xdc" + struct.pack(">H", len(value)) + b"".join(map(packed, value))
    if isinstance(value, str):
        return b"\xd9" + struct.pack(">B", len(value)) + value.encode()
    if isinstance(value, bytes):
        return b"\xc6" + struct.pack(">I", len(value)) + value
    if isinstance(value, np.ndarray):
        body = packed((value.shape, value.dtype.name, value.tobytes()))
        return b"\xc9" + struct.pack(">Ib", len(body), 1) + body
    return struct.pack(">BI", 0xCE, value)


def grown(named: dict[str, Any]) -> Tree:
    tree: Tree = {}
    for name, value in named.items():
        *path, leaf = name.split(".")
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[leaf] = value
    return tree


def scenic(weights: dict[str, np.ndarray]) -> Tree:
    """The way back from transformers to scenic, written apart from the one that is tested."""
    visual: Tree = {
        "class_embedding": weights["vision_model.embeddings.class_embedding"],
        "conv1": {"kernel": np.moveaxis(
            weights["vision_model.embeddings.patch_embedding.weight"], (0, 1), (3, 2))},
        "positional_embedding": weights["vision_model.embeddings.position_embedding.weight"],
        "proj": {"kernel": weights["visual_projection.weight"].T},
    }  # fmt: skip
    text: Tree = {
        "token_embedding": {"embedding": weights["text_model.embeddings.token_embedding.weight"]},
        "positional_embedding": weights["text_model.embeddings.position_embedding.weight"],
        "text_projection": {"kernel": weights["text_projection.weight"].T},
    }
    norms = {"ln_pre": "vision_model.pre_layrnorm", "ln_post": "vision_model.post_layernorm"}
    for ours, theirs in norms.items():
        visual[ours] = {"scale": weights[f"{theirs}.weight"], "bias": weights[f"{theirs}.bias"]}
    final = "text_model.final_layer_norm"
    text["ln_final"] = {"scale": weights[f"{final}.weight"], "bias": weights[f"{final}.bias"]}
    for tower, model in ((visual, "vision_model"), (text, "text_model")):
        tower["transformer"] = {}
        for at in range(2):
            layer = f"{model}.encoder.layers.{at}"
            attn: Tree = {}
            for ours, theirs in (("query", "q_proj"), ("key", "k_proj"), ("value", "v_proj")):
                kernel = weights[f"{layer}.self_attn.{theirs}.weight"].T
                attn[ours] = {
                    "kernel": kernel.reshape(len(kernel), HEADS, -1),
                    "bias": weights[f"{layer}.self_attn.{theirs}.bias"].reshape(HEADS, -1),
                }
            out = weights[f"{layer}.self_attn.out_proj.weight"].T
            attn["out"] = {
                "kernel": out.reshape(HEADS, -1, out.shape[1]),
                "bias": weights[f"{layer}.self_attn.out_proj.bias"],
            }
            block: Tree = {"attn": attn, "mlp": {}}
            for number in (1, 2):
                norm = f"{layer}.layer_norm{number}"
                block[f"ln_{number}"] = {
                    "scale": weights[f"{norm}.weight"], "bias": weights[f"{norm}.bias"]
                }  # fmt: skip
            for ours, theirs in (("c_fc", "fc1"), ("c_proj", "fc2")):
                block["mlp"][ours] = {
                    "kernel": weights[f"{layer}.mlp.{theirs}.weight"].T,
                    "bias": weights[f"{layer}.mlp.{theirs}.bias"],
                }
            tower["transformer"][f"resblocks_{at}"] = block
    return {"visual": visual, "text": text, "logit_scale": weights["logit_scale"]}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build("clip", tmp_path_factory.mktemp("hub") / "tiny-clip")


@pytest.fixture(scope="module")
def lens() -> dict[str, Any]:
    widths = {"dim": tiny.DIM, "heads": 2, "head": 12, "pool_head": 48, "hidden": 96}
    return random_tensors(Magiclens().layout, widths, seed=1)


@pytest.fixture(scope="module")
def published(clip: Path, lens: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    towers = scenic(load_file(clip / "model.safetensors"))
    tree = {"params": {"clip": towers, **grown(lens)}}
    file = tmp_path_factory.mktemp("published") / "magic_lens_clip_base.pkl"
    file.write_bytes(pickle.dumps(packed(tree)))
    return file


def test_released_weights_become_an_encoder_and_a_method(
    published: Path, clip: Path, lens: dict[str, Any], tmp_path: Path
) -> None:
    method = import_magiclens(published, clip, tmp_path)
    encoder, start = (
        TransformersEncoder(str(one), device="cpu") for one in (tmp_path / "encoder", clip)
    )
    images = tiny.pictures(2)
    raw = start.project_images(images)
    np.testing.assert_allclose(encoder.project_images(images), raw, atol=1e-5)
    said = start.project_texts(tiny.TEXTS)
    np.testing.assert_allclose(encoder.project_texts(tiny.TEXTS), said, atol=1e-5)

    again = load_method(tmp_path, encoder)
    vector = encoder.encode_images(images)[0]
    (query,) = again.compose([Composition((Reference(vector, image=images[0]),), tiny.TEXTS[0])])
    expected = method.join(lens, raw[:1], said[:1])[0]
    np.testing.assert_allclose(query.terms[0].vector, expected, atol=1e-4)
    assert (again.arguments()["layers"], again.arguments()["space"]) == (4, "raw")


def test_what_is_no_such_file_is_refused(published: Path, clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    unsafe = tmp_path / "unsafe.pkl"
    unsafe.write_bytes(pickle.dumps(Path("/")))
    with pytest.raises(UnsafeWeights, match="more than bytes"):
        read_flax(unsafe)
    broken = tmp_path / "broken.pkl"
    broken.write_bytes(pickle.dumps(pickle.loads(published.read_bytes())[:-9]))
    with pytest.raises(MethodWeightsUnfit, match="too soon"):
        import_magiclens(broken, clip, out)
    other = tmp_path / "other.pkl"
    other.write_bytes(packed({"params": {}}))
    with pytest.raises(MethodWeightsUnfit, match="no CLIP"):
        import_magiclens(other, clip, out)
    with pytest.raises(UnknownSource, match="no checkpoint"):
        import_magiclens(published, tmp_path, out)
    with pytest.raises(UnknownSource, match="cannot be read"):
        read_flax(tmp_path / "missing.pkl")


def test_every_form_of_number_and_length_is_read() -> None:
    for data, expected in (
        (b"\x81\xa1a\x07", {"a": 7}),
        (b"\x92\xff\xd1\xff\x00", [-1, -256]),
        (b"\xcb" + struct.pack(">d", 0.5), 0.5),
        (b"\xdd\x00\x00\x00\x01\xc3", [True]),
        (b"\xc4\x02hi", b"hi"),
        (b"\xc0", None),
    ):
        assert unpack(data) == expected
    half = b"\x80\x3f\x00\xc0"  # 1 and -2 in bfloat16
    body = packed(((2,), "bfloat16", half))
    found = unpack(b"\xc7" + struct.pack(">Bb", len(body), 1) + body)
    np.testing.assert_array_equal(found, [1.0, -2.0])
    with pytest.raises(ValueError, match="kind 9"):
        unpack(b"\xd4\x09\x00")
