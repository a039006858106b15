"""Help, versions, and what starting costs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

import pointsay as package
from cli.conftest import Run
from pointsay.cli.main import _COMMANDS, COMMANDS

HEAVY = ("fastapi", "onnxruntime", "torch", "transformers", "uvicorn", "numpy", "PIL")


def walk(group: click.Group, *before: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from walk(command, *before, name)


EVERY = dict(walk(_COMMANDS))


def test_the_table_lists_every_command() -> None:
    assert {names[0] for names in EVERY} == set(COMMANDS)
    assert ("evaluate", "queries") in EVERY
    assert ("train", "mini") in EVERY


@pytest.mark.parametrize("names", EVERY, ids=" ".join)
def test_help_of_every_command_tells_of_every_option(pointsay: Run, names: tuple[str, ...]) -> None:
    text = pointsay(*names, "--help").ok()
    command = EVERY[names]
    assert text.startswith(f"Usage: pointsay {' '.join(names)} ")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert all(option in text for option in parameter.opts)
            assert parameter.help, parameter.name


def test_help_lists_every_command(pointsay: Run) -> None:
    text = pointsay("--help").ok()
    for name, (_, summary) in COMMANDS.items():
        assert name in text
        assert summary in text


def test_the_version(pointsay: Run) -> None:
    assert pointsay("--version").ok() == f"pointsay, version {package.__version__}\n"


@pytest.mark.parametrize("names", [[], *([name] for name in COMMANDS)], ids=str)
def test_no_help_pays_for_what_it_does_not_use(names: list[str]) -> None:
    code = (
        "import json, sys\n"
        "from pointsay.cli import main\n"
        "sys.argv = ['pointsay', *sys.argv[1:], '--help']\n"
        "try:\n    main()\n"
        "except SystemExit as ended:\n    assert ended.code == 0\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *names], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(json.loads(done.stderr))
    assert not loaded.intersection(HEAVY)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serach"], ["serach"]),
        (["search", "--sya", "red"], ["--sya"]),
        (["search"], ["--catalogue"]),
        (["search", "--catalogue", "x", "-k", "many"], ["many", "integer"]),
        (["serve", "--catalogue", "x", "--port", "70000"], ["70000", "65535"]),
        (["serve", "--catalogue", "x", "--port", "-1"], ["-1"]),
        (["serve", "--catalogue", "x", "--searches", "0"], ["--searches"]),
        (["serve", "--catalogue", "x", "--waiting", "-1"], ["--waiting"]),
        (["serve", "--catalogue", "x", "--upload-mib", "0"], ["--upload-mib"]),
        (["demo", "--count", "0"], ["--count"]),
        (["index"], ["SOURCE"]),
    ],
)
def test_wrong_usage(pointsay: Run, arguments: list[str], words: list[str]) -> None:
    pointsay(*arguments).misused(*words)
