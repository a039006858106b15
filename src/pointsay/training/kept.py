"""What takes a while to compute and is kept: a file that is safe to delete.

Each holds its form's version, the key of what it was computed from, and a checksum. A file that is
damaged or of another key is computed anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

VERSION = 1


def key_of(*parts: object) -> str:
    """Return a SHA-256 of plain values; of lists of texts too."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def kept_list(file: Path, key: str, make: Callable[[], Sequence[Any]]) -> list[Any]:
    """Return the plain values that ``file`` holds, or make and keep them."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        if stored["head"] == _head(key, json.dumps(stored["values"]).encode()):
            return list(stored["values"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # computed anew below
    values = list(make())
    head = _head(key, json.dumps(values).encode())
    beside = _beside(file)
    beside.write_text(json.dumps({"head": head, "values": values}), encoding="utf-8")
    beside.replace(file)
    return values


def kept_rows(file: Path, key: str, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the (N, D) rows that ``file`` holds, or make and keep them."""
    try:
        with safe_open(file, "np") as stored:
            rows: NDArray[np.float32] = stored.get_tensor("rows")
            if stored.metadata() == _head(key, rows.tobytes()):
                return rows
    except (OSError, SafetensorError):
        pass  # computed anew below
    rows = np.ascontiguousarray(make(), dtype=np.float32)
    beside = _beside(file)
    save_file({"rows": rows}, beside, metadata=_head(key, rows.tobytes()))
    beside.replace(file)
    return rows


def _head(key: str, data: bytes) -> dict[str, str]:
    return {"version": str(VERSION), "key": key, "sha256": hashlib.sha256(data).hexdigest()}


def _beside(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.with_name(f"{file.name}.writing")
