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

from pointsay.edits.wording import CONTRASTS, FRAMES, KIND_WISHES, WISHES, with_article

FREE_TEXT_SHARE = 0.35
SINGLE_FACT_SHARE = 0.3
CONTRAST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Described:
    """A product as captions see it.

    Attributes:
        facts: Kind -> the canonical value; equal values mean equal looks.
        names: Kind -> the ways to say that value.
        texts: Free texts that are true of the product (titles, written captions).
        family: Equal for one model in several colours; empty when not known.
        world: Which labels it follows; values of one world are no negatives in another.
    """

    facts: Mapping[str, str]
    names: Mapping[str, Sequence[str]]
    texts: Sequence[str] = field(default=())
    family: str = ""
    world: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """A text and the facts it states; no facts means that it speaks of one product only."""

    text: str
    facts: Mapping[str, str]


def caption(
    product: Described,
    rng: np.random.Generator,
    others: Mapping[str, Sequence[str]] | None = None,
) -> Caption:
    """Draw one caption: a free text, one fact wished for, or a description of several facts.

    Args:
        product: What it is about.
        rng: Source of every draw.
        others: Kind -> names of every value; given, some captions also say what it is not ("a shirt
            rather than a dress"), so that the word after "rather than" is heard for what it is.
    """
    draw = rng.random()
    if product.texts and draw < FREE_TEXT_SHARE:
        return Caption(str(rng.choice(list(product.texts))), {})
    if draw < FREE_TEXT_SHARE + SINGLE_FACT_SHARE:
        kinds = [str(rng.choice(sorted(product.facts)))]
    else:
        kinds = [kind for kind in product.facts if kind == "type" or rng.random() < 0.6]
        kinds = kinds or list(product.facts)  # a caption that states nothing would fit everything
    said = {kind: str(rng.choice(list(product.names[kind]))) for kind in kinds}
    if len(kinds) == 1:
        text = state(kinds[0], said[kinds[0]], rng)
    else:
        text = _pick(FRAMES, rng, x=_sentence(said))
    facts = {kind: product.facts[kind] for kind in kinds}
    if others and rng.random() < CONTRAST_SHARE:
        text = _contrasted(text, product, str(rng.choice(kinds)), others, rng)
    return Caption(text, facts)


def state(kind: str, name: str, rng: np.random.Generator) -> str:
    """Say one fact in one of many ways."""
    if kind in KIND_WISHES:
        return _pick(KIND_WISHES[kind], rng, x=_sentence({kind: name}), bare=name)
    return _pick(WISHES, rng, x=name)


def _contrasted(
    text: str,
    product: Described,
    kind: str,
    others: Mapping[str, Sequence[str]],
    rng: np.random.Generator,
) -> str:
    """Add another value of a kind as the one that is not wanted."""
    untrue = [name for name in others.get(kind, ()) if name not in product.names[kind]]
    if not untrue:
        return text
    name = untrue[int(rng.integers(len(untrue)))]
    unwanted = with_article(name) if kind == "type" else name
    return _pick(CONTRASTS, rng, x=text, y=unwanted)


def _pick(frames: Sequence[str], rng: np.random.Generator, **parts: str) -> str:
    return frames[int(rng.integers(len(frames)))].format(**parts)


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
