"""Where a kind of attribute lies in the joint space, so that a picture can lose it or give it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.edits.edit import Kind
    from pointsay.types import Matrix, Vector

SHORT = 1e-6


class KindSpaces:
    """The subspaces that the values of each kind span.

    The prompts of a kind ("in red", "in green") differ in the value alone. The leading directions
    of their differences are where an encoder keeps that kind, for pictures too as far as both
    modalities share a space. Taking them out of a photo leaves "this, of whatever colour".

    Args:
        bank: Kind -> (values, D) unit vectors of its prompts.
        share: Of the variance between values that the directions explain, 0 to 1.
    """

    def __init__(self, bank: Mapping[Kind, Matrix], share: float = 0.9) -> None:
        self._bases = {kind: _basis(rows, share) for kind, rows in bank.items()}
        self._joint = cache(self._joined)  # of two kinds it costs as much as reading a sentence

    def __contains__(self, kind: object) -> bool:
        return kind in self._bases

    def without(self, vector: Vector, kinds: Iterable[Kind], share: float = 1.0) -> Vector:
        """Return a (D,) unit vector with nothing, or less, in the subspaces of ``kinds``.

        Args:
            vector: (D,) of a picture.
            kinds: Those that it loses; kinds without a subspace count for nothing.
            share: Of what lies in the subspaces that is taken out, 0 to 1.
        """
        found = frozenset(self._bases.keys() & set(kinds))
        if not found:
            return vector
        joint = self._joint(found)
        return _unit(vector - share * (joint @ (joint.T @ vector)), vector)

    def _joined(self, kinds: frozenset[Kind]) -> NDArray[np.float64]:
        """Return orthonormal directions (D, R) of all of these kinds together."""
        joint, _ = np.linalg.qr(np.concatenate([self._bases[kind] for kind in sorted(kinds)]).T)
        return joint

    def only(self, vector: Vector, kind: Kind) -> Vector:
        """Return the (D,) unit vector of what lies in the subspace of ``kind``.

        A kind without a subspace returns the vector as it is.
        """
        if kind not in self._bases:
            return vector
        basis = self._bases[kind]
        return _unit(basis.T @ (basis @ vector), vector)


def _basis(rows: Matrix, share: float) -> NDArray[np.float64]:
    """Return orthonormal directions (R, D) that explain ``share`` of the rows' variance."""
    wide = rows.astype(np.float64)
    _, strengths, directions = np.linalg.svd(wide - wide.mean(axis=0), full_matrices=False)
    explained = np.cumsum(strengths**2) / max(float(np.sum(strengths**2)), SHORT)
    basis: NDArray[np.float64] = directions[: int(np.searchsorted(explained, share)) + 1]
    return basis


def _unit(vector: NDArray[np.float64], otherwise: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return (vector / length).astype(np.float32) if length > SHORT else otherwise
