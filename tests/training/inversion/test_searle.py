"""SEARLE from image vectors to a method, stopped in every stage."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the train extra")

from pointsay.encoders.mini import MiniEncoder  # noqa: E402
from pointsay.errors import UnknownSource, WeightsCorrupt  # noqa: E402
from pointsay.methods import check_method, load_method, read_method, save_method  # noqa: E402
from pointsay.methods.inversion.oti import OtiSettings  # noqa: E402
from pointsay.methods.inversion.phrases import TemplatePhrases, WrittenPhrases  # noqa: E402
from pointsay.training.fit_settings import FitSettings  # noqa: E402
from pointsay.training.inversion.distil import DistilSettings  # noqa: E402
from pointsay.training.inversion.pictures import Pictures  # noqa: E402
from pointsay.training.inversion.searle import SearleSettings, SearleTraining  # noqa: E402
from pointsay.training.inversion.trained import Report, silent  # noqa: E402

from ..small import small_tower  # noqa: E402
from .conftest import unit_rows  # noqa: E402

CONCEPTS = ("dress", "shirt", "shoe", "shirt that is long")
SETTINGS = SearleSettings(
    OtiSettings(steps=5, concepts=2),
    side_by_side=4,
    distil=DistilSettings(
        FitSettings(steps=6, seed=2, rate=1e-2, checkpoint_every=2), batch=4, concepts=3, hidden=16
    ),
)


def training(
    small: MiniEncoder,
    work: Path,
    *,
    report: Report = silent,
    settings: SearleSettings = SETTINGS,
    seed: int = 0,
) -> SearleTraining:
    pictures = Pictures(unit_rows(10, small.info.dim, seed=seed))
    phrases = TemplatePhrases(count=5)
    tower = small_tower(small)
    return SearleTraining(small, tower, pictures, CONCEPTS, phrases, settings, work, report=report)


@pytest.fixture(scope="module")
def whole(small: MiniEncoder, tmp_path_factory: pytest.TempPathFactory) -> SearleTraining:
    torch.set_num_threads(1)
    return training(small, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("stage", ["concepts", "words", "phi"])
def test_a_stopped_training_goes_on_bit_for_bit(
    small: MiniEncoder, tmp_path: Path, whole: SearleTraining, stage: str
) -> None:
    seen: list[tuple[str, int, int]] = []

    def stop(at: str, done: int, rows: int, losses: Mapping[str, float]) -> None:
        seen.append((at, done, rows))
        if at == stage and done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training(small, tmp_path, report=stop).run()
    assert seen[-1][0] == stage
    method, fitted = training(small, tmp_path).run()
    expected, _ = whole.run()
    assert fitted.steps == 6
    for name, one in expected.tensors.items():
        np.testing.assert_array_equal(method.tensors[name], one)


def test_the_method_is_searle_and_survives_saving(
    tmp_path: Path, small: MiniEncoder, whole: SearleTraining
) -> None:
    method, _ = whole.run()
    save_method(method, tmp_path, facts={"pictures": 10})
    assert load_method(tmp_path, small).name == "searle"
    check_method(read_method(tmp_path), small)


def test_another_training_is_refused(small: MiniEncoder, whole: SearleTraining) -> None:
    whole.run()
    with pytest.raises(WeightsCorrupt):
        training(small, whole.work, seed=1).run()
    other = SearleSettings(OtiSettings(steps=4, concepts=2), 4, SETTINGS.distil)
    with pytest.raises(WeightsCorrupt):
        training(small, whole.work, settings=other).run()


def test_concepts_without_phrases_are_left_out(small: MiniEncoder, tmp_path: Path) -> None:
    pictures, tower = Pictures(unit_rows(4, small.info.dim)), small_tower(small)

    def about(written: dict[str, list[str]]) -> SearleTraining:
        phrases = WrittenPhrases(written)
        return SearleTraining(small, tower, pictures, CONCEPTS, phrases, SETTINGS, tmp_path)

    some = about({"shoe": ["is red"], "Dress": ["is long"], "shirt": [], "hat": ["is blue"]})
    assert some.names == ["dress", "shoe"]
    assert some.nearest.shape == (4, 2)
    assert some.words.shape == (4, small.token_dim)
    with pytest.raises(UnknownSource):
        about({"hat": ["is red"]})
