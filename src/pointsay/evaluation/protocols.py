"""What an evaluation chooses beyond its data, as explicit values that every result carries.

The same method moves by ten points with the gallery, the order of two captions or a reference that
is left in the ranking. A `Protocol` names each of these choices; presets reproduce those of
published evaluations, as read in their papers and repositories.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from pointsay.errors import UnknownProtocol
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.evaluation.ranks import Ties

Join = Literal["both-averaged", "first-second", "second-first", "capitalised", "comma", "single"]

DEFAULT = "default"
OWN_METRICS = ("recall@1", "recall@5", "recall@10", "map@10")
_ENDS = ".?, "


def _both(first: str, second: str) -> tuple[str, ...]:
    first, second = first.strip(_ENDS), second.strip(_ENDS)
    return f"{first} and {second}", f"{second} and {first}"


# Join -> the wordings of one question; several are averaged.
JOINS: Mapping[Join, Callable[[str, str], tuple[str, ...]]] = {
    "both-averaged": _both,
    "first-second": lambda first, second: (f"{first} and {second}",),
    "second-first": lambda first, second: (f"{second} and {first}",),
    "capitalised": lambda first, second: (f"{first.capitalize()} and {second}",),
    "comma": lambda first, second: (f"{first}, and {second}",),
}


@dataclass(frozen=True)
class Protocol:
    """Every choice by name.

    Attributes:
        name: Of the preset, with a ``+`` where choices were changed.
        gallery: ``published`` ranks the split's own list; ``asked`` only the pictures that its
            queries point at or want (FashionIQ's "VAL split", which is easier).
        captions: How two captions become one question. ``both-averaged`` strips their ends and
            averages the queries of both orders; ``single`` asks each caption alone.
        keep_reference: The reference stays in the ranking, where it is never right.
        concept: How the shared concept is said, with ``{concept}`` and ``{text}``; empty leaves it
            unread. It is information that other evaluations do not use.
        metadata: Methods see the reference's own row of the catalogue.
        ties: See `ranks.rank_of`.
        macro: The headline is the mean over kinds, each weighing the same, not over queries.
        metrics: Those reported, in order.
        departure: In what a preset is not the evaluation it is named after; empty when in nothing.
    """

    name: str = DEFAULT
    gallery: Literal["published", "asked"] = "published"
    captions: Join = "both-averaged"
    keep_reference: bool = False
    concept: str = ""
    metadata: bool = False
    ties: Ties = "stable"
    macro: bool = False
    metrics: tuple[str, ...] = OWN_METRICS
    departure: str = ""

    def record(self) -> dict[str, Any]:
        """Return every choice, plain."""
        return {**asdict(self), "metrics": list(self.metrics)}

    def describe(self) -> str:
        """Return one line for people."""
        return ", ".join(
            f"{name}={value}"
            for name, value in self.record().items()
            if name not in ("metrics", "departure") and value != ""
        ) + (f" (departs: {self.departure})" if self.departure else "")

    def ask(self, dataset: Dataset) -> Dataset:
        """Return the dataset as this protocol asks it: galleries chosen, wordings settled."""
        queries = [one for query in dataset.queries for one in self._worded(query)]
        galleries = dataset.galleries
        if self.gallery == "asked":
            galleries = {
                name: _asked(ids, [one for one in queries if one.gallery == name])
                for name, ids in galleries.items()
            }
        return replace(dataset, queries=queries, galleries=galleries)

    def _worded(self, query: EvaluationQuery) -> list[EvaluationQuery]:
        if self.concept and query.concept:
            said = self.concept.format(concept=query.concept, text=query.text)
            return [replace(query, text=said)]
        if len(query.captions) < 2:
            return [query]
        if self.captions == "single":
            return [
                replace(query, query_id=f"{query.query_id}/{at}", text=text)
                for at, text in enumerate(query.captions, start=1)
            ]
        text, *variants = JOINS[self.captions](query.captions[0], query.captions[1])
        return [replace(query, text=text, variants=tuple(variants))]


def _asked(ids: Sequence[str], queries: Sequence[EvaluationQuery]) -> list[str]:
    named = {one for query in queries for one in (query.reference_id, *query.target_ids)}
    return [one for one in ids if one in named]


_FASHIONIQ = Protocol(keep_reference=True, macro=True, metrics=("recall@10", "recall@50"))
_CIRR = Protocol(
    metrics=(
        *("recall@1", "recall@5", "recall@10", "recall@50"),
        *("subset_recall@1", "subset_recall@2", "subset_recall@3"),
    )
)
_CIRCO = Protocol(keep_reference=True, metrics=("map@5", "map@10", "map@25", "map@50"))
_GENECIS = Protocol(
    ties="pessimistic",
    macro=True,
    metrics=("subset_recall@1", "subset_recall@2", "subset_recall@3"),
)
_ATELIER = Protocol(metrics=(*OWN_METRICS, "hard_rate@10", "violation_rate@10"))
_MAGICLENS_CONCEPT = "find {concept} but {text}"
_BGE_CONCEPT = "Find a picture that also {concept}, but {text}"

# Dataset -> preset -> protocol. The default of a dataset is the most used of its published ones.
PRESETS: Mapping[str, Mapping[str, Protocol]] = {
    "fashioniq": {
        DEFAULT: _FASHIONIQ,
        "searle": _FASHIONIQ,
        "lincir": _FASHIONIQ,
        "pic2word": replace(_FASHIONIQ, captions="second-first"),
        "cirevl": replace(_FASHIONIQ, captions="first-second"),
        "magiclens": replace(_FASHIONIQ, captions="first-second"),
        "clip4cir": replace(_FASHIONIQ, captions="capitalised"),
        "bge-vl": replace(_FASHIONIQ, captions="comma"),
        "seize": replace(
            _FASHIONIQ,
            captions="first-second",
            keep_reference=False,
            departure="captions are joined, not rewritten by a language model",
        ),
        "val": replace(_FASHIONIQ, captions="single", gallery="asked"),
    },
    "cirr": dict.fromkeys((DEFAULT, "searle", "lincir", "pic2word", "cirevl", "seize"), _CIRR),
    "circo": {
        **dict.fromkeys((DEFAULT, "searle", "lincir"), _CIRCO),
        "magiclens": replace(_CIRCO, concept=_MAGICLENS_CONCEPT),
        "bge-vl": replace(_CIRCO, concept=_BGE_CONCEPT),
        "seize": replace(_CIRCO, keep_reference=False),
    },
    "genecis": {DEFAULT: _GENECIS},
    "atelier": {DEFAULT: _ATELIER},
}
_OWN = {DEFAULT: Protocol()}


def list_protocols(dataset: str) -> list[str]:
    """Return the names of a dataset's presets; any dataset has ``default``."""
    return sorted(PRESETS.get(dataset, _OWN))


def make_protocol(dataset: str, preset: str = DEFAULT, **choices: Any) -> Protocol:
    """Return a preset of a dataset, with choices changed where they are given.

    Raises:
        UnknownProtocol: There is no such preset, or a choice has no such name or value.

    Example:
        >>> make_protocol("circo", "searle", keep_reference=False).name
        'searle+'
    """
    presets = PRESETS.get(dataset, _OWN)
    if preset not in presets:
        raise UnknownProtocol(
            f"{dataset} has no protocol {preset!r}",
            hint=f"choose one of: {', '.join(sorted(presets))}",
        )
    named = replace(presets[preset], name=preset)
    changed = {key: value for key, value in choices.items() if getattr(named, key, None) != value}
    _check(changed)
    return replace(named, name=f"{preset}+", **changed) if changed else named


_ALLOWED: Mapping[str, tuple[Any, ...]] = {
    "gallery": ("published", "asked"),
    "captions": (*JOINS, "single"),
    "ties": ("stable", "pessimistic"),
    "keep_reference": (True, False),
    "metadata": (True, False),
    "macro": (True, False),
}


def _check(choices: Mapping[str, Any]) -> None:
    for key, value in choices.items():
        if key in ("concept", "metrics"):
            continue
        if key not in _ALLOWED:
            raise UnknownProtocol(
                f"a protocol has no choice {key!r}",
                hint=f"choices are: {', '.join([*_ALLOWED, 'concept', 'metrics'])}",
            )
        if value not in _ALLOWED[key]:
            raise UnknownProtocol(
                f"{key} cannot be {value!r}",
                hint=f"give one of: {', '.join(map(str, _ALLOWED[key]))}",
            )
