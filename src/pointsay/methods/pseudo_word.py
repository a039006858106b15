"""Pseudo-words: a picture as one word of a sentence that the text tower then reads."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from pointsay.encoders.base import TokenSpace
from pointsay.errors import UnsupportedEncoder, shorten
from pointsay.methods.base import Method
from pointsay.types import Composition, Query, Reference, Term

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder, TokenBatch
    from pointsay.types import Matrix

PLACEHOLDER = "$"
MODIFICATION = "{modification}"
PROMPT = "a photo of $ that {modification}"
TEXT_BATCH = 32


class PseudoWord(Method):
    """Base of the methods that put a pseudo-word into a sentence: score T(prompt with p, m) . g.

    Saito et al., "Pic2Word", CVPR 2023, arXiv 2302.03084, section 3. The word takes the place of
    the placeholder in the token embeddings, before positions are added. The placeholder is found
    by its place in the prompt: a shopper may type "$" and means a price. It stands before what is
    said, so that a long modification loses its end and never the word.

    Without a modification the prompt ends at the placeholder; without a reference the modification
    is encoded alone, as in every method. Several references count alike: the word is the mean of
    theirs (the papers ask with one).

    A query is one vector of the text tower, with picture and words in it inseparably; its score is
    told as the text's.

    Args:
        prompt: With "$" where the word goes and, after it, "{modification}".
        strength: What the word is multiplied by; 1 is the papers'.

    Raises:
        ValueError: The prompt has no such form, or ``strength`` is not finite.
    """

    def __init__(self, prompt: str = PROMPT, strength: float = 1.0) -> None:
        once = isinstance(prompt, str) and prompt.count(PLACEHOLDER) == 1
        if not once or prompt.count(MODIFICATION) != 1:
            raise ValueError(
                f"the prompt must have one $ and one {MODIFICATION}, not {shorten(prompt)}"
            )
        if prompt.index(PLACEHOLDER) > prompt.index(MODIFICATION):
            raise ValueError(f"$ must come before {MODIFICATION}, not as in {shorten(prompt)}")
        if not math.isfinite(strength):
            raise ValueError(f"strength must be finite, not {strength}")
        self.prompt = prompt
        self.strength = strength

    def load(self, encoder: Encoder) -> Self:
        """Bind an encoder with a token space; returns itself.

        Raises:
            UnsupportedEncoder: It has none.
        """
        if not isinstance(encoder, TokenSpace):
            raise UnsupportedEncoder(
                f"method {self.name!r} puts a pseudo-word into a sentence, and "
                f"{encoder.info.name} takes no token embeddings",
                hint="use mini, an exported encoder, or one of transformers (hub:OWNER/NAME)",
            )
        return super().load(encoder)

    def ready(self, encoder: Encoder) -> bool:
        """Say whether ``encoder`` has a token space, and all else is there."""
        return isinstance(encoder, TokenSpace) and super().ready(encoder)

    @abstractmethod
    def _words(self, references: Sequence[Reference]) -> Matrix:
        """Return the pseudo-word of each reference, (R, W)."""

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        pointing = [one for one in compositions if one.references]
        shown = iter(self._read([self._sentence(one) for one in pointing], self._means(pointing)))
        said = iter(self._texts([one for one in compositions if not one.references]))
        return [
            Query((Term(next(shown if one.references else said), 1.0, "text"),))
            for one in compositions
        ]

    def _sentence(self, composition: Composition) -> str:
        said = composition.modification.strip()
        if said:
            return self.prompt.replace(MODIFICATION, said)
        return self.prompt[: self.prompt.index(PLACEHOLDER) + 1]

    def _means(self, compositions: Sequence[Composition]) -> Matrix:
        """Return the mean pseudo-word of each composition, (B, W)."""
        references = [one for each in compositions for one in each.references]
        if not references:
            return np.zeros((0, 0), dtype=np.float32)
        starts = np.cumsum([0, *(len(one.references) for one in compositions)])
        sums = np.add.reduceat(self._words(references), starts[:-1], axis=0)
        means: Matrix = (sums / np.diff(starts)[:, None]).astype(np.float32)
        return means

    def _read(self, sentences: Sequence[str], words: Matrix) -> Matrix:
        """Encode sentences with their words (B, W) in the place of placeholders, (B, D)."""
        space = cast(TokenSpace, self.encoder)
        rows = [np.zeros((0, self.encoder.info.dim), dtype=np.float32)]
        for at in range(0, len(sentences), TEXT_BATCH):
            batch = space.embed_tokens(sentences[at : at + TEXT_BATCH], PLACEHOLDER)
            for row, place in enumerate(batch.place):
                if place is None:
                    raise UnsupportedEncoder(
                        f"{self.encoder.info.name} does not read as far as the pseudo-word of "
                        f"{shorten(sentences[at + row])}",
                        hint="choose a prompt in which $ comes sooner",
                    )
                # A tokenizer that splits the sign gets the word for each part.
                batch.embeddings[row, slice(*place)] = self.strength * words[at + row]
            rows.append(self._encode(batch))
        return np.concatenate(rows)

    def _encode(self, batch: TokenBatch) -> Matrix:
        """Encode sentences that have their words, (B, D) unit rows."""
        return cast(TokenSpace, self.encoder).encode_token_embeddings(batch)


def singly(function: Callable[[Matrix], Matrix], rows: Matrix) -> Matrix:
    """Map (R, N) rows to (R, M) one by one.

    Products of matrices differ in the last bits from how many rows are multiplied at once, and a
    text tower that computes in digits makes steps of them. Alone, a row has one word.
    """
    return np.concatenate([function(row[None]) for row in rows])
