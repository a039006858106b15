"""What is known of a product: kind of attribute -> canonical value, from a feed or from looks.

Two products differ in a kind only where both are known to have another value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from pointsay.edits.catalogue_traits import EMPTY, FIELDS, CatalogueTraits
from pointsay.edits.edit import Kind
from pointsay.edits.lexicon import find
from pointsay.edits.lexicon.tokens import words
from pointsay.edits.tagger import Tagger
from pointsay.types import Reference

if TYPE_CHECKING:
    from pointsay.catalogue.filters import Condition
    from pointsay.encoders.base import Encoder
    from pointsay.types import Product, Scalar, Vector

Attributes = dict[str, str]

# Told with the pattern: in which colour it is, what a print shows.
OF_PATTERN: Final = ("accent", "motif")
# Known, so that a pair can agree in them; no photo shows them, so that no instruction names them.
SILENT: Final = ("style",)
FAMILY_COLUMNS: Final = ("family", "model", "style_id", "parent_id", "item_group_id")
YES, NO = "yes", "no"

_KINDS: Final[tuple[Kind, ...]] = (
    *("type", "colour", "pattern", "material", "sleeve", "neckline"),
    *("length", "fit", "audience", "style"),
)
_FIELDS: Final[Mapping[Kind, Sequence[str]]] = {**FIELDS, "fit": ("fit", "silhouette", "cut")}
# Feeds leave out the noun: a sleeve is "short", a neckline "square".
_NOUNS: Final[Mapping[str, tuple[str, ...]]] = {
    "sleeve": ("sleeves",),
    "neckline": ("neckline", "neck"),
    "length": ("length",),
    "fit": ("fit",),
}
# What titles say that columns often do not.
_IN_TITLES: Final[tuple[Kind, ...]] = ("pattern", "sleeve", "neckline")
_TITLE_WORDS: Final = 3


def known_of(product: Product) -> Attributes:
    """Return what a shop's feed says of a product, in the lexicon's words where it has them.

    Columns that hold "yes" or "no" are details. Pattern, sleeve and neckline are read from the
    title where no column tells them.
    """
    unseen = Reference(np.empty(0, np.float32), attributes=product.attributes)
    traits = CatalogueTraits(_FIELDS, _KINDS).describe([unseen])[0]
    known: Attributes = {kind: canonical(kind, trait.text) for kind, trait in traits.items()}
    for name, value in product.attributes.items():
        if value in (YES, NO):
            known[detail_name(name)] = str(value)
        elif name in OF_PATTERN and str(value).lower() not in EMPTY:
            known[name] = canonical("colour", str(value)) if name == "accent" else str(value)
    for kind, value in _told(product.title):
        known.setdefault(kind, value)
    return known


def canonical(kind: str, value: str) -> str:
    """Return a value in the lexicon's words; as it is, in lower case, where it has none.

    Example:
        >>> canonical("sleeve", "Short"), canonical("colour", "navy"), canonical("length", "full")
        ('short sleeves', 'navy blue', 'full length')
    """
    plain = value.strip().lower()
    spoken = [plain, *(f"{plain} {noun}" for noun in _NOUNS.get(kind, ()))]
    for text in spoken:
        entry = find(text)
        if entry is not None and entry.kind == kind:
            return entry.text
    return f"{plain} length" if kind == "length" else plain


def detail_name(column: str) -> str:
    """Return a detail's column as it is said: "lace_hem" is "lace hem"."""
    return column.strip().lower().replace("_", " ")


def family_of(product: Product) -> str:
    """Return what a feed calls the model of which products are variants; empty if it does not."""
    found = (product.attributes.get(name) for name in FAMILY_COLUMNS)
    return next((str(one) for one in found if one not in (None, "")), "")


def seen_in(vectors: Sequence[Vector], encoder: Encoder, least: float) -> list[Attributes]:
    """Return what the encoder itself sees in pictures (`Tagger`).

    Args:
        vectors: (D,) unit vectors of the pictures.
        encoder: Made them.
        least: Traits less probable than this are not known, 0 to 1.
    """
    told = Tagger(encoder).describe([Reference(one) for one in vectors])
    return [
        {kind: trait.text for kind, trait in traits.items() if trait.confidence >= least}
        for traits in told
    ]


def holds(condition: Condition, product: Product) -> bool:
    """Say whether a product meets a filter, as a catalogue's search would."""
    value: Scalar | None
    value = product.price if condition.name == "price" else product.attributes.get(condition.name)
    if value is None:
        return not (condition.any_of or condition.low is not None or condition.high is not None)
    if condition.any_of and not _among(value, condition.any_of):
        return False
    if _among(value, condition.none_of):
        return False
    if condition.low is None and condition.high is None:
        return True
    low = float("-inf") if condition.low is None else condition.low
    high = float("inf") if condition.high is None else condition.high
    return isinstance(value, float) and low <= value <= high


def _among(value: Scalar, options: Iterable[Scalar]) -> bool:
    return str(value).casefold() in {str(one).casefold() for one in options}


def _told(title: str) -> Iterable[tuple[str, str]]:
    """Yield what a title says, longest phrases first, each kind once."""
    spoken = words(title)
    for size in range(_TITLE_WORDS, 0, -1):
        for at in range(len(spoken) - size + 1):
            entry = find(" ".join(spoken[at : at + size]))
            if entry is not None and entry.kind in _IN_TITLES:
                yield entry.kind, entry.text
