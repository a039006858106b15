from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import cast

import numpy as np
import pytest

from fake_tokens import TokenEncoder
from pointsay.encoders import Encoder
from pointsay.errors import MethodNotLoaded, Nonconforming, ReferenceNeeded
from pointsay.methods import (
    Method,
    check_method,
    list_methods,
    make_method,
    method_class,
    registry,
)
from pointsay.methods.pseudo_word import PseudoWord
from pointsay.methods.sum import Sum
from pointsay.types import Composition, Fusion, Query, Term

# What takes seconds a query is held to the same promises where its text tower is tiny.
SERVED = [name for name in list_methods() if method_class(name).for_serving]


def needs_tokens(name: str) -> bool:
    return issubclass(method_class(name), PseudoWord)


@pytest.mark.parametrize("name", SERVED)
def test_every_registered_method_conforms_with_a_fake(name: str) -> None:
    check_method(make_method(name), TokenEncoder())


@pytest.mark.parametrize("name", [one for one in SERVED if not needs_tokens(one)])
def test_whatever_needs_no_tokens_conforms_without_them(name: str, encoder: Encoder) -> None:
    check_method(make_method(name), encoder)


@pytest.mark.parametrize("name", SERVED)
def test_every_registered_method_conforms_with_mini(name: str, mini: Encoder) -> None:
    check_method(make_method(name), mini)


class _Broken(Sum):
    """Changes what an honest method composes."""

    def change(self, term: Term, place: int) -> Term:
        return term

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [
            Query(tuple(self.change(term, place) for term in query.terms), query.fusion)
            for place, query in enumerate(super()._compose(compositions))
        ]


class NotUnit(_Broken):
    def change(self, term: Term, place: int) -> Term:
        return Term(term.vector * np.float32(1.1), term.weight, term.modality)


class DoublePrecision(_Broken):
    def change(self, term: Term, place: int) -> Term:
        return Term(term.vector.astype(np.float64), term.weight, term.modality)


class WrongShape(_Broken):
    def change(self, term: Term, place: int) -> Term:
        return Term(term.vector[None, :], term.weight, term.modality)


class EndlessWeight(_Broken):
    def change(self, term: Term, place: int) -> Term:
        return Term(term.vector, float("inf"), term.modality)


class NotANumber(_Broken):
    def change(self, term: Term, place: int) -> Term:
        return Term(np.full_like(term.vector, np.nan), term.weight, term.modality)


class DependsOnTheBatch(_Broken):
    def change(self, term: Term, place: int) -> Term:
        return Term(np.roll(term.vector, place), term.weight, term.modality)


class DependsOnTheCall(_Broken):
    _calls: Iterator[int] = itertools.count()

    def change(self, term: Term, place: int) -> Term:
        weight = term.weight + 1e-3 * next(DependsOnTheCall._calls)
        return Term(term.vector, weight, term.modality)


class NoTerms(Sum):
    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [Query(()) for _ in compositions]


class LosesOne(Sum):
    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return super()._compose(compositions)[:-1] if len(compositions) > 1 else []


class RefusesEverything(Sum):
    def _accept(self, composition: Composition) -> None:
        raise ReferenceNeeded("never satisfied", hint="give up")


class RefusesNothing(Sum):
    def _accept(self, composition: Composition) -> None:
        return

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [Query((Term(np.eye(32, dtype=np.float32)[0], 1.0, "image"),)) for _ in compositions]


class MadeUpFusion(Sum):
    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [
            replace(query, fusion=cast(Fusion, "magic")) for query in super()._compose(compositions)
        ]


class CentresSome(Sum):
    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        queries = super()._compose(compositions)
        return [replace(query, centred=at > 0) for at, query in enumerate(queries)]


class AnswersUnloaded(Sum):
    def compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [Query((Term(np.eye(32, dtype=np.float32)[0], 1.0, "image"),)) for _ in compositions]


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (NotUnit, "unit length"),
        (DoublePrecision, "float32"),
        (WrongShape, "shape"),
        (EndlessWeight, "weights are finite"),
        (NotANumber, "unit length"),
        (DependsOnTheBatch, "a batch equals a loop of singles"),
        (DependsOnTheCall, "a batch equals a loop of singles|the same twice"),
        (NoTerms, "at least one term"),
        (MadeUpFusion, "a fusion is one of"),
        (CentresSome, "a batch equals a loop of singles"),
        (LosesOne, "one query a composition"),
        (RefusesEverything, "is composed"),
        (RefusesNothing, "an empty composition is refused"),
        (AnswersUnloaded, MethodNotLoaded.__name__),
    ],
)
def test_a_broken_promise_is_named(broken: type[Method], promise: str, encoder: Encoder) -> None:
    with pytest.raises(Nonconforming, match=promise) as caught:
        check_method(broken(), encoder)
    assert caught.value.hint


class Forgetful(Sum):
    """Registered, but a constructor argument does not reach its attribute."""

    name = "forgetful"
    made = 0

    def __init__(self, weight: float = 0.5) -> None:
        super().__init__(weight)
        Forgetful.made += 1
        self.weight = weight / Forgetful.made


def test_arguments_that_do_not_survive_saving_are_caught(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = EntryPoint("forgetful", f"{__name__}:Forgetful", registry.ENTRY_POINTS)
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
    registry._paths.cache_clear()
    monkeypatch.setattr(Forgetful, "made", 0)
    try:
        with pytest.raises(Nonconforming, match="arguments survive saving"):
            check_method(Forgetful(), encoder)
    finally:
        registry._paths.cache_clear()
