"""What the dev queries of fashion_products say: their values, read out of the file's templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pointsay.errors import UnreadableFeed
from pointsay.evaluation import EvaluationQuery

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
        r"(?P<colour>{colours}) (?P<noun>.+) rather than .+",
    ),
}
SAME_TEMPLATES = {"exact_colour_variant": "colour"}


def kind_of(query: EvaluationQuery) -> str:
    """Return the key of ``TEMPLATES`` that a query was made from."""
    return SAME_TEMPLATES.get(query.kind, query.kind)


def values_of(query: EvaluationQuery, colours: Iterable[str]) -> dict[str, str]:
    """Return what a query asks for: ``colour``, ``noun`` (no article), ``who``, ``pattern``.

    Args:
        query: One of the dev queries of fashion_products.
        colours: Every colour of the shop, in lower case.

    Raises:
        UnreadableFeed: Its text follows none of the known templates.
    """
    longest_first = sorted(map(re.escape, colours), key=len, reverse=True)
    for template in TEMPLATES.get(kind_of(query), ()):
        pattern = template.replace("{colours}", "|".join(longest_first))
        match = re.fullmatch(pattern, query.text)
        if match:
            return {slot: re.sub(r"^an? ", "", value) for slot, value in match.groupdict().items()}
    raise UnreadableFeed(
        f"no template of {query.kind!r} fits {query.text!r}",
        hint="rewordings are written for the dev queries of fashion_products",
    )
