"""Any CLIP, SigLIP, SigLIP 2 or Chinese-CLIP checkpoint of transformers as an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from pointsay.encoders.base import EncoderInfo, TokenBatch
from pointsay.encoders.hub.checkpoint import fetch
from pointsay.encoders.hub.device import choose_device, choose_precision
from pointsay.encoders.hub.load import family_of, load_model, load_reader
from pointsay.encoders.hub.pictures import preprocessing_for
from pointsay.encoders.hub.towers import ImageTower
from pointsay.encoders.raw import RawTowers
from pointsay.encoders.reading import ends

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.types import Matrix


class TransformersEncoder(RawTowers):
    """A checkpoint of the model hub or of a folder; also its token space.

    Vectors of two precisions differ by rounding alone and may be compared; vectors of two
    preprocessings may not, and a catalogue refuses to mix them.

    Args:
        source: ``OWNER/NAME``, ``OWNER/NAME@REVISION``, or a path that starts with / or ./.
        preprocessing: ``crop``, ``targetpad``, ``squash`` or ``letterbox``; the checkpoint's own
            by default.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        precision: ``float32``, ``bfloat16`` or ``float16``; vectors are float32 in any case.
        local_files_only: Never ask the hub.

    Raises:
        UnknownEncoder: There is no such model or folder.
        EncoderUnavailable: The hub cannot be reached or refuses.
        UnsupportedEncoder: The checkpoint is of another family.
        UnsafeWeights: The weights are a pickle.
        WeightsCorrupt: Files are missing or damaged.
        EncoderOption: An option is not one of the above.
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
        checkpoint = fetch(source, local_files_only=local_files_only)
        family = family_of(checkpoint)
        weights = checkpoint.sha256()
        model = load_model(checkpoint, family).to(self.device, self.precision)
        self.image_tower = ImageTower(model).eval()
        self.text_tower = family.text(model).eval()
        self._table = family.words(model).weight
        self.image_size = int(model.config.vision_config.image_size)
        self.preprocessing = preprocessing_for(
            checkpoint.config("preprocessor_config.json"),
            self.image_size,
            kind=preprocessing,
            default=family.preprocessing,
        )
        positions = int(model.config.text_config.max_position_embeddings)
        max_tokens = min(positions, family.max_tokens or positions)
        self.reader = load_reader(checkpoint, family, max_tokens, len(self._table))
        self._info = EncoderInfo(
            name=checkpoint.name,
            dim=family.dim(model),
            weights=weights,
            preprocessing=self.preprocessing.record(),
            max_tokens=max_tokens,
            revision=checkpoint.revision,
            temperature=float((-model.logit_scale.detach().float()).exp()),
        )

    @property
    def info(self) -> EncoderInfo:
        """Who makes these vectors."""
        return self._info

    @property
    def token_dim(self) -> int:
        """Width W of the token space."""
        return int(self._table.shape[1])

    @property
    def table(self) -> Matrix:
        """The (V, W) float32 token table."""
        table: Matrix = self._table.detach().float().cpu().numpy()
        return table

    def embed_tokens(self, texts: Sequence[str], placeholder: str | None = None) -> TokenBatch:
        """Look up token embeddings; see `pointsay.encoders.base.TokenSpace`."""
        tokens = self.reader.read(texts, placeholder)
        with torch.inference_mode():
            ids = torch.from_numpy(tokens.ids).to(self.device)
            words = self._table[ids].float().cpu().numpy()
        return TokenBatch(words, tokens.mask, tokens.ids, tokens.place)

    def project_token_embeddings(self, batch: TokenBatch) -> Matrix:
        """Run the text tower from token embeddings into (B, D) rows as it gives them."""
        if not len(batch.ids):
            return np.zeros((0, self._info.dim), dtype=np.float32)
        given = {"embeddings": batch.embeddings, "mask": batch.mask, "end": ends(batch.mask)}
        return self._run(
            self.text_tower, *(torch.from_numpy(given[name]) for name in self.text_tower.reads)
        )

    def _pictures(self, images: Sequence[Image]) -> Matrix:
        return self._run(self.image_tower, torch.from_numpy(self.preprocessing.batch(images)))

    def _run(self, tower: torch.nn.Module, *inputs: Tensor) -> Matrix:
        placed = [
            one.to(self.device, self.precision if one.is_floating_point() else None)
            for one in inputs
        ]
        with torch.inference_mode():
            output: Matrix = tower(*placed).float().cpu().numpy()
        return output
