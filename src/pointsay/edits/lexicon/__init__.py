"""What shop words mean: value to kind, canonical English and synonyms.

The tables are data; `find` is the door: ``find("wine red")`` is a colour, "burgundy". Another
language maps its words to canonical English and asks here for the kind.
"""

from pointsay.edits.lexicon.lookup import Entry, entries, find, kind_named

__all__ = ["Entry", "entries", "find", "kind_named"]
