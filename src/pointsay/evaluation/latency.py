"""How long a question takes, stage by stage: percentiles and throughput on this machine.

A stage is a call that can be repeated; `Stage` says what it is called, how many items one call
answers, and over how large a gallery. The stages that the package has are in `latency_stages` and
`latency_service`. Another one (a reranker, an approximate index) joins by being put into the list;
record and report take any name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from pointsay.evaluation.latency_record import Timed

DECODE, IMAGE, TEXT, COMPOSE = "decode", "encode image", "encode text", "compose"
RECALL, RERANK, TOTAL = "recall", "rerank", "end to end"
# The way of a question, in which a report shows the stages; other names follow.
ORDER = (DECODE, IMAGE, TEXT, COMPOSE, RECALL, RERANK, TOTAL)

Clock = Callable[[], float]


@dataclass(frozen=True)
class Stage:
    """Something to time.

    Attributes:
        name: One of `ORDER`, or another.
        call: Does the work once; the argument counts calls from 0, so that inputs can vary.
        items: Pictures, sentences or questions that one call answers.
        gallery: Vectors that are searched; 0 for stages that search none.
        clients: Calls that run at the same time, each on its own thread.
    """

    name: str
    call: Callable[[int], object]
    items: int = 1
    gallery: int = 0
    clients: int = 1


def time_stage(stage: Stage, *, runs: int, warmup: int, clock: Clock = time.perf_counter) -> Timed:
    """Time a stage.

    Args:
        stage: What to time.
        runs: Calls that count; at least 1.
        warmup: Calls before them that do not: the first ones allocate, connect and fill caches.
        clock: Seconds.
    """
    timed = partial(_timed, stage.call, clock)
    if stage.clients == 1:
        for at in range(warmup):
            stage.call(at)
        began = clock()
        spent = [timed(at) for at in range(runs)]
        wall = clock() - began
    else:
        with ThreadPoolExecutor(stage.clients) as pool:
            list(pool.map(stage.call, range(warmup)))
            began = clock()
            spent = list(pool.map(timed, range(runs)))
            wall = clock() - began
    p50, p95, p99 = (1e3 * float(value) for value in np.percentile(spent, (50, 95, 99)))
    return Timed(
        stage=stage.name,
        items=stage.items,
        gallery=stage.gallery,
        clients=stage.clients,
        runs=runs,
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        per_second=runs * stage.items / wall,
    )


def _timed(call: Callable[[int], object], clock: Clock, at: int) -> float:
    began = clock()
    call(at)
    return clock() - began
