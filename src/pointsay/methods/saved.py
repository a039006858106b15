"""The files of a saved method: ``config.json``, and ``model.safetensors`` for learned weights.

Weights are written first and the config, which holds their checksum, last: whoever is interrupted
leaves a folder that is refused, never one that composes something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from pointsay.errors import MethodVersion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import EncoderInfo

    Tensors = Mapping[str, NDArray[np.float32]]

VERSION = 2  # 1 had no weights
CONFIG = "config.json"
WEIGHTS = "model.safetensors"
ADVICE = "save it again with save_method(method, folder)"


@dataclass(frozen=True, slots=True)
class Saved:
    """What the config of a saved method says.

    Attributes:
        folder: Where it was read.
        kind: The registered name.
        arguments: Of the constructor.
        made_with: Name and weights hash of the encoder whose vectors the method composes.
        sha256: Of the weights file; empty where nothing was learned.
        training: What whoever trained it chose to tell: corpus, steps, seconds and the like.
    """

    folder: Path
    kind: Any
    arguments: Any
    made_with: tuple[str, str]
    sha256: str
    training: Mapping[str, Any]


def read_config(folder: Path) -> Saved:
    """Read the config of a saved method.

    Raises:
        MethodVersion: It is missing, damaged or newer than this release.
    """
    try:
        config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        version = config["version"]
        saved = Saved(
            folder,
            config["type"],
            config["arguments"],
            (str(config["encoder"]["name"]), str(config["encoder"]["weights"])),
            str(config.get("model", {}).get("sha256", "")),
            dict(config.get("training", {})),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MethodVersion(
            f"{folder.name} does not hold a saved method: {error}", hint=ADVICE
        ) from error
    if not isinstance(version, int) or version > VERSION:
        raise MethodVersion(
            f"the saved method has version {version}, this release reads up to {VERSION}",
            hint="upgrade pointsay, or save the method with this release",
        )
    return saved


def require_maker(made_with: tuple[str, str], info: EncoderInfo) -> None:
    """Refuse any encoder but the one that a method was saved with.

    Raises:
        MethodVersion: Names both.
    """
    if made_with != (info.name, info.weights):
        raise MethodVersion(
            f"the saved method composes vectors of {made_with[0]} "
            f"(weights {made_with[1][:12]}), not of {info.describe()}",
            hint="load it with the encoder that it was saved with",
        )


def read_tensors(saved: Saved) -> dict[str, NDArray[np.float32]]:
    """Read the weights of a saved method as float32, however they are stored.

    Raises:
        MethodVersion: They are missing, damaged, or not those that the config was written for.
    """
    try:
        data = (saved.folder / WEIGHTS).read_bytes()
    except OSError as error:
        raise MethodVersion(
            f"{WEIGHTS} of the saved method {saved.folder.name} is missing", hint=ADVICE
        ) from error
    if hashlib.sha256(data).hexdigest() != saved.sha256:
        raise MethodVersion(
            f"{WEIGHTS} of the saved method {saved.folder.name} does not match its checksum",
            hint=ADVICE,
        )
    try:
        return {name: array.astype(np.float32) for name, array in load(data).items()}
    except (SafetensorError, ValueError, TypeError) as error:
        raise MethodVersion(
            f"{WEIGHTS} of the saved method {saved.folder.name} cannot be read: {error}",
            hint=ADVICE,
        ) from error


def write_saved(
    folder: Path, config: Mapping[str, Any], tensors: Tensors | None = None, *, half: bool = False
) -> None:
    """Write a saved method; an older one in the folder is replaced.

    Args:
        folder: Made where it is missing.
        config: All but the version and what is known of the weights.
        tensors: None where nothing was learned.
        half: Store float16, half the size; about three decimal digits are kept.

    Raises:
        ValueError: A weight is too large for float16.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = {**config, "version": VERSION}
    if tensors:
        data = save({name: _stored(name, array, half) for name, array in tensors.items()})
        content["model"] = {"sha256": hashlib.sha256(data).hexdigest()}
        _replace(folder / WEIGHTS, data)
    text = json.dumps(content, indent=2, sort_keys=True) + "\n"
    _replace(folder / CONFIG, text.encode())
    if not tensors:
        (folder / WEIGHTS).unlink(missing_ok=True)


def _stored(name: str, array: NDArray[np.float32], half: bool) -> NDArray[Any]:
    if not half:
        return np.ascontiguousarray(array, dtype=np.float32)
    if np.abs(array).max(initial=0.0) > np.finfo(np.float16).max:
        raise ValueError(f"{name} has weights too large for float16; save it with half=False")
    return np.ascontiguousarray(array, dtype=np.float16)


def _replace(file: Path, data: bytes) -> None:
    beside = file.with_name(f"{file.name}.writing")
    beside.write_bytes(data)
    beside.replace(file)
