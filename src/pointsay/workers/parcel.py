"""What is sent to a worker and what it sends back. Nothing of any cluster is known here."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Generic, Union, cast

from pointsay.catalogue.pipeline import (
    Encoded,
    Item,
    Kept,
    Look,
    Opening,
    Refused,
    encode_opened,
    named,
)
from pointsay.errors import EncoderMismatch, ImageGone, MediaError

if TYPE_CHECKING:
    from pointsay.encoders import Encoder, EncoderInfo
    from pointsay.types import Vector

# What came of one picture: what is kept and its vector, or why it cannot be had.
Told = Union["tuple[Kept, Vector | None]", MediaError, ImageGone]


@dataclass(frozen=True, slots=True)
class Parcel(Generic[Item, Kept]):
    """A batch that was looked at, and what a worker has to do for it.

    Attributes:
        batch: The items, which stay here.
        known: Of each item what the look alone has told; None where a worker opens a picture.
        cargo: Pickled openings for the latter; empty when there is nothing to do.
    """

    batch: Sequence[Item]
    known: Sequence[Told[Kept] | None]
    cargo: bytes

    def answered(self, told: Sequence[Told[Kept]]) -> list[Encoded[Item, Kept] | Refused[Item]]:
        """Return what came of the batch, given what a worker told of the cargo, in its order."""
        rest = iter(told)
        return named(self.batch, [next(rest) if one is None else one for one in self.known])


def pack(batch: Sequence[Item], look: Look[Item, Kept]) -> Parcel[Item, Kept]:
    """Look at the items of a batch."""
    known: list[Told[Kept] | None] = []
    openings: list[Opening[Kept]] = []
    for item in batch:
        try:
            seen = look(item)
        except (MediaError, ImageGone) as error:
            known.append(error)
            continue
        if isinstance(seen, tuple) and seen[1] is None:
            known.append((seen[0], None))
            continue
        known.append(None)
        # A picture that is open already travels as its pixels.
        openings.append(partial(_as_it_is, seen) if isinstance(seen, tuple) else seen)
    return Parcel(batch, known, pickle.dumps(openings) if openings else b"")


def unpack(cargo: bytes, load: bytes, wanted: EncoderInfo) -> list[Told[Any]]:
    """Do a worker's part: open the pictures of a cargo and encode them.

    Args:
        cargo: Of a `Parcel`. It comes from the operator's own process, over the cluster's own
            connections, which carry pickles anyway.
        load: Pickled function that makes the encoder; called once a process.
        wanted: Whose vectors are asked for.

    Raises:
        EncoderMismatch: The encoder of this machine is another one.
    """
    encoder = _loaded(load)
    if not encoder.info.comparable(wanted):
        raise EncoderMismatch(
            f"a worker has {encoder.info.describe()}, not {wanted.describe()}",
            hint="install the same pointsay and the same weights on every machine",
        )
    return encode_opened(pickle.loads(cargo), encoder)  # noqa: S301 - see Args


@lru_cache(maxsize=1)
def _loaded(load: bytes) -> Encoder:
    return cast(Callable[[], "Encoder"], pickle.loads(load))()  # noqa: S301 - see `unpack`


def _as_it_is(seen: Any) -> Any:
    return seen
