"""Triplets as one HTML page that needs nothing else, for reading and judging them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pointsay.edits.reasoners.picture import data_url
from pointsay.errors import ImageGone, MediaError
from pointsay.media import decode

if TYPE_CHECKING:
    from pointsay.triplets.record import Picture, Triplet
    from pointsay.triplets.store import Triplets

SIDE: Final = 150  # pixels of the longer side

_STYLE: Final = """
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; color: #222 }
section { display: flex; gap: 1rem; align-items: flex-start; padding: .8rem 0;
  border-top: 1px solid #ddd }
figure { margin: 0; width: 9.5rem; flex: none } figcaption { color: #666; font-size: 12px }
img { max-width: 9.5rem; max-height: 9.5rem; display: block }
q { font-size: 17px; display: block; margin-bottom: .4rem } q::before, q::after { content: "" }
small { color: #666; display: block } .hard { opacity: .75; display: flex; gap: .5rem }
.hard img { max-width: 5rem; max-height: 5rem } .hard figure { width: 5rem }
"""


def write_page(triplets: Triplets, file: Path, *, count: int = 100, seed: int = 0) -> int:
    """Write a page of triplets drawn at random and return how many are on it.

    Args:
        triplets: To draw from; each at most once.
        file: HTML; written beside and renamed.
        count: How many.
        seed: Of the drawing.
    """
    drawn = [triplets[int(at)] for at in triplets.order(seed)[:count]]
    body = "\n".join(_section(triplets, number, one) for number, one in enumerate(drawn, start=1))
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Triplets</title>'
        f"<style>{_STYLE}</style><h1>{len(drawn)} of {len(triplets)} triplets</h1>"
        f"<p>{escape(_about(triplets, seed))}</p>\n{body}\n</html>\n"
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.writing")
    beside.write_text(page, encoding="utf-8")
    beside.replace(file)
    return len(drawn)


def _about(triplets: Triplets, seed: int) -> str:
    card = triplets.card
    return (
        f"Drawn with seed {seed} from {card.identity[:12]}. Sources: {', '.join(card.sources)}. "
        f"Licence: {card.licence}. Encoder: {card.encoder['name']}."
    )


def _section(triplets: Triplets, number: int, one: Triplet) -> str:
    lines = [
        f"{one.language}, {one.writer}, found by {one.found}; cosine {one.similarity:.2f}, "
        f"quality {one.quality:+.2f}",
        f"reference: {_told(one.reference_attributes)}",
        f"target: {_told(one.target_attributes)}",
    ]
    seen: Counter[str] = Counter()
    hard = []
    for each in one.negatives:
        seen[each.wrong] += 1
        if each.wrong != "query":
            hard.append(_figure(triplets, each.picture, f"{each.wrong} {seen[each.wrong]}"))
    told = "".join(f"<small>{escape(line)}</small>" for line in lines)
    return (
        f'<section id="t{number}">{_figure(triplets, one.reference, f"{number}. reference")}'
        f"<div style='flex:1'><q lang='{one.language}'>{escape(one.instruction)}</q>{told}"
        f"<div class='hard'>{''.join(hard)}</div></div>"
        f"{_figure(triplets, one.target, 'target')}</section>"
    )


def _told(attributes: Mapping[str, str]) -> str:
    told = [f"{kind} {value}" for kind, value in attributes.items() if value != "no"]
    return ", ".join(told) or "not known"


def _figure(triplets: Triplets, picture: Picture, caption: str) -> str:
    return (
        f'<figure><img alt="{escape(picture.name)}" src="{_data_uri(triplets, picture)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _data_uri(triplets: Triplets, picture: Picture) -> str:
    """Return a small picture as a data URI; empty where it cannot be had any more."""
    try:
        image = decode(triplets.read(picture))
    except (ImageGone, MediaError):
        return ""
    return data_url(image, SIDE)
