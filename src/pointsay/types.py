"""The words every room shares. Frozen values only; no behaviour beyond their own meaning.

Shapes: ``B`` batch, ``D`` width of the joint space, ``W`` width of the token space, ``T`` tokens.
Arrays are NumPy float32 unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Vector = NDArray[np.float32]  # (D,), unit length unless said otherwise
    Matrix = NDArray[np.float32]  # (B, D)

Scalar = str | float
Attributes = Mapping[str, Scalar]
Modality = Literal["image", "text"]
Fusion = Literal["cosine", "standardised", "percentile", "product"]

NO_ATTRIBUTES: Attributes = MappingProxyType({})


def _no_attributes() -> Attributes:
    return NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Product:
    """One thing a shop sells.

    Attributes:
        id: The shop's own id; unique in a catalogue.
        title: What the shop calls it; may be empty.
        price: In the shop's currency, or None when the feed has none.
        attributes: Everything else the feed says, numbers as float.
    """

    id: str
    title: str = ""
    price: float | None = None
    attributes: Attributes = field(default_factory=_no_attributes)


@dataclass(frozen=True, slots=True)
class Reference:
    """What the shopper points at, as a method sees it.

    Attributes:
        vector: (D,) unit image vector by the encoder that also encoded the gallery.
        image: The picture itself, for methods that look at it again; None when only its vector is
            kept.
        attributes: The product's own metadata; empty unless the caller allows a method to see it.
        role: What the shopper means by it ("collar", "colour"); None for the whole thing.
    """

    vector: Vector
    image: Image | None = None
    attributes: Attributes = field(default_factory=_no_attributes)
    role: str | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Composition:
    """A question: these references, with this modification. One part may be missing.

    Equal only to itself, so that what was worked out about it can be kept while it lives.
    """

    references: tuple[Reference, ...] = ()
    modification: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One weighted vector of a query.

    Attributes:
        vector: (D,) unit vector.
        weight: Finite; negative pushes away.
        modality: Where the vector comes from; explanations are grouped by it.
        hinge: None for a value as the fusion has it. Otherwise the value is max(0, z - hinge), z
            standardising over the gallery, whatever the fusion: only what is more alike than usual
            counts. So a row cannot win by being as unlike as possible to what is avoided.
        part: Which part of the question it speaks for, such as "want: navy blue"; empty for none.
    """

    vector: Vector
    weight: float
    modality: Modality
    hinge: float | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a method makes of a composition: one or more weighted vectors to search with.

    The score of a gallery row is the sum of ``weight * value`` over the terms, where ``fusion``
    says what value a term's cosine has.

    Attributes:
        terms: At least one.
        fusion: ``cosine``: the cosine itself. ``standardised``: its z-score over the whole gallery,
            because the cosines of two modalities live on different scales (image-image ones spread
            several times wider than text-image ones). ``percentile``: the normal distribution
            function of that z-score, 0 to 1, so that no modality wins by one extreme value.
            ``product``: the logarithm of how many times the average cosine it is; sums of
            logarithms rank as products of cosines do, to the power of the weights.
        centred: The gallery's mean is subtracted from its rows and from the image terms before
            anything is compared.
    """

    terms: tuple[Term, ...]
    fusion: Fusion = "cosine"
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One product of an answer.

    Attributes:
        product: The product found.
        rank: From 1.
        score: Higher is better; comparable only within one answer.
        why: What each modality contributed to ``score``; sums to it.
        parts: Part of the question -> how probably the product meets it, 0 to 1; empty for methods
            that do not take questions apart.
    """

    product: Product
    rank: int
    score: float
    why: Mapping[Modality, float]
    parts: Mapping[str, float] = field(default_factory=dict)
