"""From a modification to what it asks for."""

from pointsay.edits.base import Captioner, Reasoner, Trait
from pointsay.edits.edit import Comparative, Constraint, Edit, Phrase

__all__ = ["Captioner", "Comparative", "Constraint", "Edit", "Phrase", "Reasoner", "Trait"]
