"""What is kept: pictures, pairs of them, and triplets. Frozen values and their form as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Found = Literal[
    "family", "one_attribute", "same_type", "other_type", "neighbour", "cluster", "page"
]
Wrong = Literal["query", "wrong_edit", "wrong_product", "inverted"]
Language = Literal["en", "zh"]

FOUND: tuple[Found, ...] = get_args(Found)
WRONG: tuple[Wrong, ...] = get_args(Wrong)


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture lies and what it was.

    Attributes:
        source: Key of the folder's `sources`; see `Card`.
        name: In that source: relative, with forward slashes.
        sha256: Of its bytes. Two pictures of the same bytes are one picture, whatever their names:
            key vectors by it.
    """

    source: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Negative:
    """A picture that a query must not find.

    Attributes:
        picture: The picture.
        wrong: Why it is wrong. ``query``: it is the reference itself. ``wrong_edit``: it keeps all
            else of the reference, and has neither the old value nor the one asked for.
            ``wrong_product``: it has what is asked for, and is another product. ``inverted``: it is
            like the reference in all that is known, so it lies near and not in the direction of
            the edit.
    """

    picture: Picture
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture of a product with what is known of it.

    Attributes:
        picture: Where it lies.
        product: The product's id; the picture's name where there is no feed.
        attributes: Kind -> canonical value in lower case. Kinds are those of `edits.KINDS` where
            one fits ("type", "colour", "audience", ...), and details of atelier under their own
            name with "yes" or "no".
        family: Equal for one model in several colours; empty when not known.
        title: What the shop calls it, or the picture's text on its page; may be empty.
    """

    picture: Picture
    product: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    family: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures of which an instruction may lead from one to the other.

    Attributes:
        id: Unique in its folder; the same in every run from the same input.
        first: One picture.
        second: The other.
        found: How they were found.
        similarity: Cosine of their vectors.
    """

    id: str
    first: Seen
    second: Seen
    found: Found
    similarity: float


@dataclass(frozen=True, slots=True)
class Triplet:
    """One lesson for a composer: this picture and these words mean that picture.

    Attributes:
        id: Unique in its folder.
        pair: Id of the pair; both directions and all wordings of a pair share it. Keep what shares
            it in one part when triplets are divided, and out of each other's batch negatives.
        reference: What is pointed at.
        instruction: What should be different.
        target: What is meant.
        negatives: Hard negatives, the reference first as ``query``; of the other kinds as many as
            were found, perhaps none.
        said: Kinds of attribute that the instruction speaks of, sorted; empty when not known.
        reference_attributes: As `Seen.attributes`; empty when not known.
        target_attributes: The same of the target.
        language: Of the instruction.
        writer: Who wrote it: ``templates`` or ``llm:MODEL``.
        found: How the pair was found.
        similarity: Cosine of reference and target.
        quality: How much better the instruction fits the target than the reference, in standard
            deviations over the folder's pictures, by the worst of its changes; higher is better,
            0 is chance.
    """

    id: str
    pair: str
    reference: Picture
    instruction: str
    target: Picture
    negatives: tuple[Negative, ...]
    said: tuple[str, ...]
    reference_attributes: Mapping[str, str]
    target_attributes: Mapping[str, str]
    language: Language
    writer: str
    found: Found
    similarity: float
    quality: float


def seen_of(row: Mapping[str, Any]) -> Seen:
    """Return a `Seen` from its JSON."""
    return Seen(**{**row, "picture": Picture(**row["picture"])})


def pair_of(row: Mapping[str, Any]) -> Pair:
    """Return a `Pair` from its JSON."""
    return Pair(**{**row, "first": seen_of(row["first"]), "second": seen_of(row["second"])})


def triplet_of(row: Mapping[str, Any]) -> Triplet:
    """Return a `Triplet` from its JSON."""
    negatives = tuple(Negative(Picture(**one["picture"]), one["wrong"]) for one in row["negatives"])
    pictures = {name: Picture(**row[name]) for name in ("reference", "target")}
    return Triplet(**{**row, **pictures, "negatives": negatives, "said": tuple(row["said"])})
