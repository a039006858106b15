"""Pictures to vectors on every core: read, decode, resize and encode, in order, bounded.

Each worker takes a batch through all steps. That keeps every core busy whatever a step costs (a
folder of large photos spends most in decoding, one of thumbnails in the encoder), where a thread
for each step would be as slow as the slowest. Decoding, resizing and ONNX Runtime let other
threads run. Decoded pictures exist only in the batches that are being worked on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from pointsay.errors import ImageGone, MediaError

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.encoders.base import Encoder
    from pointsay.types import Vector

BATCH = 16

Item = TypeVar("Item")
Kept = TypeVar("Kept")

Look = Callable[[Item], tuple[Kept, "Image | None"]]


@dataclass(frozen=True, slots=True)
class Encoded(Generic[Kept]):
    """A picture that was looked at.

    Attributes:
        kept: What the look returned of it.
        vector: (D,) unit vector; None when the look saw no need to encode it.
    """

    kept: Kept
    vector: Vector | None


@dataclass(frozen=True, slots=True)
class Refused(Generic[Item]):
    """A picture that could not be had, and why."""

    item: Item
    error: MediaError | ImageGone


def encode_all(
    items: Iterable[Item],
    look: Look[Item, Kept],
    encoder: Encoder,
    *,
    workers: int | None = None,
) -> Generator[list[Encoded[Kept] | Refused[Item]], None, None]:
    """Encode pictures, in order, batch by batch.

    Stopped by an exception or by closing the iterator, it finishes the batches that are being
    worked on and begins no other.

    Args:
        items: What names the pictures; taken as far as the work has come.
        look: Returns what to keep of an item, and its picture, or None where no vector is needed.
            Runs on several threads at once. `MediaError` and `ImageGone` refuse the item and
            nothing else.
        encoder: Makes the vectors.
        workers: Batches worked on at once; one a core by default.

    Yields:
        For each `BATCH` items what came of them, in their order.
    """
    workers = workers or os.cpu_count() or 1
    rest = iter(items)
    batches = iter(lambda: list(islice(rest, BATCH)), [])
    waiting: deque[Future[list[Encoded[Kept] | Refused[Item]]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                # Twice the workers: none runs dry while the one that reads is busy elsewhere.
                for batch in islice(batches, 2 * workers - len(waiting)):
                    waiting.append(pool.submit(_encode, batch, look, encoder))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _encode(
    batch: list[Item], look: Look[Item, Kept], encoder: Encoder
) -> list[Encoded[Kept] | Refused[Item]]:
    seen: list[tuple[Kept, Image | None] | Refused[Item]] = []
    images: list[Image] = []
    for item in batch:
        try:
            kept, image = look(item)
        except (MediaError, ImageGone) as error:
            seen.append(Refused(item, error))
            continue
        seen.append((kept, image))
        if image is not None:
            images.append(image)
    vectors = iter(encoder.encode_images(images))
    return [
        one
        if isinstance(one, Refused)
        else Encoded(one[0], next(vectors) if one[1] is not None else None)
        for one in seen
    ]
