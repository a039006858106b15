"""``pointsay methods``."""

from __future__ import annotations

from dataclasses import asdict

import click

from pointsay.cli.options import AS_JSON, print_json


@click.command()
@click.argument("pattern", default="*")
@AS_JSON
def methods(pattern: str, as_json: bool) -> None:
    """List the ways of composing photo and sentence whose name matches PATTERN."""
    from pointsay.methods import describe_methods

    described = describe_methods(pattern)
    if as_json:
        print_json([asdict(one) for one in described])
        return
    for one in described:
        mark = " (default)" if one.default else ""
        click.echo(f"{one.name:12}  {one.summary}{mark}")
