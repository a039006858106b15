"""What a writer of instructions returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saying:
    """One instruction.

    Attributes:
        text: As a shopper types it.
        excludes: It only says what is not wanted, so that every other value is an answer.
    """

    text: str
    excludes: bool = False
