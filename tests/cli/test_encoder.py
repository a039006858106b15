"""``pointsay encoder``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cli.conftest import Run
from encoders.conftest import checkpoint  # noqa: F401
from pointsay.encoders import list_encoders


def test_list_tells_of_every_encoder(pointsay: Run) -> None:
    lines = pointsay("encoder", "list").ok().splitlines()
    assert sorted(line.split()[0] for line in lines) == list_encoders()
    (line,) = (line for line in lines if line.startswith("openai-clip-b32"))
    for word in ("512-d", "604 MB", "MIT", "[hub]"):
        assert word in line
    assert "in the package" in lines[0]
    rows = json.loads(pointsay("encoder", "list", "--json").ok())
    assert {"name", "source", "licence", "dim", "good_for", "needs"} <= set(rows[0])


def test_show_of_a_preset_downloads_nothing(pointsay: Run) -> None:
    text = pointsay("encoder", "show", "siglip2-base").ok()
    assert "hub:google/siglip2-base-patch16-224" in text
    assert "Apache-2.0" in text


def test_show_of_what_is_here(pointsay: Run) -> None:
    facts = json.loads(pointsay("encoder", "show", "mini", "--json").ok())
    assert facts["dim"] == 256
    assert facts["preprocessing"]["kind"] == "letterbox"
    assert len(facts["weights"]) == 64
    assert facts["token_dim"] == 384


def test_an_unknown_encoder_is_refused(pointsay: Run) -> None:
    pointsay("encoder", "show", "clip").refused("'clip'", "openai-clip-b32", "hub:OWNER/NAME")


def test_bench_times_side_by_side(pointsay: Run) -> None:
    lines = pointsay("encoder", "bench", "mini", "--repeats", "1").ok().splitlines()
    assert lines[0].split() == ["encoder", "runs", "on", "batch", "ms/image", "ms/text"]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["mini", "onnxruntime", "1"],
        ["mini", "onnxruntime", "8"],
    ]
    rows = json.loads(pointsay("encoder", "bench", "mini", "--repeats", "1", "--json").ok())
    assert all(row["image_ms"] > 0 and row["text_ms"] > 0 for row in rows)


def test_without_its_extra_a_hub_encoder_says_what_to_install(
    pointsay: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [one for one in sys.modules if one.startswith("pointsay.encoders.hub.")]:
        if not name.endswith("presets"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    pointsay("encoder", "show", f"hub:{tmp_path}").refused("torch", 'pip install "pointsay[hub]"')
    pointsay("encoder", "export", "mini", "--out", tmp_path / "out").refused(
        'pip install "pointsay[export]"'
    )


def test_export_writes_and_reports_parity(
    pointsay: Run,
    checkpoint: object,  # noqa: F811
    shop: Path,
    tmp_path: Path,
) -> None:
    pytest.importorskip("onnx")
    assert callable(checkpoint)
    source, out = f"hub:{checkpoint('clip')}?device=cpu", tmp_path / "out"
    texts = tmp_path / "texts.txt"
    texts.write_text("in red\n\nwithout the zip\n", encoding="utf-8")
    arguments = ["export", source, "--out", out, "--precision", "fp32"]
    given = ["--images", shop, "--texts", texts]
    text = pointsay("encoder", *arguments, *given).ok()
    assert "cosine min 1.00000" in text
    assert "texts         2" in text
    assert "in common 100.0%" in text
    said = json.loads(pointsay("encoder", *arguments, *given, "--limit", "3", "--json").ok())
    assert said["parity"]["images"] == 3
    assert json.loads(pointsay("encoder", "show", f"onnx:{out}", "--json").ok())["dim"] == 24
    without = pointsay("encoder", *arguments)
    assert without.ok() == ""
    assert "no parity" in without.err
    pointsay("encoder", *arguments, "--images", shop).misused("--texts")
    empty = tmp_path / "empty.txt"
    empty.write_text("\n")
    pointsay("encoder", *arguments, "--images", shop, "--texts", empty).refused("no sentence")


def test_what_is_onnx_already_is_not_exported(pointsay: Run, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("transformers")
    pointsay("encoder", "export", "mini", "--out", tmp_path / "out").refused("cannot be exported")
