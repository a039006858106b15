"""Understanding modifications by rules: no model, any machine, the same answer every time."""

from pointsay.edits.rules.reasoner import RuleReasoner, read_edit

__all__ = ["RuleReasoner", "read_edit"]
