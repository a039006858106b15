from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pointsay.encoders.mini import MiniEncoder
from pointsay.errors import WeightsCorrupt
from pointsay.training.export import export_mini
from pointsay.training.generality import tokenise
from pointsay.training.reopen import reopen
from pointsay.training.towers import DualEncoder, Shape

from .conftest import TINY, corpus, trained, word_tokenizer

CANVAS = (48, 36)
TWO = replace(TINY, layers=2)
FOLDED = replace(TWO, norms=False)
TEXTS = ["a red dress", "something in blue", "green", "one"]
Exports = dict[bool, Path]


@pytest.fixture(scope="module")
def original() -> DualEncoder:
    return trained(TWO, CANVAS)


@pytest.fixture(scope="module")
def exports(original: DualEncoder, tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """Folders of the same towers, by whether their weights are stored small."""
    root = tmp_path_factory.mktemp("exports")
    word_tokenizer().save(str(root / "tokenizer.json"))
    for small in (False, True):
        export_mini(
            original, CANVAS, root / "tokenizer.json", root / str(small), name="tiny", small=small
        )
    return {small: root / str(small) for small in (False, True)}


def _vectors(model: DualEncoder, canvas: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    pictures = torch.from_numpy(corpus(canvas).pixels[:4]).permute(0, 3, 1, 2).float()
    tokenizer = word_tokenizer()
    tokenizer.enable_padding()
    with torch.no_grad():
        image, text = model.eval()((pictures - 127.0) / 128.0, *tokenise(TEXTS, tokenizer))
    return image.numpy(), text.numpy()


@pytest.mark.parametrize("canvas", [CANVAS, (32, 24), (65, 49)])
def test_a_reopened_export_gives_the_vectors_of_the_original(
    canvas: tuple[int, int], original: DualEncoder, exports: Exports
) -> None:
    again = reopen(FOLDED, canvas, exports[False])
    assert not any(isinstance(one, torch.nn.BatchNorm2d) for one in again.modules())
    for found, expected in zip(
        _vectors(again, canvas), _vectors(original.on_canvas(canvas), canvas), strict=True
    ):
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_rounded_weights_come_back_as_they_are_run(exports: Exports) -> None:
    again = reopen(FOLDED, CANVAS, exports[True])
    encoder = MiniEncoder(exports[True])
    pictures = [Image.fromarray(pixels) for pixels in corpus(CANVAS).pixels[:4]]
    image, text = _vectors(again, CANVAS)
    np.testing.assert_allclose(encoder.encode_images(pictures), image, atol=1e-4)
    np.testing.assert_allclose(encoder.encode_texts(TEXTS), text, atol=1e-4)


def test_reopening_and_exporting_again_changes_nothing(exports: Exports, tmp_path: Path) -> None:
    again = reopen(FOLDED, CANVAS, exports[True])
    export_mini(again, CANVAS, exports[True] / "tokenizer.json", tmp_path / "new", name="tiny")
    old, new = MiniEncoder(exports[True]), MiniEncoder(tmp_path / "new")
    pictures = [Image.fromarray(pixels) for pixels in corpus(CANVAS).pixels[:4]]
    np.testing.assert_allclose(old.encode_images(pictures), new.encode_images(pictures), atol=1e-5)
    np.testing.assert_allclose(old.encode_texts(TEXTS), new.encode_texts(TEXTS), atol=1e-5)


def test_the_packaged_encoder_can_be_trained_on() -> None:
    encoder = MiniEncoder()
    preprocessing = encoder.info.preprocessing
    canvas = (preprocessing["height"], preprocessing["width"])
    again = reopen(Shape(norms=False), canvas, encoder.folder).eval()
    noise = np.random.default_rng(0).integers(0, 256, (2, *canvas, 3), dtype=np.uint8)
    texts = ["a red dress", "as a jacket, in dark green, please"]
    batch = encoder.embed_tokens(texts)
    with torch.no_grad():
        pixels = (torch.from_numpy(noise).permute(0, 3, 1, 2).float() - 127.0) / 128.0
        image = again.embed_images(pixels).numpy()
        text = again.embed_texts(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask)).numpy()
    found = encoder.encode_images([Image.fromarray(pixels) for pixels in noise])
    np.testing.assert_allclose(found, image, atol=1e-4)
    # Served texts are multiplied in digits: fourteen bits of every activation.
    assert (encoder.encode_texts(texts) * text).sum(axis=1).min() > 0.99999


@pytest.mark.parametrize(
    "shape",
    [
        TWO,  # with norms
        replace(FOLDED, dim=9),
        replace(FOLDED, width=32),
        replace(FOLDED, layers=1),
        replace(FOLDED, layers=3),
        replace(FOLDED, vocabulary=5),
        replace(FOLDED, backbone="efficientnet-lite1"),
    ],
    ids=lambda shape: f"{shape.backbone} {shape.layers} layers {shape.norms}",
)
def test_another_architecture_is_refused(shape: Shape, exports: Exports) -> None:
    with pytest.raises(WeightsCorrupt, match="not an export of this architecture") as caught:
        reopen(shape, CANVAS, exports[False])
    assert "pointsay train mini" in caught.value.hint


def test_towers_with_layers_left_over_are_another_architecture(tmp_path: Path) -> None:
    # As wide as its space: the first of two blocks would fit where the head belongs.
    square = replace(TWO, dim=TWO.width)
    word_tokenizer().save(str(tmp_path / "tokenizer.json"))
    export_mini(
        trained(square, CANVAS), CANVAS, tmp_path / "tokenizer.json", tmp_path / "two", name="tiny"
    )
    with pytest.raises(WeightsCorrupt, match="left over"):
        reopen(replace(square, layers=1, norms=False), CANVAS, tmp_path / "two")


@pytest.mark.parametrize("name", ["image.onnx", "text.onnx", "tokens.safetensors", "mini.json"])
def test_a_damaged_or_missing_file_is_refused(name: str, exports: Exports, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(exports[True], tmp_path / "copy"))
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(WeightsCorrupt) as caught:
        reopen(FOLDED, CANVAS, folder)
    assert caught.value.hint
    (folder / name).unlink()
    with pytest.raises(WeightsCorrupt):
        reopen(FOLDED, CANVAS, folder)
