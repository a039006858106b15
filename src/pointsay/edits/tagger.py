"""The encoder as its own captioner: what a picture shows, attribute by attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from pointsay.edits.base import Trait
from pointsay.edits.prompts import VOCABULARY, prompt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.edits.edit import Kind
    from pointsay.edits.prompts import Vocabulary
    from pointsay.encoders.base import Encoder
    from pointsay.types import Matrix, Reference

BODICES = (
    "t-shirt, shirt, polo shirt, top, blouse, tank top, tunic, sweater, sweatshirt, hoodie, "
    "cardigan, jacket, coat, blazer, waistcoat, suit, tracksuit, jumpsuit, dress, kurta, kurti, "
    "saree, nightdress"
)
TEMPERATURE = 0.04
# What covers no shoulders has neither of these, however sure a softmax is: slippers came with roll
# necks at 0.99. A shop's own types are in no such set and are asked about everything.
_BARE = frozenset(VOCABULARY["type"]).difference(BODICES.split(", "))
WITHOUT: Mapping[Kind, frozenset[str]] = {"sleeve": _BARE, "neckline": _BARE}


class Tagger:
    """Zero-shot classification of a reference's vector, kind by kind.

    The probability of a value is a softmax over its kind of cosine / ``temperature``, as CLIP
    classifies (Radford et al., ICML 2021, section 3.1). Texts are encoded on first use, once. Kinds
    that a thing of the most probable type cannot have (`WITHOUT`) are left out.

    Args:
        encoder: Made the references' vectors; reads the prompts.
        vocabulary: Kind -> the values that are told apart, in English.
        temperature: Divides cosines; the encoder's own by default, or that of `mini` where it
            tells none. Mini's is a compromise over kinds at which the mean confidence on training
            photos is near the share of right answers.
        least: Traits less probable than this are left out, unless ``always`` names their kind. It
            is high: a pattern that words keep by mistake costs more than one that only the photo
            keeps.
        always: Kinds that every product has, told however unsure.
    """

    def __init__(
        self,
        encoder: Encoder,
        vocabulary: Vocabulary = VOCABULARY,
        temperature: float | None = None,
        least: float = 0.97,
        always: Sequence[Kind] = ("type", "colour", "audience"),
    ) -> None:
        self._encoder = encoder
        self.vocabulary = vocabulary
        self.temperature = temperature or encoder.info.temperature or TEMPERATURE
        self.least = least
        self.always = frozenset(always)

    def describe(self, references: Sequence[Reference]) -> list[Mapping[Kind, Trait]]:
        """Return the most probable value of each kind for each reference."""
        if not references:
            return []
        vectors = np.stack([one.vector for one in references])
        traits: list[dict[Kind, Trait]] = [{} for _ in references]
        for kind, values in self.vocabulary.items():
            chances = self.chances(vectors, kind)
            for found, row in zip(traits, chances, strict=True):
                best = int(row.argmax())
                sure = kind in self.always or row[best] >= self.least
                if sure and not ("type" in found and found["type"].text in WITHOUT.get(kind, ())):
                    found[kind] = Trait(values[best], float(row[best]))
        return cast("list[Mapping[Kind, Trait]]", traits)

    def chances(self, vectors: Matrix, kind: Kind) -> NDArray[np.float64]:
        """Return the probability of each value of a kind for (B, D) image vectors, (B, values)."""
        scores = (vectors @ self.bank[kind].T).astype(np.float64) / self.temperature
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        chances: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
        return chances

    @cached_property
    def bank(self) -> Mapping[Kind, Matrix]:
        """Kind -> (values, D) unit vectors of its prompts."""
        texts = [prompt(kind, one) for kind, values in self.vocabulary.items() for one in values]
        ends = np.cumsum([len(values) for values in self.vocabulary.values()])
        rows = np.split(self._encoder.encode_texts(texts), ends[:-1])
        return dict(zip(self.vocabulary, rows, strict=True))
