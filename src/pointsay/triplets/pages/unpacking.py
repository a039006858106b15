"""Pictures out of archives into a folder, and which pages show them.

Archives name pictures before or after their pages, or in another file, so they are read twice:
first for pictures, which go into a folder under the hash of their bytes, then for pages.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pointsay.media import sniff
from pointsay.triplets.pages.archives import records
from pointsay.triplets.pages.reading import forbidden, pictures_of
from pointsay.triplets.shards import counted, fill, read_rows
from pointsay.triplets.store import IMAGES

if TYPE_CHECKING:
    from pointsay.triplets.shards import Made, Row

PICTURES, PAGES = "unpacked", "pages"
_MOST_ON_A_PAGE: Final = 60  # pages with more are lists of everything, whose pictures have no tie


@dataclass(frozen=True, slots=True)
class OnPages:
    """A picture and the pages that show it.

    Attributes:
        name: In the folder of pictures.
        text: What the first page says of it.
        pages: Their addresses, in the order of the archives.
    """

    name: str
    text: str
    pages: tuple[str, ...]


def unpack(files: Sequence[Path], out: Path) -> tuple[list[OnPages], Counter[str]]:
    """Take what pages show out of archives; archives that are done are not read again.

    Args:
        files: WARC files or folders of saved pages.
        out: The mined folder; pictures go into ``images/``.

    Returns:
        The pictures in the order of the pages, and counts of what was left out and why.

    Raises:
        UnknownSource: A file is no archive.
        MissingExtra: The packages that read archives are not installed.
    """
    about = {"archives": [[file.name, _size(file)] for file in files]}
    unpacked = fill(
        out / PICTURES, PICTURES, about, files, lambda file: _pictures(file, out / IMAGES)
    )
    names = {row["address"]: row["name"] for one in unpacked for row in read_rows(one, PICTURES)}
    read = fill(out / PAGES, PAGES, about, files, lambda file: _pages(file, names))
    shown: dict[str, tuple[str, dict[str, None]]] = {}
    for row in (row for one in read for row in read_rows(one, PAGES)):
        for name, text in row["pictures"]:
            shown.setdefault(name, (text, {}))[1][row["address"]] = None
    found = [OnPages(name, text, tuple(pages)) for name, (text, pages) in shown.items()]
    return found, counted([*unpacked, *read])


def _pictures(file: Path, images: Path) -> Made:
    counts: Counter[str] = Counter()
    rows: list[Row] = []
    for record in records(file):
        if record.kind != "picture":
            continue
        if forbidden(b"", record.robots):
            counts["picture dropped: robots"] += 1
            continue
        kind = sniff(record.data)
        if kind is None:
            counts["picture dropped: format"] += 1
            continue
        digest = hashlib.sha256(record.data).hexdigest()
        place = images / digest[:2] / f"{digest}.{kind.lower()}"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = place.with_suffix(".writing")
            beside.write_bytes(record.data)
            beside.replace(place)
        rows.append({"address": record.address, "name": place.relative_to(images).as_posix()})
    return rows, counts


def _pages(file: Path, names: dict[str, str]) -> Made:
    counts: Counter[str] = Counter()
    rows: list[Row] = []
    for record in records(file):
        if record.kind != "page":
            continue
        reason, pictures = _shown(record.data, record.address, record.robots, names)
        if reason:
            counts[f"page dropped: {reason}"] += 1
            continue
        counts["pages"] += 1
        rows.append({"address": record.address, "pictures": pictures})
    return rows, counts


def _shown(
    html: bytes, address: str, robots: str, names: dict[str, str]
) -> tuple[str, list[tuple[str, str]]]:
    """Return why a page is left out, or nothing, and its pictures that the archives hold."""
    if not html:
        return "large", []
    if forbidden(html, robots):
        return "robots", []
    pictures = {
        names[one.address]: one.text for one in pictures_of(html, address) if one.address in names
    }
    if len(pictures) < 2:
        return "fewer than two pictures", []
    return ("a list", []) if len(pictures) > _MOST_ON_A_PAGE else ("", list(pictures.items()))


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
