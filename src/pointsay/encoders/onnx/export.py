"""From towers in torch to the files that `OnnxEncoder` reads: graphs, token table, tokenizer, card.

Precision says how weights are *stored*; they unfold to float32 when a session opens, or are
multiplied as they lie where `pointsay.encoders.onnx.digits` can: both keep what activations say.
Dynamic quantisation rounds them to a byte and would make a vector depend on what else is in its
batch (its scale is taken over the whole tensor), so that the same photo indexed twice could differ;
and convolutions lose most by it. int8 has one scale for each output channel, because the channels
of a trained layer differ in size by orders of magnitude.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import save_file
from torch import Tensor, nn

from pointsay.encoders.onnx.card import CARD, in_digits, write_card
from pointsay.encoders.onnx.digits import write_digits

Precision = Literal["fp32", "fp16", "int8"]
PRECISIONS: tuple[str, ...] = get_args(Precision)

OPSET = 17
SMALLEST_SHRUNK = 1024  # biases and norms stay as they are
EXTERNAL_BYTES = 1_500_000_000  # one protobuf holds 2 GB; beyond this weights lie beside the graph
# Which axis of a weight holds output channels, by the operator that reads it.
_OUTPUT_AXIS = {"Conv": 0, "MatMul": 1, "Gemm": 1}


@dataclass(frozen=True, slots=True)
class Quantised:
    """An int8 array and its scales: value = data * scale along ``axis``."""

    data: NDArray[np.int8]
    scale: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Towers:
    """Everything of an encoder that is exported.

    Attributes:
        image: (B, 3, H, W) float32 pixels -> (B, D).
        text: Reads what ``text_reads`` names, in that order -> (B, D).
        text_reads: Of ``embeddings`` (B, T, W), ``mask`` (B, T) float32, ``end`` (B,) int64.
        table: (V, W) float32 token embeddings.
        canvas: (height, width) of the pixels.
        text_length: T when the tower reads only full-length texts; None when any length goes.
    """

    image: nn.Module
    text: nn.Module
    text_reads: Sequence[str]
    table: NDArray[np.float32]
    canvas: tuple[int, int]
    text_length: int | None = None


@dataclass(frozen=True, slots=True)
class _Graph:
    """One graph to write: its module, example inputs by name, and which axes are free."""

    module: nn.Module
    inputs: Mapping[str, Tensor]
    axes: Mapping[str, dict[int, str]] = field(default_factory=dict)


def quantise(weights: NDArray[np.float32], axis: int) -> Quantised:
    """Round to 255 levels, symmetric around zero, one scale for each index of ``axis``."""
    other = tuple(at for at in range(weights.ndim) if at != axis)
    scale = np.abs(weights).max(axis=other).clip(1e-12) / 127.0
    shape = [1] * weights.ndim
    shape[axis] = -1
    data = np.round(weights / scale.reshape(shape)).astype(np.int8)
    return Quantised(data, scale.astype(np.float32))


def shrink(model: onnx.ModelProto, precision: Precision = "int8") -> onnx.ModelProto:
    """Store a graph's large weights in fewer bits behind nodes that unfold them, in place."""
    if precision == "fp32":
        return model
    graph = model.graph
    axes = _output_axes(graph)
    nodes = []
    for weight in list(graph.initializer):
        values = numpy_helper.to_array(weight)
        if weight.name not in axes or values.dtype != np.float32:
            continue
        if values.size < SMALLEST_SHRUNK:
            continue
        graph.initializer.remove(weight)
        if precision == "fp16":
            nodes.append(_halved(graph, weight.name, values))
        else:
            nodes.append(_rounded(graph, weight.name, values, axes[weight.name]))
    for node in reversed(nodes):
        graph.node.insert(0, node)
    return model


def _output_axes(graph: onnx.GraphProto) -> dict[str, int]:
    """Return weight name -> axis of its output channels, for weights of layers."""
    axes = {}
    for node in graph.node:
        if node.op_type in _OUTPUT_AXIS and len(node.input) > 1:
            turned = any(one.name == "transB" and one.i for one in node.attribute)
            axes[node.input[1]] = 0 if turned else _OUTPUT_AXIS[node.op_type]
    return axes


def _rounded(
    graph: onnx.GraphProto, name: str, values: NDArray[np.float32], axis: int
) -> onnx.NodeProto:
    small = quantise(values, axis)
    graph.initializer.append(numpy_helper.from_array(small.data, f"{name}.int8"))
    graph.initializer.append(numpy_helper.from_array(small.scale, f"{name}.scale"))
    return onnx.helper.make_node(
        "DequantizeLinear",
        [f"{name}.int8", f"{name}.scale"],
        [name],
        name=f"{name}.unfold",
        axis=axis,
    )


def _halved(graph: onnx.GraphProto, name: str, values: NDArray[np.float32]) -> onnx.NodeProto:
    limit = float(np.finfo(np.float16).max)
    half = values.clip(-limit, limit).astype(np.float16)
    graph.initializer.append(numpy_helper.from_array(half, f"{name}.fp16"))
    return onnx.helper.make_node(
        "Cast", [f"{name}.fp16"], [name], name=f"{name}.unfold", to=onnx.TensorProto.FLOAT
    )


def write_encoder(
    towers: Towers,
    tokenizer: str,
    folder: Path,
    record: Mapping[str, Any],
    *,
    precision: Precision = "int8",
    card: str = CARD,
) -> None:
    """Write everything that `OnnxEncoder` reads; an older export in the folder is replaced.

    Args:
        towers: The torch side.
        tokenizer: The content of ``tokenizer.json``.
        folder: Where to.
        record: For the card: name, dim, max_tokens, preprocessing, pad_id, pad_to,
            temperature.
        precision: How weights are stored.
        card: The card's file name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graphs = folder / "image.onnx", folder / "text.onnx"
    for one in graphs:  # never a new card over old files
        (folder / in_digits(one.name)).unlink(missing_ok=True)
        (folder / f"{one.name}.data").unlink(missing_ok=True)
    (folder / card).unlink(missing_ok=True)
    pixels = torch.zeros(2, 3, *towers.canvas)
    _write_graph(
        _Graph(towers.image, {"pixels": pixels}, {"pixels": {0: "batch"}}),
        graphs[0],
        precision,
    )
    _write_graph(_text_graph(towers), graphs[1], precision)
    if precision == "int8":
        for one in graphs:
            write_digits(one)
    save_file(_stored_table(towers.table, precision), folder / "tokens.safetensors")
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    write_card(folder, dict(record), card=card)


def _text_graph(towers: Towers) -> _Graph:
    length = towers.text_length or 5
    # Distinct values: equal tensors could be merged into one input.
    examples = {
        "embeddings": torch.randn(2, length, towers.table.shape[1]),
        "mask": torch.ones(2, length),
        "end": torch.tensor([length - 2, length - 1]),
    }
    free = {0: "batch"} if towers.text_length else {0: "batch", 1: "tokens"}
    axes = {"embeddings": free, "mask": free, "end": {0: "batch"}}
    reads = towers.text_reads
    return _Graph(
        towers.text, {name: examples[name] for name in reads}, {name: axes[name] for name in reads}
    )


def _stored_table(table: NDArray[np.float32], precision: Precision) -> dict[str, NDArray[Any]]:
    if precision == "int8":
        words = quantise(table, axis=0)
        return {"words": words.data, "scale": words.scale}
    # safetensors writes the memory as it lies, so views of a larger tensor must be copied first.
    return {"words": np.ascontiguousarray(table, dtype=np.float16 if precision == "fp16" else None)}


def _write_graph(graph: _Graph, path: Path, precision: Precision) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as work:
        # Beyond 2 GB the exporter scatters one file a weight around the graph; hence a folder.
        raw = Path(work) / "graph.onnx"
        with warnings.catch_warnings(), torch.no_grad():
            # The tracer remarks on shapes that are constant here on purpose.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                graph.module,
                tuple(graph.inputs.values()),
                str(raw),
                input_names=list(graph.inputs),
                output_names=["embedding"],
                dynamic_axes={**graph.axes, "embedding": {0: "batch"}},
                opset_version=OPSET,
                dynamo=False,
            )
        _save(shrink(onnx.load(str(raw)), precision), path)


def _save(model: onnx.ModelProto, path: Path) -> None:
    size_bytes = sum(len(one.raw_data) for one in model.graph.initializer)
    if size_bytes > EXTERNAL_BYTES:
        onnx.save(
            model,
            str(path),
            save_as_external_data=True,
            all_tensors_to_one_file=True,
            location=f"{path.name}.data",
        )
    else:
        onnx.save(model, str(path))
    onnx.checker.check_model(str(path))  # by path: a model beyond 2 GB is not checked in memory
