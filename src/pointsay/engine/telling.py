"""What a shopper should know about how the question was read and answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pointsay.engine.question import Reason, Skipped

if TYPE_CHECKING:
    from pointsay.methods import Method
    from pointsay.types import Composition

_WHY_SKIPPED: Mapping[Reason, str] = {
    "deadline": "there was no time",
    "failed": "its model did not answer",
    "unasked": "it reads a photo and a sentence",
}


def unused(method: Method, composition: Composition) -> list[str]:
    """Say what of the question a method left unused."""
    notes = []
    if composition.modification and not method.uses_modification:
        notes.append(f"The sentence was not used: {method.name} looks at the photo only.")
    if composition.references and not method.uses_reference:
        notes.append(f"The photo was not used: {method.name} reads the sentence only.")
    elif not method.takes_apart and any(one.role for one in composition.references):
        notes.append(f"Roles of photos were not used: {method.name} takes a photo as a whole.")
    return notes


def told(skipped: Skipped) -> str:
    """Say which stage was not done, and why."""
    return f"{skipped.stage} was skipped: {_WHY_SKIPPED[skipped.reason]}."
