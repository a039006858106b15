"""The mapping networks of textual inversion, forward only: image embedding to pseudo-word.

``phi`` is what SEARLE (Baldrati et al., ICCV 2023, arXiv 2303.15247, section 3.2) and LinCIR (Gu et
al., CVPR 2024, arXiv 2312.01998, section 3) share: three linear layers with GELU between them.
``im2text`` is Pic2Word's (Saito et al., CVPR 2023, arXiv 2302.03084): two blocks of linear layer
and ReLU, and a linear layer. Their dropout is of training alone. Names are those of the authors'
state dicts, so that public checkpoints and our training need no translation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pointsay.methods.layout import Layout
    from pointsay.types import Matrix

    Tensors = Mapping[str, NDArray[np.float32]]

DEPTH = 3
_STEP = 3  # linear layer, GELU, dropout: only the first of three modules has weights


def phi_layout(depth: int = DEPTH, out: str = "token") -> Layout:
    """Return names and shapes of phi's weights: dim -> hidden -> ... -> ``out``.

    The published networks have 4 x dim for ``hidden``; nothing here asks for that.

    Args:
        depth: Linear layers, at least 2; the published networks have 3.
        out: Width of what comes out: ``token`` for pseudo-words, ``dim`` for joint vectors.

    Raises:
        ValueError: ``depth`` is less than 2.
    """
    if depth < 2:
        raise ValueError(f"depth must be at least 2, not {depth}")
    widths = ["dim", *["hidden"] * (depth - 1), out]
    layout: dict[str, tuple[str | int, ...]] = {}
    for at in range(depth):
        layout[f"layers.{_STEP * at}.weight"] = (widths[at + 1], widths[at])
        layout[f"layers.{_STEP * at}.bias"] = (widths[at + 1],)
    return layout


def phi(tensors: Tensors, rows: Matrix) -> Matrix:
    """Map (B, D) embeddings to (B, W) pseudo-words; weights as `phi_layout` names them."""
    depth = len(tensors) // 2
    for at in range(depth):
        rows = _linear(tensors, f"layers.{_STEP * at}", rows)
        if at < depth - 1:
            rows = gelu(rows)
    return rows


IM2TEXT_LAYOUT: Layout = {
    "layers.0.0.weight": ("hidden", "dim"),
    "layers.0.0.bias": ("hidden",),
    "layers.1.0.weight": ("hidden", "hidden"),
    "layers.1.0.bias": ("hidden",),
    "fc_out.weight": ("token", "hidden"),
    "fc_out.bias": ("token",),
}


def im2text(tensors: Tensors, rows: Matrix) -> Matrix:
    """Map (B, D) embeddings to (B, W) pseudo-words; weights as `IM2TEXT_LAYOUT` names them."""
    for block in ("layers.0.0", "layers.1.0"):
        rows = np.maximum(_linear(tensors, block, rows), 0.0)
    return _linear(tensors, "fc_out", rows)


def gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return x Phi(x), Phi the normal distribution function: GELU as torch has it by default."""
    out: NDArray[np.float32] = (0.5 * x * (1.0 + erf(x / np.sqrt(2.0)))).astype(np.float32)
    return out


def erf(x: NDArray[Any]) -> NDArray[np.float64]:
    """Return the error function, to 2e-7.

    Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, formula 7.1.26.

    Example:
        >>> erf(np.array([-1.0, 0.0, 1.0])).round(5).tolist()
        [-0.8427, 0.0, 0.8427]
    """
    size = np.abs(x).astype(np.float64)
    t = 1.0 / (1.0 + 0.3275911 * size)
    series = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    value: NDArray[np.float64] = np.sign(x) * (1.0 - series * np.exp(-size * size))
    return value


def _linear(tensors: Tensors, name: str, rows: Matrix) -> Matrix:
    out: Matrix = rows @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]
    return out
