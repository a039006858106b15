"""Released MagicLens weights: from the authors' file to an encoder and a saved method.

The file holds the composer and the CLIP that was tuned with it. The CLIP becomes a checkpoint of
transformers beside the method; its config, tokenizer and preprocessing are those of the same CLIP
as OpenAI published it, which the file does not hold. A departure: the authors shrink pictures
bilinearly, CLIP bicubically.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save_file

from pointsay.errors import MethodWeightsUnfit, UnknownSource
from pointsay.methods.composers.clip_names import to_transformers
from pointsay.methods.composers.flax_file import read_flax
from pointsay.methods.composers.magiclens import Magiclens
from pointsay.methods.raw_vectors import NORM
from pointsay.methods.store import save_method

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENCODER = "encoder"
_WEIGHTS = (".safetensors", ".bin", ".pt", ".msgpack", ".h5", ".index.json")


def import_magiclens(
    file: Path, clip: Path, out: Path, *, norm: float = NORM, half: bool = False
) -> Magiclens:
    """Write released weights as an encoder and a saved method; returns the method, loaded.

    Args:
        file: ``magic_lens_clip_base.pkl`` or ``..._large.pkl``.
        clip: Folder of the CLIP it was tuned from (B/16 or L/14) as transformers has it.
        out: Folder of the method; the encoder is written to ``encoder`` in it and is to be named as
            ``hub:OUT/encoder``.
        norm: Mean length of the encoder's raw image vectors, for galleries, which keep unit ones.
        half: Store the method in float16.

    Raises:
        UnknownSource: A file cannot be read.
        UnsafeWeights: The pickle holds more than bytes.
        MethodWeightsUnfit: It holds no MagicLens, or another CLIP than ``clip``.
        MissingExtra: Transformers is not installed.
    """
    from pointsay.encoders.hub.encoder import TransformersEncoder

    tree = read_flax(file)
    tree = tree.get("params", tree)
    try:
        towers = to_transformers(tree["clip"])
    except (KeyError, AttributeError, ValueError) as error:
        raise MethodWeightsUnfit(
            f"{file.name} holds no CLIP that was tuned with MagicLens: {error}",
            hint="give the file as published",
        ) from error
    named = dict(_flat({name: one for name, one in tree.items() if name != "clip"}))
    layers = sum(name.endswith("self_attention.key.b") for name in named)
    method = Magiclens(max(1, layers), space="raw", norm=norm).adopt(named)
    _write_encoder(towers, clip, out / ENCODER)
    encoder = TransformersEncoder(str(out / ENCODER))
    facts = {"published": file.name, "sha256": _sha256(file)}
    save_method(method.load(encoder), out, half=half, facts=facts)
    return method.remember((encoder.info.name, encoder.info.weights), facts)


def _write_encoder(towers: Mapping[str, NDArray[np.float32]], clip: Path, folder: Path) -> None:
    if not (clip / "config.json").is_file():
        raise UnknownSource(
            f"{clip} is no checkpoint of transformers",
            hint="give the folder of openai/clip-vit-base-patch16 or -large-patch14",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for one in sorted(clip.iterdir()):
        if one.is_file() and not one.name.endswith(_WEIGHTS):
            shutil.copyfile(one, folder / one.name)
    save_file(dict(towers), folder / "model.safetensors", metadata={"format": "pt"})


def _flat(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield every array with its dotted name."""
    for name, one in tree.items():
        if isinstance(one, Mapping):
            yield from _flat(one, f"{path}{name}.")
        else:
            yield f"{path}{name}", np.asarray(one, np.float32)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
