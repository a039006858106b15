"""What a dataset is known by: everything in it that decides a rank."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.queries import EvaluationQuery


def fingerprint(dataset: Dataset) -> str:
    """Return the SHA-256 of galleries and queries; where pictures lie does not matter to it."""
    content = [
        {name: list(ids) for name, ids in dataset.galleries.items()},
        [_plain(query) for query in dataset.queries],
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _plain(query: EvaluationQuery) -> dict[str, Any]:
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(query).items()
    }
