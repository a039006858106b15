"""Where a checkpoint's files are: a folder, or the model hub through its own client and cache.

Only safetensors are read: a pickle runs whatever code it holds when it is opened.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pointsay.encoders.onnx.card import sha256
from pointsay.errors import UnknownEncoder, UnsafeWeights, WeightsCorrupt, shorten

_ID = re.compile(r"(?P<id>[\w.-]+/[\w.-]+)(@(?P<revision>[\w./-]+))?")
_COMMIT = re.compile(r"[0-9a-f]{40}")
# Any one of these makes a tokenizer.
VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "spiece.model", "tokenizer.model")
_DECISIVE = ("config.json", "open_clip_config.json", "merges.txt", *VOCABULARIES)
# What is fetched. Patterns match whole paths, so that the copies for other frameworks stay where
# they are.
FETCHED = (
    *_DECISIVE,
    "preprocessor_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "model.safetensors",
    "model-*-of-*.safetensors",
    "model.safetensors.index.json",
)
WEIGHTS = ("model.safetensors", "model-*-of-*.safetensors")
PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")
_CONVERT = (
    "use a revision that has safetensors (NAME@REVISION), or convert it once where you trust it, "
    "with save_pretrained of transformers' AutoModel and AutoTokenizer, and give hub:/that/folder"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint that lies in a folder.

    Attributes:
        folder: Where its files are.
        name: Full hub id, or the folder's name.
        revision: The commit on the hub; empty for a folder.
    """

    folder: Path
    name: str
    revision: str = ""

    def config(self, name: str = "config.json") -> dict[str, Any]:
        """Return a JSON file of the checkpoint; empty if there is none.

        Raises:
            WeightsCorrupt: It is not a JSON object.
        """
        try:
            content = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise WeightsCorrupt(f"{name} of {self.name} cannot be read: {error}") from error
        if not isinstance(content, dict):
            raise WeightsCorrupt(f"{name} of {self.name} is not a JSON object")
        return content

    def weights(self, patterns: tuple[str, ...] = WEIGHTS) -> list[Path]:
        """Return the weight files whose names match, sorted.

        Raises:
            UnsafeWeights: There are only pickles.
            WeightsCorrupt: There are none.
        """
        found = sorted(self._matching(patterns))
        if found:
            return found
        pickles = sorted(one.name for one in self._matching(PICKLES))
        if pickles:
            raise UnsafeWeights(
                f"{self.name} has its weights as a pickle ({pickles[0]}), "
                "which runs code when it is opened",
                hint=_CONVERT,
            )
        raise WeightsCorrupt(f"{self.name} has no weights as safetensors", hint=_CONVERT)

    def sha256(self, patterns: tuple[str, ...] = WEIGHTS) -> str:
        """Return one hash over all that decides a vector: weights, config and tokenizer.

        The config belongs to it: the same weights with the other activation give other vectors.
        """
        extra = [self.folder / name for name in _DECISIVE]
        files = [*self.weights(patterns), *(one for one in extra if one.is_file())]
        lines = sorted(f"{one.name}:{sha256(one)}" for one in files)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _matching(self, patterns: tuple[str, ...]) -> list[Path]:
        return [one for pattern in patterns for one in self.folder.glob(pattern) if one.is_file()]


def fetch(
    source: str, *, local_files_only: bool = False, files: tuple[str, ...] = FETCHED
) -> Checkpoint:
    """Find a checkpoint: OWNER/NAME[@REVISION] on the hub, or a folder.

    Args:
        source: A hub id, or a path that starts with ``/``, ``.`` or ``~``.
        local_files_only: Use what the hub's cache holds, without a network.
        files: Patterns of the files to fetch.

    Raises:
        UnknownEncoder: The source is neither, or the hub does not know it.
        EncoderUnavailable: The hub cannot be reached or refuses.
    """
    if source.startswith(("/", ".", "~")):
        folder = Path(source).expanduser().resolve()
        if not folder.is_dir():
            raise UnknownEncoder(
                f"there is no folder {shorten(source)}",
                hint="give the folder that holds config.json and model.safetensors",
            )
        return Checkpoint(folder, folder.name)
    match = _ID.fullmatch(source)
    if match is None:
        raise UnknownEncoder(
            f"{shorten(source)} is no model of the hub",
            hint="write OWNER/NAME, OWNER/NAME@REVISION, or a path that starts with / or ./",
        )
    from pointsay.encoders.hub.download import download  # a folder needs no client

    folder = download(match["id"], match["revision"], files, local_files_only=local_files_only)
    commit = folder.name if _COMMIT.fullmatch(folder.name) else match["revision"] or ""
    return Checkpoint(folder, match["id"], commit)
