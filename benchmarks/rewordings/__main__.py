"""How many of the reworded dev queries are read as they are meant, and which are not.

    cd benchmarks && python -m rewordings --queries FILE --language chinese

A query is *read* when every value it asks for is wanted and nothing of that kind is avoided, and
*exact* when besides nothing else is wanted, avoided, compared or left unread, and "this colour" is
kept where the query says so.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from pointsay.edits.edit import Edit
from pointsay.edits.lexicon import find
from pointsay.edits.rules import read_edit
from pointsay.evaluation import EvaluationQuery, load_queries
from rewordings import CODES, Language, reword, wanted
from rewordings.templates import kind_of

KEEPS_COLOUR = ("type", "gender")


def is_read(query: EvaluationQuery, edit: Edit) -> bool:
    """Whether the edit wants all that the query asks for."""
    kinds = {phrase.kind for phrase in edit.avoid}
    return _asked(query) <= _wanted(edit) and kinds.isdisjoint(wanted(query))


def is_exact(query: EvaluationQuery, edit: Edit) -> bool:
    """Whether the edit says all that the query asks for and nothing else."""
    kept = {phrase.kind for phrase in edit.keep}
    return (
        is_read(query, edit)
        and _asked(query) == _wanted(edit)
        and not (edit.avoid or edit.comparatives or edit.constraints or edit.unread)
        and (kind_of(query) not in KEEPS_COLOUR or "colour" in kept)
    )


def _asked(query: EvaluationQuery) -> set[tuple[str, str]]:
    entries = {value: find(value) for value in wanted(query).values()}
    return {(entry.kind, entry.text) for entry in entries.values() if entry}


def _wanted(edit: Edit) -> set[tuple[str, str]]:
    return {(phrase.kind, phrase.text) for phrase in edit.want}


def main() -> None:
    """Print a line for each kind of query, then the sentences that were not read exactly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=Path, required=True, help="val_queries.json")
    parser.add_argument("--language", choices=sorted(CODES), default="english")
    options = parser.parse_args()
    language: Language = options.language
    counts: Counter[tuple[str, str]] = Counter()
    failures: Counter[tuple[str, Edit]] = Counter()
    for query in load_queries(options.queries):
        said = reword(query, language).text
        edit = read_edit(said)
        counts[query.kind, "all"] += 1
        counts[query.kind, "read"] += is_read(query, edit)
        counts[query.kind, "exact"] += is_exact(query, edit)
        if not is_exact(query, edit):
            failures[said, edit] += 1
    for kind in sorted({kind for kind, _ in counts}):
        numbers = (counts[kind, column] for column in ("read", "exact", "all"))
        sys.stdout.write("{}: {} read, {} exact, of {}\n".format(kind, *numbers))
    for (said, edit), count in failures.most_common():
        words = [
            f"{slot} {[one.text for one in getattr(edit, slot)]}" for slot in ("want", "avoid")
        ]
        words.append(f"keep {[one.kind for one in edit.keep]} unread {list(edit.unread)}")
        sys.stdout.write(f"{count} x {said}: {', '.join(words)}\n")


if __name__ == "__main__":
    main()
