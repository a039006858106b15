from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from fakes import CountingEncoder, shade, solid
from pointsay.catalogue.pipeline import BATCH, Refused, Threads, encode_all
from pointsay.errors import BrokenImage, ImageGone

Look = tuple[str, Image.Image | None]


def look(number: int) -> Look:
    """Every seventh picture is broken, every ninth is gone, every fifth needs no vector."""
    if number % 7 == 3:
        raise BrokenImage(f"{number} is cut")
    if number % 9 == 4:
        raise ImageGone(f"{number} is gone")
    return f"kept {number}", None if number % 5 == 0 else solid(shade(number))


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1, 5 * BATCH - 1])
@pytest.mark.parametrize("workers", [None, 1, 3])
def test_it_gives_what_one_picture_after_another_gives(count: int, workers: int | None) -> None:
    encoder = CountingEncoder()
    batches = list(encode_all(range(count), look, encoder, on=Threads(workers)))
    assert all(len(batch) == BATCH for batch in batches[:-1])
    found = [one for batch in batches for one in batch]
    assert len(found) == count
    encoded = encoder.pictures
    for number, one in enumerate(found):
        if isinstance(one, Refused):
            assert one.item == number
            with pytest.raises(type(one.error), match=f"^{one.error.message}$"):
                look(number)
            continue
        kept, image = look(number)
        assert one.kept == kept
        if image is None:
            assert one.vector is None
        else:
            assert one.vector is not None
            np.testing.assert_array_equal(one.vector, encoder.encode_images([image])[0])
            encoded -= 1
    assert encoded == 0


def test_batches_are_worked_on_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=10)

    def meet(number: int) -> Look:
        if number % BATCH == 0:
            meeting.wait()  # passes only when two batches are here at once
        return "", solid("red")

    assert len(list(encode_all(range(4 * BATCH), meet, CountingEncoder(), on=Threads(2)))) == 4


def test_it_does_not_run_ahead_of_who_reads() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100 * BATCH):
            taken.append(number)
            yield number

    batches = encode_all(items(), lambda number: (number, None), CountingEncoder(), on=Threads(2))
    assert taken == []
    for read in range(1, 6):
        next(batches)
        assert len(taken) <= (read + 4) * BATCH


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ZeroDivisionError])
def test_stopped_it_begins_nothing_more(stop: type[BaseException]) -> None:
    looked: list[int] = []

    def stopping(number: int) -> Look:
        looked.append(number)
        if number == 2 * BATCH + 1:
            raise stop
        return "", None

    batches = encode_all(range(100 * BATCH), stopping, CountingEncoder(), on=Threads(2))
    assert [len(next(batches)) for _ in range(2)] == [BATCH, BATCH]
    with pytest.raises(stop):
        next(batches)
    assert len(looked) < 10 * BATCH


def test_closed_early_it_begins_nothing_more() -> None:
    looked: list[int] = []

    def counted(number: int) -> Look:
        looked.append(number)
        return "", None

    batches = encode_all(range(100 * BATCH), counted, CountingEncoder(), on=Threads(1))
    next(batches)
    batches.close()  # returns when its threads have ended
    assert len(looked) <= 3 * BATCH
