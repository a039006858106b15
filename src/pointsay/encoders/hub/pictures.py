"""Which preprocessing a checkpoint was trained with, and which others may be chosen instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pointsay.encoders.preprocess import (
    CLIP_MEAN,
    CLIP_STD,
    CenterCrop,
    Channels,
    Letterbox,
    Preprocessing,
    Squash,
    TargetPad,
)
from pointsay.errors import EncoderOption, WeightsCorrupt, shorten

_FILTERS = {2: "bilinear", 3: "bicubic"}  # Pillow's numbers, as checkpoints store them
KINDS = ("crop", "letterbox", "squash", "targetpad")


def preprocessing_for(
    stored: Mapping[str, Any], size: int, *, kind: str | None = None, default: str = "crop"
) -> Preprocessing:
    """Build the preprocessing for a square tower.

    Args:
        stored: The checkpoint's ``preprocessor_config.json``; may be empty.
        size: Side of the tower's input in pixels.
        kind: One of `KINDS`; None for the one that the checkpoint was trained with.
        default: What to use when neither says.

    Raises:
        EncoderOption: There is no such kind.
        WeightsCorrupt: The stored values are not in the form.
    """
    chosen = kind or _trained_with(stored, default)
    # SigLIP's files always say; those of CLIP's line that do not share these values.
    mean, std = _channels(stored, "image_mean", CLIP_MEAN), _channels(stored, "image_std", CLIP_STD)
    resample = _FILTERS.get(stored.get("resample", 3), "bicubic")
    if chosen == "crop":
        return CenterCrop(size, mean, std, resample)
    if chosen == "targetpad":
        return TargetPad(size, mean, std, resample)
    if chosen == "squash":
        return Squash(size, mean, std, resample)
    if chosen == "letterbox":
        return Letterbox(size, size, _of_bytes(mean), _of_bytes(std))
    raise EncoderOption(
        f"there is no preprocessing {shorten(chosen)}", hint=f"use one of: {', '.join(KINDS)}"
    )


def _trained_with(stored: Mapping[str, Any], default: str) -> str:
    if stored.get("do_center_crop"):
        return "crop"
    size = stored.get("size")
    if isinstance(size, Mapping) and {"height", "width"} <= size.keys():
        return "squash"
    return default


def _channels(stored: Mapping[str, Any], name: str, default: Channels) -> Channels:
    values = stored.get(name, default)
    try:
        first, second, third = (float(value) for value in values)
    except (TypeError, ValueError) as error:
        raise WeightsCorrupt(f"{name} {shorten(values)} is not three numbers") from error
    return first, second, third


def _of_bytes(values: Channels) -> Channels:
    """Return per-channel values for pixels of 0 to 255."""
    first, second, third = (255.0 * value for value in values)
    return first, second, third
