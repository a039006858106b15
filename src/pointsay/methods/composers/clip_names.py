"""CLIP's weights by the names of scenic (flax), and by those of transformers (torch)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Tree = Mapping[str, Any]


def to_transformers(tree: Tree) -> dict[str, Array]:
    """Return the weights of a CLIP with a vision transformer as transformers names them.

    Args:
        tree: ``visual``, ``text`` and ``logit_scale`` of scenic's CLIP.

    Raises:
        KeyError: A weight is missing.
    """
    seen, said = tree["visual"], tree["text"]
    named = {
        "logit_scale": tree["logit_scale"],
        "vision_model.embeddings.class_embedding": seen["class_embedding"],
        "vision_model.embeddings.patch_embedding.weight": seen["conv1"]["kernel"].transpose(
            3, 2, 0, 1
        ),
        "vision_model.embeddings.position_embedding.weight": seen["positional_embedding"],
        **_norm("vision_model.pre_layrnorm", seen["ln_pre"]),  # as the library spells it
        **_norm("vision_model.post_layernorm", seen["ln_post"]),
        "visual_projection.weight": seen["proj"]["kernel"].T,
        "text_model.embeddings.token_embedding.weight": said["token_embedding"]["embedding"],
        "text_model.embeddings.position_embedding.weight": said["positional_embedding"],
        **_norm("text_model.final_layer_norm", said["ln_final"]),
        "text_projection.weight": said["text_projection"]["kernel"].T,
    }
    for model, tower in (("vision_model", seen), ("text_model", said)):
        for number, block in _blocks(tower["transformer"]):
            named |= _block(f"{model}.encoder.layers.{number}", block)
    return {name: np.array(one, np.float32, order="C") for name, one in named.items()}


def _blocks(transformer: Tree) -> Iterator[tuple[int, Tree]]:
    for name, block in transformer.items():
        yield int(name.replace(".", "_").removeprefix("resblocks_")), block


def _block(name: str, block: Tree) -> dict[str, Any]:
    attention = block["attn"]
    width = attention["out"]["kernel"].shape[-1]
    projections = {"query": "q_proj", "key": "k_proj", "value": "v_proj"}
    named = {
        **_norm(f"{name}.layer_norm1", block["ln_1"]),
        **_norm(f"{name}.layer_norm2", block["ln_2"]),
        f"{name}.self_attn.out_proj.weight": attention["out"]["kernel"].reshape(-1, width).T,
        f"{name}.self_attn.out_proj.bias": attention["out"]["bias"],
    }
    for theirs, ours in projections.items():
        kernel, bias = attention[theirs]["kernel"], attention[theirs]["bias"]
        named[f"{name}.self_attn.{ours}.weight"] = kernel.reshape(width, -1).T
        named[f"{name}.self_attn.{ours}.bias"] = bias.reshape(-1)
    for theirs, ours in (("c_fc", "fc1"), ("c_proj", "fc2")):
        named[f"{name}.mlp.{ours}.weight"] = block["mlp"][theirs]["kernel"].T
        named[f"{name}.mlp.{ours}.bias"] = block["mlp"][theirs]["bias"]
    return named


def _norm(name: str, norm: Tree) -> dict[str, Any]:
    """Name a norm of flax's own, whose scale is the scale itself."""
    return {f"{name}.weight": norm["scale"], f"{name}.bias": norm["bias"]}
