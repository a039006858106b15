"""The dev queries once more, as people type: no frame is one of the file's or of the training's.

The file's queries are made from templates, and training says many of the same things in similar
frames, so that they tell little about sentences that nobody foresaw. The values (a colour, a type)
are read out of the template; everything around them is written anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from pointsay.errors import UnreadableFeed
from pointsay.evaluation import EvaluationQuery
from pointsay.training.wording import with_article

# Every template of the file; {colours} stands for the shop's colours, longest first.
TEMPLATES: Mapping[str, Sequence[str]] = {
    "colour": (
        r"do you have this in (?P<colour>.+)\?",
        r"the same but in (?P<colour>.+)",
        r"change the colour to (?P<colour>.+)",
        r"(?P<colour>.+) version of this",
        r"I want this one in (?P<colour>.+)",
        r"is (?P<colour>.+) instead of .+",
        r"same style, (?P<colour>.+) colour",
        r"make it (?P<colour>.+)",
    ),
    "type": (
        r"(?P<noun>.+) instead, keep the colour",
        r"(?P<noun>.+) of the same colour",
        r"show me (?P<noun>.+) in this colour instead",
        r"the same colour but as (?P<noun>.+)",
    ),
    "gender": (
        r"similar item for (?P<who>men|women), same colour",
        r"the (?P<who>men|women)'s version in this colour",
        r"the same colour but for (?P<who>men|women)",
    ),
    "pattern": (
        r"the same colour but (?P<pattern>\w+) instead of \w+",
        r"is (?P<pattern>\w+), not \w+",
        r"same .+ in a plain (?P<pattern>solid) colour",
        r"same .+ with a (?P<pattern>\w+) pattern",
    ),
    "type_and_colour": (
        r"as (?P<noun>.+), in (?P<colour>.+)",
        r"(?P<noun>.+) instead, and in (?P<colour>.+)",
        r"(?P<colour>{colours}) (?P<bare>.+) rather than .+",
    ),
}
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
SAME_TEMPLATES = {"exact_colour_variant": "colour"}


def reworded(query: EvaluationQuery, colours: Iterable[str]) -> str:
    """Return a free wording of a query; always the same for the same query.

    Args:
        query: One of the dev queries of fashion_products.
        colours: Every colour of the shop, in lower case.

    Raises:
        UnreadableFeed: Its text follows none of the known templates.
    """
    kind = SAME_TEMPLATES.get(query.kind, query.kind)
    longest_first = sorted(map(re.escape, colours), key=len, reverse=True)
    for template in TEMPLATES.get(kind, ()):
        pattern = template.replace("{colours}", "|".join(longest_first))
        match = re.fullmatch(pattern, query.text)
        if match:
            values = match.groupdict()
            if "bare" in values:
                values["noun"] = with_article(values.pop("bare"))
            frames = FREE[kind]
            at = hashlib.sha256(query.query_id.encode()).digest()[0] % len(frames)
            return frames[at].format(**values)
    raise UnreadableFeed(
        f"no template of {query.kind!r} fits {query.text!r}",
        hint="free wordings are written for the dev queries of fashion_products",
    )
