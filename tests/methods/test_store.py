from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakes import ColourEncoder
from pointsay.encoders import Encoder
from pointsay.errors import MethodNotLoaded, MethodVersion, UnknownMethod
from pointsay.methods import check_method, load_method, make_method, open_method, save_method


@pytest.fixture
def saved(tmp_path: Path, encoder: Encoder) -> Path:
    save_method(make_method("sum", weight=0.3).load(encoder), tmp_path / "m")
    return tmp_path / "m"


def change(folder: Path, **fields: Any) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))


def test_comes_back_with_its_arguments_and_bound(saved: Path, encoder: Encoder) -> None:
    method = load_method(saved, encoder)
    assert repr(method) == "Sum(weight=0.3, centre='none')"
    assert method.encoder is encoder


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("image_only", {"centre": "image"}),
        ("lincir_joint", {"strength": 2.0, "form": "literal", "centre": "text", "depth": 3}),
        ("pdv", {"text_scale": 1.4, "image_scale": 0.7, "weight": 0.75, "centre": "both"}),
        ("product", {"centre": "text"}),
        ("slerp", {"weight": 0.8, "centre": "image"}),
        ("sum", {"weight": 0.2, "centre": "both"}),
        ("text_only", {"centre": "text"}),
        ("weicom", {"weight": 0.3, "centre": "both"}),
        ("weighted_sum", {"weight": 0.95, "centre": "both"}),
    ],
)
def test_every_setting_comes_back(
    name: str, arguments: dict[str, Any], tmp_path: Path, encoder: Encoder
) -> None:
    method = make_method(name, **arguments)
    check_method(make_method(name, **arguments), encoder)
    save_method(method.load(encoder), tmp_path)
    assert load_method(tmp_path, encoder).arguments() == method.arguments() == arguments


def test_saving_again_replaces_and_leaves_nothing_beside(saved: Path, encoder: Encoder) -> None:
    save_method(make_method("image_only").load(encoder), saved)
    assert load_method(saved, encoder).name == "image_only"
    assert [file.name for file in saved.iterdir()] == ["config.json"]


def test_the_saved_form_is_readable_and_stable(saved: Path) -> None:
    config = json.loads((saved / "config.json").read_text(encoding="utf-8"))
    assert config == {
        "type": "sum",
        "version": 2,
        "arguments": {"weight": 0.3, "centre": "none"},
        "encoder": {"name": "colour-fake", "weights": "0" * 64},
    }


def test_the_first_version_still_loads(saved: Path, encoder: Encoder) -> None:
    change(saved, version=1)
    assert repr(load_method(saved, encoder)) == "Sum(weight=0.3, centre='none')"


def test_a_method_is_opened_by_name_or_folder(saved: Path, encoder: Encoder) -> None:
    assert open_method("sum", encoder, weight=0.2).arguments()["weight"] == 0.2
    assert open_method(str(saved), encoder).arguments()["weight"] == 0.3
    changed = open_method(str(saved), encoder, weight=0.4)
    assert changed.arguments() == {"weight": 0.4, "centre": "none"}
    assert changed.encoder is encoder
    for neither in ("magic", "", str(saved.parent), str(saved / "config.json")):
        with pytest.raises(UnknownMethod) as caught:
            open_method(neither, encoder)
        assert "sum" in caught.value.hint
        assert "folder" in caught.value.hint


def test_refuses_to_save_a_method_without_an_encoder(tmp_path: Path) -> None:
    with pytest.raises(MethodNotLoaded):
        save_method(make_method("sum"), tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_refuses_a_newer_version_with_advice(saved: Path, encoder: Encoder) -> None:
    change(saved, version=3)
    with pytest.raises(MethodVersion, match="version 3, this release reads up to 2") as caught:
        load_method(saved, encoder)
    assert "upgrade" in caught.value.hint


@pytest.mark.parametrize(("name", "weights"), [("other-fake", "0" * 64), ("colour-fake", "f" * 64)])
def test_refuses_another_encoder_and_names_both(saved: Path, name: str, weights: str) -> None:
    with pytest.raises(MethodVersion) as caught:
        load_method(saved, ColourEncoder(name, weights))
    assert "colour-fake" in caught.value.message
    assert "0" * 12 in caught.value.message
    assert name in caught.value.message
    assert weights[:12] in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"sum"',
        "{}",
        "\ufeff",
        '{"type": "sum", "version": 1, "arguments": {}}',
    ],
)
def test_a_damaged_config_is_refused(text: str, tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "config.json").write_text(text, encoding="utf-8")
    with pytest.raises(MethodVersion) as caught:
        load_method(tmp_path, encoder)
    assert caught.value.hint


def test_a_config_that_is_no_text_is_refused(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "config.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MethodVersion):
        load_method(tmp_path, encoder)


def test_a_missing_folder_is_refused(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(MethodVersion, match="nowhere"):
        load_method(tmp_path / "nowhere", encoder)


@pytest.mark.parametrize(
    "fields",
    [
        {"version": "1"},
        {"version": None},
        {"arguments": {"weight": 7}},
        {"arguments": {"weight": "heavy"}},
        {"arguments": {"colour": "red"}},
        {"type": "slerp", "arguments": {"centre": "middle"}},
        {"type": "slerp", "arguments": {"centre": ["image"]}},
        {"type": "pdv", "arguments": {"text_scale": "long"}},
        {"arguments": ["weight"]},
        {"arguments": None},
        {"encoder": "colour-fake"},
        {"encoder": None},
        {"encoder": {"name": "colour-fake"}},
        {"encoder": {"name": None, "weights": None}},
    ],
)
def test_a_config_with_a_wrong_part_is_refused(
    fields: dict[str, Any], saved: Path, encoder: Encoder
) -> None:
    change(saved, **fields)
    with pytest.raises(MethodVersion) as caught:
        load_method(saved, encoder)
    assert caught.value.hint


@pytest.mark.parametrize("kind", ["no_such_method", "", None, ["sum"]])
def test_a_type_that_is_not_registered_is_refused(
    kind: object, saved: Path, encoder: Encoder
) -> None:
    change(saved, type=kind)
    with pytest.raises(UnknownMethod):
        load_method(saved, encoder)
