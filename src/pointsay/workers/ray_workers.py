"""Batches worked on by a Ray cluster.

This process reads the pictures, sends their bytes, and is the only one that writes: a worker needs
neither the shop's folder nor its catalogue, and a batch that was worked on twice is counted once.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, Self, cast

from pointsay.catalogue.pipeline import Encoded, Item, Kept, Look, Refused, in_order
from pointsay.errors import MissingExtra, PointsayError, WorkersFailed
from pointsay.settings import MEBIBYTE
from pointsay.workers.parcel import Told, pack, unpack
from pointsay.workers.room import Room

try:
    import ray
    from ray import exceptions
except ModuleNotFoundError as missing:
    raise MissingExtra("ray", "encoding on a Ray cluster") from missing

if TYPE_CHECKING:
    from pointsay.encoders import Encoder, EncoderInfo

_log = logging.getLogger(__name__)

IN_FLIGHT = 256 * MEBIBYTE
PATIENCE_S = 600.0
TRIES = 4  # a batch that ends its worker so often does it itself
AHEAD = 3  # batches a core: one is worked on, one is there, one may be late
READING = 8  # threads that look at items at once
_THREADS = 1024  # most of them sleep until a worker answers
_REACHED_S = 5.0
_LOOK_UP_S = 1.0
# Ray reads these when it starts; what the operator has set stays.
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # the tip that is printed otherwise
}


class RayWorkers:
    """A Ray cluster as `Workers`; to be entered once.

    Args:
        load: Makes the encoder on a worker; pickled, called once in each process there.
        address: HOST:PORT of a cluster that this machine has joined; one of this machine alone is
            started and stopped again when None.
        in_flight: Bytes of pictures that are sent and not yet encoded, at most.
        patience_s: Seconds without any batch after which the cluster is given up.

    Attributes:
        in_flight: See above.
        patience_s: See above.
        repeated: Batches that were handed out again because their machine or process was lost.

    Raises:
        MissingExtra: Ray is not installed.
    """

    def __init__(
        self,
        load: Callable[[], Encoder],
        address: str | None = None,
        *,
        in_flight: int = IN_FLIGHT,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._load = pickle.dumps(load)
        self._address = address
        self._counting = threading.Lock()
        self.in_flight = in_flight
        self.patience_s = patience_s
        self.repeated = 0

    def __enter__(self) -> Self:
        """Connect, unless this process is connected already; then it stays so.

        Raises:
            WorkersFailed: The cluster cannot be reached, started or joined.
        """
        self._connected = not ray.is_initialized()
        if self._connected:
            _connect(self._address, 4 * self.in_flight)
        # Not retried by Ray, so that what is repeated is known and counted here.
        self._unpack = ray.remote(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD")(_unpack)
        return self

    def __exit__(self, *_: object) -> None:
        if self._connected:
            ray.shutdown()

    def work(
        self, batches: Iterator[list[Item]], look: Look[Item, Kept], encoder: Encoder
    ) -> Generator[list[Encoded[Item, Kept] | Refused[Item]], None, None]:
        """Yield what came of each batch, in their order.

        Raises:
            EncoderMismatch: A worker's encoder is not comparable with ``encoder``.
            WorkersFailed: A batch ended its worker several times, a worker cannot do its work at
                all, or nothing has come for too long.
        """
        errand = _Errand(self, look, encoder.info)
        return in_order(
            batches, errand.carry_out, threads=_THREADS, ahead=_ahead, stop=errand.stop.set
        )

    def send(
        self, cargo: ray.ObjectRef[bytes], wanted: EncoderInfo
    ) -> ray.ObjectRef[list[Told[Any]] | PointsayError]:
        """Hand a cargo to a worker; see `unpack`."""
        return self._unpack.remote(cargo, self._load, wanted)

    def count_repeated(self) -> None:
        """Count a batch that is handed out again."""
        with self._counting:
            self.repeated += 1


class _Errand(Generic[Item, Kept]):
    """One walk over batches; many threads carry it out.

    Args:
        workers: Who is sent the pictures.
        look: See `encode_all`.
        wanted: Whose vectors are asked for.

    Attributes:
        stop: Set when no more is wanted.
    """

    def __init__(self, workers: RayWorkers, look: Look[Item, Kept], wanted: EncoderInfo) -> None:
        self._workers = workers
        self._look = look
        self._wanted = replace(wanted, preprocessing=dict(wanted.preprocessing))
        self._reading = threading.Semaphore(READING)
        self._room = Room(workers.in_flight)
        self._heard = 0.0
        self.stop = threading.Event()

    def carry_out(self, batch: list[Item]) -> list[Encoded[Item, Kept] | Refused[Item]]:
        with self._reading:
            self._go_on()
            parcel = pack(batch, self._look)
            # Still in the way of those who would read: nobody fills the memory ahead of the room.
            self._room.take(len(parcel.cargo))
        try:
            return parcel.answered(self._told(parcel.cargo) if parcel.cargo else [])
        finally:
            self._room.give(len(parcel.cargo))

    def _told(self, cargo: bytes) -> list[Told[Any]]:
        self._go_on()
        sent = ray.put(cargo)
        lost: exceptions.RayError | None = None
        for _ in range(TRIES):
            if lost is not None:
                self._go_on()
                self._workers.count_repeated()
                _log.warning("a batch was lost and is handed out again: %s", _first_line(lost))
            try:
                told = self._awaited(self._workers.send(sent, self._wanted))
            except exceptions.RayTaskError as error:
                raise WorkersFailed(
                    f"a worker cannot do its work: {_last_line(error)}",
                    hint="install the same pointsay, with the same extras, on every machine",
                ) from error
            except exceptions.RayError as error:
                lost = error
                continue
            if isinstance(told, PointsayError):
                raise told
            return cast("list[Told[Any]]", told)
        raise WorkersFailed(
            f"a batch of pictures was lost with its worker {TRIES} times",
            hint="look for its process being killed (memory?) in the logs of the machines",
        ) from lost

    def _awaited(self, answer: ray.ObjectRef[list[Told[Any]] | PointsayError]) -> Any:
        since = time.monotonic()
        while not ray.wait([answer], timeout=_LOOK_UP_S)[0]:
            if self.stop.is_set():
                ray.cancel(answer)
                raise CancelledError
            if time.monotonic() - max(since, self._heard) > self._workers.patience_s:
                raise WorkersFailed(
                    f"no worker has finished a batch for {self._workers.patience_s:g} seconds",
                    hint="look at: ray status",
                )
        told = ray.get(answer)
        self._heard = time.monotonic()
        return told

    def _go_on(self) -> None:
        if self.stop.is_set():
            raise CancelledError


def _unpack(cargo: bytes, load: bytes, wanted: EncoderInfo) -> list[Told[Any]] | PointsayError:
    """Do a worker's part; an error of ours comes back as it is, not as Ray tells of it."""
    try:
        return unpack(cargo, load, wanted)
    except PointsayError as error:
        return error


def _connect(address: str | None, own_store: int) -> None:
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    where: dict[str, Any] = {"address": address}
    if address is None:
        # Ray listens on every interface all the same; what keeps others out is the token (in
        # ~/.ray) that a cluster which is started here asks for since Ray 2.60.
        where = {
            "address": "local",  # also where the environment names a cluster
            "_node_ip_address": "127.0.0.1",
            "object_store_memory": own_store,
        }
    else:
        _reach(address)
    try:
        ray.init(**where, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:  # Ray raises bare ones too, when a machine is slow to start
        what = f"the Ray cluster at {address} cannot be joined" if address else "Ray did not start"
        raise WorkersFailed(f"{what}: {_first_line(error)}", hint="look at: ray status") from error


def _ahead() -> int:
    """Return how many batches keep the cluster busy, as large as it is now."""
    return max(1, AHEAD * int(ray.cluster_resources().get("CPU", 0)))


def _reach(address: str) -> None:
    """Fail at once where nothing listens; Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _REACHED_S).close()
    except (OSError, OverflowError) as error:
        raise WorkersFailed(
            f"the Ray cluster at {address} cannot be reached: {error}",
            hint="start it with: ray start --head; and join it from this machine: "
            f"ray start --address={address}",
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _last_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]
