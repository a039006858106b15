from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from pointsay.encoders.mini import MiniEncoder
from pointsay.media import decode
from pointsay.methods.composers.bge_vl import BgeVl
from pointsay.training.composers.chunks import in_chunks
from pointsay.training.composers.contrast import Contrast
from pointsay.training.composers.examples import read_examples
from pointsay.training.composers.network import Composing, Parameters
from pointsay.training.composers.recipe import ComposerRecipe
from pointsay.training.composers.tuning import RawSteps, Tuning, tune_towers
from pointsay.training.fit import Report
from pointsay.training.fit_settings import FitSettings, Progress
from pointsay.training.reopen import reopen
from pointsay.training.token_tower import shape_of
from pointsay.triplets import open_triplets
from training.small import SHAPE, small_tower

RECIPE = ComposerRecipe(
    FitSettings(steps=4, rate=1e-3, checkpoint_every=1, seed=3),
    batch=6,
    hard=1,
    chunk=4,
    temperature=0.1,
)


def test_a_batch_in_chunks_has_the_gradient_of_the_whole() -> None:
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.Tanh(), torch.nn.Linear(7, 3))
    rows = torch.randn(10, 5)
    seen: list[int] = []

    def encode(some: torch.Tensor) -> torch.Tensor:
        seen.append(len(some))
        encoded: torch.Tensor = network(some)
        return encoded

    def gradients(size: int) -> list[torch.Tensor]:
        network.zero_grad()
        vectors = in_chunks(encode, (rows,), size)
        (vectors @ vectors.T).softmax(1).diagonal().log().sum().backward()
        return [one.grad.clone() for one in network.parameters() if one.grad is not None]

    whole = gradients(10)
    seen.clear()
    for one, other in zip(gradients(4), whole, strict=True):
        torch.testing.assert_close(one, other)
    assert sorted(seen) == [2, 2, 4, 4, 4, 4]  # each piece once for its vectors, once for gradients
    with torch.no_grad():
        torch.testing.assert_close(in_chunks(encode, (rows,), 4), network(rows))


def test_a_raw_step_names_every_picture_once(
    folder: Path, small: MiniEncoder, tmp_path: Path
) -> None:
    triplets = open_triplets(folder)
    examples = read_examples(triplets, small, tmp_path)
    tower = small_tower(small)
    rows = np.arange(6)
    raw = RawSteps(examples, triplets, small, tower, RECIPE, sees=True)(rows)
    frozen = RawSteps(examples, triplets, small, tower, RECIPE, sees=False)(rows)
    assert raw.pictures.shape[1:] == (3, 32, 24)
    assert len(raw.pictures) == len(frozen.pictures) == len(torch.unique(raw.references.new_tensor(
        [*examples.references[rows], *examples.targets[rows], *examples.negatives[rows][:, 0]]
    )))  # fmt: skip
    (expected,) = small.encode_images([decode(triplets.read(triplets[2].target))])
    np.testing.assert_allclose(frozen.pictures[frozen.targets[2]].numpy(), expected, atol=1e-5)
    assert len(raw.ids) == len(rows) + 1


def test_a_tuned_text_tower_is_resumed_bit_for_bit_and_written_as_an_encoder(
    folder: Path, small: MiniEncoder, tmp_path: Path
) -> None:
    triplets = open_triplets(folder)
    examples = read_examples(triplets, small, tmp_path / "kept")

    def stop(progress: Progress) -> None:
        if progress.step == 2:
            raise KeyboardInterrupt

    def run(name: str, report: Report = lambda progress: None) -> MiniEncoder:
        work, out = tmp_path / name, tmp_path / name / "encoder"
        facts = tune_towers(
            *(small, triplets, examples, RECIPE, work, out),
            name="tiny-text",
            heads=SHAPE.heads,
            report=report,
        )
        assert facts["tuned"] == "text"
        tuned = MiniEncoder(out)
        assert facts["trained_on"] == tuned.info.trained_on == f"triplets of {examples.origin}"
        return tuned

    whole = run("whole")
    with pytest.raises(KeyboardInterrupt):
        run("stopped", stop)
    assert run("stopped").info.weights == whole.info.weights
    images = [decode(triplets.read(triplets[0].target))]
    kept = whole.encode_images(images) @ small.encode_images(images).T
    said = whole.encode_texts(["in red"]) @ small.encode_texts(["in red"]).T
    assert kept > 0.99  # but for int8 weights
    assert said < 0.99


def test_both_towers_learn_from_pixels(folder: Path, small: MiniEncoder, tmp_path: Path) -> None:
    triplets = open_triplets(folder)
    examples = read_examples(triplets, small, tmp_path)
    towers = reopen(shape_of(small.folder, 8, SHAPE.heads), (32, 24), small.folder)
    network = Composing(BgeVl(), Parameters({}, {}, 0), torch.zeros(1, 8))
    module = Tuning(towers, Contrast(network, 0.1, learned=False), "both", chunk=4)
    tower = small_tower(small)
    raw = RawSteps(examples, triplets, small, tower, RECIPE, sees=True)(np.arange(4))
    module(raw)["contrast"].backward()
    for one in (towers.image.head.weight, towers.text.head.weight):
        assert one.grad is not None
        assert one.grad.any()
    assert towers.text.words.grad is None
    with pytest.raises(ValueError, match="chunk"):
        replace(RECIPE, chunk=0)
