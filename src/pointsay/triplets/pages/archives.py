"""Records of archives, one after the other: WARC files, and folders of saved pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urldefrag

from pointsay.errors import MissingExtra, UnknownSource
from pointsay.media import DEFAULT_POLICY, EXTENSIONS

Kind = Literal["page", "picture"]

_PAGES: Final = (".html", ".htm", ".xhtml")
_PAGE_BYTES: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One answer that an archive holds.

    Attributes:
        kind: A page or a picture, by what the server said.
        address: Absolute.
        data: The body, without transfer and content encodings; empty where it was too large.
        robots: The answer's ``X-Robots-Tag``.
    """

    kind: Kind
    address: str
    data: bytes
    robots: str = ""


def records(path: Path) -> Iterator[Record]:
    """Yield the pages and pictures of an archive; one record is in memory at a time.

    Args:
        path: A WARC file, gzipped or not, or a folder of saved HTML with pictures beside it.

    Raises:
        UnknownSource: It is neither.
        MissingExtra: The package that reads WARC is not installed.
    """
    return _saved(path) if path.is_dir() else _warc(path)


def _warc(path: Path) -> Iterator[Record]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise MissingExtra("mine", "reading web archives") from error
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                headers = record.http_headers
                told = (headers.get_header("Content-Type") or "").lower()
                kind = _kind(told)
                if kind is None or headers.get_statuscode() != "200":
                    continue
                limit = _PAGE_BYTES if kind == "page" else DEFAULT_POLICY.max_bytes
                data = record.content_stream().read(limit + 1)
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                yield Record(
                    kind,
                    urldefrag(address).url,
                    data if len(data) <= limit else b"",
                    headers.get_header("X-Robots-Tag") or "",
                )
        except ArchiveLoadFailed as error:
            raise UnknownSource(
                f"{path.name} is no web archive, or is cut: {error}", hint="give a WARC file"
            ) from error


def _kind(content_type: str) -> Kind | None:
    if content_type.startswith(("text/html", "application/xhtml")):
        return "page"
    return "picture" if content_type.startswith("image/") else None


def _saved(folder: Path) -> Iterator[Record]:
    for file in sorted(folder.rglob("*")):
        suffix = file.suffix.lower()
        kind: Kind | None = None
        if suffix in _PAGES:
            kind, limit = "page", _PAGE_BYTES
        elif suffix in EXTENSIONS:
            kind, limit = "picture", DEFAULT_POLICY.max_bytes
        if kind is None or not file.is_file():
            continue
        address = file.resolve().as_uri()
        yield Record(kind, address, file.read_bytes() if file.stat().st_size <= limit else b"")
