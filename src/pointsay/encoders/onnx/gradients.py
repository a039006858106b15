"""An exported text tower in torch, so that a pseudo-word can be found by its gradient.

ONNX Runtime runs a graph forward only. This walks the same graph, node by node, with torch's
functions. It is slow beside the runtime and needs the train extra; serving never comes here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from pointsay.errors import UnsupportedEncoder

Attributes = dict[str, Any]
Operator = Callable[[Sequence[Any], Attributes], Tensor]


class TorchGraph:
    """A graph as a function of its inputs; weights are constants, gradients flow to inputs.

    Args:
        file: The ONNX file.

    Raises:
        UnsupportedEncoder: The graph has an operator that is not known here.
    """

    def __init__(self, file: Path) -> None:
        graph = onnx.load(file).graph
        self.reads = tuple(one.name for one in graph.input)
        self._output = graph.output[0].name
        self._constants = {
            one.name: torch.from_numpy(numpy_helper.to_array(one).copy())
            for one in graph.initializer
        }
        self._nodes: list[tuple[Operator, list[str], str, Attributes]] = []
        for node in graph.node:
            if node.op_type not in _OPERATORS:
                raise UnsupportedEncoder(
                    f"{file.parent.name} computes with {node.op_type}, which has no gradient here",
                    hint="take mini, or the checkpoint that was exported (hub:OWNER/NAME)",
                )
            given = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
            step = _OPERATORS[node.op_type], list(node.input), node.output[0], given
            if all(name in self._constants for name in node.input if name):
                self._constants[node.output[0]] = self._value(step, self._constants)
            else:
                self._nodes.append(step)

    def __call__(self, **inputs: Tensor) -> Tensor:
        """Run the graph on inputs by name; those that it does not read are left out."""
        values = {**self._constants, **{name: inputs[name] for name in self.reads}}
        for step in self._nodes:
            values[step[2]] = self._value(step, values)
        return values[self._output]

    def _value(
        self, step: tuple[Operator, list[str], str, Attributes], values: dict[str, Tensor]
    ) -> Tensor:
        operator, names, _, given = step
        return operator([values[name] if name else None for name in names], given)


def _constant(inputs: Sequence[Any], given: Attributes) -> Tensor:
    return torch.from_numpy(numpy_helper.to_array(given["value"]).copy())


def _unfolded(inputs: Sequence[Any], given: Attributes) -> Tensor:
    data, scale = inputs[0].float(), inputs[1]
    shape = [1] * data.ndim
    if scale.ndim:
        shape[given.get("axis", 1)] = -1
    unfolded: Tensor = data * scale.reshape(shape)
    return unfolded


def _gathered(inputs: Sequence[Any], given: Attributes) -> Tensor:
    data, at = inputs
    axis = given.get("axis", 0) % data.ndim
    at = torch.where(at < 0, at + data.shape[axis], at)
    found: Tensor = data.index_select(axis, at.reshape(-1))
    return found.reshape([*data.shape[:axis], *at.shape, *data.shape[axis + 1 :]])


def _gathered_elements(inputs: Sequence[Any], given: Attributes) -> Tensor:
    data, at = inputs
    axis = given.get("axis", 0)
    return torch.gather(data, axis, torch.where(at < 0, at + data.shape[axis], at))


def _reshaped(inputs: Sequence[Any], given: Attributes) -> Tensor:
    data, shape = inputs
    sizes = [data.shape[at] if one == 0 else one for at, one in enumerate(shape.tolist())]
    reshaped: Tensor = data.reshape(sizes)
    return reshaped


def _unsqueezed(inputs: Sequence[Any], given: Attributes) -> Tensor:
    data, axes = inputs
    for axis in sorted(one % (data.ndim + len(axes)) for one in axes.tolist()):
        data = data.unsqueeze(axis)
    wider: Tensor = data
    return wider


def _sliced(inputs: Sequence[Any], given: Attributes) -> Tensor:
    data, starts, ends = inputs[:3]
    axes = inputs[3].tolist() if len(inputs) > 3 else range(len(starts))
    steps = inputs[4].tolist() if len(inputs) > 4 else [1] * len(starts)
    for start, end, axis, step in zip(starts.tolist(), ends.tolist(), axes, steps, strict=True):
        at = torch.arange(data.shape[axis])[start:end:step]
        data = data.index_select(axis, at)
    part: Tensor = data
    return part


def _normed(inputs: Sequence[Any], given: Attributes) -> Tensor:
    data, weight, *bias = inputs
    sizes = data.shape[given.get("axis", -1) :]
    epsilon = given.get("epsilon", 1e-5)
    return nn.functional.layer_norm(data, sizes, weight, bias[0] if bias else None, epsilon)


def _gemm(inputs: Sequence[Any], given: Attributes) -> Tensor:
    left = inputs[0].T if given.get("transA") else inputs[0]
    right = inputs[1].T if given.get("transB") else inputs[1]
    product: Tensor = given.get("alpha", 1.0) * (left @ right)
    return product + given.get("beta", 1.0) * inputs[2] if len(inputs) > 2 else product


def _filled(inputs: Sequence[Any], given: Attributes) -> Tensor:
    value = numpy_helper.to_array(given["value"]) if "value" in given else np.zeros(1, np.float32)
    return torch.from_numpy(value.copy()).expand(inputs[0].tolist()).clone()


def _summed(inputs: Sequence[Any], given: Attributes) -> Tensor:
    kept = bool(given.get("keepdims", 1))
    total: Tensor = inputs[0].sum(dim=tuple(inputs[1].tolist()), keepdim=kept)
    return total


def _clipped(inputs: Sequence[Any], given: Attributes) -> Tensor:
    low, high = [*inputs[1:], None, None][:2]
    return torch.clamp(inputs[0], low, high)


def _cast(inputs: Sequence[Any], given: Attributes) -> Tensor:
    kind = onnx.helper.tensor_dtype_to_np_dtype(given["to"])
    cast: Tensor = inputs[0].to(torch.from_numpy(np.zeros(1, kind)).dtype)
    return cast


def _divided(inputs: Sequence[Any], given: Attributes) -> Tensor:
    whole = not inputs[0].is_floating_point()
    return torch.div(inputs[0], inputs[1], rounding_mode="trunc" if whole else None)


_OPERATORS: dict[str, Operator] = {
    "Add": lambda x, _: x[0] + x[1],
    "Cast": _cast,
    "Clip": _clipped,
    "Concat": lambda x, given: torch.cat(list(x), dim=given["axis"]),
    "Constant": _constant,
    "ConstantOfShape": _filled,
    "DequantizeLinear": _unfolded,
    "Div": _divided,
    "Equal": lambda x, _: x[0] == x[1],
    "Erf": lambda x, _: torch.erf(x[0]),
    "Expand": lambda x, _: x[0] * torch.ones(x[1].tolist(), dtype=x[0].dtype),
    "Gather": _gathered,
    "GatherElements": _gathered_elements,
    "Gemm": _gemm,
    "LayerNormalization": _normed,
    "MatMul": lambda x, _: x[0] @ x[1],
    "Mul": lambda x, _: x[0] * x[1],
    "Pow": lambda x, _: x[0] ** x[1],
    "ReduceSum": _summed,
    "Reshape": _reshaped,
    "Shape": lambda x, _: torch.tensor(x[0].shape),
    "Sigmoid": lambda x, _: torch.sigmoid(x[0]),
    "Slice": _sliced,
    "Softmax": lambda x, given: torch.softmax(x[0], dim=given.get("axis", -1)),
    "Sqrt": lambda x, _: torch.sqrt(x[0]),
    "Sub": lambda x, _: x[0] - x[1],
    "Tanh": lambda x, _: torch.tanh(x[0]),
    "Transpose": lambda x, given: x[0].permute(*given["perm"]),
    "Unsqueeze": _unsqueezed,
    "Where": lambda x, _: torch.where(x[0], x[1], x[2]),
}
