from __future__ import annotations

import numpy as np
import pytest

from pointsay.backends import About, open_server
from pointsay.backends.probes import Probes
from pointsay.errors import BackendMismatch, UnknownBackend
from pointsay.index import Moments


def test_a_note_comes_back_or_is_refused() -> None:
    rng = np.random.default_rng(1)
    moments = Moments(rng.normal(size=5), rng.normal(size=(5, 5)))
    live, probes = rng.random(19) < 0.5, Probes(64, (250, 500), (7, 12))
    about = About("t_1", "mini 00", 1, 9, ("colour", "price"), live, moments, probes)
    read = About.from_bytes(about.to_bytes())
    assert (read.table, read.generation, read.names) == ("t_1", 9, ("colour", "price"))
    assert read.probes == probes
    assert np.array_equal(read.live, about.live)
    assert np.array_equal(read.moments.covariance, moments.covariance)
    note = bytearray(about.to_bytes())
    note[60] ^= 1
    for damaged in (bytes(note), about.to_bytes()[:-1], b""):
        with pytest.raises(BackendMismatch):
            About.from_bytes(damaged)


@pytest.mark.parametrize(
    "address", ["", "postgres", "postgres:", "mysql:host", "postgres:host#A", "milvus:h#x y"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UnknownBackend) as caught:
        open_server(address)
    assert caught.value.hint


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(UnknownBackend) as caught:
        open_server("postgresql://shop:secret@host/db")
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"
