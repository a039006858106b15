"""Any checkpoint of open_clip as an encoder; without its token space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import open_clip
import torch

from pointsay.encoders.base import EncoderInfo
from pointsay.encoders.hub.checkpoint import VOCABULARIES, Checkpoint, fetch
from pointsay.encoders.hub.device import choose_device, choose_precision
from pointsay.encoders.hub.pictures import preprocessing_for
from pointsay.encoders.rows import encode_batches
from pointsay.errors import EncoderOption, WeightsCorrupt, shorten

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.types import Matrix

WEIGHTS = ("open_clip_model.safetensors",)
FETCHED = (
    *WEIGHTS,
    *VOCABULARIES,
    "open_clip_config.json",
    "merges.txt",
    "tokenizer_config.json",
    "special_tokens_map.json",
)
IMAGE_BATCH = 8
TEXT_BATCH = 32
_PILLOW = {"bilinear": 2, "bicubic": 3}
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError)


class OpenClipEncoder:
    """A checkpoint in open_clip's form, from the model hub or a folder.

    The library is given a folder, so that the files it reads are the files that were hashed. Text
    towers differ too much from model to model there for a token space; export the transformers
    form of a checkpoint where there is one.

    Args:
        source: ``OWNER/NAME``, ``OWNER/NAME@REVISION``, or a path that starts with / or ./.
        preprocessing: ``crop``, ``targetpad``, ``squash`` or ``letterbox``; the checkpoint's own
            by default.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        precision: ``float32``, ``bfloat16`` or ``float16``; vectors are float32 in any case.
        local_files_only: Never ask the hub.

    Raises:
        EncoderError: As `pointsay.encoders.hub.encoder.TransformersEncoder`.
    """

    def __init__(
        self,
        source: str,
        *,
        preprocessing: str | None = None,
        device: str = "auto",
        precision: str = "float32",
        local_files_only: bool = False,
    ) -> None:
        self.source = source
        self.device = choose_device(device)
        self.precision = choose_precision(precision)
        checkpoint = fetch(source, local_files_only=local_files_only, files=FETCHED)
        weights = checkpoint.sha256(WEIGHTS)
        model, self._tokenize = _loaded(checkpoint)
        self._model = model.to(self.device, self.precision).eval().requires_grad_(False)
        wanted: Mapping[str, Any] = dict(model.visual.preprocess_cfg)
        side = wanted["size"]
        self.preprocessing = preprocessing_for(
            _in_the_other_form(wanted, chosen=preprocessing is not None),
            int(side if isinstance(side, int) else side[0]),
            kind=preprocessing,
        )
        self._info = EncoderInfo(
            name=checkpoint.name,
            dim=self._sentences(["a"]).shape[1],
            weights=weights,
            preprocessing=self.preprocessing.record(),
            max_tokens=int(self._tokenize(["a"]).shape[1]),
            revision=checkpoint.revision,
            temperature=float((-model.logit_scale.detach().float()).exp()),
        )

    @property
    def info(self) -> EncoderInfo:
        """Who makes these vectors."""
        return self._info

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        """Encode RGB pictures into (B, D) unit rows."""
        return encode_batches(self._pictures, images, IMAGE_BATCH, self._info.dim)

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts into (B, D) unit rows."""
        return encode_batches(self._sentences, texts, TEXT_BATCH, self._info.dim)

    def _pictures(self, images: Sequence[Image]) -> Matrix:
        pixels = torch.from_numpy(self.preprocessing.batch(images))
        with torch.inference_mode():
            rows = self._model.encode_image(pixels.to(self.device, self.precision))
        return _as_matrix(rows)

    def _sentences(self, texts: Sequence[str]) -> Matrix:
        # Half a surrogate pair, which JSON can carry, is no text.
        whole = [text.encode(errors="replace").decode() for text in texts]
        with torch.inference_mode():
            rows = self._model.encode_text(self._tokenize(whole).to(self.device))
        return _as_matrix(rows)


def _as_matrix(rows: torch.Tensor) -> Matrix:
    matrix: Matrix = rows.float().cpu().numpy()
    return matrix


def _loaded(checkpoint: Checkpoint) -> tuple[Any, Any]:
    where = f"local-dir:{checkpoint.folder}"
    try:
        return open_clip.create_model(where, precision="fp32"), open_clip.get_tokenizer(where)
    except _UNREADABLE as error:
        raise WeightsCorrupt(
            f"{checkpoint.name} cannot be loaded: {shorten(str(error), 200)}",
            hint="fetch it again; it needs open_clip_config.json and open-clip-torch 3 or newer",
        ) from error


def _in_the_other_form(wanted: Mapping[str, Any], *, chosen: bool) -> dict[str, Any]:
    """Return open_clip's preprocessing as transformers would store it."""
    mode, side = wanted.get("resize_mode", "shortest"), wanted["size"]
    if mode not in ("shortest", "squash") and not chosen:
        raise EncoderOption(
            f"the checkpoint resizes pictures by {shorten(mode)}, which pointsay does not know",
            hint="choose one, as in NAME?preprocessing=letterbox",
        )
    form: dict[str, Any] = {
        "image_mean": wanted["mean"],
        "image_std": wanted["std"],
        "resample": _PILLOW.get(wanted.get("interpolation", "bicubic"), 3),
        "do_center_crop": mode == "shortest",
    }
    if mode == "squash":
        form["size"] = {"height": side, "width": side}
    return form
