"""Indexes: a gallery of unit vectors, searched by inner product."""

from pointsay.index.approximate import ApproximateIndex
from pointsay.index.base import Found, Index, Moments
from pointsay.index.check import check_index
from pointsay.index.exact import ExactIndex
from pointsay.index.fusion import Fused, fuse, score_all
from pointsay.index.recall import Policy, Recall

__all__ = [
    "ApproximateIndex",
    "ExactIndex",
    "Found",
    "Fused",
    "Index",
    "Moments",
    "Policy",
    "Recall",
    "check_index",
    "fuse",
    "score_all",
]
