"""A method as a folder, from which an equal one can be built; what lies in it: `saved`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pointsay.errors import MethodVersion, UnknownMethod, shorten
from pointsay.methods.base import Method
from pointsay.methods.learned import Learned
from pointsay.methods.registry import list_methods, make_method
from pointsay.methods.saved import (
    ADVICE,
    CONFIG,
    Saved,
    read_config,
    read_tensors,
    require_maker,
    write_saved,
)

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder


def save_method(
    method: Method, folder: Path, *, half: bool = False, facts: Mapping[str, Any] | None = None
) -> None:
    """Write a loaded method to ``folder``; an older saved form there is replaced.

    Args:
        method: Loaded.
        folder: Made where it is missing.
        half: Store weights as float16.
        facts: What is to be known of the training, plain values: corpus, steps, seconds, loss,
            noise. What the method already knows where None.

    Raises:
        MethodNotLoaded: The method has no encoder, so nobody could say what its vectors mean.
        ValueError: ``half``, and a weight is too large for float16.
    """
    info = method.encoder.info
    config: dict[str, Any] = {
        "type": method.name,
        "arguments": method.arguments(),
        "encoder": {"name": info.name, "weights": info.weights},
    }
    if isinstance(method, Learned) and method.learns:
        config["training"] = dict(method.training if facts is None else facts)
        write_saved(folder, config, method.tensors, half=half)
    else:
        write_saved(folder, config)


def read_method(folder: Path, **arguments: Any) -> Method:
    """Build what `save_method` wrote, weights and all, without binding an encoder.

    Args:
        folder: Of a saved method.
        arguments: Take the place of the saved ones.

    Raises:
        MethodVersion: The form is damaged or newer than this release.
        MethodWeightsUnfit: The weights are not those of the method with these arguments.
        UnknownMethod: Its type is not registered here.
        ValueError, TypeError: The method does not take one of ``arguments``.
    """
    return _build(read_config(folder), arguments)


def load_method(folder: Path, encoder: Encoder, **arguments: Any) -> Method:
    """Read what `save_method` wrote and bind it to ``encoder``.

    Args:
        folder: Of a saved method.
        encoder: The one it was saved with.
        arguments: Take the place of the saved ones.

    Raises:
        MethodVersion: The form is damaged, newer than this release, or another encoder's.
        MethodWeightsUnfit: The weights are not those of the method with these arguments.
        UnknownMethod: Its type is not registered here.
        ValueError, TypeError: The method does not take one of ``arguments``.
    """
    saved = read_config(folder)
    require_maker(saved.made_with, encoder.info)
    return _build(saved, arguments).load(encoder)


def open_method(name_or_folder: str, encoder: Encoder, **arguments: Any) -> Method:
    """Return a loaded method by its registered name, or by the folder of its saved form.

    Never hand this what came over a network: a path says which files exist.

    Raises:
        UnknownMethod: It is neither.
        MethodError: As `load_method` and `Method.load`.
    """
    folder = saved_folder(name_or_folder)
    if folder:
        return load_method(folder, encoder, **arguments)
    return make_method(name_or_folder, **arguments).load(encoder)


def saved_folder(name_or_folder: str) -> Path | None:
    """Return the folder that is meant, or None for a registered name.

    Raises:
        UnknownMethod: It is neither.
    """
    names = list_methods()
    if name_or_folder in names:
        return None
    folder = Path(name_or_folder).expanduser()
    if name_or_folder and (folder / CONFIG).is_file():
        return folder
    raise UnknownMethod(
        f"there is no method {shorten(name_or_folder)}",
        hint=f"use one of: {', '.join(names)}; or the folder of a saved one",
    )


def _build(saved: Saved, arguments: Mapping[str, Any]) -> Method:
    try:
        method = make_method(str(saved.kind), **saved.arguments)
    except (TypeError, ValueError) as error:
        raise MethodVersion(
            f"the saved arguments do not fit method {shorten(saved.kind)}: {error}", hint=ADVICE
        ) from error
    if arguments:
        method = make_method(method.name, **{**saved.arguments, **arguments})
    if isinstance(method, Learned) and method.learns:
        method.adopt(read_tensors(saved)).remember(saved.made_with, saved.training)
    return method
