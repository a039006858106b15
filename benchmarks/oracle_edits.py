"""The true edit of a benchmark's question: what its maker meant, in an edit's own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pointsay.atelier.benchmark import english_words as words
from pointsay.edits import Comparative, Edit, Phrase
from pointsay.edits.edit import Kind, Way
from pointsay.edits.lexicon import find
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.evaluation.run import Trial
from pointsay.types import Composition
from rewordings import wanted

# The drawn benchmark's attributes by the kinds that an edit knows.
KINDS: Mapping[str, Kind] = {"category": "type", "ground": "colour", "silhouette": "fit"}
SAID: Mapping[str, Mapping[str, str]] = {
    "pattern": words.PRINTS,
    "sleeve": words.SLEEVES,
    "neckline": words.NECKLINES,
    "length": words.LENGTHS,
    "silhouette": words.SHAPES,
}
STEPS: Mapping[str, tuple[str, str]] = {  # what is less and more of an attribute
    "length": ("shorter", "longer"),
    "sleeve": ("shorter sleeves", "longer sleeves"),
    "silhouette": ("narrower", "wider"),
    "colour": ("lighter", "darker"),
}


class Oracle:
    """A reasoner that is told what each sentence means, said of this reference.

    Args:
        trial: The questions.
        edits: Query id -> the true edit.
    """

    name = "oracle"

    def __init__(self, trial: Trial, edits: Mapping[str, Edit]) -> None:
        self._edits = {
            (one.text, trial.references[one.reference_id].tobytes()): edits[one.query_id]
            for one in trial.queries
        }

    def read(self, compositions: Sequence[Composition]) -> list[Edit]:
        """Return the true edits."""
        return [
            self._edits[one.modification, one.references[0].vector.tobytes()]
            for one in compositions
        ]


def of_photos(queries: Sequence[EvaluationQuery]) -> dict[str, Edit]:
    """Return query id -> the edit that a dev query of fashion_products was made from."""
    return {
        one.query_id: Edit(tuple(Phrase(_kind(of), text) for of, text in wanted(one).items()))
        for one in queries
    }


def of_groceries(file: Path, names: Mapping[str, str]) -> dict[str, Edit]:
    """Return query id -> "the class that is wanted", in full: a grocery query changes all of it.

    Args:
        file: The queries.
        names: Class -> how it is called.
    """
    return _each(file, lambda row: Edit((Phrase("type", names[row["change"]["class"][1]]),)))


def of_drawings(file: Path) -> dict[str, Edit]:
    """Return query id -> the edit of a wish about drawn garments."""
    return _each(file, lambda row: _drawn(row["wish"]))


def _each(file: Path, edit: Callable[[Any], Edit]) -> dict[str, Edit]:
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {row["query_id"]: edit(row) for row in rows}


def _drawn(wish: Sequence[Sequence[str]]) -> Edit:
    want: list[Phrase] = []
    avoid: list[Phrase] = []
    steps: list[Comparative] = []
    for verb, attribute, value in wish:
        phrase = Phrase(_kind(attribute), _said(attribute, value))
        if verb in ("more", "less"):
            less, more = STEPS[attribute]
            way: Way = "more" if verb == "more" else "less"
            steps.append(Comparative(phrase.kind, attribute, way, more if way == "more" else less))
        elif verb in ("remove", "exclude"):
            avoid.append(phrase)
        else:
            want.append(phrase)
    return Edit(tuple(want), avoid=tuple(avoid), comparatives=tuple(steps))


def _kind(attribute: str) -> Kind:
    if attribute in KINDS:
        return KINDS[attribute]
    return next((one for one in get_args(Kind) if one == attribute), "other")


def _said(attribute: str, value: str) -> str:
    if attribute == "accent":
        return f"{value} print"
    plain = SAID.get(attribute, {}).get(value, value)
    plain = plain.removeprefix("a ").removeprefix("an ").lower()
    entry = find(plain)
    return entry.text if entry is not None else plain
