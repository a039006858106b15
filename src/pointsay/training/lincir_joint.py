"""The training of LinCIR's joint-space form.

Xie, Luo, Yao, E-Commerce Letters 14(12), 2025, equations (1) to (3): of a caption T, a keyword k is
taken out and leaves T_k; v = N(phi(E(k)) + eta) stands for the picture, e = N(v + lambda E(T_k))
for the composed query, and the loss is the mean square of e - E(T). Everything is vectors of unit
length: no tower is run, and a training takes seconds.

As printed, eta has deviation sigma in each of D dimensions, which is sigma sqrt(D) long and drowns
a unit vector; and phi's output may grow without bound to drown the noise in turn. Repaired, eta is
relative (`gaussian_d`) and phi's output has unit length when it is added. ``place="before"`` adds
it to what phi reads, as LinCIR itself does: only there does it teach phi to read anything but
texts. With ``keywords="all"`` k is every keyword of the caption.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from pointsay.errors import UnreadableFeed
from pointsay.methods.lincir_joint import LincirJoint
from pointsay.training.corpus_features import features, runs_of
from pointsay.training.fit import fit
from pointsay.training.lincir import facts_of
from pointsay.training.passes import Passes
from pointsay.training.phi import Phi, drawn_phi
from pointsay.training.serving import served

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.training.fit import Report as FitReport
    from pointsay.training.keywords import Report, Run
    from pointsay.training.method_recipe import MethodRecipe
    from pointsay.training.texts import Texts

Batch = tuple[Tensor, Tensor, Tensor]


class JointMasking(nn.Module):
    """The loss of equations (1) to (3); called with (keywords, rests, captions), (B, D) each."""

    def __init__(self, phi: Phi, recipe: MethodRecipe) -> None:
        super().__init__()
        self.phi, self.recipe = phi, recipe

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Return the mean square error over batch and dimensions."""
        keywords, rests, captions = batch
        composed = self._standing_in(keywords) + self.recipe.strength * rests
        return {"mse": (_unit(composed) - captions).square().mean()}

    def _standing_in(self, keywords: Tensor) -> Tensor:
        recipe = self.recipe
        if recipe.place == "before":
            return _unit(self.phi(keywords + recipe.noise.draw(keywords)))
        mapped = self.phi(keywords)
        if recipe.normalise:
            mapped = _unit(mapped)
        return _unit(mapped + recipe.noise.draw(mapped))


def split_caption(caption: str, runs: Sequence[Run]) -> tuple[str, str]:
    """Return keywords and what is left of a caption without them.

    Example:
        >>> from pointsay.training.keywords import Run
        >>> split_caption("a dress that is long", [Run(0, 7, "a dress")])
        ('a dress', 'that is long')
    """
    left, at = [], 0
    for run in runs:
        left.append(caption[at : run.start])
        at = run.end
    rest = re.sub(r"\s+", " ", " ".join([*left, caption[at:]])).strip()
    return " ".join(caption[run.start : run.end] for run in runs), rest


def train_lincir_joint(
    encoder: Encoder,
    texts: Texts,
    recipe: MethodRecipe,
    work: Path,
    *,
    kept: Path | None = None,
    report: FitReport = lambda progress: None,
    preparing: Report = lambda done, total: None,
) -> tuple[LincirJoint, dict[str, Any]]:
    """Train phi and return the method in its repaired form, with the facts of its training.

    Captions without a keyword, or with nothing beside it, are left out. A random keyword is drawn
    once for each caption, so that embeddings can be kept.

    Args:
        encoder: Whose space is learned; any will do.
        texts: Captions; cleaned here.
        recipe: How.
        work: Folder of the training's state.
        kept: Folder of tagged and embedded texts, which trainings may share; ``work`` by default.
        report: Called after every step.
        preparing: Told how many captions are tagged or embedded, of how many.

    Raises:
        UnreadableFeed: No caption of the corpus can be split.
        WeightsCorrupt: The checkpoint in ``work`` belongs to another training.
    """
    captions, runs = runs_of(texts, kept or work, preparing)
    rng = np.random.default_rng(recipe.fit.seed)
    parts: list[tuple[str, str, str]] = []
    for caption, found in zip(captions, runs, strict=True):
        chosen = found
        if found and recipe.keywords == "random":
            chosen = [found[int(rng.integers(len(found)))]]
        keyword, rest = split_caption(caption, chosen)
        if keyword and rest:
            parts.append((keyword, rest, caption))
    if not parts:
        raise UnreadableFeed(
            "no text of the corpus has keywords and something beside them",
            hint="give captions that are sentences",
        )
    rows = [
        torch.from_numpy(
            features(encoder, [one[at] for one in parts], "unit", kept or work, preparing)
        )
        for at in range(3)
    ]
    dim = encoder.info.dim
    phi = drawn_phi(dim, dim, recipe)
    passes = Passes(len(parts), recipe.batch, recipe.fit.seed)

    def draw(step: int) -> tuple[Tensor, ...]:
        chosen = torch.from_numpy(passes.rows(step))
        return tuple(one[chosen] for one in rows)

    fitted = fit(
        JointMasking(phi, recipe),
        draw,
        recipe.fit,
        work,
        report,
        about=f"lincir_joint {recipe.deciding()} {texts.sha256} {encoder.info.weights}",
    )
    method = LincirJoint(strength=recipe.strength, form="repaired", depth=recipe.depth)
    facts = {**facts_of(texts, recipe, fitted), "place": recipe.place, "split": len(parts)}
    return served(method, phi, encoder), facts


def _unit(rows: Tensor) -> Tensor:
    return nn.functional.normalize(rows, dim=1)
