"""What times depend on besides the code, and what memory there is to measure in."""

from __future__ import annotations

import os

import numpy as np

from pointsay.evaluation.environment import environment

GIBIBYTE = 1 << 30
USUAL_MEMORY_GIB = 16.0  # assumed where the system does not say


def machine() -> dict[str, str]:
    """Return `environment` and what times depend on in particular.

    That is the memory, the library that multiplies matrices, and how busy the machine is (the load
    average of the last minute; idle is near 0).
    """
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        **environment(),
        "memory": f"{memory_in_gib():.1f} GiB",
        "numpy": np.__version__,
        "blas": f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip(),
        "load": f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown",
    }


def memory_in_gib() -> float:
    """Return this machine's memory in GiB."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    except (AttributeError, OSError, ValueError):
        return USUAL_MEMORY_GIB
