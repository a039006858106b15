"""A sentence is encoded beside its photo where a core is free, and no answer is another for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fakes import COLOURS, CountingEncoder, picture, write_folder
from pointsay.catalogue import Catalogue, ingest
from pointsay.engine import Engine, Photo, Question
from pointsay.engine.ahead import Ahead
from pointsay.methods import make_method, ready_methods
from pointsay.settings import Memory
from pointsay.types import Composition, Reference

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.types import Matrix

PATIENCE_S = 60.0  # never waited for when all is well


class Watched(CountingEncoder):
    """Notes which texts are encoded and where; pictures may wait until a text has been."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.threads: set[int] = set()
        self.read = threading.Event()
        self.waits = False

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        if self.waits:
            assert self.read.wait(PATIENCE_S), "no sentence was encoded beside the photo"
        return super().encode_images(images)

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        self.texts += texts
        if texts:
            self.threads.add(threading.get_ident())
        vectors = super().encode_texts(texts)
        self.read.set()
        return vectors


def shop(folder: Path) -> Catalogue:
    source = write_folder(folder / "s", {f"{one}.png": picture(one) for one in COLOURS})
    catalogue = Catalogue(folder / "c", Watched(), create=True)
    ingest(catalogue, source)
    return catalogue


def encoder_of(catalogue: Catalogue) -> Watched:
    assert isinstance(catalogue.encoder, Watched)
    return catalogue.encoder


def with_cores(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)


def test_a_sentence_is_encoded_while_its_photo_still_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_cores(2, monkeypatch)
    with shop(tmp_path) as catalogue:
        engine, encoder = Engine(catalogue), encoder_of(catalogue)
        encoder.waits = True
        engine.search(Question([Photo(picture("red"))], "something in teal", method="sum"))
        assert encoder.texts == ["something in teal"]
        assert encoder.threads.isdisjoint({threading.get_ident()})


@pytest.mark.parametrize("method", ["sum", "roles", "product", "text_only", "cirevl"])
@pytest.mark.parametrize("memory", [Memory(), Memory(texts=0)])
def test_cores_change_no_answer_and_encode_nothing_more(
    method: str, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = Photo(picture("red"))
    said = ["in navy, without a belt", "made of bamboo, no rivets", "qwzx", ""]
    found = {}
    with shop(tmp_path) as catalogue:
        for cores in (1, 2):
            with_cores(cores, monkeypatch)
            engine, encoder = Engine(catalogue, memory=memory), encoder_of(catalogue)
            engine.search(Question([photo], "in blue", method=method))  # loads the method
            encoder.texts.clear()
            answers = [
                engine.search(Question([photo], one, k=20, method=method))
                for one in said
                if one or method != "text_only"
            ]
            hits = [[(hit.product.id, hit.score, hit.why) for hit in one.hits] for one in answers]
            found[cores] = hits, sorted(encoder.texts)
    assert found[1] == found[2]


def test_two_questions_on_two_cores_keep_to_their_own() -> None:
    ahead, done = Ahead(cores=2), []
    with ahead.question():
        with ahead.beside(lambda: done.append("alone")):
            pass
        with ahead.question(), ahead.beside(lambda: done.append("crowded")):
            pass
        with ahead.beside(lambda: done.append("alone again")):
            pass
    assert done == ["alone", "alone again"]


def test_what_fails_beside_fails_the_question() -> None:
    def broken() -> None:
        raise ValueError("no such text")

    with pytest.raises(ValueError, match="no such text"), Ahead(2).beside(broken):
        pass
    with pytest.raises(KeyError), Ahead(2).beside(broken):  # the block's own error comes first
        raise KeyError


@pytest.mark.parametrize("name", ready_methods(CountingEncoder()))
def test_what_a_method_announces_it_asks_for(name: str) -> None:
    encoder = Watched()
    method = make_method(name).load(encoder)
    rows = np.eye(encoder.info.dim, dtype=np.float32)
    for said in ("in navy, without a belt", "longer, for women", "qwzx", "红色"):
        for row in rows[:3]:
            encoder.texts.clear()
            method.compose([Composition((Reference(row),), said)])
            assert set(method.texts(said)) <= set(encoder.texts)


def test_roles_encodes_the_target_and_what_no_shopper_has_said_before(tmp_path: Path) -> None:
    with shop(tmp_path) as catalogue:
        engine, encoder = Engine(catalogue), encoder_of(catalogue)
        engine.search(Question([Photo(picture("red"))], "in blue", method="roles"))
        encoder.texts.clear()
        asked = Question(
            [Photo(picture("red"))], "in navy, made of velvet, no hood", method="roles"
        )
        engine.search(asked)
        (target,) = [one for one in encoder.texts if one.startswith("a photo of")]
        assert "velvet" in target
        assert sorted(encoder.texts) == sorted([target, "made of velvet"])
