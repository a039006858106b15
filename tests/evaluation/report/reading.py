"""Reading a report back: its tables, headings and whatever it would fetch."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "link", "input", "hr"}


@dataclass
class ReadTable:
    """A table as text: caption, rows of column heads, row head -> cells."""

    caption: str = ""
    heads: list[list[str]] = field(default_factory=list)
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    best: list[tuple[str, str]] = field(default_factory=list)

    def row(self, head: str) -> list[str]:
        """Return the cells of a row, score before interval."""
        (cells,) = (cells for name, cells in self.rows if name == head)
        return cells


class Page(HTMLParser):
    """The parts of a page that tests look at; refuses tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[ReadTable] = []
        self.headings: list[tuple[int, str]] = []
        self.images: list[dict[str, str]] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.warnings: list[str] = []
        self.language = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self._cells: list[str] = []
        self._row_head = ""
        self.text = ""
        self.feed(html)
        self.close()
        assert self._open == [], f"tags are left open: {self._open}"

    def table(self, *words: str) -> ReadTable:
        """Return the only table whose caption holds all words."""
        found = [one for one in self.tables if all(word in one.caption for word in words)]
        assert len(found) == 1, [one.caption for one in self.tables]
        return found[0]

    def sections(self) -> list[str]:
        """Return the texts of all headings."""
        return [text for _, text in self.headings]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        self.ids += [given["id"]] if "id" in given else []
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            self.addresses += [given[name]] if name in given else []
        if tag == "img":
            self.images.append(given)
        if tag == "table":
            self.tables.append(ReadTable())
        if tag == "tr":
            self._cells, self._row_head = [], ""
        if tag in ("th", "td", "caption") or tag in ("h1", "h2", "h3", "h4", "h5", "p"):
            self._text = []
        if tag == "br":
            self._text.append(" | ")
        if tag not in VOID:
            self._open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        opened, given = self._open.pop()
        assert opened == tag, f"{tag} closes {opened}"
        said = " ".join("".join(self._text).split())
        if tag == "caption":
            self.tables[-1].caption = said
        elif tag in ("th", "td"):
            self._cell(given, said)
        elif tag == "tr":
            self._row()
        elif tag in ("h1", "h2", "h3", "h4", "h5"):
            self.headings.append((int(tag[1]), said))
        elif tag == "p" and given.get("class") == "warning":
            self.warnings.append(said)

    def _cell(self, given: dict[str, str], said: str) -> None:
        if given.get("scope") == "row":
            self._row_head = said
            return
        if given.get("scope") == "rowgroup":
            self.tables[-1].groups.append(said)
            return
        if "best" in given.get("class", ""):
            self.tables[-1].best.append((self._row_head, said.split(" | ")[0]))
        self._cells.append(said)

    def _row(self) -> None:
        if self._row_head:
            self.tables[-1].rows.append((self._row_head, self._cells))
        elif self._cells:
            self.tables[-1].heads.append(self._cells)
