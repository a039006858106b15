"""The dev queries once more, as people type: no frame is one of the file's or of the training's.

The file's queries are made from templates, and training says many of the same things in similar
frames, so that they tell little about sentences that nobody foresaw. The values (a colour, a type)
are read out of the template by ``rewordings``; everything around them is written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from pointsay.edits.wording import with_article
from pointsay.evaluation import EvaluationQuery
from rewordings.templates import kind_of, values_of

FREE: Mapping[str, Sequence[str]] = {
    "colour": (
        "great piece, though {colour} suits my wardrobe better",
        "got mine already, its {colour} twin would be next",
        "could the shop dye it {colour} for me",
        "does your range stretch to {colour} as well",
        "wrong shade, {colour} was on my list",
        "{colour} would be perfect, cut and all unchanged",
    ),
    "type": (
        "right tint, wrong garment: it is {noun} I am after",
        "I adore this shade, so {noun} to wear beside it",
        "here is the hue I need {noun} to have",
        "paint {noun} exactly the way this is painted",
        "trade the item for {noun} and leave its tint alone",
    ),
    "gender": (
        "what would {who} wear out of this range, tint unchanged",
        "it is a present: {who} must fit into it, shade as pictured",
        "where is its counterpart that {who} buy",
        "sized and shaped with {who} in mind, hue untouched",
    ),
    "pattern": (
        "the cloth ought to be {pattern}, tint unchanged",
        "time to see {pattern} fabric on this cut",
        "its surface should come out {pattern}",
    ),
    "type_and_colour": (
        "my closet still lacks {noun}, shade {colour}",
        "{colour} is the shade, {noun} the item",
        "on second thoughts, {noun} dyed {colour}",
        "another garment altogether: {noun}, coloured {colour}",
    ),
}


def reworded(query: EvaluationQuery, colours: Iterable[str]) -> str:
    """Return a free wording of a query; always the same for the same query.

    Args:
        query: One of the dev queries of fashion_products.
        colours: Every colour of the shop, in lower case.

    Raises:
        UnreadableFeed: Its text follows none of the known templates.
    """
    values = values_of(query, colours)
    if "noun" in values:
        values["noun"] = with_article(values["noun"])
    frames = FREE[kind_of(query)]
    at = hashlib.sha256(query.query_id.encode()).digest()[0] % len(frames)
    return frames[at].format(**values)
