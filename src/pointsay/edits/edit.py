"""The edit: a modification once it is understood. Frozen values that check themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pointsay.errors import InvalidEdit, shorten

Kind = Literal[
    "type",
    "colour",
    "pattern",
    "sleeve",
    "neckline",
    "length",
    "fit",
    "material",
    "detail",
    "style",
    "audience",
    "occasion",
    "season",
    "brand",
    "size",
    "price",
    "other",
]
Operator = Literal["=", "<=", ">="]
Way = Literal["more", "less"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing that is wanted, kept or avoided.

    Attributes:
        kind: Of attribute. ``other`` when the words are understood but their kind is not known.
        text: Plain English as an encoder reads it, in lower case: "navy blue", "long sleeves".
            Empty only in ``keep``, for "keep the colour": the value is then the reference's own.
        said: The shopper's own words, in the shopper's language.
    """

    kind: Kind
    text: str
    said: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidEdit(
                f"no kind of attribute is called {shorten(self.kind)}",
                hint=f"use one of: {', '.join(KINDS)}",
            )


@dataclass(frozen=True, slots=True)
class Comparative:
    """More or less of something than the reference has: "shorter", "less formal".

    Attributes:
        kind: Of attribute.
        quality: Named in the positive: "long", "formal", "bright".
        way: ``more`` or ``less`` of the quality.
        text: The English comparative for an encoder: "shorter".
        said: The shopper's own words.
    """

    kind: Kind
    quality: str
    way: Way
    text: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a filter decides, not an encoder: "under $50", "size M".

    Attributes:
        field: ``price``, ``size`` or an attribute of the shop's feed.
        operator: How the product's value must stand to ``value``.
        value: A number, or a text for ``=``.
        unit: Currency or measure as said ("$", "cm"); may be empty.
        said: The shopper's own words.
    """

    field: str
    operator: Operator
    value: float | str
    unit: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a modification asks for.

    Attributes:
        want: What the product must have and the reference need not have.
        keep: What must stay as it is in the reference.
        avoid: What the product must not have.
        comparatives: More or less of a quality.
        constraints: What filters decide.
        target: The wanted product in a plain English sentence, as far as it is known.
        unread: Stretches of the modification that were not understood, as said, in order.
        language: ``en``, ``zh``, or ``mixed``.
        reader: Who understood it: ``rules``, or a reasoner's name; with a fall-back both
            ("llm:NAME -> rules").
    """

    want: tuple[Phrase, ...] = ()
    keep: tuple[Phrase, ...] = ()
    avoid: tuple[Phrase, ...] = ()
    comparatives: tuple[Comparative, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    target: str = ""
    unread: tuple[str, ...] = ()
    language: Literal["en", "zh", "mixed"] = "en"
    reader: str = "rules"

    def __post_init__(self) -> None:
        for phrase in (*self.want, *self.avoid):
            if not phrase.text.strip():
                raise InvalidEdit(
                    "a wanted or avoided phrase has no words",
                    hint="only phrases of keep may leave the value to the reference",
                )
