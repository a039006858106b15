"""Captions that know what they claim, so that a batch knows all of its right pairs.

A caption such as "something for men in green" is true of many products of a batch. Treating all but
one of them as negatives teaches the encoder that they differ. Each caption therefore carries the
facts it states; every product with the same facts is a positive (`positives`). A free text (a shop
title) states nothing checkable: only its own product is its positive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pointsay.training.wording import FRAMES, WISHES, with_article

FREE_TEXT_SHARE = 0.4
SINGLE_FACT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Described:
    """A product as captions see it.

    Attributes:
        facts: Kind -> the canonical value; equal values mean equal looks.
        names: Kind -> the ways to say that value.
        texts: Free texts that are true of the product (titles, written captions).
    """

    facts: Mapping[str, str]
    names: Mapping[str, Sequence[str]]
    texts: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Caption:
    """A text and the facts it states; no facts means that it speaks of one product only."""

    text: str
    facts: Mapping[str, str]


def caption(product: Described, rng: np.random.Generator) -> Caption:
    """Draw one caption: a free text, one fact wished for, or a description of several facts."""
    draw = rng.random()
    if product.texts and draw < FREE_TEXT_SHARE:
        return Caption(str(rng.choice(list(product.texts))), {})
    if draw < FREE_TEXT_SHARE + SINGLE_FACT_SHARE:
        kind = str(rng.choice(sorted(product.facts)))
        said = {kind: str(rng.choice(list(product.names[kind])))}
        text = _sentence(said) if kind in ("type", "audience") else _pick(WISHES, rng, said[kind])
        return Caption(text, {kind: product.facts[kind]})
    kinds = [kind for kind in product.facts if kind == "type" or rng.random() < 0.6]
    kinds = kinds or list(product.facts)  # a caption that states nothing would fit everything
    said = {kind: str(rng.choice(list(product.names[kind]))) for kind in kinds}
    return Caption(
        _pick(FRAMES, rng, _sentence(said)), {kind: product.facts[kind] for kind in kinds}
    )


def _pick(frames: Sequence[str], rng: np.random.Generator, text: str) -> str:
    return frames[int(rng.integers(len(frames)))].format(x=text)


def _sentence(said: Mapping[str, str]) -> str:
    """Order the facts as English does: qualities, noun, what it has, for whom."""
    noun = said.get("type", "one" if "colour" in said or "pattern" in said else "something")
    before = [said[kind] for kind in ("colour", "pattern") if kind in said]
    text = noun if noun == "something" else with_article(" ".join([*before, noun]))
    trailing = [
        value
        for kind, value in said.items()
        if kind not in ("type", "colour", "pattern", "audience")
    ]
    if trailing:
        text += " with " + " and ".join(trailing)
    return f"{text} for {said['audience']}" if "audience" in said else text


def positives(captions: Sequence[Caption], products: Sequence[Described]) -> NDArray[np.float32]:
    """Return (B, B): 1 where caption i is true of product j, else 0. The diagonal is always 1."""
    size = len(captions)
    truth = np.eye(size, dtype=np.float32)
    for i, one in enumerate(captions):
        if one.facts:
            for j in range(size):
                facts = products[j].facts
                if all(facts.get(kind) == value for kind, value in one.facts.items()):
                    truth[i, j] = 1.0
    return truth
