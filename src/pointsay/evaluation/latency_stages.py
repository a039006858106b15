"""The stages of a question that run in this process: decoding, encoding, composing, recall."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PIL import Image

from pointsay.encoders.timing import SENTENCES, SIZE
from pointsay.evaluation.clustered import (
    DEFAULT_MEMORY_GIB,
    check_size,
    clustered_gallery,
    clustered_queries,
)
from pointsay.evaluation.latency import COMPOSE, DECODE, IMAGE, RECALL, TEXT, Stage
from pointsay.index import ExactIndex
from pointsay.media import decode
from pointsay.types import Composition, Reference

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.methods import Method
    from pointsay.types import Matrix

RECALL_DEPTH = 1000
QUERIES = 64

Item = TypeVar("Item")


def encoder_stages(encoder: Encoder, batches: Sequence[int], *, seed: int = 0) -> Iterator[Stage]:
    """Yield decoding of a JPEG, and encoding of pictures and sentences at each batch size."""
    pictures = [draw_photo(seed + at) for at in range(max(batches))]
    data = as_jpeg(pictures[0])
    yield Stage(DECODE, lambda _: decode(data))
    for items in batches:
        yield Stage(IMAGE, _repeat(encoder.encode_images, pictures[:items]), items)
    for items in batches:
        yield Stage(TEXT, _repeat(encoder.encode_texts, sentences(items)), items)


def compose_stages(method: Method, batches: Sequence[int], *, seed: int = 0) -> Iterator[Stage]:
    """Yield composing references that are vectors already with sentences that are not.

    A method encodes sentences itself, so the time of the text encoder is in it.

    Args:
        method: Loaded.
        batches: Questions of one call.
        seed: Of the references.
    """
    vectors = clustered_queries(max(batches), method.encoder.info.dim, seed=seed)
    questions = [
        Composition((Reference(vector),), text)
        for vector, text in zip(vectors, sentences(max(batches)), strict=True)
    ]
    for items in batches:
        yield Stage(COMPOSE, _repeat(method.compose, questions[:items]), items)


def recall_stages(
    sizes: Sequence[int],
    dim: int,
    *,
    seed: int = 0,
    memory_gib: float = DEFAULT_MEMORY_GIB,
) -> Iterator[Stage]:
    """Return exact recall of the first thousand at each gallery size, one question a call.

    Every size is a slice of one matrix, so memory is that of the largest; it is taken when the
    first stage is.

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
        yield Stage(RECALL, partial(_recall, ExactIndex(gallery[:size]), queries), gallery=size)


def _recall(index: ExactIndex, queries: Matrix, at: int) -> object:
    return index.search(queries[at % len(queries)], RECALL_DEPTH)


def _repeat(
    work: Callable[[Sequence[Item]], object], items: Sequence[Item]
) -> Callable[[int], object]:
    return lambda _: work(items)


def sentences(count: int) -> list[str]:
    """Return as many modifications, the same few over and over."""
    return [SENTENCES[at % len(SENTENCES)] for at in range(count)]


def draw_photo(seed: int) -> Image.Image:
    """Return soft colours and some grain: noise alone would make a JPEG of several megabytes."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (8, 6, 3), dtype=np.uint8))
    photo = np.asarray(coarse.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.int16)
    grain = rng.integers(-6, 7, photo.shape, dtype=np.int16)
    return Image.fromarray(np.clip(photo + grain, 0, 255).astype(np.uint8))


def as_jpeg(photo: Image.Image) -> bytes:
    """Return a photo as a shopper uploads it."""
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=90)
    return file.getvalue()
