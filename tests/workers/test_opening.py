from __future__ import annotations

import socket
import sys

import pytest

from fakes import ColourEncoder
from pointsay.catalogue.pipeline import Threads
from pointsay.errors import MissingExtra, UnknownWorkers, WorkersFailed
from pointsay.workers import open_workers


def test_here_is_this_process() -> None:
    with open_workers("here", ColourEncoder) as workers:
        assert workers == Threads()


@pytest.mark.parametrize(
    "where", ["", "there", "spark", "ray:", "ray:host", "ray:host:port", "ray://host:1", "rays"]
)
def test_nobody_is_called_so(where: str) -> None:
    with pytest.raises(UnknownWorkers, match="no workers are called"):
        open_workers(where, ColourEncoder)


def test_without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "pointsay.workers.ray_workers", raising=False)
    with pytest.raises(MissingExtra) as refused:
        open_workers("ray", ColourEncoder)
    assert 'pip install "pointsay[ray]"' in refused.value.hint


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        pytest.raises(WorkersFailed, match=f"127.0.0.1:{port} cannot be reached") as refused,
        open_workers(f"ray:127.0.0.1:{port}", ColourEncoder),
    ):
        pass
    assert "ray start" in refused.value.hint
