"""Roles: the wish taken apart, each part a vector of its own, all of them one search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from pointsay.edits.catalogue_traits import Chain
from pointsay.edits.rules import read_edit
from pointsay.edits.tagger import Tagger
from pointsay.methods.roles_plan import (
    Weights,
    Wish,
    changed,
    image_loss,
    image_weight,
    said,
    says_nothing,
    settled,
    wishes,
)
from pointsay.methods.roles_space import KindSpaces
from pointsay.methods.understanding import Understanding, role_kind
from pointsay.types import Query, Term

if TYPE_CHECKING:
    from pointsay.edits import Captioner, Edit
    from pointsay.edits.edit import Kind
    from pointsay.encoders.base import Encoder
    from pointsay.methods.caption import Understood
    from pointsay.types import Composition, Matrix, Reference, Vector


class Roles(Understanding):
    """Score sum_r w_r z(t_r . g) + w_v z(v' . g) - sum_a w_a max(0, z(t_a . g) - h).

    The roles are those of MulVec (arXiv 2608.25305): Global, the caption of the whole target; Want;
    Keep (there Preserve); Avoid (there Forbidden). Its ablation owes nearly all of the gain to
    them, with one vector a product. v' is the reference without the kinds that change
    (`pointsay.methods.roles_space`), t_r and t_a are texts, z standardises over the gallery.

    Departures: grammar and zero-shot tags take the place of a 27B language model; the photo itself
    stays in the query; there are no patch vectors; Avoid counts only above a hinge h, so that
    nothing is found for being unlike what is avoided. Without anything to avoid the query is linear
    and one search; with it the hinge is exact wherever curved fusions are
    (`pointsay.engine.ranking`).

    A modification of which nothing is understood is searched for as `sum` does. Of several
    references those with a role give only the kind that they are pointed at for, as words and as
    their vector's part in that kind's subspace; those without are pooled.

    Args:
        captioner: See `pointsay.methods.understanding.Understanding`.
        reasoner: See there.
        target: See `pointsay.methods.roles_plan.Weights`, as all that follow. The defaults were
            found on questions over training photos.
        want: See there.
        keep_colour: See there.
        keep_near: See there.
        keep_far: See there.
        avoid: See there.
        hinge: See there.
        image_colour: See there.
        image_recoloured: See there.
        image_near: See there.
        image_audience: See there.
        image_type: See there.
        part: See there.

    Attributes:
        spaces_: Where each kind lies, once loaded.
    """

    name = "roles"
    summary = "Takes the sentence apart: what to want, what to keep and what to avoid."

    spaces_: KindSpaces

    def __init__(
        self,
        captioner: str = "tagger",
        reasoner: str = "rules",
        target: float = 1.0,
        want: float = 1.25,
        keep_colour: float = 0.1,
        keep_near: float = 0.25,
        keep_far: float = 0.75,
        avoid: float = 3.0,
        hinge: float = 0.5,
        image_colour: float = 2.25,
        image_recoloured: float = 0.5,
        image_near: float = 2.0,
        image_audience: float = 0.5,
        image_type: float = 0.0,
        part: float = 1.0,
    ) -> None:
        super().__init__(captioner, reasoner)
        self.target = target
        self.want = want
        self.keep_colour = keep_colour
        self.keep_near = keep_near
        self.keep_far = keep_far
        self.avoid = avoid
        self.hinge = hinge
        self.image_colour = image_colour
        self.image_recoloured = image_recoloured
        self.image_near = image_near
        self.image_audience = image_audience
        self.image_type = image_type
        self.part = part

    @property
    def weights(self) -> Weights:
        """The weights of the roles."""
        return Weights(**{one.name: getattr(self, one.name) for one in fields(Weights)})

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder and ask it where each kind lies."""
        super().load(encoder)
        tagger = _tagger(self.captioner_) or Tagger(encoder)
        self.spaces_ = KindSpaces(tagger.bank)
        return self

    def texts(self, modification: str) -> Sequence[str]:
        """Return what is wanted and avoided, as the rules read it, whoever reads it in the end."""
        edit = settled(read_edit(modification))
        if says_nothing(edit):
            return (modification,)
        return [one.text for one in said(edit, self.weights)]

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        understood = [
            replace(one, edit=settled(_pictured(one.edit, each)))
            for one, each in zip(self._understand(compositions), compositions, strict=True)
        ]
        asked = [self._asked(each, one) for each, one in zip(compositions, understood, strict=True)]
        vectors = self._encoded([[wish.text for wish in few] for few in asked])
        return [
            Query((*self._seen(each, one), *_said(few, rows)), "standardised")
            for each, one, few, rows in zip(compositions, understood, asked, vectors, strict=True)
        ]

    def _asked(self, composition: Composition, understood: Understood) -> list[Wish]:
        """Return the texts of a query."""
        sentence = composition.modification.strip()
        if not sentence:
            return []
        if says_nothing(understood.edit):
            return [Wish(sentence, 1.0, f"want: {sentence}")]
        return wishes(understood, self.weights)

    def _seen(self, composition: Composition, understood: Understood) -> list[Term]:
        """Return the image terms of a query."""
        whole, roles = _split(composition.references)
        plain = not roles and says_nothing(understood.edit)
        kinds = changed(understood) | {kind for _, kind in roles if kind is not None}
        weight = 1.0 if plain else image_weight(changed(understood), self.weights)
        terms = []
        if whole and weight != 0.0:
            pooled = _mean([one.vector for one in whole])
            share = image_loss(understood, self.weights)
            kept = self.spaces_.without(pooled, () if plain else kinds, share)
            terms.append(Term(kept, weight, "image", part="like the photo"))
        for one, kind in roles:
            vector = one.vector if kind is None else self.spaces_.only(one.vector, kind)
            terms.append(Term(vector, self.part, "image", part=f"keep: {one.role}"))
        return terms


def _said(asked: Sequence[Wish], rows: Matrix) -> list[Term]:
    return [
        Term(row, wish.weight, "text", wish.hinge, wish.part)
        for wish, row in zip(asked, rows, strict=True)
    ]


def _split(
    references: Sequence[Reference],
) -> tuple[list[Reference], list[tuple[Reference, Kind | None]]]:
    """Return references that are meant as a whole, and those with a role and its kind."""
    whole = [one for one in references if not one.role]
    return whole, [(one, role_kind(one.role)) for one in references if one.role]


def _pictured(edit: Edit, composition: Composition) -> Edit:
    """Leave out of what is wanted in words what a picture stands for: "the sleeves of this one"."""
    _, roles = _split(composition.references)
    kinds = {kind for _, kind in roles if kind is not None}
    return replace(edit, want=tuple(one for one in edit.want if one.kind not in kinds))


def _tagger(captioner: Captioner) -> Tagger | None:
    """Return the tagger inside a captioner, whose prompts are then encoded once only."""
    among = captioner.captioners if isinstance(captioner, Chain) else (captioner,)
    return next((one for one in among if isinstance(one, Tagger)), None)


def _mean(vectors: Sequence[Vector]) -> Vector:
    mean = np.mean(vectors, axis=0)
    unit: Vector = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
    return unit
