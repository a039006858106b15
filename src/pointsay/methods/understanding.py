"""What the methods share that put a wish into words: a captioner's traits and a reasoner's edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Self

from pointsay.edits.catalogue_traits import catalogue_then_tagger
from pointsay.edits.lexicon import find, kind_named
from pointsay.edits.reasoners import make_reasoner, parse_llm
from pointsay.edits.rules import read_edit
from pointsay.errors import MethodOption, shorten
from pointsay.methods.base import Method
from pointsay.methods.caption import Understood
from pointsay.methods.once import Once

if TYPE_CHECKING:
    from pointsay.edits import Captioner, Edit, Reasoner, Trait
    from pointsay.edits.edit import Kind
    from pointsay.encoders.base import Encoder
    from pointsay.types import Composition, Matrix, Reference

TAGGER = "tagger"


class Understanding(Method):
    """Base of the methods that compose in words.

    Args:
        captioner: What says what a reference shows: ``tagger`` (the encoder itself, and the
            product's attributes where a method may see them) or ``llm:URL#MODEL``.
        reasoner: What reads modifications: ``rules`` or ``llm:URL#MODEL``; see
            `pointsay.edits.reasoners.make_reasoner`. It is shown the captioner's traits.

    Attributes:
        captioner_: The captioner, once loaded.
        reasoner_: The reasoner, once loaded.
    """

    takes_apart: ClassVar[bool] = True

    captioner_: Captioner
    reasoner_: Reasoner
    _understand: Once[Understood]

    def __init__(self, captioner: str = "tagger", reasoner: str = "rules") -> None:
        self.captioner = captioner
        self.reasoner = reasoner

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder and find captioner and reasoner by their names.

        Raises:
            MethodOption: There is no captioner of that name.
            UnknownReasoner: There is no reasoner of that name.
        """
        self.captioner_ = make_captioner(self.captioner, encoder)
        self.reasoner_ = make_reasoner(self.reasoner)
        self._understand = Once(self._seen_and_read)
        return super().load(encoder)

    def read(self, compositions: Sequence[Composition]) -> list[Edit]:
        """Return what each modification was read as; what `compose` has read is not read again.

        Raises:
            MethodNotLoaded: `load` has not been called.
        """
        _ = self.encoder
        return [one.edit for one in self._understand(compositions)]

    def _seen_and_read(self, compositions: Sequence[Composition]) -> list[Understood]:
        """Look at references, then read modifications with what was seen at hand."""
        traits = iter(self.captioner_.describe([one for c in compositions for one in c.references]))
        seen = [[(one, next(traits)) for one in each.references] for each in compositions]
        captioned = [
            replace(each, references=tuple(_captioned(*one) for one in pairs))
            for each, pairs in zip(compositions, seen, strict=True)
        ]
        edits = self.reasoner_.read(captioned)
        return [Understood(merged(one), edit) for one, edit in zip(seen, edits, strict=True)]

    def _encoded(self, groups: Sequence[Sequence[str]]) -> list[Matrix]:
        """Encode groups of texts, each text once; (len(group), D) for each group."""
        texts = list(dict.fromkeys(text for group in groups for text in group))
        rows = {text: at for at, text in enumerate(texts)}
        vectors = self.encoder.encode_texts(texts)
        return [vectors[[rows[text] for text in group]] for group in groups]


def _captioned(reference: Reference, traits: Mapping[Kind, Trait]) -> Reference:
    """Return a reference that says what was seen of it, for a reasoner to read."""
    return replace(reference, attributes={kind: trait.text for kind, trait in traits.items()})


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
    """Return the kind of attribute that a role speaks of: "collar" or "领子" of the neckline.

    What no table knows as it stands (an article, a typing error, Chinese) is read as what to keep.
    """
    entry = find(role)
    kind = kind_named(role) or (entry.kind if entry else None)
    if kind is None:
        kept = {one.kind for one in read_edit(f"keep the {role}").keep}
        kind = kept.pop() if len(kept) == 1 else None
    return None if kind == "other" else kind


def make_captioner(name: str, encoder: Encoder) -> Captioner:
    """Return the captioner of this name.

    Args:
        name: ``tagger``, or ``llm:URL#MODEL`` for a vision-language model, behind which the tagger
            stands where it has no picture or no answer.
        encoder: Tags what it has encoded.

    Raises:
        MethodOption: The name has another form.
        ReasonerOption: An option of the model is unknown or has a value that it does not take.
    """
    tagger = catalogue_then_tagger(encoder)
    if name == TAGGER:
        return tagger
    if name.startswith("llm:"):
        from pointsay.edits.lvlm import LvlmCaptioner

        return LvlmCaptioner(parse_llm(name), [tagger])
    raise MethodOption(
        f"there is no captioner {shorten(name)}", hint=f"use {TAGGER} or llm:URL#MODEL"
    )
