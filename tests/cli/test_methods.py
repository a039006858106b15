"""``pointsay methods``."""

from __future__ import annotations

import json
from dataclasses import fields

from cli.conftest import Run
from pointsay.methods import DEFAULT, MethodInfo, list_methods, method_class


def test_a_line_for_each(pointsay: Run) -> None:
    lines = pointsay("methods").ok().splitlines()
    assert [line.split()[0] for line in lines] == list_methods()
    for line, name in zip(lines, list_methods(), strict=True):
        assert method_class(name).summary in line
        assert line.endswith("(default)") == (name == DEFAULT)


def test_a_pattern(pointsay: Run) -> None:
    names = [line.split()[0] for line in pointsay("methods", "*_only").ok().splitlines()]
    assert names == [name for name in list_methods() if name.endswith("_only")]
    assert pointsay("methods", "nothing*").ok() == ""


def test_json(pointsay: Run) -> None:
    found = json.loads(pointsay("methods", "--json").ok())
    assert [one["name"] for one in found] == list_methods()
    assert set(found[0]) == {field.name for field in fields(MethodInfo)}
    assert [one["name"] for one in found if one["takes_apart"]] == [
        "cirevl",
        "cotmr",
        "roles",
        "stitch",
    ]
    assert json.loads(pointsay("methods", "nothing*", "--json").ok()) == []
