"""From texts to token ids, and where in them a placeholder lies. Shared by every text tower.

The traps that this file closes, all of them seen in published code:

* The closing token is found by *position*, from the mask that the tokenizer gives, before anything
  is injected. Taking the arg-max over ids breaks as soon as a placeholder gets an id of its own.
* Padding is always on the right, and its id is never looked at, so it does not matter whether a
  checkpoint pads with 0 or with the closing token.
* A placeholder is found by its place in the text, not by its id: a shopper may type "$".
* Control tokens are set by the tokenizer, never by what somebody types.
* Texts that are too long are cut so that the closing token stays, and a placeholder that was cut
  away is reported, not silently lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """Texts as token ids.

    Attributes:
        ids: (B, T) int64.
        mask: (B, T) float32, 1 for real tokens; these come first.
        place: For each text the (first, past the last) token positions of its placeholder, or None.
    """

    ids: NDArray[np.int64]
    mask: NDArray[np.float32]
    place: list[tuple[int, int] | None]


class TextReader:
    """A tokenizer with the truncation and padding that a text tower was trained with.

    Args:
        tokenizer: Its truncation and padding are overwritten.
        max_tokens: Longest text that is read, with the opening and closing tokens.
        pad_id: Token that fills up.
        pad_to: Fill every text up to this many tokens; None to the longest of its batch.
    """

    def __init__(
        self, tokenizer: Tokenizer, max_tokens: int, pad_id: int = 0, pad_to: int | None = None
    ) -> None:
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.pad_id = pad_id
        self.pad_to = pad_to
        # A shopper who types [SEP] or <|endoftext|> means those letters, not the tower's controls.
        tokenizer.encode_special_tokens = True
        # Explicit sides: a checkpoint's own settings may say left, and then nothing ends where the
        # mask says.
        tokenizer.enable_truncation(max_tokens, direction="right")
        pad_token = tokenizer.id_to_token(pad_id) or "[PAD]"
        tokenizer.enable_padding(direction="right", pad_id=pad_id, pad_token=pad_token)
        if pad_to is not None:
            tokenizer.enable_padding(
                direction="right", pad_id=pad_id, pad_token=pad_token, length=pad_to
            )

    def read(self, texts: Sequence[str], placeholder: str | None = None) -> Tokens:
        """Tokenise; the first occurrence of ``placeholder`` in each text is located."""
        # Half a surrogate pair, which JSON can carry, is no text; "?" keeps every position.
        encoded = self.tokenizer.encode_batch(
            [text.encode(errors="replace").decode() for text in texts]
        )
        shape = (len(encoded), len(encoded[0].ids) if encoded else 0)
        return Tokens(
            np.array([one.ids for one in encoded], dtype=np.int64).reshape(shape),
            np.array([one.attention_mask for one in encoded], np.float32).reshape(shape),
            [
                _place(one.offsets, text.find(placeholder), len(placeholder))
                if placeholder
                else None
                for one, text in zip(encoded, texts, strict=True)
            ],
        )


def ends(mask: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the position of each text's closing token, (B,): the last real one.

    Example:
        >>> ends(np.array([[1, 1, 1, 0], [1, 1, 1, 1]], np.float32)).tolist()
        [2, 3]
    """
    last: NDArray[np.int64] = np.maximum(mask.sum(axis=1).astype(np.int64) - 1, 0)
    return last


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
