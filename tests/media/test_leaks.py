"""No exception, warning or filter of anyone else's comes out of the door, whatever goes in."""

from __future__ import annotations

import random
import threading
import warnings

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

import nasty
from pointsay.errors import MediaError
from pointsay.media import DEFAULT_POLICY, MediaPolicy, decode
from pointsay.media.quiet import quiet_pillow

POLICY = MediaPolicy(formats=DEFAULT_POLICY.formats | {"TIFF"}, max_pixels=1_000_000, min_side=1)
SEEDS = [make() for make in nasty.ACCEPTED] + [
    nasty.tiff(),
    nasty.saved(nasty.two_halves(), "TIFF", compression="tiff_lzw"),
    nasty.saved(nasty.two_halves(), "TIFF", compression="jpeg"),
    nasty.saved(nasty.two_halves().convert("P"), "BMP"),
    nasty.saved(nasty.two_halves(), "WEBP", quality=50, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
]
GOOD_HINT = 10


def must_answer(data: bytes) -> None:
    """Either an RGB picture or one of our errors, complete; anything else fails the test."""
    image: Image.Image | None = None
    refusal: MediaError | None = None
    try:
        image = decode(data, POLICY)
    except MediaError as error:
        refusal = error
    if refusal is not None:
        assert refusal.message
        assert len(refusal.hint) >= GOOD_HINT
        assert refusal.code != "media"  # the bare root says nothing
    if image is not None:
        assert image.mode == "RGB"
        assert len(image.tobytes()) == 3 * image.width * image.height


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A picture with bytes replaced, removed, doubled or inserted; mostly near the header."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        reach = draw(st.sampled_from((64, 512, len(data))))
        at = draw(st.integers(0, max(0, min(reach, len(data)) - 1)))
        how = draw(st.sampled_from(("set", "set", "set", "cut", "drop", "double", "insert")))
        if how == "set":
            data[at : at + 1] = bytes([draw(st.integers(0, 255))])
        elif how == "cut":
            del data[max(at, 16) :]
        elif how == "drop":
            del data[at : at + draw(st.integers(1, 40))]
        elif how == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 200))]
        else:
            data[at:at] = draw(st.binary(min_size=1, max_size=20))
    return bytes(data)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutated_pictures_never_leak_a_foreign_exception(data: bytes) -> None:
    must_answer(data)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", *(seed[:26] for seed in SEEDS), b"II*\0\x08\0\0\0", b"BM"]),
    st.binary(max_size=300),
)
@example(b"", b"")
def test_rubbish_behind_a_good_beginning_never_leaks(head: bytes, tail: bytes) -> None:
    must_answer(head + tail)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_prefix_of_a_header_answers(seed: bytes) -> None:
    for end in range(min(len(seed), 200)):
        must_answer(seed[:end])


def test_seeded_byte_flips() -> None:
    """A fixed run beside hypothesis, so that a failure is the same for everybody."""
    rng = random.Random(20240)
    for _ in range(1500):
        data = bytearray(rng.choice(SEEDS))
        for _ in range(rng.randint(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        must_answer(bytes(data))


def invalid_apng() -> bytes:
    """Pillow warns about this one: an animation of no frames."""
    return nasty.png((16, 16), 8, nasty.RGB, bytes(nasty.RED) * 256, nasty.chunk(b"acTL", bytes(8)))


def test_the_example_does_make_pillow_warn() -> None:
    import io

    with pytest.warns(UserWarning, match="Invalid APNG"):
        Image.open(io.BytesIO(invalid_apng()))


def test_pillow_warnings_stay_inside(recwarn: pytest.WarningsRecorder) -> None:
    warnings.simplefilter("always")
    assert decode(invalid_apng()).size == (16, 16)
    with pytest.raises(MediaError):  # between one and two times Pillow's limit it only warns
        decode(nasty.hundred_megapixel_png())
    assert not recwarn.list


def test_filters_are_as_before() -> None:
    before = list(warnings.filters)
    with quiet_pillow(), quiet_pillow():
        assert len(warnings.filters) == len(before) + 1
    assert list(warnings.filters) == before


def test_other_warnings_pass() -> None:
    with quiet_pillow(), pytest.warns(UserWarning, match="ours"):
        warnings.warn("ours", stacklevel=1)


def test_filters_survive_a_crossing_catch_warnings() -> None:
    before = list(warnings.filters)
    inside = quiet_pillow()
    crossing = warnings.catch_warnings()
    inside.__enter__()
    crossing.__enter__()  # copies the list with our entry in it
    inside.__exit__(None, None, None)
    assert list(warnings.filters) == before
    crossing.__exit__(None, None, None)
    assert list(warnings.filters) == before


def test_filters_survive_many_threads() -> None:
    before = list(warnings.filters)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(40):
                decode(invalid_apng())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert list(warnings.filters) == before
