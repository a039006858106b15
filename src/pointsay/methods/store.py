"""A method as a folder: ``config.json`` holds all that is needed to build it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pointsay.errors import MethodVersion, shorten
from pointsay.methods.base import Method
from pointsay.methods.registry import make_method

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder

VERSION = 1


def save_method(method: Method, folder: Path) -> None:
    """Write a loaded method to ``folder``; an older saved form there is replaced.

    Raises:
        MethodNotLoaded: The method has no encoder, so nobody could say what its vectors mean.
    """
    info = method.encoder.info
    config = {
        "type": method.name,
        "version": VERSION,
        "arguments": method.arguments(),
        "encoder": {"name": info.name, "weights": info.weights},
    }
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "config.json.writing"
    beside.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    beside.replace(folder / "config.json")


def load_method(folder: Path, encoder: Encoder) -> Method:
    """Read what `save_method` wrote and bind it to ``encoder``.

    Raises:
        MethodVersion: The form is damaged, newer than this release, or another encoder's.
        UnknownMethod: Its type is not registered here.
    """
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind, version, arguments = config["type"], config["version"], config["arguments"]
        made_with = str(config["encoder"]["name"]), str(config["encoder"]["weights"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MethodVersion(
            f"{folder.name} does not hold a saved method: {error}",
            hint="save it again with save_method(method, folder)",
        ) from error
    if not isinstance(version, int) or version > VERSION:
        raise MethodVersion(
            f"the saved method has version {version}, this release reads up to {VERSION}",
            hint="upgrade pointsay, or save the method with this release",
        )
    info = encoder.info
    if made_with != (info.name, info.weights):
        raise MethodVersion(
            f"the saved method composes vectors of {made_with[0]} "
            f"(weights {made_with[1][:12]}), not of {info.describe()}",
            hint="load it with the encoder that it was saved with",
        )
    try:
        method = make_method(str(kind), **arguments)
    except (TypeError, ValueError) as error:
        raise MethodVersion(
            f"the saved arguments do not fit method {shorten(kind)}: {error}",
            hint="save it again with save_method(method, folder)",
        ) from error
    return method.load(encoder)
