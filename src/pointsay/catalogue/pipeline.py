"""Pictures to vectors on every core: read, decode, resize and encode, in order, bounded.

Each worker takes a batch through all steps. That keeps every core busy whatever a step costs (a
folder of large photos spends most in decoding, one of thumbnails in the encoder), where a thread
for each step would be as slow as the slowest. Decoding, resizing and ONNX Runtime let other
threads run. Decoded pictures exist only in the batches that are being worked on.

Who works is the caller's choice: threads of this process, or other machines (`pointsay.workers`).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pointsay.errors import ImageGone, MediaError
from pointsay.media import decode

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.encoders.base import Encoder
    from pointsay.types import Vector

BATCH = 16

Item = TypeVar("Item")
Kept = TypeVar("Kept")
Batch = TypeVar("Batch")
Done = TypeVar("Done")

# Opens a picture where it is encoded. Other machines are sent it by pickle: a `partial` of a
# module's function over plain values.
Opening = Callable[[], "tuple[Kept, Image | None]"]
Look = Callable[[Item], "tuple[Kept, Image | None] | Opening[Kept]"]


@dataclass(frozen=True, slots=True)
class Encoded(Generic[Item, Kept]):
    """A picture that was looked at.

    Attributes:
        item: What named it.
        kept: What the look returned of it.
        vector: (D,) unit vector; None when the look saw no need to encode it.
    """

    item: Item
    kept: Kept
    vector: Vector | None


@dataclass(frozen=True, slots=True)
class Refused(Generic[Item]):
    """A picture that could not be had, and why."""

    item: Item
    error: MediaError | ImageGone


class Workers(Protocol):
    """Who takes batches from items to vectors."""

    def work(
        self, batches: Iterator[list[Item]], look: Look[Item, Kept], encoder: Encoder
    ) -> Generator[list[Encoded[Item, Kept] | Refused[Item]], None, None]:
        """Yield what came of each batch, in their order; for the arguments see `encode_all`.

        Looks are called in this process; pictures may be opened and encoded in another one, by an
        encoder whose vectors are comparable.
        """
        ...


def encode_all(
    items: Iterable[Item],
    look: Look[Item, Kept],
    encoder: Encoder,
    *,
    on: Workers | None = None,
) -> Generator[list[Encoded[Item, Kept] | Refused[Item]], None, None]:
    """Encode pictures, in order, batch by batch.

    Stopped by an exception or by closing the iterator, it finishes the batches that are being
    worked on and begins no other.

    Args:
        items: What names the pictures; taken as far as the work has come.
        look: Returns what to keep of an item, and its picture, or None where no vector is needed.
            Or returns what opens the picture and gives both, so that it is decoded where it is
            encoded. Runs on several threads at once. `MediaError` and `ImageGone` of either refuse
            the item and nothing else.
        encoder: Makes the vectors.
        on: Who works; a thread for each core of this machine by default.

    Yields:
        For each `BATCH` items what came of them, in their order.
    """
    rest = iter(items)
    batches = iter(lambda: list(islice(rest, BATCH)), [])
    return (on or Threads()).work(batches, look, encoder)


@dataclass(frozen=True)
class Threads:
    """Threads of this process.

    Attributes:
        count: Batches worked on at once; one a core by default.
    """

    count: int | None = None

    def work(
        self, batches: Iterator[list[Item]], look: Look[Item, Kept], encoder: Encoder
    ) -> Generator[list[Encoded[Item, Kept] | Refused[Item]], None, None]:
        """Yield what came of each batch, in their order."""
        count = self.count or os.cpu_count() or 1

        def work_on(batch: list[Item]) -> list[Encoded[Item, Kept] | Refused[Item]]:
            openings = [partial(_seen, look, one) for one in batch]
            return named(batch, encode_opened(openings, encoder))

        # Twice the workers: none runs dry while the one that reads is busy elsewhere.
        return in_order(batches, work_on, threads=count, ahead=lambda: 2 * count)


def in_order(
    batches: Iterator[Batch],
    work_on: Callable[[Batch], Done],
    *,
    threads: int,
    ahead: Callable[[], int],
    stop: Callable[[], None] = lambda: None,
) -> Generator[Done, None, None]:
    """Work on batches side by side and yield the results in the batches' order.

    Args:
        batches: Taken as far as the work has come.
        work_on: Runs on several threads at once.
        threads: At most.
        ahead: Tells how many batches may be begun before the first of them is yielded.
        stop: Called when no more is wanted, before those that are being worked on are waited for.
    """
    waiting: deque[Future[Done]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            while True:
                for batch in islice(batches, max(0, ahead() - len(waiting))):
                    waiting.append(pool.submit(work_on, batch))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            stop()


def encode_opened(
    openings: Sequence[Opening[Kept]], encoder: Encoder
) -> list[tuple[Kept, Vector | None] | MediaError | ImageGone]:
    """Open pictures and encode them as one batch.

    Returns:
        Of each what is kept and its vector, or why it cannot be had.
    """
    seen: list[tuple[Kept, Image | None] | MediaError | ImageGone] = []
    for opening in openings:
        try:
            seen.append(opening())
        except (MediaError, ImageGone) as error:
            seen.append(error)
    opened = [one for one in seen if isinstance(one, tuple)]
    vectors = iter(encoder.encode_images([image for _, image in opened if image is not None]))
    return [
        (one[0], None if one[1] is None else next(vectors)) if isinstance(one, tuple) else one
        for one in seen
    ]


def named(
    batch: Sequence[Item], told: Sequence[tuple[Kept, Vector | None] | MediaError | ImageGone]
) -> list[Encoded[Item, Kept] | Refused[Item]]:
    """Return what came of the items of a batch, given what `encode_opened` told of each."""
    return [
        Encoded(item, *one) if isinstance(one, tuple) else Refused(item, one)
        for item, one in zip(batch, told, strict=True)
    ]


def opened(kept: Kept, data: bytes) -> tuple[Kept, Image]:
    """Decode a picture: with its arguments bound, an `Opening` that any machine can carry out."""
    return kept, decode(data)


def _seen(look: Look[Item, Kept], item: Item) -> tuple[Kept, Image | None]:
    seen = look(item)
    return seen if isinstance(seen, tuple) else seen()
