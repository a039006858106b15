from __future__ import annotations

from pathlib import Path

import pytest

from fakes import ColourEncoder
from pointsay.errors import MethodOption, UnknownMethod, UnknownProtocol, UnreadableFeed
from pointsay.evaluation.plan_file import method_named, protocol_named, read_plan
from pointsay.methods import make_method, save_method

PLAN = """
records = "out/records"
cache = "vectors"
seed = 7
encoders = ["mini", "onnx:folder"]
methods = ["image_only", "sum?weight=0.3"]

[[dataset]]
name = "fashioniq"
root = "fiq"
images = "fiq/images"
split = "val"
protocols = ["searle", { preset = "searle", keep_reference = false }]

[[dataset]]
name = "own"
root = "queries.json"
"""


def test_a_plan_names_everything_and_paths_are_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN, encoding="utf-8")
    plan = read_plan(file)
    assert plan.records == tmp_path / "out/records"
    assert plan.cache == tmp_path / "vectors"
    assert plan.seed == 7
    assert list(plan.encoders) == ["mini", "onnx:folder"]
    assert [(one.name, one.arguments()) for one in plan.methods] == [
        ("image_only", {"centre": "none"}),
        ("sum", {"weight": 0.3, "centre": "none"}),
    ]
    first, second = plan.datasets
    assert (first.name, first.split, first.images) == ("fashioniq", "val", tmp_path / "fiq/images")
    assert [one.name for one in first.protocols] == ["searle", "searle+"]
    assert [one.keep_reference for one in first.protocols] == [True, False]
    assert (second.images, second.split) == (None, None)
    assert [one.name for one in second.protocols] == ["default"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("seed = 7", "sede = 7", "sede"),
        ("split =", "splitt =", "splitt"),
        ('name = "own"', "", "'name'"),
        ('records = "out/records"', "", "'records'"),
        ("[[dataset]]", "[[[", "cannot be read"),
        ("seed = 7", 'seed = "often"', "often"),
    ],
)
def test_what_no_plan_has_is_refused(tmp_path: Path, before: str, after: str, words: str) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN.replace(before, after), encoding="utf-8")
    with pytest.raises(UnreadableFeed, match="the plan") as refused:
        read_plan(file)
    assert words in refused.value.message
    assert refused.value.hint


def test_a_plan_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="cannot be read"):
        read_plan(tmp_path / "none.toml")


def test_methods_by_name_and_options() -> None:
    assert method_named("sum").arguments() == {"weight": 0.5, "centre": "none"}
    assert method_named("sum?weight=0.25").arguments() == {"weight": 0.25, "centre": "none"}
    with pytest.raises(UnknownMethod, match="magic"):
        method_named("magic?x=1")
    with pytest.raises(MethodOption, match="'speed'") as refused:
        method_named("sum?speed=3")
    assert "weight" in refused.value.hint
    with pytest.raises(MethodOption, match="between 0 and 1"):
        method_named("sum?weight=3")
    with pytest.raises(MethodOption, match="weight=much"):
        method_named("sum?weight=much")


def test_saved_methods_by_their_folder(tmp_path: Path) -> None:
    save_method(make_method("sum", weight=0.2).load(ColourEncoder()), tmp_path / "mine")
    plan = PLAN.replace(
        '["image_only", "sum?weight=0.3"]',
        '[{ folder = "mine" }, { folder = "mine", centre = "text" }, '
        '{ name = "sum", weight = 0.1 }]',
    )
    file = tmp_path / "plan.toml"
    file.write_text(plan, encoding="utf-8")
    assert [one.arguments() for one in read_plan(file).methods] == [
        {"weight": 0.2, "centre": "none"},
        {"weight": 0.2, "centre": "text"},
        {"weight": 0.1, "centre": "none"},
    ]
    folder = tmp_path / "mine"
    assert method_named(f"{folder}?weight=0.7").arguments()["weight"] == 0.7
    with pytest.raises(MethodOption, match="'speed'"):
        method_named(f"{folder}?speed=7")
    with pytest.raises(MethodOption, match="between 0 and 1"):
        method_named(f"{folder}?weight=7")
    with pytest.raises(UnknownMethod):
        method_named(str(tmp_path))


def test_protocols_by_name_and_choices() -> None:
    assert protocol_named("fashioniq", "seize").keep_reference is False
    changed = protocol_named("fashioniq", "searle?keep_reference=false&gallery=asked")
    assert (changed.name, changed.keep_reference, changed.gallery) == ("searle+", False, "asked")
    with pytest.raises(UnknownProtocol):
        protocol_named("fashioniq", "searle?keep_reference=perhaps")
