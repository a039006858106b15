"""What modifications are read as: by the method that takes them apart, by the rules otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.edits.rules import read_edit
from pointsay.engine.keeping import Kept
from pointsay.methods.understanding import Understanding

if TYPE_CHECKING:
    from pointsay.edits import Edit
    from pointsay.methods import Method
    from pointsay.types import Composition


class Readings:
    """Tells what modifications were read as. Thread-safe.

    Args:
        edit_bytes: What may be held of what the rules read.
    """

    def __init__(self, edit_bytes: int) -> None:
        self.kept: Kept[str, Edit] = Kept(edit_bytes, lambda edit: 2 * len(repr(edit)))

    def __call__(self, method: Method, composition: Composition) -> Edit:
        """Return what the modification of a composition is to a method."""
        if isinstance(method, Understanding):
            return method.read([composition])[0]
        known = self.kept.get(composition.modification)
        if known is None:
            known = read_edit(composition.modification)
            self.kept.put(composition.modification, known)
        return known
