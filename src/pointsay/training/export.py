"""From trained towers to the files that ship: ONNX graphs, token table, tokenizer, record.

Weights are stored as int8 with one scale an output channel and unfolded to float32 when a session
opens. Activations stay float32: dynamic quantisation would make a vector depend on what else is in
its batch, and convolutions lose most by it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import save_file
from torch import Tensor

from pointsay.encoders.mini.encoder import FORMAT, sha256
from pointsay.encoders.preprocess import Letterbox
from pointsay.training.mini import MAX_TOKENS
from pointsay.training.towers import DualEncoder

OPSET = 17
SMALLEST_QUANTISED = 1024  # biases and norms stay as they are
# Which axis of a weight holds output channels, by the operator that reads it.
_OUTPUT_AXIS = {"Conv": 0, "MatMul": 1}


@dataclass(frozen=True, slots=True)
class Quantised:
    """An int8 array and its scales: value = data * scale along ``axis``."""

    data: NDArray[np.int8]
    scale: NDArray[np.float32]


def quantise(weights: NDArray[np.float32], axis: int) -> Quantised:
    """Round to 255 levels, symmetric around zero, one scale for each index of ``axis``."""
    other = tuple(at for at in range(weights.ndim) if at != axis)
    scale = np.abs(weights).max(axis=other).clip(1e-12) / 127.0
    shape = [1] * weights.ndim
    shape[axis] = -1
    data = np.round(weights / scale.reshape(shape)).astype(np.int8)
    return Quantised(data, scale.astype(np.float32))


def shrink(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replace a graph's large weights by int8 ones behind DequantizeLinear nodes, in place."""
    graph = model.graph
    reader = {name: (node.op_type, at) for node in graph.node for at, name in enumerate(node.input)}
    transposed = {
        node.input[1]
        for node in graph.node
        if node.op_type == "Gemm" and any(a.name == "transB" and a.i for a in node.attribute)
    }
    nodes = []
    for weight in list(graph.initializer):
        operator, place = reader.get(weight.name, ("", 0))
        axis = 0 if weight.name in transposed else _OUTPUT_AXIS.get(operator, 1)
        values = numpy_helper.to_array(weight)
        if operator not in ("Conv", "MatMul", "Gemm") or place != 1:
            continue
        if values.dtype != np.float32 or values.size < SMALLEST_QUANTISED:
            continue
        small = quantise(values, axis)
        graph.initializer.remove(weight)
        graph.initializer.append(numpy_helper.from_array(small.data, f"{weight.name}.int8"))
        graph.initializer.append(numpy_helper.from_array(small.scale, f"{weight.name}.scale"))
        nodes.append(
            onnx.helper.make_node(
                "DequantizeLinear",
                [f"{weight.name}.int8", f"{weight.name}.scale"],
                [weight.name],
                name=f"{weight.name}.unfold",
                axis=axis,
            )
        )
    for node in reversed(nodes):
        graph.node.insert(0, node)
    onnx.checker.check_model(model)
    return model


def export_mini(
    model: DualEncoder,
    canvas: tuple[int, int],
    tokenizer_file: Path,
    folder: Path,
    *,
    name: str,
    small: bool = True,
) -> None:
    """Write everything that `pointsay.encoders.mini.MiniEncoder` reads.

    Args:
        model: Trained towers.
        canvas: (height, width) at which pictures will be read; may differ from training.
        tokenizer_file: ``tokenizer.json`` of the text start.
        folder: Where to; an older export there is replaced.
        name: The encoder's full id.
        small: Store int8 weights; False keeps float32, for parity checks.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = model.on_canvas(canvas).eval()
    pixels = torch.zeros(2, 3, *canvas)
    # Distinct tensors: equal ones could be merged into one input.
    embeddings = torch.randn(2, 5, model.shape.width)
    mask = torch.ones(2, 5)
    batch = {0: "batch"}
    text_axes = {"embeddings": {0: "batch", 1: "tokens"}, "mask": {0: "batch", 1: "tokens"}}
    _graph(model.image, (pixels,), folder / "image.onnx", ["pixels"], {"pixels": batch}, small)
    _graph(
        model.text,
        (embeddings, mask),
        folder / "text.onnx",
        ["embeddings", "mask"],
        text_axes,
        small,
    )
    words = quantise(model.text.words.detach().numpy(), axis=0)
    save_file({"words": words.data, "scale": words.scale}, folder / "tokens.safetensors")
    shutil.copyfile(tokenizer_file, folder / "tokenizer.json")
    files = ("image.onnx", "text.onnx", "tokens.safetensors", "tokenizer.json")
    for one in files:  # whoever writes them, every user of the machine may read them
        (folder / one).chmod(0o644)
    sums = {one: sha256(folder / one) for one in files}
    record = {
        "format": FORMAT,
        "name": name,
        "dim": model.shape.dim,
        "max_tokens": MAX_TOKENS,
        "preprocessing": Letterbox(*canvas).record(),
        "weights": _combined(sums),
        "files": sums,
    }
    (folder / "mini.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _combined(sums: dict[str, str]) -> str:
    """Return one hash for all files; the order of names is fixed."""
    return hashlib.sha256("".join(sums[name] for name in sorted(sums)).encode()).hexdigest()


def _graph(
    module: torch.nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    axes: dict[str, dict[int, str]],
    small: bool,
) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        # The tracer remarks on shapes that are constant here on purpose.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            inputs,
            str(path),
            input_names=names,
            output_names=["embedding"],
            dynamic_axes={**axes, "embedding": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
    if small:
        onnx.save(shrink(onnx.load(str(path))), str(path))
