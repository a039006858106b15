"""What one HTML page shows: the addresses of its pictures with their words, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin

from pointsay.errors import MissingExtra

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_FORBIDDING: Final = frozenset({"none", "noindex", "noimageindex", "noai", "noimageai"})
# Where a page keeps the address of a picture that is loaded late.
_ADDRESSES: Final = ("src", "data-src", "data-original")
_TEXT_CHARS: Final = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page.

    Attributes:
        address: Absolute, without fragment.
        text: What the page says of it; may be empty.
    """

    address: str
    text: str


def pictures_of(html: bytes, address: str) -> list[Shown]:
    """Return the pictures of a page, each once, in order.

    Args:
        html: Bytes as they came; the encoding is read from them.
        address: Of the page, against which relative addresses are read.

    Raises:
        MissingExtra: The package that reads HTML is not installed.
    """
    tree = _parsed(html)
    base = tree.css_first("base[href]")
    root = urljoin(address, _attribute(base, "href")) if base is not None else address
    found: dict[str, Shown] = {}
    for node in tree.css("img"):
        link = next((value for name in _ADDRESSES if (value := _attribute(node, name))), "")
        if link and not link.startswith("data:"):
            absolute = urldefrag(urljoin(root, link)).url
            found.setdefault(absolute, Shown(absolute, _text(node)))
    return list(found.values())


def forbidden(html: bytes, header: str = "") -> bool:
    """Say whether a page asks robots to leave it or its pictures alone.

    Args:
        html: The page, whose ``<meta name="robots">`` is read.
        header: Its ``X-Robots-Tag``.
    """
    told = [header]
    for node in _parsed(html).css("meta[name][content]"):
        if _attribute(node, "name").lower() == "robots":
            told.append(_attribute(node, "content"))
    words = {word.strip().lower() for text in told for word in text.replace(":", ",").split(",")}
    return bool(words & _FORBIDDING)


def _parsed(html: bytes) -> LexborHTMLParser:
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError as error:
        raise MissingExtra("mine", "reading web pages") from error
    return LexborHTMLParser(html)


def _text(node: LexborNode) -> str:
    """Return the text of a picture: its alternative, its title, or the caption of its figure."""
    told = _attribute(node, "alt") or _attribute(node, "title")
    parent = node.parent
    while not told and parent is not None and parent.tag not in ("body", "html"):
        caption = parent.css_first("figcaption") if parent.tag == "figure" else None
        told = caption.text() if caption is not None else ""
        parent = parent.parent
    return " ".join(told.split())[:_TEXT_CHARS]


def _attribute(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").strip()
