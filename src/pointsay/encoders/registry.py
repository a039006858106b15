"""Encoders by name. A table of import paths, so that naming one imports nothing of the others."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

from pointsay.encoders.base import Encoder
from pointsay.encoders.hub.presets import PRESETS
from pointsay.errors import EncoderOption, MissingExtra, UnknownEncoder, shorten

DEFAULT = "mini"

_TABLE: dict[str, str] = {
    "mini": "pointsay.encoders.mini:MiniEncoder",
}
# "SCHEME:WHERE", with the extra that it needs.
_SCHEMES: dict[str, tuple[str, str]] = {
    "hub": ("pointsay.encoders.hub.encoder:TransformersEncoder", "hub"),
    "onnx": ("pointsay.encoders.onnx.folder:open_folder", ""),
    "open_clip": ("pointsay.encoders.hub.open_clip:OpenClipEncoder", "open-clip"),
}
_YES_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def list_encoders() -> list[str]:
    """Return the names that need nothing after them, sorted: what ships, and the presets."""
    return sorted({*_TABLE, *PRESETS})


@lru_cache(maxsize=4)
def load_encoder(name: str = DEFAULT, **options: str | int | bool) -> Encoder:
    """Return the encoder of this name, loaded once a process.

    Args:
        name: One of `list_encoders`, ``hub:OWNER/NAME[@REVISION]``, ``hub:/path/to/folder``,
            ``open_clip:OWNER/NAME`` or ``onnx:/path/to/folder``. Options may follow, as in
            ``openai-clip-b32?preprocessing=targetpad&device=cpu``, so that whatever takes a name
            takes them too.
        options: Arguments of the encoder's class, for instance ``preprocessing``, ``device``,
            ``precision``, ``local_files_only``.

    Raises:
        UnknownEncoder: Nothing is registered under ``name``, or it is not where it says.
        EncoderOption: The encoder has no such option, or it does not take this value.
        EncoderUnavailable: The model hub cannot be reached or refuses.
        WeightsCorrupt: Its weights are missing or damaged.
        MissingExtra: It needs packages that are not installed.
    """
    plain, asked = split_name(name)
    build, arguments = _builder(plain)
    return build(*arguments, **_checked(plain, build, {**asked, **options}))


def split_name(name: str) -> tuple[str, dict[str, str]]:
    """Split a name from the options that follow it ("mini?canvas=3" -> "mini", {"canvas": "3"})."""
    plain, mark, tail = name.rpartition("?")
    if not mark or "=" not in tail:
        return name, {}
    return plain, dict(parse_qsl(tail, keep_blank_values=True))


def _builder(name: str) -> tuple[Callable[..., Encoder], tuple[Any, ...]]:
    if name in _TABLE:
        return _imported(_TABLE[name], "", name), ()
    source = PRESETS[name].source if name in PRESETS else name
    scheme, _, where = source.partition(":")
    if scheme not in _SCHEMES or not where:
        raise UnknownEncoder(
            f"there is no encoder {shorten(name)}",
            hint=f"use one of: {', '.join(list_encoders())}; or hub:OWNER/NAME, hub:/path/to/folder"
            ", onnx:/path/to/folder",
        )
    path, extra = _SCHEMES[scheme]
    build = _imported(path, extra, name)
    return build, (Path(where).expanduser() if scheme == "onnx" else where,)


def _imported(path: str, extra: str, name: str) -> Callable[..., Encoder]:
    module, _, attribute = path.partition(":")
    try:
        return cast(Callable[..., Encoder], getattr(import_module(module), attribute))
    except ModuleNotFoundError as error:
        if not extra or (error.name or "").startswith("pointsay"):
            raise
        raise MissingExtra(extra, f"the encoder {shorten(name)} ({error.name})") from error


def _checked(
    name: str, build: Callable[..., Encoder], given: Mapping[str, str | int | bool]
) -> dict[str, Any]:
    """Check options against the class; turn what came as text into what it takes."""
    parameters = list(inspect.signature(build).parameters.values())
    known = {
        one.name: one for one in parameters if one.default is not one.empty and one.name != "folder"
    }
    if unknown := sorted(given.keys() - known.keys()):
        raise EncoderOption(
            f"the encoder {shorten(name)} has no option {', '.join(map(shorten, unknown))}",
            hint=f"options are {', '.join(sorted(known)) or 'none'}",
        )
    return {one: _converted(one, value, known[one].default) for one, value in given.items()}


def _converted(name: str, value: str | int | bool, default: Any) -> Any:
    if not isinstance(value, str) or not isinstance(default, int):
        return value
    try:
        return _YES_NO[value.lower()] if isinstance(default, bool) else int(value)
    except (KeyError, ValueError) as error:
        wanted = "yes or no" if isinstance(default, bool) else "a whole number"
        raise EncoderOption(f"{name} cannot be {shorten(value)}", hint=f"give {wanted}") from error
