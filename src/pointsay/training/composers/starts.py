"""Where composers start: at what is known to work, so that few steps on few triplets are enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from pointsay.methods.layout import size_of

if TYPE_CHECKING:
    from pointsay.methods.layout import Layout

_NOUGHT = ("self_attention.post.w", "ffn_layer2.linear.w", "pooling_attn_query")
_VALUE, _POST = ("contrastive_multimodal_pooler.pool_attn." + one for one in ("value.w", "post.w"))


def plain_sum(layout: Layout, widths: Mapping[str, int], seed: int) -> dict[str, Tensor]:
    """Return start weights with which MagicLens is the sum of picture and sentence, normalised.

    Every branch beside the residual stream ends in noughts, and what the pooler's values project
    its output projects back; its query is nought, so that it reads both tokens alike. A departure
    from the published training, which starts at random and has millions of triplets.

    Args:
        layout: Of the method.
        widths: What its named widths are; ``heads`` x ``pool_head`` must be at least ``dim``.
        seed: Of the draw.
    """
    sizes = [widths[one] for one in ("dim", "heads", "pool_head")]
    across = torch.empty(sizes[0], sizes[1] * sizes[2])
    nn.init.orthogonal_(across, generator=torch.Generator().manual_seed(seed))
    starts = {_VALUE: across.reshape(sizes), _POST: across.reshape(sizes)}
    for name, shape in layout.items():
        if name.endswith(_NOUGHT):
            starts[name] = torch.zeros([size_of(one, widths) for one in shape])
    return starts
