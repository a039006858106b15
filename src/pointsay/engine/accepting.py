"""What a question must be to be answered at all; decided before any picture is opened."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pointsay.errors import (
    EmptyQuery,
    InvalidCascade,
    InvalidLimit,
    InvalidReference,
    ModificationTooLong,
    shorten,
)
from pointsay.methods.views import checked_box

if TYPE_CHECKING:
    from pointsay.engine.question import Known, Photo, Question
    from pointsay.settings import Limits


def accept(question: Question, limits: Limits) -> None:
    """Refuse a question that is empty or asks for more than the limits allow.

    Raises:
        QueryError: Subclasses say why.
    """
    if not question.references and not question.modification.strip():
        raise EmptyQuery(
            "neither a reference nor a modification was given",
            hint="point at a photo or a product, or say what you are looking for",
        )
    accept_length(question.modification, limits)
    if not 1 <= question.k <= limits.k:
        raise InvalidLimit(
            f"k is {question.k}, it must be between 1 and {limits.k}",
            hint="ask for fewer products",
        )
    if question.deadline_ms is not None and not 0 < question.deadline_ms < math.inf:
        raise InvalidLimit(
            f"the deadline is {question.deadline_ms} ms, it must be more than 0",
            hint="give milliseconds, or leave it out",
        )
    if not 0 <= question.variety.spread <= 1:
        raise InvalidLimit(
            f"spread is {question.variety.spread}, it must be between 0 and 1",
            hint="0 leaves the order alone, 1 looks at differences alone",
        )
    if question.method and question.cascade:
        raise InvalidCascade(
            "a method and a cascade were named",
            hint="name one of them: a cascade says itself which methods it uses",
        )
    if len(question.references) > limits.references:
        raise InvalidLimit(
            f"{len(question.references)} references were given, at most "
            f"{limits.references} are looked at",
            hint="point at the ones that matter most",
        )
    for one in question.references:
        _accept_reference(one, limits)


def accept_length(modification: str, limits: Limits) -> None:
    """Refuse a modification longer than any sentence.

    Raises:
        ModificationTooLong: It is.
    """
    if len(modification) > limits.modification_chars:
        raise ModificationTooLong(
            f"the modification has {len(modification)} characters, at most "
            f"{limits.modification_chars} are read",
            hint="say in a sentence or two what should be different",
        )


def _accept_reference(one: Photo | Known, limits: Limits) -> None:
    if one.role is not None and len(one.role) > limits.role_chars:
        raise InvalidReference(
            f"the role {shorten(one.role)} has {len(one.role)} characters, at most "
            f"{limits.role_chars} are read",
            hint="name in a word or two what is meant: collar, sleeves, colour, pattern",
        )
    if one.box is not None:
        checked_box(one.box)
