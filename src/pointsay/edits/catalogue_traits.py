"""What a shop's own feed says about a reference, as traits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from pointsay.edits.base import Captioner, Trait
from pointsay.edits.lexicon import find
from pointsay.edits.tagger import Tagger

if TYPE_CHECKING:
    from pointsay.edits.edit import Kind
    from pointsay.encoders.base import Encoder
    from pointsay.types import Attributes, Reference

# Names that feeds give to their columns, best first.
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "type": ("article_type", "product_type", "type", "kind", "garment", "category", "sub_category"),
    "colour": ("base_colour", "base_color", "colour", "color", "main_colour"),
    "pattern": ("pattern", "print", "motif"),
    "material": ("material", "fabric", "cloth", "composition"),
    "sleeve": ("sleeve", "sleeves", "sleeve_length"),
    "neckline": ("neckline", "neck", "collar"),
    "length": ("length",),
    "fit": ("fit",),
    "audience": ("audience", "gender", "sex", "department"),
    "season": ("season",),
    "occasion": ("occasion",),
    "style": ("style", "usage"),
    "brand": ("brand", "manufacturer"),
}
LOOKS: tuple[Kind, ...] = (
    "type", "colour", "pattern", "material", "sleeve", "neckline", "length", "fit", "audience",
)  # fmt: skip
EMPTY = frozenset({"", "na", "n/a", "none", "null", "nan", "unisex", "unknown", "-"})
LONGEST = 40  # characters; longer values are sentences, not attributes


class CatalogueTraits:
    """Reads traits off a reference's attributes, with confidence 1.

    Values are put into the lexicon's English where it knows them ("Tshirts" -> "t-shirt") and taken
    as they are, in lower case, where it does not.

    Args:
        fields: Kind -> names of attributes, best first; compared without case, spaces and hyphens
            counting as underscores.
        kinds: Those that are read. What no photo shows (season, usage) is left out by default.
    """

    def __init__(
        self,
        fields: Mapping[Kind, Sequence[str]] = FIELDS,
        kinds: Sequence[Kind] = LOOKS,
    ) -> None:
        self.fields = fields
        self.kinds = tuple(kinds)

    def describe(self, references: Sequence[Reference]) -> list[Mapping[Kind, Trait]]:
        """Return what the attributes of each reference say."""
        return [self._read(one.attributes) for one in references]

    def _read(self, attributes: Attributes) -> Mapping[Kind, Trait]:
        plain = {column(field): value for field, value in attributes.items()}
        traits: dict[Kind, Trait] = {}
        for kind in self.kinds:
            for field in self.fields.get(kind, ()):
                value = plain.get(field)
                text = canonical(kind, value) if isinstance(value, str) else ""
                if text:
                    traits[kind] = Trait(text, 1.0)
                    break
        return traits


class Chain:
    """Several captioners: for each kind the first that can tell it.

    Args:
        captioners: Best first.
    """

    def __init__(self, captioners: Sequence[Captioner]) -> None:
        self.captioners = tuple(captioners)

    def describe(self, references: Sequence[Reference]) -> list[Mapping[Kind, Trait]]:
        """Return the traits of each reference."""
        told = [one.describe(references) for one in self.captioners]
        merged = [
            {kind: trait for traits in reversed(layers) for kind, trait in traits.items()}
            for layers in zip(*told, strict=True)
        ]
        return cast("list[Mapping[Kind, Trait]]", merged)


def catalogue_then_tagger(encoder: Encoder) -> Chain:
    """Return a captioner that believes the feed first and asks the encoder for the rest."""
    return Chain([CatalogueTraits(), Tagger(encoder)])


def canonical(kind: Kind, value: str) -> str:
    """Return a feed's value in the lexicon's words; empty for one that says nothing.

    Example:
        >>> canonical("type", "Tshirts"), canonical("audience", "Unisex")
        ('t-shirt', '')
    """
    plain = value.strip().lower()
    if plain in EMPTY or len(plain) > LONGEST:
        return ""
    entry = find(plain)
    return entry.text if entry and entry.kind == kind else plain


def column(field: str) -> str:
    """Return a column's name as `FIELDS` has it.

    Example:
        >>> column("Base Colour")
        'base_colour'
    """
    return field.strip().lower().replace(" ", "_").replace("-", "_")
