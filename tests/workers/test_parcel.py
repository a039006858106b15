from __future__ import annotations

import pickle
from functools import partial

import numpy as np
import pytest
from PIL import Image

from fakes import ColourEncoder, CountingEncoder, picture, solid
from pointsay.catalogue.pipeline import Encoded, Opening, Refused, Threads, encode_all, opened
from pointsay.errors import EncoderMismatch, ImageGone
from pointsay.workers.parcel import pack, unpack

LOAD = pickle.dumps(ColourEncoder)


def look(name: str) -> tuple[str, Image.Image | None] | Opening[str]:
    """One of every kind of answer."""
    if name == "gone":
        raise ImageGone("it is gone", hint="look for it")
    if name == "known":
        return "known", None
    if name == "open":
        return "open", solid("red")
    return partial(opened, name, b"GIF89a" if name == "broken" else picture("blue"))


@pytest.mark.parametrize(
    "batch",
    [
        ["closed", "gone", "known", "open", "broken", "closed"],
        ["known", "gone"],
        ["broken"],
        ["open", "closed"],
    ],
)
def test_there_and_back_is_as_here(batch: list[str]) -> None:
    encoder = ColourEncoder()
    parcel = pack(batch, look)
    told = unpack(parcel.cargo, LOAD, encoder.info) if parcel.cargo else []
    found = parcel.answered(pickle.loads(pickle.dumps(told)))
    (here,) = encode_all(batch, look, encoder, on=Threads(1))
    for one, other in zip(found, here, strict=True):
        assert one.item == other.item
        if isinstance(one, Refused) or isinstance(other, Refused):
            assert isinstance(one, Refused)
            assert isinstance(other, Refused)
            assert type(one.error) is type(other.error)
            assert (one.error.message, one.error.hint) == (other.error.message, other.error.hint)
        else:
            assert isinstance(one, Encoded)
            assert one.kept == other.kept
            np.testing.assert_array_equal(one.vector, other.vector)


def test_what_needs_no_worker_is_not_sent() -> None:
    assert pack(["known", "gone"], look).cargo == b""


def test_a_fault_of_the_look_is_no_refusal() -> None:
    def faulty(name: str) -> tuple[str, None]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        pack(["a"], faulty)


def test_another_encoder_is_refused_before_anything_is_encoded() -> None:
    parcel = pack(["closed"], look)
    wanted = ColourEncoder(name="other").info
    with pytest.raises(EncoderMismatch, match=r"colour-fake .* not other"):
        unpack(parcel.cargo, pickle.dumps(CountingEncoder), wanted)
