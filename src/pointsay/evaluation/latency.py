"""How long a question takes, stage by stage: percentiles and throughput on this machine.

A stage is a call that can be repeated; `Stage` says what it is called, how many items one call
answers, and over how large a gallery. The stages below are those that the package has. Another one
(a reranker, an approximate index) joins by being put into the list; the record and the report take
any name.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pointsay.encoders.timing import SENTENCES, SIZE
from pointsay.evaluation.clustered import (
    DEFAULT_MEMORY_GIB,
    check_size,
    clustered_gallery,
    clustered_queries,
)
from pointsay.index import ExactIndex
from pointsay.media import decode

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.evaluation.latency_record import Timed

DECODE, IMAGE, TEXT, RECALL = "decode", "encode image", "encode text", "recall"
RERANK, TOTAL = "rerank", "end to end"
# The order in which a report shows stages; names that are not here follow in their own order.
ORDER = (DECODE, IMAGE, TEXT, RECALL, RERANK, TOTAL)
RECALL_DEPTH = 1000
QUERIES = 64


@dataclass(frozen=True)
class Stage:
    """Something to time.

    Attributes:
        name: One of `ORDER`, or another.
        call: Does the work once; the argument counts calls from 0, so that inputs can vary.
        items: Pictures, sentences or questions that one call answers.
        gallery: Vectors that are searched; 0 for stages that search none.
        clients: Calls that run at the same time.
    """

    name: str
    call: Callable[[int], object]
    items: int = 1
    gallery: int = 0
    clients: int = 1


def time_stage(stage: Stage, *, runs: int, warmup: int) -> Timed:
    """Time a stage.

    Args:
        stage: What to time.
        runs: Calls that count.
        warmup: Calls before them that do not count: the first ones allocate and fill caches.
    """
    from pointsay.evaluation.latency_record import Timed

    for at in range(warmup):
        stage.call(at)
    began = time.perf_counter()
    if stage.clients == 1:
        spent = [_timed(stage.call, at) for at in range(runs)]
    else:
        with ThreadPoolExecutor(stage.clients) as pool:
            spent = list(pool.map(partial(_timed, stage.call), range(runs)))
    wall = time.perf_counter() - began
    p50, p95, p99 = (float(value) for value in np.percentile(spent, (50, 95, 99)))
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


def _timed(call: Callable[[int], object], at: int) -> float:
    began = time.perf_counter()
    call(at)
    return 1e3 * (time.perf_counter() - began)


def encoder_stages(encoder: Encoder, batches: Sequence[int], *, seed: int = 0) -> Iterator[Stage]:
    """Yield decoding of a JPEG, and encoding of pictures and sentences at each batch size."""
    rng = np.random.default_rng(seed)
    pictures = [_photo(rng) for _ in range(max(batches))]
    texts = [SENTENCES[at % len(SENTENCES)] for at in range(max(batches))]
    file = io.BytesIO()
    pictures[0].save(file, "JPEG", quality=90)
    data = file.getvalue()
    yield Stage(DECODE, lambda at: decode(data))
    for items in batches:
        yield Stage(IMAGE, partial(_encode, encoder.encode_images, pictures[:items]), items)
    for items in batches:
        yield Stage(TEXT, partial(_encode, encoder.encode_texts, texts[:items]), items)


def _encode[T](encode: Callable[[Sequence[T]], object], items: Sequence[T], _: int) -> object:
    return encode(items)


def _photo(rng: np.random.Generator) -> Image.Image:
    """Return soft colours and some grain: noise alone would make a JPEG of several megabytes."""
    coarse = Image.fromarray(rng.integers(0, 256, (8, 6, 3), dtype=np.uint8))
    photo = np.asarray(coarse.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.int16)
    grain = rng.integers(-6, 7, photo.shape, dtype=np.int16)
    return Image.fromarray(np.clip(photo + grain, 0, 255).astype(np.uint8))


def recall_stages(
    sizes: Sequence[int],
    dim: int,
    *,
    seed: int = 0,
    memory_gib: float = DEFAULT_MEMORY_GIB,
) -> Iterator[Stage]:
    """Yield exact recall of the first thousand at each gallery size, one question a call.

    Every size is a slice of one matrix, so memory is that of the largest.

    Raises:
        InvalidLimit: A size is out of range or does not fit into ``memory_gib``; nothing was made.
    """
    for size in sizes:
        check_size(size, dim, memory_gib)
    return _recall_stages(sizes, dim, seed, memory_gib)


def _recall_stages(sizes: Sequence[int], dim: int, seed: int, memory_gib: float) -> Iterator[Stage]:
    gallery = clustered_gallery(max(sizes), dim, seed=seed, memory_gib=memory_gib)
    queries = clustered_queries(QUERIES, dim, seed=seed)
    for size in sizes:
        index = ExactIndex(gallery[:size])
        yield Stage(RECALL, partial(_search, index, queries), gallery=size)


def _search(index: ExactIndex, queries: np.ndarray, at: int) -> object:  # type: ignore[type-arg]
    return index.search(queries[at % len(queries)], RECALL_DEPTH)
