"""Cascades: which method recalls, and which ones look again at how many of the first."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pointsay.errors import InvalidCascade, shorten

if TYPE_CHECKING:
    from pointsay.types import Scalar

DEFAULT = "default"
JUDGE = "judge"
STATED = "stated"
NO_METHODS = frozenset({JUDGE, STATED})  # stages that only look again
JUDGED = 10  # pictures that a vision-language model is shown at most
DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a cascade. Hashable.

    Attributes:
        method: Its name, or `JUDGE` for a vision-language model that looks at pictures, or `STATED`
            for what products' own rows say against them.
        depth: How many of the first it looks at. Of recall: how many are recalled, at least as many
            as are answered with.
        arguments: Of the method's constructor; the judge's is ``model``, as ``llm:URL#MODEL``.
        optional: Leave it out where the encoder has no weights for it; the cascade is refused
            there otherwise.
    """

    method: str
    depth: int = 0
    arguments: tuple[tuple[str, Scalar], ...] = ()
    optional: bool = False

    @property
    def label(self) -> str:
        """What a reranker is called among the times of an answer."""
        return f"rerank {self.method}"

    def __str__(self) -> str:
        return f"{self.label} {self.depth}"


@dataclass(frozen=True, slots=True)
class Cascade:
    """Recall, then any number of rerankers, each over the first of what it is handed.

    Attributes:
        name: What operators and questions call it; of a method that a question names, the method's.
        summary: One sentence for lists.
        recall: Searches the whole gallery.
        rerank: Look again, in this order; none looks at more than the one before it.

    Raises:
        InvalidCascade: The stages cannot be walked.
    """

    name: str
    summary: str
    recall: Stage
    rerank: tuple[Stage, ...] = ()

    def __post_init__(self) -> None:
        if self.recall.method in NO_METHODS or self.recall.optional:
            raise self._refused("recall is a method that searches, and is always there")
        if not 0 <= self.recall.depth <= DEEPEST:
            raise self._refused(f"recall has a depth of 0 to {DEEPEST}")
        before = self.recall.depth
        for stage in self.rerank:
            if not 1 <= stage.depth <= before:
                raise self._refused(
                    f"{shorten(stage.method)} is to look at {stage.depth} products, and the stage "
                    f"before it hands on {before}"
                )
            if stage.method == JUDGE and stage.depth > JUDGED:
                raise self._refused(f"a judge is shown at most {JUDGED} pictures")
            before = stage.depth

    def where(self, ready: Callable[[Stage], bool]) -> Cascade:
        """Return the cascade without the optional stages that are not ready."""
        kept = tuple(one for one in self.rerank if not one.optional or ready(one))
        depth = self.recall.depth if kept else 0  # recalled for nobody
        return replace(self, recall=replace(self.recall, depth=depth), rerank=kept)

    def _refused(self, reason: str) -> InvalidCascade:
        return InvalidCascade(
            f"the cascade {shorten(self.name)} cannot be walked: {reason}",
            hint="recall first, then each reranker over as many or fewer",
        )


@cache
def presets() -> Mapping[str, Cascade]:
    """Return the cascades that ship with pointsay, by name."""
    text = (resources.files("pointsay.engine") / "cascades.toml").read_text(encoding="utf-8")
    return _parsed(text, "cascades.toml")


def read_cascades(file: Path) -> dict[str, Cascade]:
    """Read cascades of an operator, by name, in the form of ``cascades.toml``.

    Raises:
        InvalidCascade: The file is no TOML, or a table of it is no cascade.
    """
    return _parsed(file.read_text(encoding="utf-8", errors="replace"), file.name)


def _parsed(text: str, file: str) -> dict[str, Cascade]:
    try:
        tables = tomllib.loads(text)
        return {name: _cascade(name, table) for name, table in tables.items()}
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, KeyError) as error:
        raise InvalidCascade(
            f"{file} holds no cascades: {error}",
            hint='write [NAME], recall = {method = "sum", depth = 100} and '
            'rerank = [{method = "student", depth = 100}]',
        ) from error


def _cascade(name: str, table: Mapping[str, Any]) -> Cascade:
    if unknown := sorted(table.keys() - {"summary", "recall", "rerank"}):
        raise TypeError(f"[{name}] has no {', '.join(unknown)}")
    later = tuple(_stage(one) for one in table.get("rerank", ()))
    return Cascade(name, str(table.get("summary", "")), _stage(table["recall"]), later)


def _stage(table: Mapping[str, Any]) -> Stage:
    if unknown := sorted(table.keys() - {one.name for one in fields(Stage)}):
        raise TypeError(f"a stage has no {', '.join(unknown)}")
    stage = Stage(**{**table, "arguments": tuple(sorted(table.get("arguments", {}).items()))})
    if not isinstance(stage.method, str) or type(stage.depth) is not int:
        raise TypeError("a stage has a method, which is a text, and a depth, a whole number")
    if type(stage.optional) is not bool:
        raise TypeError("optional is true or false")
    hash(stage)  # arguments are plain values
    return stage
