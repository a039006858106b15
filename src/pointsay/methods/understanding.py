"""What the methods share that put a wish into words: a captioner's traits and a reasoner's edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Self

from pointsay.edits.lexicon import find, kind_named
from pointsay.errors import MethodOption, shorten
from pointsay.methods.base import Method
from pointsay.methods.caption import Understood

if TYPE_CHECKING:
    from pointsay.edits import Captioner, Reasoner, Trait
    from pointsay.edits.edit import Kind
    from pointsay.encoders.base import Encoder
    from pointsay.types import Composition, Matrix, Reference

CAPTIONERS = {"tagger": "pointsay.edits.tagger:Tagger"}
REASONERS = {"rules": "pointsay.edits.rules:RuleReasoner"}


class Understanding(Method):
    """Base of the methods that compose in words.

    Args:
        captioner: Name of what says what a reference shows: ``tagger``, or that of an entry point
            of the group ``pointsay.methods.captioners``, called with the encoder.
        reasoner: Name of what reads modifications: ``rules``, or that of an entry point of the
            group ``pointsay.methods.reasoners``, called without arguments.

    Attributes:
        captioner_: The captioner, once loaded.
        reasoner_: The reasoner, once loaded.
    """

    captioner_: Captioner
    reasoner_: Reasoner

    def __init__(self, captioner: str = "tagger", reasoner: str = "rules") -> None:
        self.captioner = captioner
        self.reasoner = reasoner

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder and find captioner and reasoner by their names.

        Raises:
            MethodOption: There is no captioner or reasoner of that name.
        """
        self.captioner_ = named("captioners", CAPTIONERS, self.captioner)(encoder)
        self.reasoner_ = named("reasoners", REASONERS, self.reasoner)()
        return super().load(encoder)

    def _understand(self, compositions: Sequence[Composition]) -> list[Understood]:
        """Read modifications and look at references."""
        traits = iter(self.captioner_.describe([one for c in compositions for one in c.references]))
        shown = [
            merged([(reference, next(traits)) for reference in each.references])
            for each in compositions
        ]
        edits = self.reasoner_.read(compositions)
        return [Understood(one, edit) for one, edit in zip(shown, edits, strict=True)]

    def _encoded(self, groups: Sequence[Sequence[str]]) -> list[Matrix]:
        """Encode groups of texts, each text once; (len(group), D) for each group."""
        texts = list(dict.fromkeys(text for group in groups for text in group))
        rows = {text: at for at, text in enumerate(texts)}
        vectors = self.encoder.encode_texts(texts)
        return [vectors[[rows[text] for text in group]] for group in groups]


def merged(seen: Sequence[tuple[Reference, Mapping[Kind, Trait]]]) -> dict[Kind, Trait]:
    """Return what several references show together.

    One with a role ("collar") counts for the kinds of its role alone, and before those without; of
    the others the most confident trait of a kind counts, the first of equals.
    """
    found: dict[Kind, Trait] = {}
    meant: dict[Kind, Trait] = {}
    for reference, traits in seen:
        kind = role_kind(reference.role) if reference.role else None
        for of, trait in traits.items():
            if kind == of:
                meant[of] = trait
            elif kind is None and (of not in found or trait.confidence > found[of].confidence):
                found[of] = trait
    return found | meant


def role_kind(role: str) -> Kind | None:
    """Return the kind of attribute that a role speaks of: "collar" of the neckline."""
    entry = find(role)
    return kind_named(role) or (entry.kind if entry else None)


def named(group: str, table: Mapping[str, str], name: str) -> Any:
    """Return what makes a captioner or reasoner; only its own module is imported.

    Raises:
        MethodOption: There is none of this name.
    """
    outside = {one.name: one.value for one in entry_points(group=f"pointsay.methods.{group}")}
    paths = {**outside, **table}
    if name not in paths:
        raise MethodOption(
            f"none of the {group} is called {shorten(name)}",
            hint=f"use one of: {', '.join(sorted(paths))}",
        )
    module, _, attribute = paths[name].partition(":")
    return getattr(import_module(module), attribute)
