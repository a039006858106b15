"""Pictures of triplets with captions that name what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pointsay.errors import BadTriplets

if TYPE_CHECKING:
    from pointsay.triplets import Triplets

BEFORE, BEHIND = ("colour", "pattern", "material", "style"), ("audience",)


def captions_of(triplets: Triplets) -> dict[str, str]:
    """Return SHA-256 -> caption of every picture of which the type is known.

    Raises:
        BadTriplets: There is none.
    """
    found = {}
    for one in triplets:
        for picture, known in (
            (one.reference, one.reference_attributes),
            (one.target, one.target_attributes),
        ):
            if "type" in known:
                found[picture.sha256] = caption(known)
    if not found:
        raise BadTriplets(
            "nothing is known of the pictures that could be a caption",
            hint="mine a catalogue with attributes",
        )
    return found


def caption(known: Mapping[str, str]) -> str:
    """Say what is known.

    Example:
        >>> caption({"type": "shirt", "colour": "red", "audience": "women"})
        'a red shirt for women'
    """
    words = [known[kind] for kind in (*BEFORE, "type") if kind in known]
    for_whom = [f"for {known[kind]}" for kind in BEHIND if kind in known]
    return " ".join(["a", *words, *for_whom])
