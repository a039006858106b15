"""The pictures at hand, and which of them a benchmark means by an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import basename, splitext

from pointsay.catalogue import ImageSource, open_images
from pointsay.evaluation.datasets.base import Crop, Places

ZIP, FOLDER = "images.zip", "images"


@dataclass(frozen=True)
class Album:
    """Pictures at hand.

    Attributes:
        source: Folder or zip; None when there are no pictures.
        names: What it holds, sorted.
    """

    source: ImageSource | None
    names: Sequence[str]

    def places(self, published: Mapping[str, str | Crop]) -> Places:
        """Find pictures by the names that a benchmark gives them.

        People keep them in one folder or in several, as PNG or JPEG. A picture is the file of the
        published name; else the first, by name, that is called so in any folder and with any
        picture's ending.

        Args:
            published: Picture id -> name, or a part of a picture.
        """
        exact = frozenset(self.names)
        called: dict[str, str] = {}
        for name in self.names:
            called.setdefault(_bare(name), name)
        found: dict[str, str | Crop] = {}
        for picture_id, place in published.items():
            wanted = place.name if isinstance(place, Crop) else place
            file = wanted if wanted in exact else called.get(_bare(wanted))
            if file is None:
                continue
            found[picture_id] = replace(place, name=file) if isinstance(place, Crop) else file
        return Places(self.source, found)


def _bare(name: str) -> str:
    """Return a name without folders and ending. As text: COCO has more names than paths are for."""
    return splitext(basename(name))[0]


def open_album(root: Path, images: Path | None) -> Album:
    """Open the pictures of a dataset.

    Args:
        root: Folder of the dataset's files. Without ``images`` its pictures are those of
            ``images.zip`` or ``images`` in it, or else all that lie below it.
        images: Folder or zip that was named.

    Raises:
        UnknownSource: ``images`` is neither.
    """
    if images is None:
        images = next((root / one for one in (ZIP, FOLDER) if (root / one).exists()), None)
    source = open_images(images or root)
    names = source.names()
    # A folder of annotations alone is no place for pictures; one that was named is, even if empty.
    return Album(source, names) if names or images else Album(None, ())
