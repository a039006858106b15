"""An answer as ``pointsay search`` prints it: lines for people, JSON for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import say
from pointsay.engine import taken_apart
from pointsay.engine.explaining import LIKELY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pointsay.engine import Answer, Wish
    from pointsay.types import Hit

WORDS: Mapping[Wish, str] = {"want": "{}", "keep": "{} kept", "avoid": "no {}"}
INDENT = " " * 5


def record(answer: Answer) -> dict[str, object]:
    """Return what is printed as JSON."""
    return {
        "method": answer.method,
        "took_ms": round(answer.took_ms, 2),
        "total": answer.total,
        "understood": asdict(answer.understood),
        "notes": list(answer.notes),
        "strong": answer.strong,
        "hits": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "id": hit.product.id,
                "title": hit.product.title,
                "price": hit.product.price,
                "attributes": dict(hit.product.attributes),
                "why": dict(hit.why),
                "meets": [_meeting(part, chance) for part, chance in hit.parts.items()],
            }
            for hit in answer.hits
        ],
    }


def _meeting(part: str, chance: float) -> dict[str, object]:
    wish, text = taken_apart(part)
    return {"wish": wish, "text": text, "chance": round(chance, 4)}


def tell(answer: Answer) -> None:
    """Print hits to standard output, all else to standard error."""
    for note in answer.notes:
        say(note)
    if not answer.hits:
        say("nothing found; loosen the filters")
    width = max((len(hit.product.id) for hit in answer.hits), default=0)
    for place, hit in enumerate(answer.hits):
        if place == answer.strong:
            click.echo(f"{INDENT}-- weaker matches: none of them probably meets everything --")
        price = "" if hit.product.price is None else f"{hit.product.price:10.2f}"
        why = " ".join(f"{modality} {value:+.2f}" for modality, value in hit.why.items())
        click.echo(
            f"{hit.rank:3}  {hit.score:6.2f}  {hit.product.id:{width}}  {price:>10}  "
            f"{hit.product.title}  [{why}]"
        )
        if hit.parts:
            click.echo(f"{INDENT}{_met(hit)}")
    by = "" if answer.understood.reader == "rules" else f", read by {answer.understood.reader}"
    say(f"{answer.total} products searched in {answer.took_ms:.1f} ms with {answer.method}{by}")


def _met(hit: Hit) -> str:
    """Say which parts a hit probably meets and which it may miss, with the chance of each."""
    likely = [_chance(part, one) for part, one in hit.parts.items() if one >= LIKELY]
    doubtful = [_chance(part, one) for part, one in hit.parts.items() if one < LIKELY]
    said = {"meets": likely, "may miss": doubtful}
    return "; ".join(f"{words} {', '.join(found)}" for words, found in said.items() if found)


def _chance(part: str, chance: float) -> str:
    wish, text = taken_apart(part)
    return f"{WORDS[wish].format(text)} {chance:.0%}"
