"""``mini``: the dual encoder that ships inside the package and runs on ONNX Runtime alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime as ort
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from pointsay.encoders.base import EncoderInfo, TokenBatch
from pointsay.encoders.preprocess import Letterbox
from pointsay.errors import WeightsCorrupt

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.types import Matrix

FORMAT = 1
FILES = {"image.onnx", "text.onnx", "tokenizer.json", "tokens.safetensors"}
ADVICE = "reinstall pointsay, or export the encoder again"
IMAGE_BATCH = 8  # larger batches gain nothing on a CPU and cost memory
TEXT_BATCH = 32


class MiniEncoder:
    """The embedded default encoder; also runs any folder written by the same recipe.

    Args:
        folder: Where ``mini.json`` and the files it lists are; the package's own by default.
        threads: Threads of one call. One by default: several requests then run side by side
            without fighting over cores.

    Raises:
        WeightsCorrupt: A file is missing or differs from its recorded SHA-256.
    """

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        self.folder = folder or Path(str(resources.files(__package__) / "weights"))
        self.threads = threads
        card = _verified_card(self.folder)
        try:
            self._letterbox = Letterbox.from_record(card["preprocessing"])
            self._info = EncoderInfo(
                name=card["name"],
                dim=card["dim"],
                weights=card["weights"],
                preprocessing=self._letterbox.record(),
                max_tokens=card["max_tokens"],
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise WeightsCorrupt(f"mini.json is not in the form: {error}", hint=ADVICE) from error
        self._tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(card["max_tokens"])
        self._tokenizer.enable_padding()
        table = load_file(self.folder / "tokens.safetensors")
        self._words, self._word_scale = table["words"], table["scale"]
        self._image = self._session("image.onnx")
        self._text = self._session("text.onnx")

    @property
    def info(self) -> EncoderInfo:
        """Who makes these vectors."""
        return self._info

    @property
    def token_dim(self) -> int:
        """Width W of the token space."""
        return int(self._words.shape[1])

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        """Encode RGB pictures into (B, D) unit rows."""
        parts = [
            self._run(self._image, {"pixels": self._letterbox.batch(images[at : at + IMAGE_BATCH])})
            for at in range(0, len(images), IMAGE_BATCH)
        ]
        return self._unit(parts)

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts into (B, D) unit rows."""
        parts = [
            self.encode_token_embeddings(self.embed_tokens(texts[at : at + TEXT_BATCH]))
            for at in range(0, len(texts), TEXT_BATCH)
        ]
        return self._unit(parts)

    def embed_tokens(self, texts: Sequence[str], placeholder: str | None = None) -> TokenBatch:
        """Look up token embeddings; see `pointsay.encoders.base.TokenSpace`."""
        # Half a surrogate pair, which JSON can carry, is no text; "?" keeps every position.
        encoded = self._tokenizer.encode_batch(
            [text.encode(errors="replace").decode() for text in texts]
        )
        shape = (len(encoded), len(encoded[0].ids) if encoded else 0)
        ids = np.array([one.ids for one in encoded], dtype=np.int64).reshape(shape)
        mask = np.array([one.attention_mask for one in encoded], np.float32).reshape(shape)
        words = self._words[ids].astype(np.float32) * self._word_scale[ids][:, :, None]
        place = [
            _place(one.offsets, text.find(placeholder), len(placeholder)) if placeholder else None
            for one, text in zip(encoded, texts, strict=True)
        ]
        return TokenBatch(words, mask, ids, place)

    def encode_token_embeddings(self, batch: TokenBatch) -> Matrix:
        """Run the text tower from token embeddings into (B, D) unit rows."""
        if not len(batch.ids):
            return self._unit([])
        embedded = self._run(self._text, {"embeddings": batch.embeddings, "mask": batch.mask})
        return self._unit([embedded])

    def _run(self, session: ort.InferenceSession, inputs: dict[str, Any]) -> Matrix:
        output: Matrix = session.run(None, inputs)[0]
        return output

    def _unit(self, parts: Sequence[Matrix]) -> Matrix:
        if not parts:
            return np.zeros((0, self._info.dim), dtype=np.float32)
        rows = np.concatenate(parts).astype(np.float32, copy=False)
        unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)
        return unit

    def _session(self, name: str) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        # Unfold the int8 weights once, when the session opens, not in every run.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        return ort.InferenceSession(
            str(self.folder / name), options, providers=["CPUExecutionProvider"]
        )


def _place(offsets: Sequence[tuple[int, int]], first: int, length: int) -> tuple[int, int] | None:
    """Return the token span that covers characters first to first + length, or None if cut away."""
    if first < 0:
        return None
    inside = [
        at
        for at, (start, end) in enumerate(offsets)
        if end > start and start >= first and end <= first + length
    ]
    return (inside[0], inside[-1] + 1) if inside else None


def _verified_card(folder: Path) -> dict[str, Any]:
    """Read ``mini.json`` and check every file that it lists."""
    try:
        card: dict[str, Any] = json.loads((folder / "mini.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsCorrupt(f"mini's weights cannot be read: {error}", hint=ADVICE) from error
    written = card.get("format") if isinstance(card, dict) else None
    if written != FORMAT:
        raise WeightsCorrupt(
            f"mini's weights have format {written}, this release reads {FORMAT}",
            hint="use weights and package of the same release",
        )
    if not isinstance(card.get("files"), dict) or not card["files"].keys() >= FILES:
        raise WeightsCorrupt("mini.json does not list its files", hint=ADVICE)
    for name, expected in card["files"].items():
        try:
            found = sha256(folder / name)
        except OSError as error:
            raise WeightsCorrupt(f"{name} of mini is missing", hint=ADVICE) from error
        if found != expected:
            raise WeightsCorrupt(f"{name} of mini does not match its checksum", hint=ADVICE)
    return card


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
