"""``pointsay understand``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import AS_JSON, REASONER, print_json, say

if TYPE_CHECKING:
    from pointsay.edits.edit import Edit

Row = tuple[str, str, str, str]  # what is done with it, kind, meaning, the shopper's words


@click.command()
@click.argument("sentence")
@REASONER
@AS_JSON
def understand(sentence: str, reasoner: str, as_json: bool) -> None:
    """Show how SENTENCE is read, in English or Chinese.

    A line for each part: what is done with it, of what kind it is, what it means in English, and
    the words that said so. Ends with 0 also when nothing is understood.
    """
    from pointsay.edits.reasoners import make_reasoner
    from pointsay.types import Composition

    # A terminal may pass on bytes that are no UTF-8.
    said = Composition(modification=sentence.strip().encode(errors="replace").decode())
    [edit] = make_reasoner(reasoner).read([said])
    if as_json:
        print_json(asdict(edit))
    else:
        _tell(edit)


def _tell(edit: Edit) -> None:
    rows = list(_rows(edit))
    if not rows:
        say("nothing to understand")
    if edit.reader != "rules":
        say(f"read by {edit.reader}")
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    for row in rows:
        # The last column is not padded: Chinese characters are wider than what len counts.
        cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)]
        click.echo("  ".join([*cells, row[3]]).rstrip())


def _rows(edit: Edit) -> Iterator[Row]:
    for role, phrases in (("want", edit.want), ("keep", edit.keep), ("avoid", edit.avoid)):
        for phrase in phrases:
            yield role, phrase.kind, phrase.text or "as it is", phrase.said
    for one in edit.comparatives:
        yield one.way, one.kind, one.text, one.said
    for limit in edit.constraints:
        meaning = f"{limit.operator} {_plain(limit.value)} {limit.unit}".rstrip()
        yield "filter", limit.field, meaning, limit.said
    for words in edit.unread:
        yield "not understood", "", "", words
    if edit.target:
        yield "target", "", edit.target, ""


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"
