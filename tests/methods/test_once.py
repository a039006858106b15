"""What several stages ask of one question is worked out once, and forgotten with it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fakes import ColourEncoder
from pointsay.methods import make_method
from pointsay.methods.once import Once
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.types import Composition, Reference

if TYPE_CHECKING:
    from pointsay.types import Matrix


class Counting(ColourEncoder):
    """Keeps every text that it encoded."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        self.texts += texts
        return super().encode_texts(texts)


class Made:
    """Something that can be seen to vanish."""


def test_each_composition_is_worked_out_once() -> None:
    asked: list[list[Composition]] = []

    def work(compositions: Sequence[Composition]) -> list[str]:
        asked.append(list(compositions))
        return [one.modification for one in compositions]

    once = Once(work)
    red, navy, other = (Composition(modification=said) for said in ("red", "navy", "red"))
    assert once([red, navy, red]) == ["red", "navy", "red"]
    assert once([navy, other]) == ["navy", "red"]
    assert once([]) == []
    assert asked == [[red, navy], [other]]  # an equal question is another one


def test_nothing_outlives_the_question() -> None:
    once = Once(lambda compositions: [Made() for _ in compositions])
    question = Composition(modification="red")
    made = weakref.ref(once([question])[0])
    assert made() is not None
    del question
    gc.collect()
    assert made() is None


@pytest.mark.parametrize(("name", "options"), [("stitch", {}), ("cotmr", {"scoring": "regions"})])
def test_the_second_look_reads_and_encodes_nothing_again(
    name: str, options: dict[str, str]
) -> None:
    encoder = Counting()
    method = make_method(name, **options).load(encoder)
    assert isinstance(method, Reranking)
    vectors = encoder.encode_texts(["a", "b", "c"])
    question = Composition((Reference(vectors[0]),), "in red, without a zip")
    method.compose([question])
    told = list(encoder.texts)
    [scores] = method.rerank([question], [Candidates(vectors, np.zeros(3))])
    assert encoder.texts == told
    fresh = Composition(question.references, question.modification)
    [again] = method.rerank([fresh], [Candidates(vectors, np.zeros(3))])
    np.testing.assert_allclose(scores, again, atol=1e-6)
    assert len(encoder.texts) > len(told)
