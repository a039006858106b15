"""How shoppers talk to one another: every construct, every sentence exactly as meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from edits import corpus
from pointsay.edits.rules import read_edit

SPOKEN = Path(__file__).parent / "spoken.txt"


@pytest.mark.parametrize("case", corpus.read(SPOKEN), ids=lambda case: case.say)
def test_reads_what_was_meant(case: corpus.Case) -> None:
    assert corpus.flat(read_edit(case.say)) == case.expected


def test_every_construct_has_at_least_three_sentences() -> None:
    _, *parts = SPOKEN.read_text(encoding="utf-8").split("# -- ")
    lines = [[line for line in part.splitlines()[1:] if "=>" in line] for part in parts]
    assert len(lines) >= 15
    assert all(len(few) >= 3 for few in lines)
