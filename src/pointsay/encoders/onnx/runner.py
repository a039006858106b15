"""Runs an exported encoder on ONNX Runtime alone: two graphs, a token table and a tokenizer."""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import onnxruntime as ort
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from pointsay.encoders.base import EncoderInfo, TokenBatch
from pointsay.encoders.onnx.card import ADVICE, CARD, in_digits, verified_card
from pointsay.encoders.preprocess import preprocessing_from_record
from pointsay.encoders.raw import RawTowers
from pointsay.encoders.reading import TextReader, ends
from pointsay.errors import WeightsCorrupt

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.types import Matrix


class OnnxEncoder(RawTowers):
    """An encoder out of a folder that ``pointsay encoder export`` or the training wrote.

    The text graph starts at token embeddings; looking them up is done here, so that texts and
    pseudo-words take the same way. Which of embeddings, mask and end the graph reads is up to the
    family of the tower.

    Args:
        folder: Where the card and the files it lists are.
        threads: Threads of one call. One by default: several requests then run side by side
            without fighting over cores.
        card: The card's file name.
        label: What to call the encoder in messages; the folder's name by default.

    Raises:
        WeightsCorrupt: A file is missing or differs from its recorded SHA-256.
    """

    def __init__(
        self, folder: Path, threads: int = 1, *, card: str = CARD, label: str | None = None
    ) -> None:
        self.folder = folder
        self.threads = threads
        content = verified_card(folder, card, label or folder.name)
        try:
            self._preprocessing = preprocessing_from_record(content["preprocessing"])
            self._info = EncoderInfo(
                name=content["name"],
                dim=content["dim"],
                weights=content["weights"],
                preprocessing=self._preprocessing.record(),
                max_tokens=content["max_tokens"],
                revision=content.get("revision", ""),
                temperature=content.get("temperature"),
                trained_on=content.get("trained_on", ""),
            )
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._reader = TextReader(
                tokenizer, content["max_tokens"], content.get("pad_id", 0), content.get("pad_to")
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise WeightsCorrupt(f"{card} is not in the form: {error}", hint=ADVICE) from error
        table = load_file(folder / "tokens.safetensors")
        self._words, self._word_scale = table["words"], table.get("scale")
        self._image = self._opened(self._graph("image.onnx", content["files"]))
        self._text_file = self._graph("text.onnx", content["files"])
        self._text = self._opened(self._text_file)
        self._text_reads = {one.name for one in self._text.get_inputs()}

    @property
    def info(self) -> EncoderInfo:
        """Who makes these vectors."""
        return self._info

    @property
    def token_dim(self) -> int:
        """Width W of the token space."""
        return int(self._words.shape[1])

    def embed_tokens(self, texts: Sequence[str], placeholder: str | None = None) -> TokenBatch:
        """Look up token embeddings; see `pointsay.encoders.base.TokenSpace`."""
        tokens = self._reader.read(texts, placeholder)
        return TokenBatch(self._embedded(tokens.ids), tokens.mask, tokens.ids, tokens.place)

    @property
    def text_file(self) -> Path:
        """The graph that the text tower runs."""
        return self._text_file

    def with_text(self, graph: bytes) -> Self:
        """Return the same encoder with another text graph, of the same inputs and output."""
        other = copy(self)
        other._text = self._opened(graph)
        return other

    def project_token_embeddings(self, batch: TokenBatch) -> Matrix:
        """Run the text tower from token embeddings into (B, D) rows as it gives them."""
        if not len(batch.ids):
            return np.zeros((0, self._info.dim), dtype=np.float32)
        if in_digits("text.onnx") != self._text_file.name:
            return self._texts(batch.embeddings, batch.mask)
        # Digits follow the last bits of floats, and those how many rows and how much padding are
        # computed at once. Alone, a sentence has one vector; on a CPU it costs no more.
        whole = batch.mask.shape[1]  # what a tower that takes no mask reads, padding included
        lengths = ends(batch.mask) + 1 if "mask" in self._text_reads else [whole] * len(batch.ids)
        rows = [
            self._texts(batch.embeddings[i : i + 1, :length], batch.mask[i : i + 1, :length])
            for i, length in enumerate(lengths)
        ]
        return np.concatenate(rows)

    def _texts(self, embeddings: NDArray[np.float32], mask: NDArray[np.float32]) -> Matrix:
        given = {"embeddings": embeddings, "mask": mask, "end": ends(mask)}
        read = {name: value for name, value in given.items() if name in self._text_reads}
        return self._run(self._text, read)

    def _pictures(self, images: Sequence[Image]) -> Matrix:
        return self._run(self._image, {"pixels": self._preprocessing.batch(images)})

    def _embedded(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        words: NDArray[np.float32] = self._words[ids].astype(np.float32)
        if self._word_scale is not None:
            words *= self._word_scale[ids][:, :, None]
        return words

    def _run(self, session: ort.InferenceSession, inputs: dict[str, Any]) -> Matrix:
        output: Matrix = session.run(None, inputs)[0]
        return output

    def _graph(self, name: str, checked: Container[str]) -> Path:
        faster = in_digits(name)
        return self.folder / (faster if faster in checked else name)

    def _opened(self, graph: Path | bytes) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        # Unfold int8 weights once, when the session opens, not in every run; digits stay digits.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        return ort.InferenceSession(
            graph if isinstance(graph, bytes) else str(graph),
            options,
            providers=["CPUExecutionProvider"],
        )
