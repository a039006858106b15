"""The adapter to open_clip, held against a stand-in: the library itself is not everywhere."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pointsay.encoders import Encoder, TokenSpace, load_encoder
from pointsay.encoders.hub.presets import PRESETS
from pointsay.errors import EncoderOption, MissingExtra, UnsafeWeights, WeightsCorrupt

torch = pytest.importorskip("torch")

MODULE = "pointsay.encoders.hub.open_clip"
CONFIG = {
    "size": (8, 8),
    "mean": (0.5, 0.5, 0.5),
    "std": (0.5, 0.5, 0.5),
    "interpolation": "bicubic",
    "resize_mode": "squash",
}


class Model(torch.nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.visual = torch.nn.Linear(3 * 8 * 8, 6)
        self.visual.preprocess_cfg = CONFIG
        self.words = torch.nn.Embedding(128, 6)
        self.logit_scale = torch.nn.Parameter(torch.tensor(50.0).log())

    def encode_image(self, pixels: Any) -> Any:
        return self.visual(pixels.flatten(1))

    def encode_text(self, tokens: Any) -> Any:
        return self.words(tokens).mean(1)


def tokenize(texts: list[str]) -> Any:
    return torch.tensor([[min(ord(one), 127) for one in text.ljust(16)[:16]] for text in texts])


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    asked: dict[str, Any] = {}

    def create_model(name: str, **options: Any) -> Model:
        asked["name"] = name
        if "broken" in name:
            raise RuntimeError("no config")
        return Model()

    stand_in = types.SimpleNamespace(create_model=create_model, get_tokenizer=lambda _: tokenize)
    monkeypatch.setitem(sys.modules, "open_clip", stand_in)
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    yield asked
    sys.modules.pop(MODULE, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fashion").mkdir()
    (tmp_path / "fashion" / "open_clip_model.safetensors").write_bytes(b"weights")
    return tmp_path / "fashion"


def test_it_is_an_encoder(library: dict[str, Any], folder: Path) -> None:
    from .tiny import pictures

    encoder = load_encoder(f"open_clip:{folder}?device=cpu")
    assert library["name"] == f"local-dir:{folder}"
    assert isinstance(encoder, Encoder)
    assert not isinstance(encoder, TokenSpace)
    assert (encoder.info.name, encoder.info.dim, encoder.info.max_tokens) == ("fashion", 6, 16)
    assert encoder.info.preprocessing["kind"] == "squash"
    for rows, count in (
        (encoder.encode_images(pictures(9)), 9),
        (encoder.encode_texts(["red", "\ud800"] * 20), 40),
        (encoder.encode_images([]), 0),
    ):
        assert rows.shape == (count, 6)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert encoder.info.temperature == pytest.approx(1 / 50)


def test_an_unknown_way_of_resizing_needs_a_choice(
    library: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CONFIG, "resize_mode", "longest")
    with pytest.raises(EncoderOption, match="longest"):
        load_encoder(f"open_clip:{folder}?precision=float32")
    chosen = load_encoder(f"open_clip:{folder}?preprocessing=letterbox")
    assert chosen.info.preprocessing["kind"] == "letterbox"


def test_a_pickle_is_refused(library: dict[str, Any], folder: Path) -> None:
    file = folder / "open_clip_model.safetensors"
    file.rename(folder / "open_clip_pytorch_model.bin")
    with pytest.raises(UnsafeWeights, match=r"open_clip_pytorch_model\.bin"):
        load_encoder(f"open_clip:{folder}")
    assert "name" not in library


def test_what_the_library_raises_is_told_in_our_words(
    library: dict[str, Any], folder: Path
) -> None:
    with pytest.raises(WeightsCorrupt, match="no config"):
        load_encoder(f"open_clip:{folder.rename(folder.parent / 'broken')}")


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "open_clip", None)
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    with pytest.raises(MissingExtra, match="open_clip") as caught:
        load_encoder("marqo-fashionsiglip?device=cpu")
    assert 'pip install "pointsay[open-clip]"' in caught.value.hint


def test_every_preset_says_what_it_is() -> None:
    for name, preset in PRESETS.items():
        scheme, _, where = preset.source.partition(":")
        assert scheme in ("hub", "open_clip"), name
        assert where.count("/") == 1, name
        assert preset.needs == ("hub" if scheme == "hub" else "open-clip")
        assert preset.good_for
        assert preset.licence
        assert preset.dim in (512, 768, 1024, 1280)
        assert preset.size_mb == 4 * preset.parameters_m
