"""Adapters in a text tower: small bottlenecks behind attention and feed-forward of its last blocks.

Houlsby et al., "Parameter-Efficient Transfer Learning for NLP", ICML 2019, arXiv 1902.00751:
h + U relu(D h) before the residual sum. With U nought they change nothing. Blocks are counted from
the end: adapters 0 lie in the last one. What is exported keeps the names of its modules, so that a
place is found in a graph as it is in torch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import MissingExtra, UnsupportedEncoder
from pointsay.methods.composers.layers import linear, relu

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.onnx.runner import OnnxEncoder
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.methods.layout import Layout

PLACES = ("attention", "feed_forward")
_BLOCK = re.compile(
    r"layers?\.(?P<block>\d+)\."
    r"(?:(?P<attention>attention\.output\.dense|self_attn\.out_proj)"
    r"|(?P<feed_forward>output\.dense|mlp\.fc2))$"
)


def adapter_layout(blocks: int) -> Layout:
    """Return names and shapes of the adapters of the last ``blocks`` blocks."""
    layout: dict[str, tuple[str | int, ...]] = {}
    for block in range(blocks):
        for place in PLACES:
            name = adapter_name(block, place)
            layout[f"{name}.down.weight"] = ("rank", "token")
            layout[f"{name}.down.bias"] = ("rank",)
            layout[f"{name}.up.weight"] = ("token", "rank")
            layout[f"{name}.up.bias"] = ("token",)
    return layout


def adapter_name(block: int, place: str) -> str:
    """Return what the weights of an adapter are called."""
    return f"adapters.{block}.{place}"


def adapt(weights: Weights, name: str, rows: Array) -> Array:
    """Return h + U relu(D h) for states (..., W)."""
    inner = relu(linear(weights, f"{name}.down", rows))
    return rows + linear(weights, f"{name}.up", inner)


def places_in(modules: Iterable[str], blocks: int) -> dict[str, str]:
    """Return module -> name of the adapter behind it, for the last ``blocks`` blocks.

    Args:
        modules: Dotted names of a tower's modules.
        blocks: How many blocks have adapters.

    Raises:
        UnsupportedEncoder: The tower has fewer blocks, or none that is known.
    """
    found = {one: match for one in modules if (match := _BLOCK.search(one))}
    count = 1 + max((int(match["block"]) for match in found.values()), default=-1)
    if count < blocks:
        raise UnsupportedEncoder(
            f"the text tower has {count} blocks that adapters fit into, not {blocks}",
            hint="take mini, or an exported CLIP; or fewer adapters",
        )
    return {
        one: adapter_name(count - 1 - int(match["block"]), str(match.lastgroup))
        for one, match in found.items()
        if int(match["block"]) >= count - blocks
    }


def with_adapters(
    encoder: OnnxEncoder, tensors: Mapping[str, NDArray[np.float32]], blocks: int
) -> OnnxEncoder:
    """Return the encoder with adapters in the graph of its text tower.

    Raises:
        MissingExtra: The package that reads graphs is not installed.
        UnsupportedEncoder: The tower has not so many blocks of a known form.
    """
    try:
        import onnx
    except ModuleNotFoundError as error:
        raise MissingExtra("export", "a text tower with adapters") from error
    model = onnx.load(encoder.text_file)
    ends = {_module(node.name): node.name for node in model.graph.node if node.op_type == "Add"}
    behind = {ends[one]: name for one, name in places_in(ends, blocks).items()}
    nodes = []
    for node in model.graph.node:
        if node.name not in behind:
            nodes.append(node)
            continue
        name, out = behind[node.name], node.output[0]
        node.output[0] = f"{name}.read"
        steps = (
            ("MatMul", [f"{name}.read", f"{name}.down.weight"]),
            ("Add", [f"{name}.0", f"{name}.down.bias"]),
            ("Relu", [f"{name}.1"]),
            ("MatMul", [f"{name}.2", f"{name}.up.weight"]),
            ("Add", [f"{name}.3", f"{name}.up.bias"]),
            ("Add", [f"{name}.read", f"{name}.4"]),
        )
        nodes.append(node)
        for at, (operator, reads) in enumerate(steps):
            written = f"{name}.{at}" if at < len(steps) - 1 else out
            nodes.append(onnx.helper.make_node(operator, reads, [written]))
    model.graph.ClearField("node")
    model.graph.node.extend(nodes)
    for name in adapter_layout(blocks):  # MatMul multiplies from the right
        array = tensors[name].T if name.endswith(".weight") else tensors[name]
        model.graph.initializer.append(onnx.numpy_helper.from_array(array.copy(), name))
    return encoder.with_text(model.SerializeToString())


def _module(node: str) -> str:
    """Return the module that an exported node belongs to."""
    return node.strip("/").removesuffix("/Add").replace("/", ".")
