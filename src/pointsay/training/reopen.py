"""From an export back to towers in torch, so that training can go on from a published encoder.

A graph keeps its layers in the order in which they run, and that is the order in which the towers
define them. Norms were folded into their convolutions, so that the reopened towers have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import load_file
from torch import Tensor, nn

from pointsay.encoders.mini.encoder import CARD
from pointsay.encoders.onnx.card import verified_card
from pointsay.errors import WeightsCorrupt
from pointsay.training.towers import DualEncoder, Shape

Weights = dict[str, NDArray[np.float32]]
_LAYERS = ("Conv", "MatMul", "Gemm")


def reopen(shape: Shape, canvas: tuple[int, int], folder: Path) -> DualEncoder:
    """Return a model with the weights of an export by `pointsay.training.export`.

    Weights that were stored in int8 come back rounded.

    Args:
        shape: Of the exported model; ``norms`` must be False.
        canvas: (height, width) that the model will read.
        folder: The export.

    Raises:
        WeightsCorrupt: A file is missing or damaged, or the folder holds another architecture.
    """
    verified_card(folder, CARD, folder.name)
    model = DualEncoder(shape, canvas)
    try:
        with torch.no_grad():
            _fill_image(model, onnx.load(folder / "image.onnx"))
            _fill_text(model, onnx.load(folder / "text.onnx"), folder / "tokens.safetensors")
    except (KeyError, RuntimeError, StopIteration, ValueError) as error:
        raise WeightsCorrupt(
            f"{folder} is not an export of this architecture: {error}",
            hint="give a folder that pointsay train mini wrote",
        ) from error
    return model


def _fill_image(model: DualEncoder, graph: onnx.ModelProto) -> None:
    weights = _unfolded(graph)
    layers = _layers(graph, weights)
    for convolution in model.image.backbone.modules():
        if isinstance(convolution, nn.Conv2d):
            node = next(layers)
            _copy(convolution.weight, weights[node.input[1]])
            _copy(convolution.bias, weights[node.input[2]])
    _copy(model.image.head.weight, weights[next(layers).input[1]])
    _copy(model.image.head.bias, weights["head.bias"])
    _none_left(layers)


def _fill_text(model: DualEncoder, graph: onnx.ModelProto, table_file: Path) -> None:
    weights = _unfolded(graph)
    layers = _layers(graph, weights)
    named = dict(model.text.named_parameters())
    for name, parameter in named.items():
        kept_name = parameter.ndim == 1 or name.endswith("embeddings.weight")
        if kept_name and parameter is not model.text.words:
            _copy(parameter, weights[name])
    for module in model.text.bert.encoder.modules():
        if isinstance(module, nn.Linear):
            _copy(module.weight, weights[next(layers).input[1]].T)
    _copy(model.text.head.weight, weights[next(layers).input[1]])
    _none_left(layers)
    table = load_file(table_file)
    words = table["words"].astype(np.float32)
    _copy(model.text.words, words * table["scale"][:, None] if "scale" in table else words)


def _unfolded(graph: onnx.ModelProto) -> Weights:
    """Return every stored array by the name under which layers read it, in float32."""
    stored = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
    for node in graph.graph.node:
        if node.op_type == "DequantizeLinear":
            (axis,) = (one.i for one in node.attribute if one.name == "axis")
            data = stored[node.input[0]].astype(np.float32)
            shape = [1] * data.ndim
            shape[axis] = -1
            stored[node.output[0]] = data * stored[node.input[1]].reshape(shape)
        elif node.op_type == "Cast" and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]].astype(np.float32)
    return stored


def _layers(graph: onnx.ModelProto, weights: Weights) -> Iterator[onnx.NodeProto]:
    return (
        node
        for node in graph.graph.node
        if node.op_type in _LAYERS and len(node.input) > 1 and node.input[1] in weights
    )


def _none_left(layers: Iterator[onnx.NodeProto]) -> None:
    if any(True for _ in layers):
        raise ValueError("layers are left over")


def _copy(parameter: Tensor | None, values: NDArray[np.float32]) -> None:
    if parameter is None:
        raise ValueError("batch norms are still layers of their own")
    if tuple(parameter.shape) != values.shape:
        raise ValueError(f"expected {tuple(parameter.shape)}, found {values.shape}")
    parameter.copy_(torch.from_numpy(np.array(values, dtype=np.float32)))
