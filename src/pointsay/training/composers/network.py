"""A composer's weights as parameters of torch; what it computes is the method's own formula."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from pointsay.methods.composers.layers import Learning
from pointsay.methods.layout import size_of

if TYPE_CHECKING:
    from pointsay.methods.composers.composer import Composer
    from pointsay.methods.layout import Layout

    Widths = Mapping[str, int]

ONES = ("running_var",)  # a batch norm has seen nothing but what is normal
_ADAPTER = re.compile(r"adapters\..*\.up\.weight")
MATRICES = (".w", ".weight", "pooling_attn_query")  # drawn; everything else starts at nought


class Parameters(nn.Module):
    """The weights of a layout, drawn by a seed, under the dotted names of the layout.

    Matrices are normal with deviation 1 / sqrt(numbers read); biases, scales, gates and the offsets
    of norms start at nought, and so does what an adapter adds.

    Args:
        layout: Names and shapes.
        widths: What its named widths are.
        seed: Of the draw.
        starts: Name -> start value, where it is another.
    """

    def __init__(
        self, layout: Layout, widths: Widths, seed: int, starts: Mapping[str, Tensor] | None = None
    ) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        for name, shape in layout.items():
            sizes = [size_of(one, widths) for one in shape]
            value = _drawn(name, sizes, generator)
            if starts and name in starts:
                value = starts[name].detach().clone().reshape(sizes)
            self._place(name, value)

    def weights(self) -> dict[str, Tensor]:
        """Return the weights by name, as the methods' formulas read them."""
        named = {**dict(self.named_parameters()), **dict(self.named_buffers())}
        return Learning(named) if self.training else named

    def _place(self, name: str, value: Tensor) -> None:
        *path, leaf = name.split(".")
        node: nn.Module = self
        for part in path:
            if part not in dict(node.named_children()):
                node.add_module(part, nn.Module())
            node = node.get_submodule(part)
        if leaf.startswith("running_"):
            node.register_buffer(leaf, value)
        else:
            node.register_parameter(leaf, nn.Parameter(value))


def _drawn(name: str, sizes: list[int], generator: torch.Generator) -> Tensor:
    if name.endswith(ONES):
        return torch.ones(sizes)
    if len(sizes) < 2 or not name.endswith(MATRICES) or _ADAPTER.fullmatch(name):
        return torch.zeros(sizes)
    # A linear layer's weight is (out, in), a projection to heads (in, heads, width), and the one
    # from heads (out, heads, width).
    reads = sizes[0] if name.endswith(".w") else sizes[-1]
    if name.endswith("post.w"):
        reads = math.prod(sizes[1:])
    return torch.randn(sizes, generator=generator) / math.sqrt(reads)


class Composing(nn.Module):
    """A composer that learns.

    Args:
        method: Whose formula is computed; never loaded here.
        parameters: Its weights.
        silence: (1, D) vector of the empty text, which a gallery of the method's own is read with.
    """

    silence: Tensor

    def __init__(self, method: Composer, parameters: Parameters, silence: Tensor) -> None:
        super().__init__()
        self.method, self.learned = method, parameters
        self.register_buffer("silence", silence, persistent=False)

    def queries(self, images: Tensor, texts: Tensor) -> Tensor:
        """Return unit query vectors, (B, D)."""
        joined: Tensor = self.method.join(self.learned.weights(), images, texts)
        return joined

    def gallery(self, images: Tensor) -> Tensor:
        """Return what queries are compared with in the place of (N, D) pictures, (N, D)."""
        if not self.method.own_gallery:
            return images
        shown: Tensor = self.method.shown(self.learned.weights(), images, self.silence)
        return shown
