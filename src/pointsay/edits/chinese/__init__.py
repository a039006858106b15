"""Chinese modifications, read by rules.

``script`` brings every way of writing to one, ``amounts`` takes prices and sizes out, ``segment``
cuts words, ``clause`` finds what governs what, ``meant`` turns that into phrases.
"""

from pointsay.edits.chinese.reading import read_chinese

__all__ = ["read_chinese"]
