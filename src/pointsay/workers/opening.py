"""From an operator's word to workers: ``here``, ``ray`` or ``ray:HOST:PORT``."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from pointsay.catalogue.pipeline import Threads, Workers
from pointsay.errors import UnknownWorkers, shorten

if TYPE_CHECKING:
    from pointsay.encoders import Encoder

HERE = "here"
_ADDRESS = re.compile(r"[^\s/:]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}")


def open_workers(where: str, load: Callable[[], Encoder]) -> AbstractContextManager[Workers]:
    """Return who works, to be entered.

    Args:
        where: ``here`` for the cores of this process; ``ray`` for a Ray cluster that is started on
            this machine and stopped again; ``ray:HOST:PORT`` for a running one that this machine
            has joined. It opens connections: the operator's choice, never a question's.
        load: Makes the encoder on a worker: ``partial(load_encoder, NAME)``. Pickled; the name must
            mean the same there.

    Raises:
        UnknownWorkers: Nobody is called so.
    """
    if where == HERE:
        return nullcontext(Threads())
    kind, colon, address = where.partition(":")
    if kind != "ray" or (colon and not _ADDRESS.fullmatch(address)):
        raise UnknownWorkers(
            f"no workers are called {shorten(where)}", hint="write here, ray or ray:HOST:PORT"
        )
    from pointsay.workers.ray_workers import RayWorkers

    return RayWorkers(load, address or None)
