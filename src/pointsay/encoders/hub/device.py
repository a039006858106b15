"""Where torch computes, and in which numbers."""

from __future__ import annotations

import torch

from pointsay.errors import EncoderOption, shorten

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}


def choose_device(name: str) -> torch.device:
    """Return the device of this name; ``auto`` is the fastest that is there.

    Raises:
        EncoderOption: There is no such device, or not on this machine.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        return torch.device(next(one for one, usable in there.items() if usable))
    if name not in there:
        raise EncoderOption(
            f"there is no device {shorten(name)}", hint=f"use one of: {', '.join(DEVICES)}"
        )
    if not there[name]:
        raise EncoderOption(
            f"torch finds no {name} on this machine",
            hint="use device=cpu, or install a build of torch for this device",
        )
    return torch.device(name)


def choose_precision(name: str) -> torch.dtype:
    """Return the type of this name.

    Raises:
        EncoderOption: There is no such precision.
    """
    if name not in PRECISIONS:
        raise EncoderOption(
            f"there is no precision {shorten(name)}", hint=f"use one of: {', '.join(PRECISIONS)}"
        )
    return PRECISIONS[name]
