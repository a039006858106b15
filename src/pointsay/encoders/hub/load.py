"""From a checkpoint's files to a model and a tokenizer of transformers, or a clear refusal."""

from __future__ import annotations

import re
import string
from typing import Any

import transformers
from safetensors import SafetensorError
from tokenizers import Regex, Tokenizer, normalizers
from transformers.utils import logging as library_log

from pointsay.encoders.hub.checkpoint import VOCABULARIES, Checkpoint
from pointsay.encoders.hub.towers import FAMILIES, Family
from pointsay.encoders.reading import TextReader, ends
from pointsay.errors import UnsupportedEncoder, WeightsCorrupt, shorten

GEMMA_VOCABULARY = 256_000
# What the library raises on files that are damaged or do not belong together.
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError)


def family_of(checkpoint: Checkpoint) -> Family:
    """Return the family of a checkpoint.

    Raises:
        UnsupportedEncoder: It is none of ours.
    """
    kind = checkpoint.config().get("model_type")
    if not isinstance(kind, str) or kind not in FAMILIES:
        raise UnsupportedEncoder(
            f"{checkpoint.name} is of the family {shorten(kind)}, which pointsay cannot run",
            hint=f"families are {', '.join(sorted(FAMILIES))}; for a checkpoint of open_clip write "
            "open_clip:OWNER/NAME",
        )
    return FAMILIES[kind]


def load_model(checkpoint: Checkpoint, family: Family) -> Any:
    """Load the model; a weight that the files lack is an error, the library would draw it.

    Raises:
        UnsafeWeights: The weights are a pickle.
        WeightsCorrupt: Files are missing, damaged or not of one checkpoint.
    """
    checkpoint.weights()  # refuses pickles before the library looks for them
    advice = "fetch it again; weights and config.json must be of one checkpoint"
    shown = library_log.is_progress_bar_enabled()
    library_log.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model, loading = getattr(transformers, family.model).from_pretrained(
            checkpoint.folder,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
        )
    except _UNREADABLE as error:
        raise WeightsCorrupt(
            f"{checkpoint.name} cannot be loaded: {shorten(str(error), 200)}", hint=advice
        ) from error
    finally:
        if shown:
            library_log.enable_progress_bar()  # type: ignore[no-untyped-call]
    missing = sorted(loading["missing_keys"])
    if missing:
        raise WeightsCorrupt(
            f"{checkpoint.name} lacks {len(missing)} weights, the first is {missing[0]}",
            hint=advice,
        )
    return model.eval().requires_grad_(False)


def load_reader(checkpoint: Checkpoint, family: Family, max_tokens: int, rows: int) -> TextReader:
    """Load the tokenizer.

    Args:
        checkpoint: Where from.
        family: How texts are filled up and closed.
        max_tokens: Longest text that is read.
        rows: Rows V of the token table.

    Raises:
        WeightsCorrupt: It is missing, damaged, or does not fit the weights.
    """
    if not any((checkpoint.folder / name).is_file() for name in VOCABULARIES):
        # The library would build an empty tokenizer, to which every text is the same.
        raise WeightsCorrupt(
            f"{checkpoint.name} has no tokenizer",
            hint=f"the folder needs one of: {', '.join(VOCABULARIES)}",
        )
    tokenizer, pad, closing = _tokenizer(checkpoint)
    if family.filled and rows >= GEMMA_VOCABULARY:
        # SigLIP 2 was trained on lower-cased text; not every copy of its tokenizer says so.
        _prepend(tokenizer, normalizers.Lowercase())
    fill = max_tokens if family.filled else None
    reader = TextReader(tokenizer, max_tokens, pad or 0, fill)
    _check(checkpoint, family, reader, closing, rows)
    return reader


def _tokenizer(checkpoint: Checkpoint) -> tuple[Tokenizer, int | None, int | None]:
    """Return the tokenizer and the ids that fill up and that close."""
    stored = checkpoint.config("tokenizer_config.json")
    try:
        if stored.get("tokenizer_class") == "SiglipTokenizer":
            return _siglip_tokenizer(checkpoint, stored)
        library = transformers.AutoTokenizer.from_pretrained(
            checkpoint.folder, trust_remote_code=False, local_files_only=True, use_fast=True
        )
        return library.backend_tokenizer, library.pad_token_id, library.eos_token_id
    except Exception as error:  # the tokenizers library raises nothing narrower
        raise WeightsCorrupt(
            f"the tokenizer of {checkpoint.name} cannot be loaded: {shorten(str(error), 200)}",
            hint="it needs the files of one checkpoint, and a tokenizer.json if the library "
            "cannot make one",
        ) from error


def _siglip_tokenizer(
    checkpoint: Checkpoint, stored: dict[str, Any]
) -> tuple[Tokenizer, int | None, int | None]:
    """Build the first SigLIP's tokenizer without its library's slow one.

    It was trained on text in lower case without punctuation, which the slow tokenizer does in
    Python and ``tokenizer.json`` does not do at all. A placeholder must therefore be a word.
    """
    tokenizer = Tokenizer.from_file(str(checkpoint.folder / "tokenizer.json"))
    _prepend(
        tokenizer,
        normalizers.Lowercase(),
        normalizers.Replace(Regex(f"[{re.escape(string.punctuation)}]"), ""),
        normalizers.Replace(Regex(r"\s+"), " "),
        normalizers.Strip(),
    )
    pad, closing = (_content(stored.get(name, "</s>")) for name in ("pad_token", "eos_token"))
    return tokenizer, tokenizer.token_to_id(pad), tokenizer.token_to_id(closing)


def _content(token: Any) -> str:
    """Return a special token's text, which files hold bare or with its flags."""
    return str(token["content"] if isinstance(token, dict) else token)


def _prepend(tokenizer: Tokenizer, *first: normalizers.Normalizer) -> None:
    after = [tokenizer.normalizer] if tokenizer.normalizer else []
    tokenizer.normalizer = normalizers.Sequence([*first, *after])


def _check(
    checkpoint: Checkpoint, family: Family, reader: TextReader, closing: int | None, rows: int
) -> None:
    """Refuse a tokenizer whose ids the tower cannot read, or that does not close texts."""
    # Tokens that the library added (such as [MASK]) may lie beyond; the reader never gives them.
    known = reader.tokenizer.get_vocab_size(with_added_tokens=False)
    if known > rows:
        raise WeightsCorrupt(
            f"the tokenizer of {checkpoint.name} knows {known} tokens, its table holds {rows}",
            hint="tokenizer and weights must be of one checkpoint",
        )
    if not family.closed:
        return
    tokens = reader.read(["a"])
    if tokens.ids[0, ends(tokens.mask)[0]] != closing:
        raise WeightsCorrupt(
            f"the tokenizer of {checkpoint.name} does not close a text with its closing token",
            hint="convert the tokenizer again, with its post-processor",
        )
