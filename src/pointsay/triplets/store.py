"""Folders of pairs and of triplets, and the reader that trainings use.

::

    FOLDER/card.json          what was made of what; written last: without it nothing is finished
    FOLDER/triplets/000000.jsonl ...          or pictures/ and pairs/ of a mined folder
    FOLDER/images/                            pictures that were taken out of web archives

Example:
    >>> triplets = open_triplets(Path("build/triplets/shop"))  # doctest: +SKIP
    >>> for number in triplets.order(seed=7):  # doctest: +SKIP
    ...     one = triplets[number]
    ...     photo = decode(triplets.read(one.reference))
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from pointsay.catalogue.sources import ImageSource, open_images
from pointsay.errors import BadTriplets, ImageGone
from pointsay.triplets.record import Pair, Picture, Triplet, pair_of, triplet_of
from pointsay.triplets.shards import read_head, read_rows

VERSION = 1
CARD = "card.json"
PICTURES, PAIRS, TRIPLETS, IMAGES = "pictures", "pairs", "triplets", "images"

Kind = Literal["pairs", "triplets"]


@dataclass(frozen=True, slots=True)
class Card:
    """The data card of a folder.

    Attributes:
        kind: ``pairs`` or ``triplets``.
        made_of: What it was made from and how: inputs, options, seed; plain values.
        sources: Name -> folder or zip of the pictures; a relative path is inside the folder itself.
        licence: Of the pictures and texts, as the maker stated it.
        encoder: Name and weights of the encoder that measured similarity and quality.
        counts: What was kept, and how many were dropped for each reason.
        shards: "FOLDER/FILE" -> SHA-256 of its rows, of every shard.
    """

    kind: Kind
    made_of: Mapping[str, Any]
    sources: Mapping[str, str]
    licence: str
    encoder: Mapping[str, Any]
    counts: Mapping[str, int]
    shards: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Name of the feed, folder or archive that the pictures were paired from."""
        return str(self.made_of.get("mined", self.made_of).get("name", ""))

    @property
    def identity(self) -> str:
        """SHA-256 over every row: what a training was trained on."""
        return hashlib.sha256(json.dumps(dict(self.shards), sort_keys=True).encode()).hexdigest()


def write_card(card: Card, folder: Path, files: Sequence[Path]) -> Card:
    """Finish a folder: write its card, with the checksums of its shards, and return it."""
    sums = {file.relative_to(folder).as_posix(): read_head(file).sha256 for file in files}
    body = {**asdict(card), "shards": sums}
    head = {"version": VERSION, "checksum": _checksum(body)}
    beside = folder / f"{CARD}.writing"
    with beside.open("w", encoding="utf-8") as opened:
        opened.write(json.dumps({**head, **body}, ensure_ascii=False, indent=1) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(folder / CARD)
    return Card(**body)


def read_card(folder: Path, kind: Kind | None = None) -> Card:
    """Read a folder's card.

    Args:
        folder: Of pairs or triplets.
        kind: Which of them it must hold; None for either.

    Raises:
        BadTriplets: There is none, it is damaged, or it is of another kind or release.
    """
    try:
        body = json.loads((folder / CARD).read_text(encoding="utf-8"))
        version, checksum = body.pop("version"), body.pop("checksum")
        if version != VERSION:
            raise ValueError(f"version {version}, not {VERSION}")
        if checksum != _checksum(body):
            raise ValueError("the checksum does not fit its content")
        card = Card(**body)
        if kind and card.kind != kind:
            raise ValueError(f"it holds {card.kind}, not {kind}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadTriplets(
            f"{folder} is not a finished folder of {kind or 'pairs or triplets'}: {error}",
            hint="run the command that made it again: it goes on where it was",
        ) from error
    return card


class Sources:
    """The pictures of a folder.

    Args:
        folder: Against which relative sources are read.
        paths: Name -> folder or zip.
        elsewhere: Name -> where a source lies now, for those that were moved.
    """

    def __init__(
        self, folder: Path, paths: Mapping[str, str], elsewhere: Mapping[str, Path] | None = None
    ) -> None:
        moved = {name: str(path) for name, path in (elsewhere or {}).items()}
        self._paths = {name: folder / path for name, path in {**paths, **moved}.items()}
        self._opened: dict[str, ImageSource] = {}

    def read(self, picture: Picture) -> bytes:
        """Return the bytes of a picture, the same as when it was mined. Safe in threads.

        Raises:
            UnknownSource: The folder or zip is gone.
            ImageGone: The picture is gone or was changed.
        """
        if picture.source not in self._opened:
            self._opened[picture.source] = open_images(self._paths[picture.source])
        data = self._opened[picture.source].read(picture.name)
        if hashlib.sha256(data).hexdigest() != picture.sha256:
            raise ImageGone(
                f"{picture.name} was changed since it was mined",
                hint="mine again, or put the old picture back",
            )
        return data


class Triplets(Sequence[Triplet]):
    """Finished triplets, read one by one from disk. Safe in threads.

    Every shard is checked against the card when the folder is opened.

    Args:
        folder: Of triplets.
        elsewhere: Name -> where a source of pictures lies now, for those that were moved.

    Raises:
        BadTriplets: The folder is not finished, or damaged.
    """

    def __init__(self, folder: Path, elsewhere: Mapping[str, Path] | None = None) -> None:
        self.card = read_card(folder, "triplets")
        self._sources = Sources(folder, self.card.sources, elsewhere)
        self._files = checked(folder, self.card, TRIPLETS)
        places = [_lines(file) for file in self._files]
        self._starts = np.concatenate([starts for starts, _ in places] or [_NONE])
        self._stops = np.concatenate([stops for _, stops in places] or [_NONE])
        self._shards = np.repeat(np.arange(len(places)), [len(starts) for starts, _ in places])

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> Triplet: ...
    @overload
    def __getitem__(self, at: slice) -> list[Triplet]: ...
    def __getitem__(self, at: int | slice) -> Triplet | list[Triplet]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        start, stop = self._starts[at], self._stops[at]
        with self._files[self._shards[at]].open("rb") as opened:
            opened.seek(int(start))
            return triplet_of(json.loads(opened.read(int(stop - start))))

    def __iter__(self) -> Iterator[Triplet]:
        for file in self._files:
            yield from map(triplet_of, read_rows(file, TRIPLETS))

    def order(self, seed: int, turn: int = 0) -> NDArray[np.int64]:
        """Return all numbers in an order that (seed, turn) decides, each once."""
        return np.random.default_rng([seed, turn]).permutation(len(self))

    def pictures(self, *, negatives: bool = True) -> list[Picture]:
        """Return every picture of the triplets once, by its bytes, sorted by SHA-256.

        Args:
            negatives: Also those that are only hard negatives.
        """
        found: dict[str, Picture] = {}
        for one in self:
            others = [hard.picture for hard in one.negatives] if negatives else []
            for picture in (one.reference, one.target, *others):
                found.setdefault(picture.sha256, picture)
        return [found[key] for key in sorted(found)]

    def read(self, picture: Picture) -> bytes:
        """Return the bytes of a picture; see `Sources.read`."""
        return self._sources.read(picture)


def open_triplets(folder: Path, elsewhere: Mapping[str, Path] | None = None) -> Triplets:
    """Open a finished folder of triplets; see `Triplets`."""
    return Triplets(folder, elsewhere)


def read_pairs(folder: Path, card: Card) -> Iterator[Pair]:
    """Read the pairs of a mined folder, in order."""
    for file in checked(folder, card, PAIRS):
        yield from map(pair_of, read_rows(file, PAIRS))


def checked(folder: Path, card: Card, what: str) -> list[Path]:
    """Return the shards of one kind that the card names, their contents checked.

    Raises:
        BadTriplets: One is missing, damaged, or not the one that the card was written for.
    """
    files = []
    for name, sha256 in sorted(card.shards.items()):
        if not name.startswith(f"{what}/"):
            continue
        file = folder / name
        for _ in read_rows(file, what):
            break
        if read_head(file).sha256 != sha256:
            raise BadTriplets(
                f"{name} is not the shard that the card was written for",
                hint="run the command that made the folder again",
            )
        files.append(file)
    return files


_NONE = np.empty(0, np.int64)


def _lines(file: Path) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the rows of a shard start and end, in bytes."""
    ends = np.flatnonzero(np.frombuffer(file.read_bytes(), np.uint8) == ord("\n")) + 1
    return ends[:-1], ends[1:]


def _checksum(body: Mapping[str, Any]) -> str:
    plain = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
