"""Training state on disk: written beside, synced, renamed; so a kill leaves the last good state."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

from pointsay.errors import WeightsCorrupt

VERSION = 1


def save(path: Path, state: dict[str, Any]) -> None:
    """Write tensors and plain data; ``path`` is either the old state or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".writing")
    with beside.open("wb") as file:
        torch.save({"version": VERSION, **state}, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(path: Path) -> dict[str, Any]:
    """Read what ``save`` wrote; tensors and plain data only, never code.

    Raises:
        WeightsCorrupt: The file is damaged or of another version.
    """
    try:
        state: dict[str, Any] = torch.load(path, weights_only=True)
    except (RuntimeError, EOFError, ValueError, OSError) as error:
        raise WeightsCorrupt(
            f"the checkpoint {path.name} cannot be read: {error}",
            hint="delete it to start the training anew",
        ) from error
    if state.get("version") != VERSION:
        raise WeightsCorrupt(
            f"the checkpoint {path.name} has version {state.get('version')}, not {VERSION}",
            hint="train again with this release",
        )
    return state
