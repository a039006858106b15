"""Multiplies with int8 weights as they lie, by writing activations in two digits of seven bits.

A tower of one sentence waits for memory, not for arithmetic: every weight is read for a dozen rows.
Unfolded to float32 a weight is four bytes, here it stays one. Rounding activations to one byte
would move vectors, so each row is scaled to -1..1 and written as a / 63 + b / (63 * 126), digits
from -63 to 63, and each digit is multiplied. The scale is a row's own, and the error is that of
fourteen bits. A third digit makes it that of twenty-one, and half of what is gained is lost again.

Digits are stored as bytes from 1 to 127. Older processors add two products of bytes in sixteen
bits, and 2 * 127 * 127 still fits: no processor saturates, all give the same sums.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import external_data_helper, helper, numpy_helper

from pointsay.encoders.onnx.card import in_digits

DOMAIN = "com.microsoft"  # where ONNX Runtime keeps MatMulIntegerToFloat
LEAST_REFERRED = 1024  # bytes; smaller arrays are kept in both graphs
_HALF = 63
STEPS = tuple(1 / (_HALF * (2 * _HALF) ** at) for at in range(2))  # what one is worth in each digit
_CONSTANTS: dict[str, NDArray[np.generic]] = {
    **{f"digits.step{at}": np.array(step, np.float32) for at, step in enumerate(STEPS)},
    "digits.middle": np.array(_HALF + 1, np.uint8),
    "digits.zero": np.array(0, np.int8),
    "digits.tiny": np.array(np.finfo(np.float32).tiny, np.float32),
}


def write_digits(file: Path) -> None:
    """Write beside a graph the one that multiplies in digits, when it has int8 products.

    The new file holds nodes only: its weights are the bytes of ``file``, found by their offset.

    Args:
        file: A graph whose int8 weights unfold behind ``DequantizeLinear`` nodes.
    """
    # Weights beyond one protobuf lie in a file of their own and are referred to already.
    model = onnx.load(str(file), load_external_data=False)
    if not _rewrite(model.graph):
        return
    model.opset_import.append(helper.make_opsetid(DOMAIN, 1))
    _refer(model.graph, file)
    path = file.with_name(in_digits(file.name))
    onnx.save(model, str(path))
    onnx.checker.check_model(str(path))


def _rewrite(graph: onnx.GraphProto) -> bool:
    """Replace products with unfolded int8 weights; say whether there were any."""
    unfolds = {node.output[0]: node for node in graph.node if node.op_type == "DequantizeLinear"}
    nodes: list[onnx.NodeProto] = []
    written: set[str] = set()
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in unfolds:
            rows, unfold = node.input[0], unfolds[node.input[1]]
            if rows not in written:
                nodes += _written_in_digits(rows)
                written.add(rows)
            nodes += _multiplied(rows, unfold.input[0], unfold.input[1], node.output[0])
        else:
            nodes.append(node)
    if not written:
        return False
    read = {name for node in nodes for name in node.input}
    del graph.node[:]
    graph.node.extend(
        node for node in nodes if node.op_type != "DequantizeLinear" or node.output[0] in read
    )
    graph.initializer.extend(
        numpy_helper.from_array(value, name) for name, value in _CONSTANTS.items()
    )
    return True


def _written_in_digits(rows: str) -> list[onnx.NodeProto]:
    """Return the nodes from ``rows`` to its ``.largest`` and digits, ``.digit0`` the highest."""
    make = helper.make_node
    nodes = [
        make("Abs", [rows], [f"{rows}.sizes"]),
        make("ReduceMax", [f"{rows}.sizes"], [f"{rows}.peak"], axes=[-1], keepdims=1),
        make("Max", [f"{rows}.peak", "digits.tiny"], [f"{rows}.largest"]),
        make("Div", [rows, f"{rows}.largest"], [f"{rows}.rest0"]),
    ]
    for at in range(len(STEPS)):
        rest, digit, step = f"{rows}.rest{at}", f"{rows}.digit{at}", _step(at)
        nodes.append(make("QuantizeLinear", [rest, step, "digits.middle"], [digit]))
        if at + 1 < len(STEPS):
            told = f"{rows}.told{at}"
            nodes.append(make("DequantizeLinear", [digit, step, "digits.middle"], [told]))
            nodes.append(make("Sub", [rest, told], [f"{rows}.rest{at + 1}"]))
    return nodes


def _multiplied(rows: str, weights: str, scales: str, product: str) -> list[onnx.NodeProto]:
    """Return the nodes that multiply every digit and add them up to ``product``."""
    make = helper.make_node
    parts = [f"{product}.part{at}" for at in range(len(STEPS))]
    multiplied = [
        make(
            "MatMulIntegerToFloat",
            [f"{rows}.digit{at}", weights, _step(at), scales, "digits.middle", "digits.zero"],
            [part],
            domain=DOMAIN,
        )
        for at, part in enumerate(parts)
    ]
    return [
        *multiplied,
        make("Sum", parts, [f"{product}.scaled"]),
        make("Mul", [f"{product}.scaled", f"{rows}.largest"], [product]),
    ]


def _step(at: int) -> str:
    return f"digits.step{at}"


def _refer(graph: onnx.GraphProto, file: Path) -> None:
    """Let large arrays be read from ``file``, where their bytes lie too."""
    content = file.read_bytes()
    for array in graph.initializer:
        if len(array.raw_data) >= LEAST_REFERRED:
            external_data_helper.set_external_data(
                array, file.name, content.index(array.raw_data), len(array.raw_data)
            )
            array.ClearField("raw_data")
