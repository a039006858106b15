"""The ``pointsay`` command: finding its sub-commands, its configuration, and how it reports errors.

Exit codes: 0 done; 1 refused, with the reason on standard error; 2 wrong usage; 3 done, but a
dataset is not whole (data doctor); 130 interrupted.
"""

from __future__ import annotations

import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import click

import pointsay
from pointsay.errors import PointsayError

ENVIRONMENT = "POINTSAY"
INTERRUPTED = 130

# Imported only when asked for: --help must not pay for FastAPI or ONNX Runtime.
COMMANDS: dict[str, tuple[str, str]] = {
    "backend": ("pointsay.cli.backend:backend", "Copy catalogues to search servers."),
    "bench": ("pointsay.cli.bench:bench", "Time what a question costs on this machine."),
    "catalogue": (
        "pointsay.cli.catalogue:catalogue",
        "Verify, repair, compact, copy and migrate catalogues.",
    ),
    "data": ("pointsay.cli.data:data", "List, examine and make datasets."),
    "demo": ("pointsay.cli.demo:demo", "Draw a shop, index it, ask it, and serve it."),
    "encoder": ("pointsay.cli.encoder:encoder", "List, show, time and export encoders."),
    "evaluate": (
        "pointsay.cli.evaluate:evaluate",
        "Measure methods on queries with known answers.",
    ),
    "import": ("pointsay.cli.methods:import_", "Make a saved method of published weights."),
    "index": ("pointsay.cli.index:index", "Bring photos and a feed into a catalogue."),
    "methods": ("pointsay.cli.methods:methods", "List the ways of composing photo and sentence."),
    "report": ("pointsay.cli.report:report", "Make a page of tables and figures from records."),
    "search": ("pointsay.cli.search:search", "Ask a catalogue with a photo and a sentence."),
    "serve": ("pointsay.cli.serve:serve", "Serve a catalogue over REST, with a page."),
    "train": ("pointsay.cli.train:train", "Train what pointsay ships (needs the train extra)."),
    "triplets": ("pointsay.cli.triplets:triplets", "Mine and write triplets to train composers."),
    "understand": ("pointsay.cli.understand:understand", "Show how a sentence is understood."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command = cast(click.Command, getattr(import_module(module), attribute))
        _name_variables(command, f"{ENVIRONMENT}_{name}")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


def _options(command: click.Command) -> dict[str, click.Option]:
    """Return the options under the names that they are typed by, without dashes."""
    return {
        max(option.opts, key=len).lstrip("-"): option
        for option in command.params
        if isinstance(option, click.Option)
    }


def _name_variables(command: click.Command, prefix: str) -> None:
    """Let every option be set by POINTSAY_COMMAND_OPTION, named as it is typed."""
    for name, option in _options(command).items():
        option.envvar = f"{prefix}_{name}".replace("-", "_").upper()
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            _name_variables(inner, f"{prefix}_{name}")


def _configured(ctx: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Make the file's values the defaults: flag > environment > file > built-in."""
    if path is None:
        return
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"the configuration {path} cannot be read: {error}") from error
    ctx.default_map = {
        name: _defaults(f"{path}: [{name}]", _COMMANDS.get_command(ctx, name), values)
        for name, values in tables.items()
    }


def _defaults(where: str, command: click.Command | None, values: Any) -> dict[str, Any]:
    """Check a command's table; return its values by parameter."""
    if command is None or not isinstance(values, dict):
        raise click.UsageError(f"{where} is no command of pointsay")
    if isinstance(command, click.Group):
        return {
            name: _defaults(f"{where[:-1]}.{name}]", command.commands.get(name), inner)
            for name, inner in values.items()
        }
    options = _options(command)
    given = {key.replace("_", "-"): value for key, value in values.items()}
    if unknown := sorted(given.keys() - options.keys()):
        raise click.UsageError(f"{where} has no option {', '.join(unknown)}")
    return {str(options[key].name): value for key, value in given.items()}


@click.group(cls=_Commands)
@click.version_option(pointsay.__version__, prog_name="pointsay")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_configured,
    expose_value=False,
    is_eager=True,
    envvar=f"{ENVIRONMENT}_CONFIG",
    help="TOML file with a table of option values for each command.",
)
def _COMMANDS() -> None:  # noqa: N802 - the group is a table, not a function to call
    """Point at a product photo, say what should be different, get the product.

    Every option can also be set in the environment, as POINTSAY_COMMAND_OPTION, or in a file given
    with --config.
    """


def main() -> None:
    """Run the command line."""
    try:
        code = _COMMANDS.main(prog_name="pointsay", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(INTERRUPTED)
    except PointsayError as error:
        click.echo(f"error: {error.message}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        sys.exit(1)
    except OSError as error:  # a file or folder named by an option
        if error.filename is None:
            raise
        click.echo(f"error: {error.filename}: {error.strerror}", err=True)
        click.echo("hint: check the path and who may read and write there", err=True)
        sys.exit(1)
