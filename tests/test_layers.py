"""The rooms of the package and who may enter: arrows point one way (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pointsay

ROOT = Path(pointsay.__file__).parent
WORDS = {"types", "errors", "settings"}
STAIRS = ["media", "encoders", "edits", "methods", "index", "catalogue", "backends", "engine"]

ALLOWED: dict[str, set[str]] = {
    "types": set(),
    "errors": set(),
    "settings": set(),
    **{room: {*WORDS, *STAIRS[:at]} for at, room in enumerate(STAIRS)},
    "server": {*WORDS, *STAIRS},
    "workers": {*WORDS, "encoders", "catalogue"},
    "cli": {*WORDS, *STAIRS, "workers", "server", "atelier", "triplets", "training", "evaluation"},
    "atelier": {"types", "errors", "media"},
    "triplets": {*WORDS, "media", "encoders", "edits", "methods", "catalogue", "atelier"},
    "training": {
        *WORDS,
        *("media", "encoders", "edits", "methods", "index", "catalogue", "atelier", "triplets"),
    },
    "evaluation": {*WORDS, *STAIRS},
}

_PATH = re.compile(r"pointsay\.([a-z_]+)[\w.]*(:\w+)?")


def room_of(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


def rooms_entered(source: str, package: str = "pointsay") -> Iterator[tuple[int, str]]:
    """Yield (line, room) of every import, also those for types, inside functions and by name.

    Args:
        source: A module's text.
        package: The module's package, against which relative imports are read.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _rooms(node.lineno, alias.name, [])
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1]
            module = ".".join([*(base if node.level else []), *filter(None, [node.module])])
            yield from _rooms(node.lineno, module, [alias.name for alias in node.names])
        elif isinstance(node, ast.Constant):  # tables of what to import when it is asked for
            match = _PATH.fullmatch(str(node.value))
            if match:
                yield node.lineno, match[1]


def _rooms(line: int, module: str, names: list[str]) -> Iterator[tuple[int, str]]:
    first, *rest = module.split(".")
    if first != "pointsay":
        return
    if rest:
        yield line, rest[0]
        return
    for name in names:
        if name not in ("__version__", "__all__"):
            yield line, pointsay._HOMES.get(name, name)


def modules() -> list[Path]:
    return sorted(file for file in ROOT.rglob("*.py") if file != ROOT / "__init__.py")


def test_every_room_has_its_place() -> None:
    assert {room_of(file) for file in modules()} <= set(ALLOWED)


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_arrow_points_backward(file: Path) -> None:
    room = room_of(file)
    package = ".".join(["pointsay", *file.relative_to(ROOT).parts[:-1]])
    backward = [
        f"{file.relative_to(ROOT)}:{line} enters {entered}"
        for line, entered in rooms_entered(file.read_text(encoding="utf-8"), package)
        if entered != room and entered not in ALLOWED[room]
    ]
    assert backward == []


def test_only_the_command_line_enters_the_laboratory() -> None:
    assert [room for room, allowed in ALLOWED.items() if "evaluation" in allowed] == ["cli"]


@pytest.mark.parametrize(
    ("source", "entered"),
    [
        ("import pointsay.engine.engine", ["engine"]),
        ("from pointsay.server import app", ["server"]),
        ("from pointsay import Engine, ingest", ["engine", "catalogue"]),
        ("from pointsay import evaluation", ["evaluation"]),
        ("from pointsay import __version__", []),
        ("def f():\n    from pointsay.cli import main", ["cli"]),
        ("if TYPE_CHECKING:\n    from pointsay.engine import Engine", ["engine"]),
        ("T = {'a': 'pointsay.methods.sum:Sum'}", ["methods"]),
        ("from ..engine import rank", ["engine"]),
        ("from . import base", ["methods"]),
        ("import numpy.linalg as pointsay", []),
        ('"""See pointsay.engine for more."""', []),
    ],
)
def test_the_walk_sees_every_form_of_import(source: str, entered: list[str]) -> None:
    assert [room for _, room in rooms_entered(source, "pointsay.methods")] == entered


def picture_openers(source: str) -> list[int]:
    """Return the lines that reach PIL's Image.open, called or handed on."""
    tree = ast.parse(source)
    image_names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "PIL"
        for alias in node.names
        if alias.name == "Image"
    }
    image_names |= {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "PIL.Image" and alias.asname
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "open":
            owner = ast.unparse(node.value)
            if owner in image_names or owner == "PIL.Image":
                found.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "PIL.Image":
            found += [node.lineno for alias in node.names if alias.name == "open"]
    return found


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("from PIL import Image\nImage.open(f)", [2]),
        ("from PIL import Image as Picture\nload = Picture.open", [2]),
        ("import PIL.Image\nPIL.Image.open(f)", [2]),
        ("import PIL.Image as I\nI.open(f)", [2]),
        ("from PIL.Image import open as o", [1]),
        ("path.open()\nopen(f)", []),
        ("from PIL.Image import Image", []),
    ],
)
def test_the_search_for_openers_sees_every_form(source: str, lines: list[int]) -> None:
    assert picture_openers(source) == lines


def test_only_media_opens_pictures() -> None:
    openers = {
        room_of(file) for file in modules() if picture_openers(file.read_text(encoding="utf-8"))
    }
    assert openers == {"media"}
