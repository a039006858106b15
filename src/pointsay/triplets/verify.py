"""Whether a folder of pairs or triplets is what it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pointsay.triplets.record import Picture
from pointsay.triplets.store import (
    PAIRS,
    PICTURES,
    TRIPLETS,
    Card,
    Sources,
    checked,
    open_triplets,
    read_card,
    read_pairs,
)


def verify(
    folder: Path,
    *,
    pictures: bool = False,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Card:
    """Check the card and every shard, and pictures if asked to.

    Args:
        folder: Of pairs or triplets.
        pictures: Read every picture that is named and compare its bytes.
        report: Called with the pictures that were read and all.

    Returns:
        The card.

    Raises:
        BadTriplets: Something is damaged or missing.
        ImageGone: A picture is gone or was changed.
    """
    card = read_card(folder)
    for what in (TRIPLETS,) if card.kind == "triplets" else (PICTURES, PAIRS):
        checked(folder, card, what)
    named = _named(folder, card) if pictures else []
    sources = Sources(folder, card.sources)
    for number, one in enumerate(named, start=1):
        sources.read(one)
        report(number, len(named))
    return card


def _named(folder: Path, card: Card) -> list[Picture]:
    """Return every picture of the records once."""
    if card.kind == "triplets":
        return open_triplets(folder).pictures()
    pairs = read_pairs(folder, card)
    found = {seen.picture.sha256: seen.picture for one in pairs for seen in (one.first, one.second)}
    return list(found.values())
