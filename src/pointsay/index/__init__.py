"""Indexes: a gallery of unit vectors, searched by inner product."""

from pointsay.index.base import Found, Index, Moments
from pointsay.index.check import check_index
from pointsay.index.exact import ExactIndex
from pointsay.index.fusion import Fused, fuse, score_all

__all__ = ["ExactIndex", "Found", "Fused", "Index", "Moments", "check_index", "fuse", "score_all"]
