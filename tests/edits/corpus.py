"""The hand-written corpus of modifications: its notation, its held-out third, its scores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pointsay.edits.edit import Edit

SLOTS = ("want", "keep", "avoid", "comparatives", "constraints", "unread")
_SLOT_OF = dict(zip("+=-~?!", SLOTS, strict=True))


@dataclass(frozen=True)
class Case:
    """A sentence, what is to be understood, and whether the rules may be tuned on it."""

    say: str
    expected: frozenset[tuple[str, str]]
    held_out: bool


def read(path: Path) -> list[Case]:
    """Read a corpus; every third sentence is held out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    stated = [line for line in lines if line.strip() and not line.startswith("#")]
    return [_case(line, held_out=at % 3 == 2) for at, line in enumerate(stated)]


def _case(line: str, held_out: bool) -> Case:
    say, _, marks = line.partition("=>")
    return Case(say.strip(), frozenset(_marks(marks)), held_out)


def _marks(marks: str) -> Iterator[tuple[str, str]]:
    for mark in filter(None, (part.strip() for part in marks.split(";"))):
        yield _SLOT_OF[mark[0]], mark[1:].strip()


def flat(edit: Edit) -> frozenset[tuple[str, str]]:
    """Write an edit as (slot, text) pairs in the corpus' notation."""
    phrases = [
        (slot, f"{phrase.kind}:{phrase.text}")
        for slot in ("want", "keep", "avoid", "comparatives")
        for phrase in getattr(edit, slot)
    ]
    limits = [
        ("constraints", f"{c.field}{c.operator}{_number(c.value)} {c.unit}".strip())
        for c in edit.constraints
    ]
    return frozenset([*phrases, *limits, *(("unread", words) for words in edit.unread)])


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else re.sub(r"\.0$", "", str(value))


def f1_by_slot(pairs: Sequence[tuple[Case, Edit]]) -> dict[str, float]:
    """Return the exact-match F1 of every slot, phrases counted over all sentences, and ``all``.

    A slot that nobody speaks of scores 1.
    """
    right: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    for case, edit in pairs:
        got = flat(edit)
        right.update(2 * [slot for slot, _ in got & case.expected])
        stated.update(slot for slot, _ in (*got, *case.expected))
    scores = {slot: right[slot] / stated[slot] if stated[slot] else 1.0 for slot in SLOTS}
    return {**scores, "all": right.total() / max(stated.total(), 1)}
