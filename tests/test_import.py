"""What importing costs, and that what is exported is meant."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import pointsay

ROOT = Path(pointsay.__file__).parent
HEAVY = {"PIL", "fastapi", "numpy", "onnxruntime", "safetensors", "tokenizers", "torch", "uvicorn"}


def loaded_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("code", ["import pointsay", "import pointsay.types, pointsay.errors"])
def test_importing_the_package_costs_nothing(code: str) -> None:
    loaded = loaded_after(code)
    assert not loaded & HEAVY
    assert {one for one in loaded if one.startswith("pointsay.")} <= {
        "pointsay.types",
        "pointsay.errors",
    }


def test_naming_an_export_loads_only_its_room() -> None:
    loaded = loaded_after("import pointsay\npointsay.PointsayError")
    assert not loaded & HEAVY


def test_searching_needs_no_torch_and_no_web_server() -> None:
    tests = Path(__file__).parent
    loaded = loaded_after(
        f"import sys\nsys.path.append({str(tests)!r})\n"
        "import tempfile, pathlib\nfrom fakes import ColourEncoder\n"
        "from pointsay import Catalogue, Engine, ingest, load_encoder, list_methods, make_method\n"
        "[make_method(name) for name in list_methods()]\nload_encoder('mini')"
    )
    assert not loaded & {"torch", "fastapi", "uvicorn", "transformers", "onnx", "matplotlib"}


def packages_with_exports() -> list[str]:
    names = []
    for file in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assigned = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        if "__all__" in assigned:
            parts = file.relative_to(ROOT.parent).with_suffix("").parts
            names.append(".".join(part for part in parts if part != "__init__"))
    return names


@pytest.mark.parametrize("name", packages_with_exports())
def test_exports_are_sorted_unique_and_there(name: str) -> None:
    module = import_module(name)
    exported = list(module.__all__)
    assert exported == sorted(set(exported))
    for one in exported:
        assert getattr(module, one) is not None


def test_every_package_says_what_it_exports() -> None:
    packages = {
        ".".join(file.relative_to(ROOT.parent).parts[:-1])
        for file in ROOT.rglob("__init__.py")
        if len(ast.parse(file.read_text(encoding="utf-8")).body) > 1
    }
    assert packages <= set(packages_with_exports())


def test_the_lazy_table_the_type_checkers_view_and_all_agree() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    guarded = {
        alias.name: str(node.module)
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert guarded == {name: f"pointsay.{home}" for name, home in pointsay._HOMES.items()}
    assert set(pointsay.__all__) == {*guarded, "__version__"}
    assert dir(pointsay) == sorted(pointsay.__all__)
    for name, home in pointsay._HOMES.items():
        assert getattr(pointsay, name) is getattr(import_module(f"pointsay.{home}"), name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'serach'"):
        pointsay.serach  # noqa: B018


def test_the_version_is_that_of_the_project() -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f"version = {json.dumps(pointsay.__version__)}" in text
