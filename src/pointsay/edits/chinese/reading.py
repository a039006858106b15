"""A Chinese modification to its edit."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Literal, TypeVar

from pointsay.edits.chinese.amounts import Amount, amounts
from pointsay.edits.chinese.clause import Clause
from pointsay.edits.chinese.meant import Meant
from pointsay.edits.chinese.script import Script, normalise
from pointsay.edits.chinese.segment import Token, segment
from pointsay.edits.edit import Constraint, Edit
from pointsay.edits.rules.target import target

T = TypeVar("T", bound=Hashable)


def read_chinese(text: str) -> Edit:
    """Return what a modification in Chinese, or in Chinese mixed with English, asks for.

    Rules only: no model, well under a millisecond, and never an error. Phrases are in the canonical
    English of `pointsay.edits.lexicon`, so that an encoder that knows no Chinese can serve it;
    ``said`` keeps the shopper's own words, in the writing they came in (traditional, full width).

    Args:
        text: Anything; of length n it takes O(n) look-ups.

    Returns:
        The edit. ``language`` is ``mixed`` when an English word had a say in it.

    Example:
        >>> edit = read_chinese("不要拉链，换成莫兰迪灰")
        >>> [phrase.text for phrase in edit.want], [phrase.text for phrase in edit.avoid]
        (['morandi grey'], ['zip'])
    """
    script = normalise(text)
    limits = amounts(script.text)
    tokens = segment(script.text, [(one.start, one.end) for one in limits])
    meant = Meant(script)
    clauses = list(_clauses(tokens))
    for at, clause in enumerate(clauses, 1):
        meant.take(Clause(clause).walk(), last=at == len(clauses))
    want, keep = _once(meant.want), _once(meant.keep)
    comparatives = _once(meant.comparatives)
    edit = Edit(
        want=want,
        keep=keep,
        avoid=_once(meant.avoid),
        comparatives=comparatives,
        constraints=tuple(_constraint(script, limit) for limit in limits),
        target=target(want, keep, comparatives),
        unread=_unread(meant),
        language=_language(tokens),
    )
    return edit if _says_something(edit) else _unread_whole(edit, text)


def _clauses(tokens: Sequence[Token]) -> Iterable[list[Token]]:
    clause: list[Token] = []
    for token in tokens:
        if token.meaning.role != "break":
            clause.append(token)
        elif clause:
            yield clause
            clause = []
    if clause:
        yield clause


def _unread(meant: Meant) -> tuple[str, ...]:
    """Return what is left: "another colour" is read only where some colour is asked for."""
    asked = {phrase.kind for phrase in (*meant.want, *meant.avoid)} | {
        one.kind for one in meant.comparatives
    }
    left = list(meant.unread)
    left += [
        (start, meant.script.quote(start, end))
        for kind, start, end in meant.unlike
        if kind not in asked
    ]
    return tuple(said for _, said in sorted(left) if said)


def _constraint(script: Script, limit: Amount) -> Constraint:
    said = script.quote(limit.start, limit.end)
    return Constraint(limit.field, limit.operator, limit.value, limit.unit, said)


def _language(tokens: Iterable[Token]) -> Literal["zh", "mixed"]:
    return "mixed" if any(token.english for token in tokens) else "zh"


def _says_something(edit: Edit) -> bool:
    return any((edit.want, edit.keep, edit.avoid, edit.comparatives, edit.constraints, edit.unread))


def _unread_whole(edit: Edit, text: str) -> Edit:
    said = text.strip()
    return Edit(unread=(said,) if said else (), language=edit.language)


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
