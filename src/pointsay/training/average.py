"""Weights between two trainings: the mean of encoders that one started from the other.

Wortsman et al., "Model soups" (ICML 2022) and "Robust fine-tuning of zero-shot models" (CVPR 2022):
fine-tuning moves weights within one basin, so that the points between start and end are models too,
and often keep more of what the start knew than the end does.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from pointsay.training.towers import DualEncoder


def average(models: Sequence[DualEncoder], shares: Sequence[float]) -> DualEncoder:
    """Return a model whose every weight is the weighted mean of the models' weights.

    Args:
        models: Of one shape, one trained on from the other or both from a common start.
        shares: One for each model, at least 0; scaled to add up to 1.

    Raises:
        ValueError: Shapes differ, or the shares fit neither the models nor a mean.
    """
    if len(models) != len(shares) or min(shares, default=-1.0) < 0.0 or sum(shares) <= 0.0:
        raise ValueError(f"{len(models)} models need as many shares of at least 0, not {shares}")
    if any(model.shape != models[0].shape for model in models):
        raise ValueError("only encoders of one shape can be averaged")
    states = [model.state_dict() for model in models]
    total = sum(shares)
    with torch.no_grad():
        mixed = {
            name: torch.stack(
                [
                    share / total * state[name].double()
                    for share, state in zip(shares, states, strict=True)
                ]
            )
            .sum(0)
            .to(states[0][name].dtype)
            for name in states[0]
        }
    models[0].load_state_dict(mixed)
    return models[0]
