"""Questions that exclude something, made from a catalogue's own labels: "the same, but not blue".

What the words exclude is forbidden wherever it is: every product of the gallery whose label says
so, of whatever type. So a method cannot look good by finding things of another kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from pointsay.edits.catalogue_traits import CatalogueTraits
from pointsay.edits.lexicon import find
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.types import Reference

if TYPE_CHECKING:
    from pointsay.edits.edit import Kind
    from pointsay.types import Product

    Labels = Mapping[Kind, str]

FRAMES: Mapping[Kind, tuple[str, ...]] = {
    "colour": (
        "the same but not {}",
        "anything but {}",
        "like this, just not in {}",
        "any colour except {}",
        "not {}, please",
        "I like it, but I don't want {}",
    ),
    "pattern": (
        "anything but {}",
        "the same but not {}",
        "not {}, please",
        "like this, only not {}",
        "I don't want it {}",
    ),
}
# Too near to call: neither right nor forbidden when the other is excluded.
NEAR: tuple[frozenset[str], ...] = tuple(
    frozenset(line.split(", "))
    for line in (
        "blue, navy blue, teal, turquoise, sea green",
        "purple, lavender, magenta",
        "red, maroon, burgundy, rust",
        "grey, silver, charcoal, steel, grey melange, black",
        "brown, tan, beige, khaki, coffee brown, bronze, copper, mushroom brown, taupe, camel",
        "white, ivory, cream",
        "green, olive, lime green",
        "yellow, mustard, gold",
        "pink, peach, rose, magenta",
    )
)
MIXED = frozenset({"multi", "multicoloured", "metallic"})
PATTERNS = frozenset({"striped", "checked", "printed", "plain", "floral", "polka dot"})


def labels_of(products: Sequence[Product]) -> dict[str, Labels]:
    """Return id -> labels: the feed's, and the pattern that the title names."""
    traits = CatalogueTraits().describe(
        [Reference(np.zeros(1, np.float32), attributes=one.attributes) for one in products]
    )
    found: dict[str, Labels] = {}
    for product, told in zip(products, traits, strict=True):
        labels = {kind: trait.text for kind, trait in told.items()}
        pattern = _titled(product.title)
        found[product.id] = {**labels, "pattern": pattern} if pattern else labels
    return found


def negation_queries(
    labels: Mapping[str, Labels], *, each: int = 20, least: int = 5, seed: int = 0
) -> list[EvaluationQuery]:
    """Make questions whose reference shows what they exclude.

    Args:
        labels: Of every product of the gallery, as `labels_of` gives them.
        each: Most questions for one value.
        least: Products that must show a value before it is asked about.
        seed: Of the choice of references and frames.

    Returns:
        Questions of the kinds ``not colour`` and ``not pattern``. Right are products of the
        reference's type and audience with another value; questions without any are left out.
    """
    rng = np.random.default_rng(seed)
    queries = []
    for kind in FRAMES:
        showing = defaultdict(list)
        for one, label in sorted(labels.items()):
            if label.get(kind) and label[kind] not in MIXED:
                showing[label[kind]].append(one)
        for value, ids in sorted(showing.items()):
            if len(ids) < least or (kind == "pattern" and value == "plain"):
                continue
            for at, one in enumerate(rng.permutation(ids)[:each].tolist()):
                frame = FRAMES[kind][(at + len(value)) % len(FRAMES[kind])]
                query = _query(labels, str(one), kind, value, frame.format(value))
                if query.target_ids:
                    queries.append(query)
    return queries


def _query(
    labels: Mapping[str, Labels], reference: str, kind: Kind, value: str, text: str
) -> EvaluationQuery:
    own = labels[reference]
    values = {one: label.get(kind, "") for one, label in labels.items() if one != reference}
    forbidden = {one for one, other in values.items() if value in (other, *other.split())}
    unsure = {
        one
        for one, other in values.items()
        if one not in forbidden and (not other or other in MIXED or _near(value, other))
    }
    alike = {
        one
        for one in values
        if all(labels[one].get(same) == own.get(same) for same in ("type", "audience"))
    }
    return EvaluationQuery(
        query_id=f"not-{kind}-{reference}",
        kind=f"not {kind}",
        reference_id=reference,
        text=text,
        target_ids=frozenset(alike - forbidden - unsure),
        ignore_ids=frozenset(unsure),
        forbidden_ids=frozenset(forbidden),
    )


def _near(one: str, other: str) -> bool:
    return any(one in group and other in group for group in NEAR)


def _titled(title: str) -> str:
    """Return the pattern that a title names; empty for none."""
    for word in title.lower().split():
        entry = find(word)
        if entry and entry.kind == "pattern" and entry.text in PATTERNS:
            return entry.text
    return ""
