"""What `roles` asks of a product: a list of wishes, each a text with a weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pointsay.edits.prompts import prompt
from pointsay.methods.caption import MANY, UNSEEN, Understood, kept, target_caption

if TYPE_CHECKING:
    from pointsay.edits import Edit
    from pointsay.edits.edit import Kind

# What a sentence may name without asking for a change.
NAMED: frozenset[Kind] = frozenset({"type", "audience"})
COLOUR_ALONE: frozenset[Kind] = frozenset({"colour"})


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each role counts; all on the scale of z-scores.

    Attributes:
        target: Of the caption of the whole target (Global).
        want: Of each thing wanted (Want), also of comparatives.
        keep_colour: Of each trait kept (Keep), times its confidence, when colour alone changes: the
            photo shows the rest, and words for it push the very model behind others of its type.
        keep_near: The same when other kinds change, but neither type nor audience.
        keep_far: The same where type or audience change.
        avoid: Of each thing avoided (Avoid).
        hinge: The z-score above which what is avoided counts.
        image_colour: Of the photo when colour alone changes.
        image_recoloured: How much of its colour the photo then loses, 0 to 1.
        image_near: Of the photo when other kinds change, but neither type nor audience.
        image_audience: Of the photo when the audience changes.
        image_type: Of the photo when the type changes: a shirt is unlike a pair of shoes.
        part: Of each further picture that stands for one kind of attribute.
    """

    target: float
    want: float
    keep_colour: float
    keep_near: float
    keep_far: float
    avoid: float
    hinge: float
    image_colour: float
    image_recoloured: float
    image_near: float
    image_audience: float
    image_type: float
    part: float


@dataclass(frozen=True, slots=True)
class Wish:
    """One text of a query; ``part`` and ``hinge`` are those of `pointsay.types.Term`."""

    text: str
    weight: float
    part: str = ""
    hinge: float | None = None


def says_nothing(edit: Edit) -> bool:
    """Say whether nothing was understood that an encoder could look for."""
    return not (edit.want or edit.keep or edit.avoid or edit.comparatives)


def settled(edit: Edit) -> Edit:
    """Leave "plain" unsaid where a pattern is said to go.

    "Plain, without the checks" and "without the checks" then ask for the same. Of the two an
    encoder reads the pattern well and its absence badly.
    """
    if not any(one.kind == "pattern" for one in edit.avoid):
        return edit
    return replace(edit, want=tuple(one for one in edit.want if one.text != "plain"))


def changed(understood: Understood) -> set[Kind]:
    """Return the kinds whose value in the target is not, or need not be, the reference's.

    A type or an audience that the reference has already is only named ("this shirt in blue"). Of
    other kinds nobody asks for what is there, or excludes what is not: then the captioner erred,
    not the shopper.
    """
    edit, shown = understood.edit, understood.shown
    wants = {
        one.kind
        for one in edit.want
        if one.kind not in NAMED or one.text != _text(understood, one.kind)
    }
    gone = {kind for kind in shown if kind not in kept(understood)}
    alike = {one.kind for one in edit.want} - wants
    avoided = {one.kind for one in edit.avoid} - NAMED - MANY
    return wants | (gone - alike) | avoided | {one.kind for one in edit.comparatives}


def image_weight(kinds: set[Kind], weights: Weights) -> float:
    """Return the photo's weight when these kinds change."""
    if "type" in kinds:
        return weights.image_type
    if "audience" in kinds:
        return weights.image_audience
    return weights.image_colour if kinds == COLOUR_ALONE else weights.image_near


def image_loss(understood: Understood, weights: Weights) -> float:
    """Return how much of the kinds that change the photo loses, 0 to 1.

    All of it, but where another colour is wanted and nothing else: then it has to find the very
    model, and what spans the colours holds more of it than its colour.
    """
    edit = understood.edit
    recoloured = changed(understood) == COLOUR_ALONE and not (edit.avoid or edit.comparatives)
    return weights.image_recoloured if recoloured else 1.0


def wishes(understood: Understood, weights: Weights) -> list[Wish]:
    """Return what is asked for in words: Global, Want, Keep and Avoid, in this order.

    A weight of nought leaves its wishes out.
    """
    found = [
        Wish(target_caption(understood), weights.target),
        *_wanted(understood.edit, weights),
        *_kept(understood, weights),
        *_avoided(understood.edit, weights),
    ]
    return [one for one in found if one.weight != 0.0]


def said(edit: Edit, weights: Weights) -> list[Wish]:
    """Return those of `wishes` that no reference has a say in: Want and Avoid."""
    return [one for one in (*_wanted(edit, weights), *_avoided(edit, weights)) if one.weight != 0.0]


def _wanted(edit: Edit, weights: Weights) -> Iterator[Wish]:
    for phrase in edit.want:
        if phrase.kind not in UNSEEN:
            text = prompt(phrase.kind, phrase.text)
            yield Wish(text, weights.want, f"want: {phrase.text}")
    for more in edit.comparatives:
        if more.kind not in UNSEEN:
            yield Wish(more.text, weights.want, f"want: {more.text}")


def _kept(understood: Understood, weights: Weights) -> Iterator[Wish]:
    wanted = {one.kind for one in understood.edit.want}
    # The same for what is named ("keep the collar", "this dress"): shoppers name what stays or do
    # not, as they please, and mean no more of it.
    weight = _keep_weight(changed(understood), weights)
    for kind, texts in kept(understood).items():
        if kind in UNSEEN or kind in wanted:
            continue
        sure = understood.shown[kind].confidence if kind in understood.shown else 1.0
        for text in texts:
            yield Wish(prompt(kind, text), weight * sure, f"keep: {text}")


def _keep_weight(kinds: set[Kind], weights: Weights) -> float:
    if kinds & NAMED:
        return weights.keep_far
    return weights.keep_colour if kinds == COLOUR_ALONE else weights.keep_near


def _avoided(edit: Edit, weights: Weights) -> Iterator[Wish]:
    # "A sweatshirt rather than a t-shirt": the want says it already, and neighbours of what is
    # avoided are often neighbours of what is wanted.
    instead = {one.kind for one in edit.want}
    for phrase in edit.avoid:
        if phrase.kind not in UNSEEN and phrase.kind not in instead - MANY:
            text = prompt(phrase.kind, phrase.text)
            yield Wish(text, -weights.avoid, f"avoid: {phrase.text}", weights.hinge)


def _text(understood: Understood, kind: Kind) -> str:
    shown: Mapping[Kind, object] = understood.shown
    return understood.shown[kind].text if kind in shown else ""
