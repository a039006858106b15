"""What an engine keeps of earlier questions: bounded, counted, and never another answer."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from fakes import COLOURS, CountingEncoder, picture, write_folder
from pointsay.catalogue import Catalogue, ingest
from pointsay.encoders.base import Encoder, RawSpace, TokenSpace
from pointsay.engine import Engine, Known, Photo, Question
from pointsay.engine.encoding import remembering
from pointsay.engine.keeping import ENTRY_BYTES, Kept
from pointsay.settings import Memory

if TYPE_CHECKING:
    from pointsay.types import Matrix, Vector


def test_the_last_used_stay() -> None:
    limit = 5 * (ENTRY_BYTES + 10)
    kept: Kept[int, bytes] = Kept(limit, len)
    plain: OrderedDict[int, bytes] = OrderedDict()
    drawn, hits, misses = random.Random(1), 0, 0
    for _ in range(2000):
        key = drawn.randrange(12)
        if drawn.random() < 0.5:
            value = bytes(drawn.choice([0, 5, 10, 2000]))
            kept.put(key, value)
            plain.pop(key, None)
            if len(value) + ENTRY_BYTES <= limit:
                plain[key] = value
            while sum(len(one) + ENTRY_BYTES for one in plain.values()) > limit:
                plain.popitem(last=False)
        else:
            found = kept.get(key)
            assert found == plain.get(key)
            hits, misses = hits + (found is not None), misses + (found is None)
            if found is not None:
                plain.move_to_end(key)
        counts = kept.counts()
        assert counts.entries == len(plain)
        assert counts.bytes == sum(len(one) + ENTRY_BYTES for one in plain.values()) <= limit
    assert (counts.hits, counts.misses) == (hits, misses)


def test_nothing_is_kept_in_no_room() -> None:
    kept: Kept[str, bytes] = Kept(0, len)
    kept.put("a", b"")
    assert kept.get("a") is None


def test_threads_share_what_is_kept() -> None:
    kept: Kept[int, int] = Kept(20 * ENTRY_BYTES, lambda value: 0)

    def work(seed: int) -> None:
        drawn = random.Random(seed)
        for _ in range(2000):
            key = drawn.randrange(40)
            found = kept.get(key)
            assert found in (None, key)
            kept.put(key, key)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    counts = kept.counts()
    assert counts.entries == 20
    assert counts.bytes == 20 * ENTRY_BYTES
    assert counts.hits + counts.misses == 16_000


class Counting(CountingEncoder):
    """Counts texts, too."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        self.texts += texts
        return super().encode_texts(texts)


@pytest.fixture
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("keeping")
    source = write_folder(folder / "s", {f"{one}.png": picture(one) for one in COLOURS})
    with Catalogue(folder / "c", Counting(), create=True) as catalogue:
        ingest(catalogue, source)
        assert isinstance(catalogue.encoder, Counting)
        catalogue.encoder.pictures = 0
        yield catalogue


def test_a_photo_and_a_sentence_are_encoded_once(catalogue: Catalogue) -> None:
    engine, encoder = Engine(catalogue, cascade="recall_only"), catalogue.encoder
    assert isinstance(encoder, Counting)
    box = (0.0, 0.0, 0.5, 0.5)
    questions = [
        Question([Photo(picture("red"))], "in blue"),
        Question([Photo(picture("red"))], "in navy"),
        Question([Photo(picture("red"), box=box)], "in blue"),
        Question([Known("red", box=box)], "in navy"),
        Question([Photo(picture("red")), Photo(picture("pink"))], "in blue"),
    ]
    forgetful = Engine(catalogue, cascade="recall_only", memory=Memory(0, 0, 0, 0))
    alone = [forgetful.search(one).hits for one in questions]
    encoder.pictures, encoder.texts = 0, []
    for _ in range(3):
        assert [engine.search(one).hits for one in questions] == alone
    assert encoder.pictures == 3  # the photo, its part, and the pink one
    assert sorted(encoder.texts) == ["in blue", "in navy"]
    caches = engine.status().caches
    assert (caches["references"].hits, caches["references"].misses) == (15, 3)
    assert caches["texts"].entries == caches["edits"].entries == 2
    assert all(one.bytes <= one.limit == getattr(Memory(), name) for name, one in caches.items())


def test_a_memory_changes_no_vector(mini: Encoder) -> None:
    encoder = mini
    kept: Kept[str, Vector] = Kept(1 << 20, lambda one: int(one.nbytes))
    wrapped = remembering(encoder, kept)
    texts = ["in red", "with long sleeves", "in red"]
    for _ in range(2):
        known = wrapped.encode_texts(texts)
        np.testing.assert_allclose(known, encoder.encode_texts(texts), atol=1e-6)
    assert wrapped.encode_texts([]).shape == (0, encoder.info.dim)
    image = Image.new("RGB", (40, 40), "red")
    np.testing.assert_array_equal(wrapped.encode_images([image]), encoder.encode_images([image]))
    assert isinstance(wrapped, Encoder)
    assert isinstance(wrapped, TokenSpace)
    assert isinstance(wrapped, RawSpace)
    assert isinstance(encoder, TokenSpace)
    assert isinstance(encoder, RawSpace)
    ours, theirs = wrapped.embed_tokens(["a $"], "$"), encoder.embed_tokens(["a $"], "$")
    np.testing.assert_array_equal(ours.embeddings, theirs.embeddings)
    for way in ("encode_token_embeddings", "project_token_embeddings"):
        np.testing.assert_array_equal(getattr(wrapped, way)(ours), getattr(encoder, way)(theirs))
    np.testing.assert_array_equal(wrapped.project_texts(texts), encoder.project_texts(texts))
    np.testing.assert_array_equal(wrapped.project_images([image]), encoder.project_images([image]))
    assert wrapped.token_dim == encoder.token_dim
    assert wrapped.info == encoder.info
