"""The reasoner that needs no model, and the door for one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pointsay.edits.rules.english import read_english

if TYPE_CHECKING:
    from pointsay.edits.edit import Edit
    from pointsay.types import Composition

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def read_edit(modification: str) -> Edit:
    """Understand a modification by rules, well under a millisecond.

    One Chinese character makes it Chinese (which may hold English words); all else is English.

    Returns:
        The edit. Rules never fail: a sentence of which nothing is understood is all ``unread``.
    """
    if _CHINESE.search(modification):
        from pointsay.edits.chinese import read_chinese  # its tables load when first needed

        return read_chinese(modification)
    return read_english(modification)


class RuleReasoner:
    """Reads modifications by rules alone; looks at no reference."""

    @property
    def name(self) -> str:
        """For records."""
        return "rules"

    def read(self, compositions: Sequence[Composition]) -> list[Edit]:
        """Return the edit of each composition."""
        return [read_edit(composition.modification) for composition in compositions]
