"""The two trainings of `mapping_composing`, from triplets to a loaded method."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from pointsay.encoders.base import TokenSpace
from pointsay.errors import UnsupportedEncoder
from pointsay.methods.composers.mapping_composing import MappingComposing
from pointsay.methods.inversion.concepts import read_concepts
from pointsay.methods.learned import encoder_widths
from pointsay.methods.phi import phi_layout
from pointsay.training.composers.captions import captions_of
from pointsay.training.composers.contrast import Batch, Contrast
from pointsay.training.composers.examples import seen_pictures
from pointsay.training.composers.mapping import TowerComposing, WordAlignment, bank, sentences
from pointsay.training.composers.network import Parameters
from pointsay.training.composers.train import facts_of
from pointsay.training.corpus_features import features
from pointsay.training.fit import fit
from pointsay.training.passes import Passes
from pointsay.training.serving import served

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.methods.learned import Learned
    from pointsay.training.composers.examples import Examples, Report
    from pointsay.training.composers.recipe import ComposerRecipe
    from pointsay.training.fit import Report as FitReport
    from pointsay.training.token_tower import TokenTower
    from pointsay.triplets import Triplets

    Trained = tuple[MappingComposing, dict[str, Any]]

SEMANTICS = 256  # things that can be said which a picture attends to


def train_mapping(
    encoder: Encoder,
    tower: TokenTower,
    triplets: Triplets,
    recipe: ComposerRecipe,
    work: Path,
    *,
    start: Learned | None = None,
    kept: Path | None = None,
    report: FitReport = lambda progress: None,
    preparing: Report = lambda done, rows: None,
) -> Trained:
    """Train stage 1 on the pictures of triplets, with captions of what is known of them.

    Args:
        encoder: With a token space.
        tower: Its text tower.
        triplets: Their pictures and attributes are read, not their instructions.
        recipe: How.
        work: Folder of the training's state, from which the same call goes on.
        start: A method with phi's weights (`lincir`, `searle`), from which phi starts; drawn at
            random when None.
        kept: Folder of vectors, which trainings may share; ``work`` by default.
        report: Called after every step.
        preparing: Told how many pictures or texts are encoded, of how many.

    Raises:
        BadTriplets: Nothing is known of the pictures.
        UnsupportedEncoder: The encoder takes no token embeddings.
        WeightsCorrupt: The checkpoint in ``work`` is damaged or of another training.
    """
    if not isinstance(encoder, TokenSpace):
        raise UnsupportedEncoder(f"{encoder.info.name} takes no token embeddings", hint="use mini")
    wanted = triplets.pictures()
    vectors = seen_pictures(triplets, wanted, encoder, kept or work, preparing)
    said = captions_of(triplets)
    rows = [at for at, one in enumerate(wanted) if one.sha256 in said and vectors[at].any()]
    lines = [said[wanted[at].sha256] for at in rows]
    images, captions = (
        torch.from_numpy(one)
        for one in (vectors[rows], features(encoder, lines, "unit", kept or work, preparing))
    )
    keys, values = bank(encoder, encoder, read_concepts()[:SEMANTICS])
    starts = {"semantics.keys": keys, "semantics.values": values, **_phi_of(start)}
    method = MappingComposing()
    parameters = _parameters(method, encoder, recipe, starts)
    passes = Passes(len(rows), recipe.batch, recipe.fit.seed)

    def draw(step: int) -> tuple[Tensor, Tensor]:
        chosen = torch.from_numpy(passes.rows(step))
        return images[chosen], captions[chosen]

    origin = start.fingerprint(encoder) if start else ""
    fitted = fit(
        WordAlignment(parameters, tower, recipe.temperature, recipe.soft),
        draw,
        recipe.fit,
        work,
        report,
        about=f"mapping {recipe.deciding()} {triplets.card.identity} {encoder.info.weights} "
        f"{origin}",
    )
    facts = {
        "stage": 1,
        "triplets": triplets.card.identity,
        "train_items": len(rows),
        "train_seconds": round(fitted.seconds, 3),
        "steps": fitted.steps,
        "loss": fitted.loss,
        "seed": recipe.fit.seed,
    }
    return served(method, parameters, encoder), facts


def train_composing(
    encoder: Encoder,
    tower: TokenTower,
    examples: Examples,
    stage1: MappingComposing,
    recipe: ComposerRecipe,
    work: Path,
    report: FitReport = lambda progress: None,
) -> Trained:
    """Train stage 2: adapters in the text tower; the word stays as stage 1 left it.

    Args:
        encoder: One that runs on ONNX.
        tower: Its text tower; the adapters are put into it.
        examples: What is learned from.
        stage1: Loaded.
        recipe: How; its arguments say how many blocks get adapters, its widths their rank.
        work: Folder of the training's state, from which the same call goes on.
        report: Called after every step.

    Raises:
        UnsupportedEncoder: The tower has not so many blocks of a known form.
        WeightsCorrupt: The checkpoint in ``work`` is damaged or of another training.
    """
    method = MappingComposing(**{**stage1.arguments(), **recipe.arguments})
    parameters = _parameters(method, encoder, recipe, stage1.tensors)
    network = TowerComposing(
        parameters, tower, sentences(tower, examples.instructions), method.adapters
    )
    passes = Passes(len(examples), recipe.batch, recipe.fit.seed)

    def draw(step: int) -> Batch:
        rows = passes.rows(step)
        said = torch.from_numpy(examples.said[rows])
        return examples.batch(rows, recipe.hard)._replace(texts=said)

    fitted = fit(
        Contrast(
            network,
            recipe.temperature,
            learned=recipe.learned_temperature,
            query_negative=recipe.query_negative,
            alike=recipe.alike,
        ),
        draw,
        recipe.fit,
        work,
        report,
        about=f"composing {recipe.deciding()} {examples.identity} {encoder.info.weights} "
        f"{stage1.fingerprint(encoder)}",
    )
    facts = {**facts_of(examples, recipe, fitted), "stage": 2}
    return served(method, parameters, encoder), facts


def _parameters(
    method: MappingComposing,
    encoder: Encoder,
    recipe: ComposerRecipe,
    starts: Mapping[str, NDArray[np.float32]],
) -> Parameters:
    known = {"semantics": SEMANTICS, "hidden": 4 * encoder.info.dim, **recipe.widths}
    if "layers.0.weight" in starts:
        known["hidden"] = len(starts["layers.0.weight"])
    widths = {**known, **encoder_widths(encoder)}
    tensors = {name: torch.from_numpy(np.array(one)) for name, one in starts.items()}
    return Parameters(method.layout, widths, recipe.fit.seed, tensors)


def _phi_of(start: Learned | None) -> Mapping[str, NDArray[np.float32]]:
    if start is None:
        return {}
    return {name: start.tensors[name] for name in phi_layout()}
