"""Rows that take long to make, kept in parts: a stopped run goes on with the part it was at."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from pointsay.errors import WeightsCorrupt

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = 1

Arrays = Mapping[str, "NDArray[Any]"]
Make = Callable[[int, int], Arrays]
Report = Callable[[int, int], None]


def fill(
    folder: Path,
    about: Mapping[str, Any],
    rows: int,
    make: Make,
    *,
    size: int,
    report: Report = lambda done, rows: None,
) -> dict[str, NDArray[Any]]:
    """Make the parts that ``folder`` does not hold yet and return all rows.

    Every part carries a version, a checksum and a hash of ``about``; it is written beside, synced
    and renamed, so that it is there whole or not at all.

    Args:
        folder: Of these rows and no others.
        about: Everything that decides the rows, plain values.
        rows: How many there are, at least 1.
        make: Makes rows [start, stop): arrays of that length by name. Its result must depend on
            nothing but its arguments.
        size: Rows of a part.
        report: Called with the rows that are there and all rows, after every part.

    Raises:
        WeightsCorrupt: A part is damaged, or made by another release or of something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps({**about, "rows": rows, "size": size}, sort_keys=True)
    identity = hashlib.sha256(told.encode()).hexdigest()
    parts = []
    for start in range(0, rows, size):
        file = folder / f"{start:09d}.safetensors"
        stop = min(start + size, rows)
        if not file.exists():
            _write(
                file, {name: np.asarray(one) for name, one in make(start, stop).items()}, identity
            )
        parts.append(_read(file, identity))
        report(stop, rows)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _write(file: Path, arrays: dict[str, NDArray[Any]], identity: str) -> None:
    beside = file.with_suffix(".writing")
    metadata = {"version": str(VERSION), "identity": identity, "sha256": _sum(arrays)}
    with beside.open("wb") as opened:
        opened.write(save(arrays, metadata))
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


def _read(file: Path, identity: str) -> dict[str, NDArray[Any]]:
    try:
        with safe_open(file, framework="numpy") as opened:
            metadata = opened.metadata() or {}
            arrays = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise WeightsCorrupt(f"{file} cannot be read: {error}", hint=_AGAIN) from error
    if metadata.get("version") != str(VERSION) or metadata.get("identity") != identity:
        raise WeightsCorrupt(
            f"{file} was made with other settings, pictures or weights, or by another release",
            hint="give another --work folder, or delete this one to start anew",
        )
    if metadata.get("sha256") != _sum(arrays):
        raise WeightsCorrupt(f"{file} does not match its checksum", hint=_AGAIN)
    return arrays


_AGAIN = "delete the file; its rows are made again"


def _sum(arrays: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()
