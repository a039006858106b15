"""SEARLE-OTI at query time: gradients of exported graphs, conformance, a missing extra."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the train extra")

from fakes import ColourEncoder  # noqa: E402
from pointsay.encoders.gradients import text_in_torch  # noqa: E402
from pointsay.encoders.mini import MiniEncoder  # noqa: E402
from pointsay.errors import MissingExtra, UnsupportedEncoder  # noqa: E402
from pointsay.methods import check_method, make_method  # noqa: E402
from pointsay.methods.inversion.oti import OtiSettings, invert  # noqa: E402
from pointsay.methods.inversion.phrases import TemplatePhrases  # noqa: E402
from pointsay.methods.oti import Oti  # noqa: E402
from pointsay.types import Composition, Reference  # noqa: E402

from ..small import small_tower  # noqa: E402
from .conftest import unit_rows  # noqa: E402

TEXTS = ["a red dress", "the long shirt that is blue and green", "shoe"]


def test_the_graph_computes_what_the_runtime_computes(small: MiniEncoder) -> None:
    batch = small.embed_tokens(TEXTS)
    run = text_in_torch(small)
    got = run(torch.from_numpy(batch.embeddings), torch.from_numpy(batch.mask)).numpy()
    np.testing.assert_allclose(got, small.project_token_embeddings(batch), atol=1e-4)


def test_gradients_are_those_of_the_tower_in_torch(small: MiniEncoder) -> None:
    batch = small.embed_tokens(TEXTS)
    slopes = []
    for run in (text_in_torch(small), small_tower(small).run):
        embeddings = torch.from_numpy(batch.embeddings.copy()).requires_grad_()
        (run(embeddings, torch.from_numpy(batch.mask)) ** 2).sum().backward()
        assert embeddings.grad is not None
        slopes.append(embeddings.grad.numpy())
    np.testing.assert_allclose(*slopes, rtol=1e-3, atol=1e-4)


def method(tmp_path: Path, **arguments: object) -> Oti:
    file = tmp_path / "names.txt"
    file.write_text("dress\nshirt\nshoe\n")
    return Oti(concepts=str(file), steps=3, **arguments)  # type: ignore[arg-type]


def test_it_conforms(small: MiniEncoder, tmp_path: Path) -> None:
    check_method(method(tmp_path), small)


def test_the_word_is_the_one_that_training_finds(small: MiniEncoder, tmp_path: Path) -> None:
    image = unit_rows(1, small.info.dim)
    loaded = method(tmp_path, rate=0.1, seed=4).load(small)
    (query,) = loaded.compose([Composition((Reference(image[0]),), "is red")])
    near = sorted(
        ("dress", "shirt", "shoe"),
        key=lambda one: -float(loaded._vectors[loaded.names_.index(one)] @ image[0]),
    )
    settings = OtiSettings(3, 0.1, seed=4)
    (word,) = invert(small, small_tower(small).run, image, [near], TemplatePhrases(), settings)
    batch = small.embed_tokens(["a photo of $ that is red"], "$")
    assert batch.place[0] is not None
    batch.embeddings[0, slice(*batch.place[0])] = word
    (expected,) = small.encode_token_embeddings(batch)
    np.testing.assert_allclose(query.terms[0].vector, expected, atol=1e-3)


def test_without_torch_the_extra_is_named(
    small: MiniEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "pointsay.encoders.gradients", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match="torch"):
        method(tmp_path).load(small)


def test_an_encoder_without_a_tower_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedEncoder):
        text_in_torch(ColourEncoder())
    with pytest.raises(UnsupportedEncoder):
        method(tmp_path).load(ColourEncoder())


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"ema": 1.0}, {"rate": 0.0}, {"seed": -1}])
def test_arguments_refuse_what_cannot_be(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        make_method("oti", **wrong)
