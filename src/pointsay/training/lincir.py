"""LinCIR's training: a pseudo-word learned from sentences alone.

Gu et al., "Language-only Training of Zero-shot Composed Image Retrieval", CVPR 2024, arXiv
2312.01998, section 3.2 (self-masking projection). Of a caption T with text embedding z = E(T), phi
makes a word from z + noise; T', the caption with its keywords replaced by that word, shall be
embedded as T was: the loss is the mean over batch and dimensions of (E(T'; phi(z + noise)) - z)^2.
The noise is what lets phi read pictures later.

With ``space="unit"``, our departure, z and E(T') have length 1 and noise is relative to that: unit
vectors are what a gallery keeps, and the only thing that phi is then given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from pointsay.encoders.base import RawSpace
from pointsay.errors import UnsupportedEncoder
from pointsay.methods.lincir import Lincir
from pointsay.training.corpus_features import features, runs_of
from pointsay.training.fit import fit
from pointsay.training.keywords import Report, mask
from pointsay.training.passes import Passes
from pointsay.training.phi import Phi, drawn_phi
from pointsay.training.serving import served
from pointsay.training.token_tower import TokenTower, Worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.training.fit import Fitted
    from pointsay.training.fit import Report as FitReport
    from pointsay.training.method_recipe import MethodRecipe
    from pointsay.training.texts import Texts

FALL_BACK = "a photo of"  # what becomes of a caption in which no placeholder is left
Group = dict[str, Tensor]


class SelfMasking(nn.Module):
    """The loss of LinCIR; called with the groups of a batch.

    Args:
        phi: Learned.
        tower: Frozen.
        recipe: Noise and space.
    """

    def __init__(self, phi: Phi, tower: TokenTower, recipe: MethodRecipe) -> None:
        super().__init__()
        self.phi, self.tower = phi, tower
        self.noise, self.unit = recipe.noise, recipe.space == "unit"

    def forward(self, groups: Sequence[Group]) -> dict[str, Tensor]:
        """Return the mean square error over all elements of the batch."""
        errors = torch.stack([self._errors(one) for one in groups])
        return {"mse": errors.sum() / sum(one["wanted"].numel() for one in groups)}

    def _errors(self, group: Group) -> Tensor:
        wanted = group["wanted"]
        words = self.phi(wanted + self.noise.draw(wanted))
        embeddings = self.tower.inject(self.tower.embed(group["ids"]), group["spots"], words)
        found = self.tower.run(embeddings, group["mask"]).float()
        if self.unit:
            found = nn.functional.normalize(found, dim=1)
        return (found - wanted).square().sum()


@dataclass(frozen=True)
class MaskedCorpus:
    """Captions with their keywords masked, tokenised once, beside what they shall be embedded as.

    Attributes:
        words: Of all captions.
        wanted: (N, D) text embeddings of the unmasked captions.
        whole: The tower reads texts of full length only; they are not trimmed.
        kept: Share of captions that kept a placeholder; the others became "a photo of [$]".
    """

    words: Worded
    wanted: Tensor
    whole: bool
    kept: float

    def groups(self, rows: NDArray[np.int64], count: int) -> tuple[Group, ...]:
        """Return a batch as ``count`` groups of like length, each trimmed to its longest."""
        lengths = self.words.mask[torch.from_numpy(rows)].sum(1).numpy()
        ordered = rows[np.argsort(lengths, kind="stable")]
        return tuple(self._group(torch.from_numpy(one)) for one in np.array_split(ordered, count))

    def _group(self, rows: Tensor) -> Group:
        mask = self.words.mask[rows]
        length = mask.shape[1] if self.whole else int(mask.sum(1).max())
        return {
            "ids": self.words.ids[rows, :length],
            "mask": mask[:, :length],
            "spots": self.words.spots[rows, :length],
            "wanted": self.wanted[rows],
        }


def masked_corpus(
    captions: Sequence[str],
    masked: Sequence[str],
    wanted: NDArray[np.float32],
    tower: TokenTower,
    sign: str,
) -> MaskedCorpus:
    """Tokenise masked captions.

    Raises:
        UnsupportedEncoder: The tokenizer drops the sign.
    """
    words = tower.tokenise(masked, sign)
    empty = (~words.spots.any(1)).numpy()
    spare = tower.tokenise([f"{FALL_BACK} {sign}"], sign)
    if not spare.spots.any():
        raise UnsupportedEncoder(
            f"the tokenizer of this encoder drops {sign!r}", hint="give another sign in the recipe"
        )
    if empty.any():  # cut away, or an empty caption
        filled = [
            f"{FALL_BACK} {sign}" if gone else text
            for text, gone in zip(masked, empty, strict=True)
        ]
        words = tower.tokenise(filled, sign)
    whole = not {"mask", "end"} & set(tower.reads)
    return MaskedCorpus(words, torch.from_numpy(wanted), whole, 1.0 - float(empty.mean()))


def train_lincir(
    encoder: Encoder,
    tower: TokenTower,
    texts: Texts,
    recipe: MethodRecipe,
    work: Path,
    *,
    kept: Path | None = None,
    report: FitReport = lambda progress: None,
    preparing: Report = lambda done, total: None,
) -> tuple[Lincir, dict[str, Any]]:
    """Train phi and return the method, bound to its encoder, with the facts of its training.

    Args:
        encoder: Whose space is learned.
        tower: Of the same encoder.
        texts: Captions; cleaned here.
        recipe: How.
        work: Folder of the training's state.
        kept: Folder of tagged and embedded texts, which trainings may share; ``work`` by default.
        report: Called after every step.
        preparing: Told how many captions are tagged or embedded, of how many.

    Raises:
        UnsupportedEncoder: The encoder gives no raw vectors and the recipe asks for them, or its
            tokenizer drops the placeholder.
        WeightsCorrupt: The checkpoint in ``work`` belongs to another training.
    """
    if recipe.space == "raw" and not isinstance(encoder, RawSpace):
        raise UnsupportedEncoder(
            f"{encoder.info.name} gives no raw vectors", hint='take a recipe with space = "unit"'
        )
    captions, runs = runs_of(texts, kept or work, preparing)
    masked = [
        mask(caption, found, recipe.sign, seed=recipe.fit.seed, official=recipe.official)
        for caption, found in zip(captions, runs, strict=True)
    ]
    wanted = features(encoder, captions, recipe.space, kept or work, preparing)
    corpus = masked_corpus(captions, masked, wanted, tower, recipe.sign)
    phi = drawn_phi(tower.dim, tower.token_dim, recipe)
    passes = Passes(len(captions), recipe.batch, recipe.fit.seed)
    fitted = fit(
        SelfMasking(phi, tower, recipe),
        lambda step: corpus.groups(passes.rows(step), recipe.groups),
        recipe.fit,
        work,
        report,
        about=f"lincir {recipe.deciding()} {texts.sha256} {encoder.info.weights}",
    )
    length = float(np.linalg.norm(wanted, axis=1).mean())
    # A picture's raw length is unknown here; phi knows vectors as long as texts' are.
    method = Lincir(space="raw", norm=length) if recipe.space == "raw" else Lincir()
    facts = {**facts_of(texts, recipe, fitted), "text_norm": length, "masked_share": corpus.kept}
    return served(method, phi, encoder), facts


def facts_of(texts: Texts, recipe: MethodRecipe, fitted: Fitted) -> dict[str, Any]:
    """Return what is to be known of a training; numbers under the names that records use."""
    return {
        **texts.record(),
        "train_items": len(texts.lines),
        "train_seconds": round(fitted.seconds, 3),
        "steps": fitted.steps,
        "batch": recipe.batch * recipe.fit.devices,
        "loss": fitted.loss,
        "noise_law": recipe.noise.law,
        "noise": recipe.noise.scale,
        "seed": recipe.fit.seed,
        "space": recipe.space,
    }
