"""Do the rules read every template of the development queries as it was meant?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pointsay.edits import Edit, lexicon
from pointsay.edits.rules import read_edit

# The shop's own words where a shopper's differ, and kinds under their name in an edit.
_KINDS = {"gender": "audience"}
_SAID_OF = ("of the same colour", "same colour", "in this colour", "keep the colour")


def misread(data: Path) -> tuple[int, list[str]]:
    """Return how many queries there are, and a line for each that is not read perfectly."""
    file = data / "fashion_products" / "val_queries.json"
    queries = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    lines = []
    for query in queries:
        problems = list(_problems(query["text"], query["change"], read_edit(query["text"])))
        if problems:
            lines.append(f"{query['text']}: {'; '.join(problems)}")
    return len(queries), lines


def _problems(text: str, change: Mapping[str, tuple[str, str]], edit: Edit) -> Iterator[str]:
    wanted = {(phrase.kind, phrase.text) for phrase in edit.want}
    avoided = {(phrase.kind, phrase.text) for phrase in edit.avoid}
    stated = {_meant(kind, new) for kind, (_, new) in change.items()}
    if wanted != stated:
        yield f"wants {sorted(wanted)}, not {sorted(stated)}"
    contrast = any(mark in text for mark in ("instead of", "rather than", ", not "))
    old = {_meant(kind, old) for kind, (old, _) in change.items()} if contrast else set()
    if not avoided <= old or (contrast and not avoided):
        yield f"avoids {sorted(avoided)}"
    kept = {phrase.kind for phrase in edit.keep if not phrase.text}
    if any(mark in text for mark in _SAID_OF) and "colour" not in kept:
        yield "does not keep the colour"
    if edit.unread or edit.comparatives or edit.constraints:
        yield f"does not understand {list(edit.unread)}"


def _meant(kind: str, value: str) -> tuple[str, str]:
    entry = lexicon.find(value)
    return (_KINDS.get(kind, kind), entry.text if entry else value.lower())
