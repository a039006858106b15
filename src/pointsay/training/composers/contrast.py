"""The contrastive loss of composers: a query is nearest to its target among all that it is not.

InfoNCE (van den Oord et al., "Representation Learning with Contrastive Predictive Coding", 2018,
arXiv 1807.03748) from query to target. Negatives are the targets of the others in the batch, hard
negatives of the triplet, and the query image itself: without that one "return the reference again"
is a good answer (Zhang et al., "MagicLens", ICML 2024, arXiv 2403.19651). A batch of a catalogue
holds targets that fit another's query as well as its own; they are left out, or count as right.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, Protocol, cast

import torch
from torch import Tensor, nn

Alike = Literal["masked", "right", "wrong"]

LEAST = 0.005  # a learned temperature stays above; below it one pair decides a whole batch


class Batch(NamedTuple):
    """Vectors of a step.

    Attributes:
        references: (B, D) pictures that are pointed at.
        texts: (B, D) modifications, or what else the network reads of them.
        targets: (B, D) pictures that are meant.
        negatives: (B, K, D) hard negatives.
        known: (B, K) bool, which of them there are.
        alike: (B, B) bool, which other target fits a query as well as its own; False where it is.
    """

    references: Tensor
    texts: Tensor
    targets: Tensor
    negatives: Tensor
    known: Tensor
    alike: Tensor


class Network(Protocol):
    """What learns: a module with both sides of a score."""

    def queries(self, images: Tensor, texts: Tensor) -> Tensor:
        """Return unit query vectors, (B, D)."""
        ...

    def gallery(self, images: Tensor) -> Tensor:
        """Return what queries are compared with in the place of (N, D) pictures, (N, D)."""
        ...


class Contrast(nn.Module):
    """A batch to its loss.

    Args:
        network: The composer, a `Network`.
        temperature: Of the softmax, or its start.
        learned: The temperature is learned; fixed otherwise.
        query_negative: The query image, as the gallery has it, is a negative.
        alike: What targets count as that fit a query as well as its own: ``masked`` (nothing),
            ``right`` or ``wrong``.
    """

    log_scale: Tensor

    def __init__(
        self,
        network: nn.Module,
        temperature: float = 0.07,
        *,
        learned: bool = True,
        query_negative: bool = True,
        alike: Alike = "masked",
    ) -> None:
        super().__init__()
        self.network, self.query_negative, self.alike = network, query_negative, alike
        start = torch.tensor(-math.log(temperature))
        if learned:
            self.log_scale = nn.Parameter(start)
        else:
            self.register_buffer("log_scale", start)

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Return the loss."""
        network = cast(Network, self.network)
        queries = network.queries(batch.references, batch.texts)
        count = len(queries)
        pool = [batch.targets, batch.references, batch.negatives.flatten(0, 1)]
        rows = network.gallery(torch.cat(pool))
        targets, own, hard = rows[:count], rows[count : 2 * count], rows[2 * count :]
        harder = torch.einsum("bd,bkd->bk", queries, hard.view(batch.negatives.shape))
        scores = [queries @ targets.T, harder]
        if self.query_negative:
            scores.append((queries * own).sum(1, keepdim=True))
        return {"contrast": self.loss(torch.cat(scores, 1), batch)}

    def loss(self, scores: Tensor, batch: Batch) -> Tensor:
        """Return the mean loss of (B, B + K [+ 1]) cosines with targets, negatives and query."""
        scale = self.log_scale.exp().clamp(max=1.0 / LEAST)
        count = len(batch.targets)
        out = torch.zeros_like(scores, dtype=torch.bool)
        out[:, count : count + batch.known.shape[1]] = ~batch.known
        if self.alike == "masked":
            out[:, :count] = batch.alike
        chances = (scale * scores).masked_fill(out, -torch.inf).log_softmax(1)[:, :count]
        right = torch.eye(count, dtype=torch.bool, device=scores.device)
        if self.alike == "right":
            right = right | batch.alike
        each = chances.masked_fill(~right, 0.0).sum(1) / right.sum(1)
        return -each.mean()
