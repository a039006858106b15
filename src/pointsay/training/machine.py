"""What the machine at hand is good at: number formats and memory."""

from __future__ import annotations

import ctypes
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

# Parameters of glibc's mallopt.
_TRIM_THRESHOLD, _MMAP_MAX = -1, -4
_NEVER = -1


def half_precision() -> AbstractContextManager[Any]:
    """Return bfloat16 arithmetic where the processor has it, else nothing.

    Without the instructions torch emulates them, which made a step twenty times as slow.
    """
    if torch.backends.cpu.get_cpu_capability().startswith("AVX512"):
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return nullcontext()


def keep_memory() -> None:
    """Ask the C library to keep freed blocks: a step asks for the same large ones again.

    Otherwise each of them comes from the system as fresh pages that are cleared one by one, which
    doubles a step's time. Systems without the call are left as they are.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_MAX, 0)
        mallopt(_TRIM_THRESHOLD, _NEVER)
