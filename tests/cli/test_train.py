"""``pointsay train``."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import zipfile
from dataclasses import fields
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cli.conftest import Run
from pointsay.encoders import Encoder, load_encoder

pytest.importorskip("torch", reason="training needs the train extra")
pytest.importorskip("efficientnet_lite_pytorch", reason="training needs the train extra")

from pointsay.encoders.mini import MiniEncoder
from pointsay.training import generality, recipe, towers
from pointsay.training.export import export_mini
from pointsay.training.recipe import LESSONS, Stage
from pointsay.training.towers import Shape
from training.conftest import TINY, random_start, trained, word_tokenizer

COLOURS = {"Red": (200, 20, 20), "Green": (20, 160, 30), "Blue": (20, 30, 200)}
ONLY = Stage("only", ("photos_hi", "phone"), (32, 24), epochs=0.5, batch=4, lessons=LESSONS)
NEVER = Stage("never", ("none",), (1, 1), epochs=1)


def _jpeg(colour: tuple[int, int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of twelve photos and ten phone photos, in the form of the shared folder."""
    folder = tmp_path_factory.mktemp("data")
    rows = [
        {
            "product_id": str(at),
            "title": f"a {colour} dress",
            "gender": "Women",
            "article_type": "Dresses" if at % 2 else "Shirts",
            "base_colour": colour,
            "split": "train",
            "image_set": "hi",
            "colour_check": "ok",
            "family": f"model {at // 3}",
        }
        for at, colour in enumerate(list(COLOURS) * 4)
    ]
    with (folder / "products.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with zipfile.ZipFile(folder / "images_hi_train.zip", "w") as archive:
        for row in rows:
            archive.writestr(f"{row['product_id']}.jpg", _jpeg(COLOURS[row["base_colour"]]))
    with (folder / "images.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [("image", "label", "kids"), *((f"p{at}", "Dress", "False") for at in range(10))]
        )
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        for at in range(10):
            archive.writestr(f"p{at}.jpg", _jpeg((90, 90, 90)))
    return folder


@pytest.fixture
def arguments(data: Path, tmp_path: Path) -> list[object]:
    return [
        *("--photos", data, "--phone-photos", data),
        *("--work", tmp_path / "work", "--out", tmp_path / "out"),
    ]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of tiny towers; tests only read it."""
    folder = tmp_path_factory.mktemp("start")
    word_tokenizer().save(str(folder / "tokenizer.json"))
    model = trained(TINY, ONLY.canvas)
    export_mini(model, ONLY.canvas, folder / "tokenizer.json", folder / "v0", name="tiny-v0")
    return folder / "v0"


@pytest.fixture
def small(export: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the command train towers of a few kilobytes; returns the export to start from."""
    sizes = {one.name: getattr(TINY, one.name) for one in fields(TINY) if one.name != "norms"}
    monkeypatch.setattr(towers, "Shape", partial(Shape, **sizes))
    monkeypatch.setattr(towers, "tokenizer_file", lambda: export.parent / "tokenizer.json")
    monkeypatch.setattr(generality, "load_text_start", random_start)
    monkeypatch.setattr(recipe, "STAGES", {"only": ONLY, "never": NEVER})
    return export


def test_it_goes_on_from_an_export_and_writes_an_encoder(
    pointsay: Run, arguments: list[object], small: Path, tmp_path: Path
) -> None:
    sentences = tmp_path / "sentences.txt"
    sentences.write_text("a red dress\n\none\nsomething in blue\n", encoding="utf-8")
    chosen = ("--start", small, "--stages", "only", "--sentences", sentences)
    more = ("--canvas", 64, 48, "--name", "tiny-v1")
    done = pointsay("train", "mini", *arguments, *chosen, *more)
    assert done.ok() == ""
    assert "reading photos_hi, phone at 32 x 24" in done.err
    last = [line for line in done.err.splitlines() if line.startswith("only")][-1]
    for name in ("contrast", "kinship", "naming", "likeness"):
        assert name in last
    encoder = load_encoder(f"onnx:{tmp_path / 'out'}")
    assert isinstance(encoder, Encoder)
    assert encoder.info.name == "tiny-v1"
    preprocessing = encoder.info.preprocessing
    assert (preprocessing["height"], preprocessing["width"]) == (64, 48)
    assert encoder.info.weights != MiniEncoder(small).info.weights
    # The same command again has nothing left to do but the export.
    again = pointsay("train", "mini", *arguments, *chosen, *more)
    assert "reading" not in again.err
    assert again.ok() == ""


def test_an_unknown_stage_is_refused_before_anything_is_read(
    pointsay: Run, arguments: list[object]
) -> None:
    result = pointsay("train", "mini", *arguments, "--stages", "kin,finer")
    result.misused("--stages", "'finer'", "wide, sharp, kin, fine")


@pytest.mark.parametrize("name", ["image.onnx", "text.onnx", "tokens.safetensors", "mini.json"])
def test_a_damaged_start_is_refused(
    name: str, pointsay: Run, arguments: list[object], small: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(small, tmp_path / "copy"))
    (copy / name).write_bytes((copy / name).read_bytes()[:100])
    result = pointsay("train", "mini", *arguments, "--start", copy, "--stages", "only")
    result.refused("copy", "export")
    assert not (tmp_path / "out").exists()


def test_a_start_of_another_size_is_refused(
    pointsay: Run, arguments: list[object], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(towers, "Shape", Shape)
    result = pointsay("train", "mini", *arguments, "--start", small, "--stages", "only")
    result.refused("not an export of this architecture", "pointsay train mini")


def test_a_folder_without_an_encoder_is_refused(
    pointsay: Run, arguments: list[object], data: Path
) -> None:
    result = pointsay("train", "mini", *arguments, "--start", data, "--stages", "kin")
    result.refused("mini.json")


def test_another_recipe_does_not_go_on_from_a_checkpoint(
    pointsay: Run, arguments: list[object], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = ("--start", small, "--stages", "only")
    pointsay("train", "mini", *arguments, *chosen).ok()
    other = Stage("only", ONLY.corpora, ONLY.canvas, epochs=3, batch=4)
    monkeypatch.setattr(recipe, "STAGES", {"only": other})
    pointsay("train", "mini", *arguments, *chosen).refused("another recipe", "--work")


def test_exports_are_averaged_into_an_encoder(pointsay: Run, small: Path, tmp_path: Path) -> None:
    chosen = ("--name", "tiny-mean", "--canvas", 64, 48, "--out", tmp_path / "mean")
    pointsay("train", "average", small, small, "--shares", "0.6,0.4", *chosen).ok()
    mean, alone = MiniEncoder(tmp_path / "mean"), MiniEncoder(small)
    assert mean.info.name == "tiny-mean"
    np.testing.assert_allclose(
        mean.encode_texts(["a red dress"]), alone.encode_texts(["a red dress"]), atol=2e-2
    )
    wrong = pointsay("train", "average", small, small, "--shares", "1", *chosen)
    wrong.misused("--shares", "2 models")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--start", ("nowhere",)),
        ("--sentences", ("nowhere.txt",)),
        ("--canvas", ("224",)),
        ("--canvas", (16, 224)),
        ("--canvas", ("tall", "wide")),
        ("--garments", ("many",)),
    ],
)
def test_wrong_usage_is_told(
    option: str, value: tuple[str, ...], pointsay: Run, arguments: list[object]
) -> None:
    pointsay("train", "mini", option, *value, *arguments).misused(option)


def test_without_its_extra_it_says_what_to_install(
    pointsay: Run, arguments: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith("pointsay.training.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    pointsay("train", "mini", *arguments).refused("torch", 'pip install "pointsay[train]"')
