"""The page: sections as one HTML file that asks nothing of the network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from pointsay.errors import MissingExtra
from pointsay.evaluation.report.document import Part, Section, slug

if TYPE_CHECKING:
    from pointsay.evaluation.report.document import Words

_IDS = re.compile(r'(\bid="|url\(#|xlink:href="#|(?<!xlink:)\bhref="#)')
_HEAD = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_NAMESPACES = re.compile(r'\s+xmlns(?::\w+)?="[^"]*"')
_SIZE = re.compile(r'(<svg[^>]*?) width="([\d.]+)pt" height="[\d.]+pt"')


@dataclass(frozen=True, slots=True)
class Placed:
    """A section on the page.

    Attributes:
        section: What stands there.
        level: Of its heading, from 2.
        anchor: Its address on the page.
    """

    section: Section
    level: int
    anchor: str


def render(title: str, opening: Sequence[Words], sections: Sequence[Section]) -> str:
    """Return the page as HTML.

    Raises:
        MissingExtra: jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise MissingExtra("report", f"writing a report ({error.name})") from error
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["a"] = _is_a
    environment.filters["inline"] = inline_svg
    here = files("pointsay.evaluation.report")
    template = environment.from_string(here.joinpath("page.html.jinja").read_text("utf-8"))
    return template.render(
        title=title,
        opening=opening,
        placed=list(_placed(sections, 2, {})),
        css=here.joinpath("page.css").read_text("utf-8"),
    )


def _is_a(part: Part, name: str) -> bool:
    return type(part).__name__ == name


def _placed(sections: Sequence[Section], level: int, used: dict[str, int]) -> Iterator[Placed]:
    for section in sections:
        anchor = slug(section.title)
        used[anchor] = used.get(anchor, 0) + 1
        if used[anchor] > 1:
            anchor = f"{anchor}-{used[anchor]}"
        yield Placed(section, level, anchor)
        yield from _placed(section.sections, level + 1, used)


def inline_svg(svg: bytes, name: str, alt_id: str) -> str:
    """Return an SVG file as an element of a page.

    Ids get the figure's name before them, as those of several figures would otherwise be one;
    what a page does not need (prolog, metadata, namespaces) goes.

    Args:
        svg: The file.
        name: Of the figure.
        alt_id: Id of the element that describes it.
    """
    from markupsafe import Markup

    text = _HEAD.sub("", svg.decode("utf-8"))
    text = _IDS.sub(lambda match: f"{match[0]}{name}-", text).replace("xlink:href", "href")
    text = _NAMESPACES.sub("", text)
    text = _SIZE.sub(r'\1 style="max-width:\2pt"', text, count=1)
    text = text.replace("<svg", f'<svg role="img" aria-labelledby="{alt_id}"', 1)
    return Markup(text.strip())  # noqa: S704 - drawn by us; every text in it was escaped
