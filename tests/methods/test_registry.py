from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pointsay.errors import UnknownMethod
from pointsay.methods import DEFAULT, Method, list_methods, make_method, method_class


def run(code: str, *, path: Path | None = None) -> str:
    """Run code in a fresh interpreter, with ``path`` importable."""
    start = f"import sys; sys.path.insert(0, {str(path)!r})\n" if path else ""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", start + code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_names_are_sorted_and_can_be_picked_by_pattern() -> None:
    names = list_methods()
    assert names == sorted(names)
    assert {"image_only", "sum", "text_only"} <= set(names)
    assert DEFAULT in names
    assert list_methods("*_only") == [name for name in names if name.endswith("_only")]
    assert list_methods("nothing*") == []
    assert list_methods("SUM") == []


def test_every_name_is_that_of_a_method() -> None:
    for name in list_methods():
        assert issubclass(method_class(name), Method)


@pytest.mark.parametrize("name", ["", "Sum", "sum ", "größe", "pointsay.methods.sum:Sum", "../x"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownMethod) as caught:
        make_method(name)
    assert all(known in caught.value.hint for known in list_methods())


def test_a_long_unknown_name_does_not_flood_the_message() -> None:
    with pytest.raises(UnknownMethod) as caught:
        make_method("x" * 10_000)
    assert len(caught.value.message) < 200


def test_asking_for_one_method_imports_no_other() -> None:
    table = {name: method_class(name).__module__ for name in list_methods()}
    for name in ("sum", "image_only"):
        loaded = run(
            "import sys, pointsay.methods as m\n"
            f"m.make_method({name!r})\n"
            "print(*[one for one in sys.modules if one.startswith('pointsay.methods.')])"
        ).split()
        assert table[name] in loaded
        assert not {table[other] for other in table if table[other] != table[name]} & set(loaded)


def test_listing_imports_no_method() -> None:
    loaded = run("import sys, pointsay.methods as m\nm.list_methods()\nprint(*sys.modules)").split()
    assert not {method_class(name).__module__ for name in list_methods()} & set(loaded)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A package of somebody else's, installed as pip would: with an entry point."""
    (tmp_path / "theirs.py").write_text(
        "from pointsay.methods.image_only import ImageOnly\n"
        "class Theirs(ImageOnly):\n"
        "    name = 'theirs'\n"
        "    summary = 'Somebody else wrote this.'\n"
    )
    info = tmp_path / "theirs-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[pointsay.methods]\ntheirs = theirs:Theirs\nsum = theirs:Theirs\n"
    )
    return tmp_path


def test_a_method_of_another_package_is_listed_and_made(outside: Path) -> None:
    said = run(
        "import sys\nfrom pointsay.methods import list_methods, make_method\n"
        "print(list_methods('theirs'), 'theirs' in sys.modules, make_method('theirs'))",
        path=outside,
    )
    assert said == "['theirs'] False Theirs(centre='none')\n"


def test_another_package_cannot_take_a_built_in_name(outside: Path) -> None:
    said = run("from pointsay.methods import make_method; print(make_method('sum'))", path=outside)
    assert said.startswith("Sum(")


def test_a_method_of_another_package_can_be_checked_and_saved(outside: Path) -> None:
    tests = Path(__file__).resolve().parents[1]
    run(
        f"sys.path.append({str(tests)!r})\n"
        "from fakes import ColourEncoder\nfrom pointsay.methods import check_method, make_method\n"
        "check_method(make_method('theirs'), ColourEncoder())",
        path=outside,
    )
