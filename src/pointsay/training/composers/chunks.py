"""Large batches in little memory: gradient caching.

Gao et al., "Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup" (GradCache),
RepL4NLP 2021, arXiv 2101.06983: embed the batch piece by piece without keeping anything between,
take the loss of all vectors, and run each piece again for its gradient when the loss's gradient
reaches its vectors. The result is that of the whole batch; memory is that of one piece. Torch's
checkpointing does just that, the same dropout in both runs included.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint


def in_chunks(encode: Callable[..., Tensor], rows: tuple[Tensor, ...], size: int) -> Tensor:
    """Return encode(*rows) for batches of any length, (B, D).

    Args:
        encode: Makes (n, D) of n rows, each by itself.
        rows: Tensors of B rows each.
        size: Rows that are encoded at once.
    """
    count = len(rows[0])
    if not torch.is_grad_enabled() or count <= size:
        parts = [encode(*(one[at : at + size] for one in rows)) for at in range(0, count, size)]
        return torch.cat(parts)
    pieces = [
        checkpoint(encode, *(one[at : at + size] for one in rows), use_reentrant=False)
        for at in range(0, count, size)
    ]
    return torch.cat(pieces)
