"""From pictures to pairs: look at each picture once, propose pairs, keep those that pass."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pointsay.errors import UnknownSource
from pointsay.triplets.proposing import Wanted, propose
from pointsay.triplets.shards import batches, counted, fill
from pointsay.triplets.shelf import Listed, look_at, read_shelf
from pointsay.triplets.sifting import sift
from pointsay.triplets.store import CARD, PAIRS, Card, write_card

if TYPE_CHECKING:
    from pointsay.catalogue.pipeline import Workers
    from pointsay.catalogue.sources import ImageSource
    from pointsay.encoders.base import Encoder
    from pointsay.triplets.record import Found

_PROPOSALS = 2000  # of a shard


@dataclass(frozen=True)
class Supply:
    """What is mined.

    Attributes:
        listed: The pictures.
        images: Where they lie.
        source: How records call that place.
        about: What decides ``listed``, in words for the card.
        ways: How pairs are found in such a supply, best first.
        left_out: Rows or pictures that never came so far, by reason.
        knows: Attributes come from what the encoder sees, told with at least this probability;
            None where ``listed`` has them.
    """

    listed: Sequence[Listed]
    images: ImageSource
    source: str
    about: Mapping[str, Any]
    ways: tuple[Found, ...]
    left_out: Mapping[str, int]
    knows: float | None = None


def mine(
    supply: Supply,
    encoder: Encoder,
    folder: Path,
    wanted: Wanted,
    *,
    licence: str,
    ways: Sequence[Found] = (),
    least_side: int = 64,
    report: Callable[[str, int], None] = lambda what, done: None,
    on: Workers | None = None,
) -> Card:
    """Mine pairs into a folder; a killed run goes on where it was.

    The result depends on the arguments and the pictures alone, whatever was interrupted.

    Args:
        supply: What is mined; see `feed`, `folder` and `pages`.
        encoder: Measures similarity.
        folder: Where to.
        wanted: How many pairs, how near, and the seed.
        licence: Of pictures and texts; goes into the card.
        ways: Other ways of finding than the supply's.
        least_side: Pictures with a shorter side, in pixels, are left out.
        report: Called with what was done and how many, now and then.
        on: Who encodes; the threads of this process by default.

    Returns:
        The card of the finished folder.

    Raises:
        UnknownSource: There is no picture that can be used.
        BadTriplets: The folder was made of something else, or a shard is damaged.
    """
    ways = tuple(ways) or supply.ways
    about = {
        **supply.about,
        "listed": _digest(supply.listed),
        "encoder": encoder.info.record(),
        "knows": supply.knows,
    }
    (folder / CARD).unlink(missing_ok=True)
    pictures = look_at(
        supply.listed,
        supply.images,
        supply.source,
        encoder,
        folder,
        about,
        least_side=least_side,
        report=lambda done: report("pictures", min(done, len(supply.listed))),
        on=on,
    )
    shelf = read_shelf(pictures)
    if not len(shelf):
        raise UnknownSource("no picture can be used", hint="see what was dropped, and why")
    if supply.knows is not None:
        shelf = shelf.told(encoder, supply.knows)
    made_of = {**about, "least_side": least_side, "ways": list(ways), **asdict(wanted)}
    pairs = fill(
        folder / PAIRS,
        PAIRS,
        made_of,
        batches(propose(shelf, ways, wanted), _PROPOSALS),
        lambda some: sift(some, shelf, wanted),
        report=lambda shards: report("proposals", shards * _PROPOSALS),
    )
    counts = {**supply.left_out, **counted(pictures), **counted(pairs)}
    sources = {supply.source: _place(supply.images.path, folder)}
    card = Card("pairs", made_of, sources, licence, encoder.info.record(), counts)
    return write_card(card, folder, [*pictures, *pairs])


def _place(path: Path, folder: Path) -> str:
    """Return a source's path: relative inside the folder, so that the folder can be moved."""
    inside = folder.resolve()
    return str(path.relative_to(inside) if path.is_relative_to(inside) else path)


def _digest(listed: Iterable[Listed]) -> str:
    digest = hashlib.sha256()
    for one in listed:
        digest.update(json.dumps(asdict(one), sort_keys=True).encode())
    return digest.hexdigest()
