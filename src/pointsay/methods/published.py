"""Published weights of mapping networks: from the authors' files to a saved method.

What authors put on the web are state dicts of PyTorch, alone or inside a training checkpoint
(SEARLE's and LinCIR's under the network's class, Pic2Word's under ``state_dict_img2text`` with
``module.`` before each name). Their pickles are opened by torch's reader of plain tensors, which
runs no code, or not at all. Weights have licences of their own, often for research only.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError
from safetensors.numpy import load

from pointsay.errors import (
    MethodOption,
    MethodWeightsUnfit,
    MissingExtra,
    UnknownSource,
    UnsafeWeights,
    shorten,
)
from pointsay.methods.layout import widths_of
from pointsay.methods.mapped_word import MappedWord
from pointsay.methods.raw_vectors import NORM
from pointsay.methods.registry import make_method
from pointsay.methods.store import save_method

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder

PUBLISHED = ("lincir", "pic2word", "searle")
BACKBONES = {512: "B/32", 768: "L/14", 1024: "H/14", 1280: "G/14"}  # of CLIP, by both widths
PIC2WORD_HIDDEN = 512
_PREFIXES = ("module.", "phi.", "img2text.")


def import_published(
    method: str, file: Path, encoder: Encoder, out: Path, *, norm: float = NORM, half: bool = False
) -> MappedWord:
    """Write published weights as a saved method; returns it, loaded.

    The method reads raw vectors, as published weights do (`MappedWord`).

    Args:
        method: ``lincir``, ``pic2word`` or ``searle``.
        file: ``.safetensors``, or a pickle of tensors as ``torch.save`` writes it (needs torch).
        encoder: The one that the weights were trained for; their widths must be its own, and
            nothing in the file says more about it.
        out: Folder of the saved method.
        norm: Mean length of the encoder's raw image vectors, for references without a picture.
        half: Store float16.

    Raises:
        MethodOption: The method has no published weights of a known form.
        UnknownSource: The file cannot be read.
        UnsafeWeights: A pickle holds more than tensors and plain values.
        MethodWeightsUnfit: No network of the method is in the file, or its widths are not the
            encoder's.
        MissingExtra: It is a pickle and torch is not installed.
        UnsupportedEncoder: The encoder has no token space.
    """
    if method not in PUBLISHED:
        raise MethodOption(
            f"no form of published weights is known for {shorten(method)}",
            hint=f"use one of: {', '.join(PUBLISHED)}",
        )
    made = make_method(method, space="raw", norm=norm)
    assert isinstance(made, MappedWord)  # noqa: S101 - true of all that are named above
    network = next(_networks(_content(file), set(made.layout)), None)
    if network is None:
        raise MethodWeightsUnfit(
            f"{file.name} holds no mapping network of {method!r}",
            hint=f"its weights would be named {', '.join(sorted(made.layout))}",
        )
    made.adopt(network)
    backbone = backbone_of(made)
    try:
        made.load(encoder)
    except MethodWeightsUnfit as error:
        meant = f"CLIP {backbone}" if backbone else "another encoder"
        raise MethodWeightsUnfit(
            f"{file.name} was trained for {meant}: {error.message}",
            hint="give the encoder that it was trained for, with --encoder",
        ) from error
    facts = {"published": file.name, "sha256": _sha256(file), "backbone": backbone}
    save_method(made, out, half=half, facts=facts)
    return made.remember((encoder.info.name, encoder.info.weights), facts)


def backbone_of(method: MappedWord) -> str:
    """Return which CLIP published weights of these shapes go with; empty for no known one."""
    widths = widths_of(method.layout, method.tensors)
    dim = widths["dim"]
    hidden = PIC2WORD_HIDDEN if method.name == "pic2word" else 4 * dim
    known = widths["token"] == dim and widths["hidden"] == hidden
    return BACKBONES.get(dim, "") if known else ""


def published_widths(method: str, backbone: str) -> dict[str, int]:
    """Return the widths of published weights, as ``dim``, ``hidden`` and ``token``.

    Example:
        >>> published_widths("searle", "L/14")
        {'dim': 768, 'hidden': 3072, 'token': 768}
    """
    dim = {name: width for width, name in BACKBONES.items()}[backbone]
    hidden = PIC2WORD_HIDDEN if method == "pic2word" else 4 * dim
    return {"dim": dim, "hidden": hidden, "token": dim}


def _networks(content: Any, names: set[str]) -> Iterator[dict[str, Any]]:
    """Yield every state dict of exactly these names, however deep it lies."""
    if not isinstance(content, Mapping):
        return
    plain = {_plain(str(name)): value for name, value in content.items()}
    if plain.keys() == names:
        yield plain
    for inner in content.values():
        yield from _networks(inner, names)


def _plain(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _content(file: Path) -> Any:
    try:
        if file.suffix == ".safetensors":
            return load(file.read_bytes())
        return _unpickled(file)
    except OSError as error:
        raise UnknownSource(
            f"the weights {file} cannot be read: {error}", hint="give the file that was downloaded"
        ) from error
    except (SafetensorError, KeyError, TypeError) as error:
        raise MethodWeightsUnfit(
            f"{file.name} is no file of weights: {error}",
            hint="give .safetensors of float32 or float16, or what torch.save wrote",
        ) from error


def _unpickled(file: Path) -> Any:
    try:
        import torch
    except ModuleNotFoundError as error:
        raise MissingExtra("train", f"reading {file.name}, a file of PyTorch,") from error
    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise UnsafeWeights(
            f"{file.name} holds more than tensors, or is no file of PyTorch",
            hint="open it where that is safe, and save the state dict alone as .safetensors",
        ) from error
    return _as_arrays(content)


def _as_arrays(content: Any) -> Any:
    """Turn tensors into float32 arrays, at any depth of mappings."""
    if isinstance(content, Mapping):
        return {name: _as_arrays(value) for name, value in content.items()}
    return content.detach().float().numpy() if hasattr(content, "detach") else content


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
