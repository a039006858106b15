"""What a reasoner is, and what a captioner is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pointsay.edits.edit import Edit, Kind
    from pointsay.types import Composition, Reference


@runtime_checkable
class Reasoner(Protocol):
    """Understands modifications. Never fails on what a shopper says: at worst nothing is read."""

    @property
    def name(self) -> str:
        """For records: ``rules``, ``llm:MODEL``."""
        ...

    def read(self, compositions: Sequence[Composition]) -> list[Edit]:
        """Return the edit of each composition; references may be looked at, where it can look."""
        ...


@dataclass(frozen=True, slots=True)
class Trait:
    """One attribute of a picture, in words.

    Attributes:
        text: English, as an encoder reads it: "navy blue".
        confidence: 0 to 1; 1 for catalogue metadata.
    """

    text: str
    confidence: float


@runtime_checkable
class Captioner(Protocol):
    """Says what a reference shows."""

    def describe(self, references: Sequence[Reference]) -> list[Mapping[Kind, Trait]]:
        """Return the traits of each reference by kind; kinds that cannot be told are left out."""
        ...
