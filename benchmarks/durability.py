"""Whether a catalogue keeps what it acknowledged: random operations, kills, a full disk.

    python benchmarks/durability.py [--operations 200000] [--kills 500] [--jobs 2] [--folder DIR]

Operations are done in parts of 1,000, each decided by its seed and compared with a plain dict and
brute force; kills are SIGKILLs at random moments of bulk loads, compactions beside writes, and
moves to another encoder. Finished parts are kept in ``--record``, and a second run goes on from
there. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tables import Table

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from catalogue.churn import Churn  # noqa: E402  (the tests own what is checked)
from catalogue.killing import Moving, Writing  # noqa: E402
from catalogue.stored import entry  # noqa: E402
from fakes import ColourEncoder  # noqa: E402
from pointsay.catalogue import Catalogue, verify  # noqa: E402
from pointsay.errors import DiskFull  # noqa: E402

OPERATIONS = 1_000
KILLS = 5
ROOM = "6m"


@dataclass(frozen=True)
class Part:
    """What one seed came to.

    Attributes:
        kind: ``operations``, ``load``, ``compaction`` or ``migration``.
        seed: Of the part.
        counts: What was done, by name.
        seconds: It took.
        difference: The first thing that was not as it should be; empty when all was.
    """

    kind: str
    seed: int
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    difference: str = ""


def main() -> None:
    """Do what is not done yet, and print the tables."""
    options = _options()
    done = _read(options.record)
    wanted = list(_wanted(options.operations, options.kills))
    left = [one for one in wanted if one not in done]
    print(f"{len(wanted) - len(left)} of {len(wanted)} parts are done", flush=True)
    # Started anew, not forked: a child that is killed later must hold no file of its parent's.
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        folder = str(options.folder or tempfile.gettempdir())
        for future in as_completed(pool.submit(_do, one, folder) for one in left):
            part = future.result()
            done[part.kind, part.seed] = part
            with options.record.open("a", encoding="utf-8") as record:
                record.write(json.dumps(asdict(part)) + "\n")
            print(f"{part.kind} {part.seed}: {part.difference or 'as it should be'}", flush=True)
    found = [done[one] for one in wanted]
    print(_operations([one for one in found if one.kind == "operations"]), end="\n\n")
    print(_kills([one for one in found if one.kind != "operations"]), end="\n\n")
    print(_full_disk())
    if any(one.difference for one in found):
        sys.exit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=200_000, help="compared with a dict")
    parser.add_argument("--kills", type=int, default=500, help="over all jobs")
    parser.add_argument("--jobs", type=int, default=2, help="parts at once")
    parser.add_argument("--folder", type=Path, help="for the catalogues; a temporary one else")
    parser.add_argument("--record", type=Path, default=Path("build/durability.jsonl"))
    options = parser.parse_args()
    options.record.parent.mkdir(parents=True, exist_ok=True)
    return options


def _wanted(operations: int, kills: int) -> Iterator[tuple[str, int]]:
    jobs = ("load", "compaction", "migration")
    for at in range(-(-kills // KILLS)):
        yield jobs[at % len(jobs)], at
    for at in range(-(-operations // OPERATIONS)):
        yield "operations", at


def _read(record: Path) -> dict[tuple[str, int], Part]:
    if not record.exists():
        return {}
    parts = [Part(**json.loads(line)) for line in record.read_text("utf-8").splitlines()]
    return {(part.kind, part.seed): part for part in parts}


def _do(one: tuple[str, int], folder: str) -> Part:
    kind, seed = one
    began, counts = time.perf_counter(), Counter[str]()
    difference = ""
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as made:
        try:
            if kind == "operations":
                _churn(Path(made) / "c", seed, counts)
            else:
                _be_killed(kind, Path(made) / "c", seed, counts)
        except AssertionError as error:
            difference = str(error) or "an assertion failed"
        except Exception as error:  # told, and the others go on
            difference = repr(error)
    return Part(kind, seed, dict(counts), time.perf_counter() - began, difference)


def _churn(folder: Path, seed: int, counts: Counter[str]) -> None:
    churn = Churn(folder, seed)
    try:
        churn.run(OPERATIONS)
    finally:
        counts.update(churn.done)
        churn.close()
    if damages := verify(folder):
        raise AssertionError(damages[0].reason)


def _be_killed(kind: str, folder: Path, seed: int, counts: Counter[str]) -> None:
    writer = Moving(folder, seed) if kind == "migration" else Writing(kind, folder, seed)
    while counts["kills"] < KILLS:
        outcome = writer.round()
        counts["kills"] += outcome.killed
        counts["ended before"] += not outcome.killed
        counts["acknowledged"] += outcome.acknowledged
        counts["under way and kept"] += outcome.under_way


def _operations(parts: Sequence[Part]) -> Table:
    total = sum((Counter(part.counts) for part in parts), Counter[str]())
    names = sorted(total, key=lambda name: -total[name])
    different = sum(bool(part.difference) for part in parts)
    return Table(
        ["operations", *names, "seeds", "seeds with a difference", "minutes"],
        [
            [
                str(total.total()),
                *(str(total[name]) for name in names),
                str(len(parts)),
                str(different),
                f"{sum(part.seconds for part in parts) / 60:.1f}",
            ]
        ],
    )


def _kills(parts: Sequence[Part]) -> Table:
    names = ("kills", "ended before", "acknowledged", "under way and kept")
    rows = []
    for kind in dict.fromkeys(part.kind for part in parts):
        mine = [part for part in parts if part.kind == kind]
        total = sum((Counter(part.counts) for part in mine), Counter[str]())
        wrong = sum(bool(part.difference) for part in mine)
        rows.append([kind, *(str(total[name]) for name in names), str(wrong)])
    return Table(["killed during", *names, "catalogues that were not as acknowledged"], rows)


def _full_disk() -> str:
    """Fill a real file system; needs the right to mount one."""
    with tempfile.TemporaryDirectory() as made:
        mounted = subprocess.run(  # noqa: S603
            ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", made],  # noqa: S607
            capture_output=True,
            check=False,
        )
        if mounted.returncode != 0:
            return "full disk: not tried, a small file system cannot be mounted here"
        try:
            return _fill(Path(made) / "c")
        finally:
            # Lazily: the memory map of the vectors is there as long as this process.
            subprocess.run(["umount", "--lazy", made], check=False)  # noqa: S603, S607


def _fill(folder: Path) -> str:
    written = 0
    with Catalogue(folder, ColourEncoder(), create=True) as catalogue:
        try:
            while True:
                catalogue.store.write([entry(written + at) for at in range(100)])
                written += 100
        except DiskFull as error:
            said = error.message
        kept = len(catalogue)
    whole = verify(folder) == []
    return (
        f"full disk ({ROOM}): {written} products acknowledged, {kept} there, "
        f"verify {'clean' if whole else 'NOT clean'}; said: {said.split(';')[0]}"
    )


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
