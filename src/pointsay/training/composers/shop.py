"""From a shop's feed to triplets in one call, which goes on wherever it was killed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.triplets import supplies
from pointsay.triplets.instruct import Ask, instruct
from pointsay.triplets.mine import mine
from pointsay.triplets.proposing import Wanted
from pointsay.triplets.record import Language

if TYPE_CHECKING:
    from pointsay.catalogue.filters import Filters
    from pointsay.encoders.base import Encoder

OWN = "the shop's own"


def triplets_of_shop(
    source: Path,
    encoder: Encoder,
    folder: Path,
    *,
    images: Path | None = None,
    only: Filters = (),
    language: Language = "en",
    seed: int = 0,
    report: Callable[[str, int], None] = lambda what, done: None,
) -> Path:
    """Mine a catalogue for pairs, write instructions for them, and return the triplets' folder.

    Both halves keep what they have made in shards. What is there is checked and not made again, so
    that the same call after a kill goes on, and one after the end is quick.

    Args:
        source: Feed, folder or zip of the shop.
        encoder: Measures similarity.
        folder: Holds ``pairs`` and ``triplets``.
        images: Folder or zip of a feed's pictures.
        only: Products that do not meet these filters are left out.
        language: Of the instructions.
        seed: Of everything drawn.
        report: Called with what was done and how many, now and then.

    Raises:
        SourceError: The input cannot be read or used.
        BadTriplets: ``folder`` was made of another catalogue, or is damaged.
    """
    supply = supplies.catalogue(source, images=images, only=only)
    wanted = Wanted(seed=seed)
    mine(supply, encoder, folder / "pairs", wanted, licence=OWN, report=report)
    triplets = folder / "triplets"
    instruct(
        folder / "pairs",
        triplets,
        encoder,
        Ask(languages=(language,), seed=seed),
        report=lambda done: report("pairs", done),
    )
    return triplets
