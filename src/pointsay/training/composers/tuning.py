"""Tuning the towers themselves, so that the plain sum, or a composer on top, is the query."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from pointsay.encoders.preprocess import preprocessing_from_record
from pointsay.media import decode
from pointsay.methods.composers.bge_vl import BgeVl
from pointsay.training.composers.chunks import in_chunks
from pointsay.training.composers.contrast import Batch, Contrast
from pointsay.training.composers.network import Composing, Parameters
from pointsay.training.composers.train import facts_of, told
from pointsay.training.export import export_mini
from pointsay.training.fit import fit
from pointsay.training.passes import Passes
from pointsay.training.reopen import reopen
from pointsay.training.token_tower import shape_of, token_tower
from pointsay.training.towers import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.encoders.mini import MiniEncoder
    from pointsay.training.composers.examples import Examples
    from pointsay.training.composers.recipe import ComposerRecipe
    from pointsay.training.fit import Report
    from pointsay.training.token_tower import TokenTower
    from pointsay.training.towers import DualEncoder
    from pointsay.triplets import Picture, Triplets

Tune = Literal["text", "image", "both"]


class Raw(NamedTuple):
    """A step before it is encoded.

    Attributes:
        pictures: (M, 3, H, W) pixels, or (M, D) vectors where the image tower is frozen.
        ids: (B + 1, T) token ids of the instructions and, last, of the empty text.
        mask: (B + 1, T).
        references: (B,) rows of pictures.
        targets: (B,) likewise.
        negatives: (B, K) likewise.
        known: See `Batch`.
        alike: Likewise.
    """

    pictures: Tensor
    ids: Tensor
    mask: Tensor
    references: Tensor
    targets: Tensor
    negatives: Tensor
    known: Tensor
    alike: Tensor


class Tuning(nn.Module):
    """Towers and, on top of them, a composer with its loss; called with a `Raw` step.

    Args:
        towers: Those that learn are named by ``tune``.
        contrast: The loss; its network is a `Composing`.
        tune: ``text``, ``image`` or ``both``.
        chunk: Pictures or texts that are run at once; see `pointsay.training.composers.chunks`.
    """

    def __init__(self, towers: DualEncoder, contrast: Contrast, tune: Tune, chunk: int) -> None:
        super().__init__()
        self.towers, self.contrast, self.chunk = towers, contrast, chunk
        towers.log_scale.requires_grad_(False)
        towers.image.requires_grad_(tune != "text")
        towers.text.requires_grad_(tune != "image")
        towers.text.words.requires_grad_(False)  # rare words keep their meaning
        self.sees = tune != "text"

    def forward(self, raw: Raw) -> dict[str, Tensor]:
        """Return the loss."""
        pictures = raw.pictures
        if self.sees:
            pictures = in_chunks(self._seen, (raw.pictures,), self.chunk)
        texts = in_chunks(self._said, (raw.ids, raw.mask), self.chunk)
        network = self.contrast.network
        if isinstance(network, Composing):
            network.silence = texts[-1:]
        losses: dict[str, Tensor] = self.contrast(
            Batch(
                pictures[raw.references],
                texts[:-1],
                pictures[raw.targets],
                pictures[raw.negatives],
                raw.known,
                raw.alike,
            )
        )
        return losses

    def _seen(self, pixels: Tensor) -> Tensor:
        return normalize(self.towers.image(pixels).float(), dim=1)

    def _said(self, ids: Tensor, mask: Tensor) -> Tensor:
        return normalize(self.towers.text(self.towers.text.words[ids], mask).float(), dim=1)


class RawSteps:
    """Makes raw batches from the numbers of their triplets.

    Args:
        examples: What is learned from.
        triplets: Where the pictures are read.
        encoder: How pictures are prepared.
        tower: Whose tokenizer reads.
        recipe: How many hard negatives.
        sees: The image tower is tuned and needs pixels.
    """

    def __init__(
        self,
        examples: Examples,
        triplets: Triplets,
        encoder: Encoder,
        tower: TokenTower,
        recipe: ComposerRecipe,
        *,
        sees: bool,
    ) -> None:
        self.examples, self.triplets, self.recipe, self.sees = examples, triplets, recipe, sees
        self.prepare = preprocessing_from_record(encoder.info.preprocessing)
        self.pictures: Sequence[Picture] = triplets.pictures() if sees else ()
        self.read = partial(tower.tokenise, placeholder=None)

    def __call__(self, rows: NDArray[np.int64]) -> Raw:
        """Return the step of these triplets."""
        examples = self.examples
        batch = examples.batch(rows, self.recipe.hard)
        negatives = examples.negatives[rows][:, : self.recipe.hard].clip(0)
        references, targets = examples.references[rows], examples.targets[rows]
        used, places = np.unique(
            np.concatenate([references, targets, negatives.ravel()]), return_inverse=True
        )
        count = len(rows)
        first, second, rest = np.split(places, [count, 2 * count])
        worded = self.read([*(examples.instructions[at] for at in examples.said[rows]), ""])
        return Raw(
            self._pictures(used),
            worded.ids,
            worded.mask,
            torch.from_numpy(first),
            torch.from_numpy(second),
            torch.from_numpy(rest.reshape(negatives.shape)),
            batch.known,
            batch.alike,
        )

    def _pictures(self, used: NDArray[np.int64]) -> Tensor:
        if not self.sees:
            return torch.from_numpy(self.examples.pictures[used])
        opened = [decode(self.triplets.read(self.pictures[at])) for at in used]
        return torch.from_numpy(self.prepare.batch(opened))


def tune_towers(
    encoder: MiniEncoder,
    triplets: Triplets,
    examples: Examples,
    recipe: ComposerRecipe,
    work: Path,
    out: Path,
    *,
    name: str,
    tune: Tune = "text",
    heads: int = Shape.heads,
    report: Report = lambda progress: None,
) -> dict[str, Any]:
    """Tune the towers of ``mini``'s form for the plain sum; write them as an encoder.

    That is how BGE-VL is learned, and the first stage of CLIP4Cir (whose recipe differs).

    Args:
        encoder: That made the examples' vectors; the start.
        triplets: Where pictures are read, when the image tower is tuned.
        examples: What is learned from.
        recipe: How; its ``chunk`` bounds memory.
        work: Folder of the training's state, from which the same call goes on.
        out: Folder of the encoder that is written.
        name: The new encoder's id.
        tune: Which towers.
        heads: Attention heads of the text tower; weights do not tell them.
        report: Called after every step.

    Returns:
        What is to be known of the training.

    Raises:
        UnsupportedEncoder: It is no encoder of this form.
        WeightsCorrupt: The checkpoint in ``work`` is damaged or of another training.
    """
    way = encoder.info.preprocessing
    canvas = way["height"], way["width"]
    towers = reopen(shape_of(encoder.folder, encoder.info.dim, heads), canvas, encoder.folder)
    silence = torch.zeros(1, encoder.info.dim)
    contrast = Contrast(
        Composing(BgeVl(), Parameters({}, {}, recipe.fit.seed), silence),
        recipe.temperature,
        learned=recipe.learned_temperature,
        query_negative=recipe.query_negative,
        alike=recipe.alike,
    )
    module = Tuning(towers, contrast, tune, recipe.chunk)
    tower = token_tower(encoder, heads=heads)
    steps = RawSteps(examples, triplets, encoder, tower, recipe, sees=module.sees)
    passes = Passes(len(examples), recipe.batch, recipe.fit.seed)
    fitted = fit(
        module,
        lambda step: steps(passes.rows(step)),
        recipe.fit,
        work,
        report,
        about=f"towers {tune} {recipe.deciding()} {examples.identity} {encoder.info.weights}",
    )
    export_mini(
        towers,
        canvas,
        encoder.folder / "tokenizer.json",
        out,
        name=name,
        trained_on=told(examples),
    )
    return {**facts_of(examples, recipe, fitted), "tuned": tune}
