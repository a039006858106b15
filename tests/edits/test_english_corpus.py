"""The rules against the hand-written corpus, the held-out third apart."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from edits import corpus, templates
from pointsay.edits import lexicon
from pointsay.edits.rules import read_edit

CORPUS = corpus.read(Path(__file__).parent / "english.txt")
STATED = ("want", "keep", "avoid", "comparatives", "constraints")


@pytest.mark.parametrize(("held_out", "least"), [(False, 0.97), (True, 0.95)])
def test_f1_of_every_slot(held_out: bool, least: float) -> None:
    pairs = [(case, read_edit(case.say)) for case in CORPUS if case.held_out == held_out]
    scores = corpus.f1_by_slot(pairs)
    assert {slot: scores[slot] for slot in STATED if scores[slot] < least} == {}


def test_corpus_is_large_and_says_everything_once() -> None:
    said = [case.say.lower() for case in CORPUS]
    assert len(said) >= 400
    assert len(set(said)) == len(said)
    assert sum(case.held_out for case in CORPUS) == len(said) // 3


def test_marks_are_canonical() -> None:
    marks = {mark for case in CORPUS for slot, mark in case.expected if slot in STATED[:3]}
    texts = [mark.partition(":")[::2] for mark in marks]
    known = [(kind, text, lexicon.find(text)) for kind, text in texts if text]
    assert [
        (kind, text)
        for kind, text, entry in known
        if entry is not None and (entry.kind, entry.text) != (kind, text)
    ] == []


def test_f1_counts_by_hand() -> None:
    case = corpus.Case(
        "red, no zip", frozenset({("want", "colour:red"), ("avoid", "detail:zip")}), False
    )
    scores = corpus.f1_by_slot([(case, read_edit("red and blue"))])
    assert scores["want"] == pytest.approx(2 / 3)  # one of two right, all of one found
    assert scores["avoid"] == 0
    assert scores["keep"] == 1


def test_under_a_millisecond() -> None:
    read_edit("a frist sentence with tpying errors loads the tables")
    start = time.process_time()
    for case in CORPUS:
        read_edit(case.say)
    assert (time.process_time() - start) / len(CORPUS) < 0.001


@pytest.mark.data
def test_every_template_of_the_development_queries(shared_data: Path) -> None:
    count, misread = templates.misread(shared_data)
    assert count == 591
    assert misread == []
