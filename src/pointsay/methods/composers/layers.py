"""The layers of composers, written once: for arrays of NumPy in serving, of torch in training.

Both libraries know the same operators and names, so that what was trained is what is served. An
`Array` is of either; weights are looked up by dotted names, as the methods' layouts give them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

Array = Any
Weights = Mapping[str, Array]

CAP = 50.0
NORM_EPSILON = 1e-6
UNIT_EPSILON = 1e-12
BATCH_EPSILON = 1e-5
BATCH_MOMENTUM = 0.1
_SOFTPLUS_OF_NOUGHT = 1.442695041  # one over log 2, so that a scale of nought changes nothing


def library(rows: Array) -> Any:
    """Return the module whose functions take these rows; torch is there where its tensors are."""
    return np if isinstance(rows, np.ndarray) else import_module("torch")


class Learning(dict[str, Array]):
    """Weights in the middle of training: dropout drops, and batch norms measure their batch."""


def dropout(weights: Weights, rows: Array, share: float) -> Array:
    """Drop a share of the numbers in training; nothing in serving."""
    return library(rows).dropout(rows, share, True) if isinstance(weights, Learning) else rows


def batch_norm(weights: Weights, name: str, rows: Array) -> Array:
    """Normalise (B, D) rows by their batch in training, and by what was seen there in serving."""
    mean, variance = weights[f"{name}.running_mean"], weights[f"{name}.running_var"]
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    if isinstance(weights, Learning):
        normed = library(rows).nn.functional.batch_norm
        return normed(rows, mean, variance, weight, bias, True, BATCH_MOMENTUM, BATCH_EPSILON)
    return (rows - mean) / (variance + BATCH_EPSILON) ** 0.5 * weight + bias


def unit(rows: Array) -> Array:
    """Scale (B, D) rows to unit length; a row of noughts stays."""
    return rows / ((rows * rows).sum(-1)[:, None] + UNIT_EPSILON) ** 0.5


def relu(rows: Array) -> Array:
    """Return max(x, 0)."""
    return rows.clip(0.0)


def sigmoid(rows: Array) -> Array:
    """Return 1 / (1 + exp(-x)), for any x without overflow."""
    return 0.5 * (library(rows).tanh(0.5 * rows) + 1.0)


def linear(weights: Weights, name: str, rows: Array) -> Array:
    """Apply a linear layer with the weights of `torch.nn.Linear`, (out, in)."""
    return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def layer_norm(weights: Weights, name: str, rows: Array) -> Array:
    """Normalise over the last axis; the scale is stored as its offset from one."""
    centred = rows - rows.mean(-1)[..., None]
    variance = (centred * centred).mean(-1)[..., None]
    scaled = centred / (variance + NORM_EPSILON) ** 0.5
    return scaled * (1.0 + weights[f"{name}.scale"]) + weights[f"{name}.bias"]


def attention(weights: Weights, name: str, asking: Array, seen: Array) -> Array:
    """Attend from (B, T, D) to (B, S, D) with capped logits, (B, T, D).

    Projections are (D, heads, width of a head). The query is scaled by the width's root, or, where
    there is a learned scale of each dimension, by its softplus as well.
    """
    query, key, value = (
        _heads(weights, f"{name}.{part}", rows)
        for part, rows in (("query", asking), ("key", seen), ("value", seen))
    )
    query = query * query.shape[-1] ** -0.5
    if (scale := weights.get(f"{name}.per_dim_scale.per_dim_scale")) is not None:
        query = query * (_SOFTPLUS_OF_NOUGHT * library(scale).logaddexp(scale, 0.0 * scale))
    logits = query @ key.swapaxes(-1, -2)
    # Capped logits cannot overflow, so that no maximum need be taken off before exp.
    powers = library(logits).exp(CAP * library(logits).tanh(logits / CAP))
    read = (powers / powers.sum(-1)[..., None]) @ value
    joined = read.swapaxes(1, 2).reshape(len(asking), asking.shape[1], -1)
    out = weights[f"{name}.post.w"]
    return joined @ out.reshape(out.shape[0], -1).T + weights[f"{name}.post.b"]


def _heads(weights: Weights, name: str, rows: Array) -> Array:
    """Project (B, T, D) rows, (B, heads, T, width of a head)."""
    matrix = weights[f"{name}.w"]
    projected = rows @ matrix.reshape(matrix.shape[0], -1) + weights[f"{name}.b"].reshape(-1)
    return projected.reshape(*rows.shape[:2], *matrix.shape[1:]).swapaxes(1, 2)
