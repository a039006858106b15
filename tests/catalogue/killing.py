"""A catalogue whose writer is killed again and again, and what must be true after each time.

Each job is a process of its own that SIGKILL ends at a random moment. It notes every write in a
file once the write was acknowledged. After the kill the catalogue must hold what was acknowledged
and nothing else, but for the one write that was under way, whole or not at all.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from catalogue.churn import contents
from catalogue.stored import unit
from fakes import ColourEncoder, picture, shade, solid, write_folder
from pointsay.catalogue import Catalogue, Entry, compact, ingest, migrate_encoder, verify
from pointsay.errors import EncoderMismatch
from pointsay.types import Product

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.types import Matrix

SHOP = 400  # ids of the products that are loaded
BATCH = 24
PHOTOS = 150
LOOK_S = 0.002  # what a slow encoder takes for a picture
ENCODING_S = LOOK_S * PHOTOS / (os.cpu_count() or 1)  # no encoding of all photos is quicker
PATIENCE_S = 60.0

Model = dict[str, tuple[Product, bytes]]


@dataclass(frozen=True)
class Outcome:
    """What a round came to.

    Attributes:
        killed: Whether the process was at work when the signal came.
        acknowledged: Writes that it had noted in this round.
        under_way: Whether the write that was under way is there.
    """

    killed: bool
    acknowledged: int
    under_way: bool


def batch_of(turn: int) -> tuple[list[Entry], list[str]]:
    """Return the entries of the write ``turn`` and the ids that it removes."""
    rng = np.random.default_rng(turn)
    numbers = rng.choice(SHOP, BATCH, replace=False).tolist()
    entries = []
    for number in numbers[:-4]:
        product = Product(f"p{number:03}", f"Turn {turn}", None, {"turn": float(turn)})
        look = turn * SHOP + number
        entries.append(Entry(product, Path("/s"), f"{number}.png", f"{look:064x}", unit(look)))
    return entries, [f"p{number:03}" for number in numbers[-4:]]


def apply(model: Model, turn: int) -> Model:
    """Return a model after one more write."""
    entries, gone = batch_of(turn)
    after = {**model, **{e.product.id: (e.product, bytes_of(e)) for e in entries}}
    return {one: kept for one, kept in after.items() if one not in gone}


def bytes_of(entry: Entry) -> bytes:
    assert entry.vector is not None
    return entry.vector.tobytes()


class Notes:
    """Lines in a file; what was written survives the process, if not the machine."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def clear(self) -> None:
        self.file.write_text("")

    def add(self, line: object) -> None:
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND)
        os.write(handle, f"{line}\n".encode())
        os.close(handle)

    def lines(self) -> list[str]:
        return self.file.read_text().split()


def work(job: str, folder: Path, turn: int) -> None:
    """Run in the process that is killed: write from ``turn`` on until the end comes."""
    notes = Notes(folder.with_name("notes"))
    with Catalogue(folder, ColourEncoder()) as catalogue:
        notes.add("start")
        if job == "compaction":
            threading.Thread(target=_compact_for_ever, args=(folder,), daemon=True).start()
        while True:
            entries, gone = batch_of(turn)
            catalogue.store.write(entries, remove=gone)
            notes.add(turn)
            turn += 1


def _compact_for_ever(folder: Path) -> None:
    while True:
        compact(folder)
        time.sleep(0.01)  # the others want to write too


class Writing:
    """Rounds of bulk loading, or of compactions that run beside it.

    Args:
        job: ``load`` or ``compaction``.
        folder: Made anew; the notes lie beside.
        seed: Decides when the signals come.
    """

    def __init__(self, job: str, folder: Path, seed: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.job, self.folder = job, folder
        self.rng = np.random.default_rng(seed)
        self.turn = 1000 * seed
        self.model: Model = {}
        Catalogue(folder, ColourEncoder(), create=True).store.close()

    def round(self) -> Outcome:
        """Start, kill, look."""
        notes = Notes(self.folder.with_name("notes"))
        after = int(self.rng.integers(1, 25))
        killed = _kill(
            work,
            (self.job, self.folder, self.turn),
            notes,
            lambda: len(notes.lines()) >= after,
            float(self.rng.uniform(0, 0.03)),
        )
        acknowledged = [int(line) for line in notes.lines() if line != "start"]
        for turn in acknowledged:
            self.model = apply(self.model, turn)
        self.turn += len(acknowledged)
        under_way = self._look()
        return Outcome(killed, len(acknowledged), under_way)

    def _look(self) -> bool:
        """Compare; return whether the write that was not acknowledged is there all the same."""
        assert verify(self.folder) == []
        with Catalogue(self.folder, ColourEncoder()) as catalogue:
            found = contents(catalogue)
        if found == self.model:
            return False
        self.model = apply(self.model, self.turn)
        self.turn += 1
        assert found == self.model, "neither what was acknowledged nor one write more"
        return True


class Slow(ColourEncoder):
    """An encoder of its own by name, which gives the signal time to come."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._projection = np.random.default_rng(len(name)).normal(size=self._projection.shape)

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        time.sleep(LOOK_S * len(images))
        return super().encode_images(images)


def move(folder: Path, name: str, encoded: int, delay_s: float) -> None:
    """Run in the process that is killed: move to the encoder ``name``.

    Its end comes ``delay_s`` after that many pictures are encoded, whoever has a core by then: a
    timer of the kernel ends the process as a kill does, with nothing of Python's run before.
    """
    notes = Notes(folder.with_name("notes"))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def went_on(done: int, _: int) -> None:
        if done >= encoded and signal.getitimer(signal.ITIMER_REAL)[0] == 0:
            signal.setitimer(signal.ITIMER_REAL, max(delay_s, 1e-6))

    went_on(0, PHOTOS)
    assert migrate_encoder(folder, Slow(name), progress=went_on).switched
    notes.add("switched")


class Moving:
    """Rounds of moving a catalogue to another encoder, there and back again.

    Args:
        folder: Made anew; notes and pictures lie beside.
        seed: Decides when the signals come.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.folder = folder
        self.rng = np.random.default_rng(seed)
        self.now, self.next = "one", "another"
        photos = {f"{at}.png": picture(shade(at), (8, 8)) for at in range(PHOTOS)}
        shop = write_folder(folder.with_name("shop"), photos)
        with Catalogue(folder, Slow(self.now), create=True) as catalogue:
            ingest(catalogue, shop)
        self.truth = {
            name: {
                str(at): Slow(name).encode_images([solid(shade(at), (8, 8))])[0].tobytes()
                for at in range(PHOTOS)
            }
            for name in (self.now, self.next)
        }

    def round(self, switching: bool | None = None) -> Outcome:
        """Start, kill, look.

        Args:
            switching: Whether the end comes around the switch, which takes a moment only; then it
                may be too late. Drawn by lot if None.
        """
        notes = Notes(self.folder.with_name("notes"))
        notes.clear()
        if switching is None:
            switching = bool(self.rng.random() < 0.5)
        encoded, delay_s = (PHOTOS, 0.03) if switching else (0, ENCODING_S)
        delay_s *= float(self.rng.random())
        process = _server().Process(
            target=move, args=(self.folder, self.next, encoded, delay_s), daemon=True
        )
        process.start()
        process.join(PATIENCE_S)
        assert process.exitcode in (0, -signal.SIGALRM), f"it ended with {process.exitcode}"
        killed = process.exitcode != 0
        told = "switched" in notes.lines()
        switched = self._look()
        assert switched or not told, "what was acknowledged is not so"
        if switched:
            self.now, self.next = self.next, self.now
        return Outcome(killed, int(told), switched and not told)

    def _look(self) -> bool:
        """Compare; return whether the catalogue has switched."""
        assert verify(self.folder) == []
        try:
            with Catalogue(self.folder, Slow(self.next)) as catalogue:
                switched = not _is_retired(catalogue)
        except EncoderMismatch:
            switched = False
        name = self.next if switched else self.now
        with Catalogue(self.folder, Slow(name)) as catalogue:
            found = {one: vector for one, (_, vector) in contents(catalogue).items()}
        assert found == self.truth[name]
        return switched


def _is_retired(catalogue: Catalogue) -> bool:
    try:
        catalogue.store.write([])
    except EncoderMismatch:
        return True
    return False


def _kill(
    target: Callable[..., None],
    arguments: tuple[object, ...],
    notes: Notes,
    ready: Callable[[], bool],
    delay_s: float,
) -> bool:
    """Run a process, end it ``delay_s`` after it is ready; return whether it was still at work."""
    notes.clear()
    process = _server().Process(target=target, args=arguments, daemon=True)
    process.start()
    until = time.monotonic() + PATIENCE_S
    while process.is_alive() and not ready():
        assert time.monotonic() < until, "the process does not get to work"
        time.sleep(0.001)
    time.sleep(delay_s)
    process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), f"it ended with {process.exitcode}"
    return process.exitcode != 0


def _server() -> multiprocessing.context.ForkServerContext:
    """Return what starts processes from one that has imported what takes long."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["PIL.Image", "pointsay.catalogue", "pointsay.encoders"])
    return context
