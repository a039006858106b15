"""``pointsay methods``."""

from __future__ import annotations

import click

from pointsay.cli.options import AS_JSON, print_json


@click.command()
@click.argument("pattern", default="*")
@AS_JSON
def methods(pattern: str, as_json: bool) -> None:
    """List the ways of composing photo and sentence whose name matches PATTERN."""
    from pointsay.methods import DEFAULT, list_methods, method_class

    classes = [method_class(name) for name in list_methods(pattern)]
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "summary": one.summary,
                    "needs_reference": one.needs_reference,
                    "needs_modification": one.needs_modification,
                    "default": one.name == DEFAULT,
                }
                for one in classes
            ]
        )
        return
    for one in classes:
        mark = " (default)" if one.name == DEFAULT else ""
        click.echo(f"{one.name:12}  {one.summary}{mark}")
