"""Both stages of mapping_composing, on a tower of two small blocks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from pointsay.encoders.mini import MiniEncoder
from pointsay.errors import UnsupportedEncoder
from pointsay.methods import check_method, read_method, save_method
from pointsay.methods.composers.adapters import adapter_layout, places_in
from pointsay.methods.composers.mapping_composing import MappingComposing
from pointsay.methods.layout import count_parameters
from pointsay.training.composers.captions import captions_of
from pointsay.training.composers.examples import Examples, read_examples
from pointsay.training.composers.mapping import TowerComposing, sentences
from pointsay.training.composers.mapping_stages import train_composing, train_mapping
from pointsay.training.composers.network import Parameters
from pointsay.training.composers.recipe import ComposerRecipe
from pointsay.training.fit_settings import FitSettings, Progress
from pointsay.training.serving import served
from pointsay.triplets import Triplets, open_triplets
from pointsay.types import Composition, Reference
from training.small import small_tower

FIT = FitSettings(steps=6, rate=3e-3, checkpoint_every=2, seed=3)
MAP = ComposerRecipe(FIT, batch=6, temperature=0.1, widths={"hidden": 12})
COMPOSE = ComposerRecipe(FIT, batch=6, hard=1, arguments={"adapters": 2}, widths={"rank": 3})


@pytest.fixture(scope="module")
def triplets(folder: Path) -> Triplets:
    return open_triplets(folder)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def seen(triplets: Triplets, small: MiniEncoder, kept: Path) -> Examples:
    return read_examples(triplets, small, kept)


@pytest.fixture(scope="module")
def stage1(
    triplets: Triplets, small: MiniEncoder, kept: Path, tmp_path_factory: pytest.TempPathFactory
) -> MappingComposing:
    work = tmp_path_factory.mktemp("one")
    method, facts = train_mapping(small, small_tower(small), triplets, MAP, work, kept=kept)
    assert (facts["stage"], facts["train_items"]) == (1, 12)
    return method


def asked(seen: Examples) -> list[Composition]:
    return [
        Composition((Reference(seen.pictures[at]),), said)
        for at, said in enumerate(("in red", "", "a long dress with sleeves"))
    ]


def vectors(method: MappingComposing, questions: list[Composition]) -> np.ndarray:
    return np.stack([one.terms[0].vector for one in method.compose(questions)])


def test_stage_2_starts_where_stage_1_stood(
    stage1: MappingComposing, seen: Examples, small: MiniEncoder
) -> None:
    fresh = MappingComposing(adapters=2)
    shapes = {"rank": 3, "hidden": 12, "semantics": 256, "dim": 8, "token": 32}
    starts = {name: torch.from_numpy(one) for name, one in stage1.tensors.items()}
    served(fresh, Parameters(fresh.layout, shapes, 5, starts), small)
    np.testing.assert_array_equal(vectors(stage1, asked(seen)), vectors(fresh, asked(seen)))
    noise = np.random.default_rng(1)
    loud = {
        name: noise.normal(size=one.shape) if ".up." in name else one
        for name, one in fresh.tensors.items()
    }
    other = MappingComposing(adapters=2).adopt(loud).load(small)
    assert np.abs(vectors(stage1, asked(seen)) - vectors(other, asked(seen))).max() > 1e-2


def test_stage_1_starts_at_plain_phi(small: MiniEncoder) -> None:
    method = MappingComposing()
    shapes = {"hidden": 12, "semantics": 256, "dim": 8, "token": 32}
    parameters = Parameters(method.layout, shapes, 5)
    assert not parameters.state_dict()["semantics.gate"].any()


def test_only_adapters_learn_and_what_is_served_is_what_was_trained(
    stage1: MappingComposing, seen: Examples, small: MiniEncoder, tmp_path: Path
) -> None:
    tower = small_tower(small)
    method, facts = train_composing(small, tower, seen, stage1, COMPOSE, tmp_path / "work")
    assert facts["stage"] == 2
    for name, value in stage1.tensors.items():
        np.testing.assert_array_equal(method.tensors[name], value)
    changed = [name for name in adapter_layout(2) if method.tensors[name].any()]
    assert any(name.endswith("up.weight") for name in changed)
    save_method(method, tmp_path / "saved", facts=facts)
    check_method(read_method(tmp_path / "saved"), small)

    again = small_tower(small)
    shapes = {"rank": 3, "hidden": 12, "semantics": 256, "dim": 8, "token": 32}
    tensors = {name: torch.from_numpy(np.array(one)) for name, one in method.tensors.items()}
    parameters = Parameters(method.layout, shapes, 0, tensors)
    said = ["in red", "a long dress with sleeves"]
    network = TowerComposing(parameters, again, sentences(again, said), 2).eval()
    images = torch.from_numpy(seen.pictures[:2].copy())
    with torch.no_grad():
        expected = network.queries(images, torch.arange(2)).numpy()
    questions = [
        Composition((Reference(vector),), text)
        for vector, text in zip(seen.pictures[:2], said, strict=True)
    ]
    np.testing.assert_allclose(vectors(method, questions), expected, atol=1e-3)


def test_both_stages_go_on_bit_for_bit(
    triplets: Triplets,
    stage1: MappingComposing,
    seen: Examples,
    small: MiniEncoder,
    kept: Path,
    tmp_path: Path,
) -> None:
    def stop(progress: Progress) -> None:
        if progress.step == 3:
            raise KeyboardInterrupt

    def first(report: object = None) -> MappingComposing:
        told = {"report": report} if report else {}
        tower = small_tower(small)
        return train_mapping(small, tower, triplets, MAP, tmp_path / "1", kept=kept, **told)[0]  # type: ignore[arg-type]

    def second(work: Path, report: object = None) -> MappingComposing:
        told = {"report": report} if report else {}
        tower = small_tower(small)
        return train_composing(small, tower, seen, stage1, COMPOSE, work, **told)[0]  # type: ignore[arg-type]

    with pytest.raises(KeyboardInterrupt):
        first(stop)
    for name, value in first().tensors.items():
        np.testing.assert_array_equal(value, stage1.tensors[name])
    whole = second(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        second(tmp_path / "2", stop)
    for name, value in second(tmp_path / "2").tensors.items():
        np.testing.assert_array_equal(value, whole.tensors[name])


def test_adapters_are_small_and_lie_where_they_fit() -> None:
    widths = {"rank": 64, "token": 384}
    per_place = 2 * 64 * 384 + 64 + 384
    assert count_parameters(adapter_layout(3), widths) == 6 * per_place
    bert = [f"bert.encoder.layer.{at}.{part}" for at in range(3) for part in
            ("attention.output.dense", "output.dense", "intermediate.dense")]  # fmt: skip
    clip = [f"text.encoder.layers.{at}.{part}" for at in range(3) for part in
            ("self_attn.out_proj", "mlp.fc2", "mlp.fc1")]  # fmt: skip
    for modules, last in ((bert, "attention.output.dense"), (clip, "self_attn.out_proj")):
        found = places_in(modules, 2)
        assert sorted(found.values()) == [
            *("adapters.0.attention", "adapters.0.feed_forward"),
            *("adapters.1.attention", "adapters.1.feed_forward"),
        ]
        assert any(one.endswith(f".2.{last}") for one, name in found.items() if ".0." in name)
    with pytest.raises(UnsupportedEncoder, match="3 blocks"):
        places_in(bert, 4)


def test_captions_say_what_is_known(triplets: Triplets) -> None:
    said = captions_of(triplets)
    assert len(said) == 12
    assert "a red dress for women" in said.values()
    with pytest.raises(ValueError, match="soft"):
        replace(MAP, soft=2.0)
