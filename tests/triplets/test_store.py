"""Folders hold what was written, tell when they do not, and go on where they were."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from pointsay.errors import BadTriplets, ImageGone
from pointsay.triplets import Negative, Pair, Picture, Seen, Triplet, Triplets, open_triplets
from pointsay.triplets.record import pair_of, triplet_of
from pointsay.triplets.shards import batches, counted, fill, read_rows, write
from pointsay.triplets.verify import verify

PICTURE = Picture("shop", "a/b.png", "0" * 64)


def test_records_survive_json(tmp_path: Path) -> None:
    seen = Seen(PICTURE, "p1", {"type": "t-shirt"}, "f", "Línea\u2028两")
    pair = Pair("id", seen, seen, "family", 0.5)
    negatives = (Negative(PICTURE, "query"),)
    triplet = Triplet(
        *("id", "pair", PICTURE, "换成蓝色\r\n", PICTURE, negatives, ("colour",), {}, {"a": "b"}),
        *("zh", "templates", "page", 0.25, -1.0),
    )
    write(tmp_path / "one.jsonl", "mixed", "", [pair, triplet], {})
    first, second = read_rows(tmp_path / "one.jsonl", "mixed")
    assert pair_of(first) == pair
    assert triplet_of(second) == triplet


def test_shards_are_made_once_and_counted(tmp_path: Path) -> None:
    made: list[int] = []

    def make(batch: tuple[int, ...]) -> tuple[list[dict[str, int]], dict[str, int]]:
        made.extend(batch)
        if 5 in batch and made.count(5) == 1:
            raise KeyboardInterrupt
        return [{"n": one} for one in batch], {"seen": len(batch)}

    def run() -> list[Path]:
        return fill(tmp_path, "numbers", {"to": 8}, batches(range(8), 3), make)

    with pytest.raises(KeyboardInterrupt):
        run()
    files = run()
    assert made == [0, 1, 2, 3, 4, 5, 3, 4, 5, 6, 7]
    assert [row["n"] for file in files for row in read_rows(file, "numbers")] == list(range(8))
    assert counted(files) == {"seen": 8}
    with pytest.raises(BadTriplets, match="something else"):
        fill(tmp_path, "numbers", {"to": 9}, batches(range(8), 3), make)
    with pytest.raises(BadTriplets, match="does not belong"):
        fill(tmp_path, "numbers", {"to": 8}, batches(range(5), 3), make)
    with pytest.raises(BadTriplets, match="not letters"):
        read_rows(files[0], "letters")


def test_any_changed_byte_is_seen(worded: Path, tmp_path: Path) -> None:
    name = next((worded / "triplets").iterdir()).name
    for file, at in ((f"triplets/{name}", 5), (f"triplets/{name}", -9), ("card.json", -20)):
        folder = shutil.copytree(worded, tmp_path / f"{len(list(tmp_path.iterdir()))}")
        data = bytearray((folder / file).read_bytes())
        data[at] ^= 1
        (folder / file).write_bytes(data)
        with pytest.raises(BadTriplets):
            open_triplets(folder)
    folder = shutil.copytree(worded, tmp_path / "cut")
    (folder / "triplets" / name).unlink()
    with pytest.raises(BadTriplets):
        verify(folder)


def test_one_by_one_is_as_all_together_in_every_order(triplets: Triplets) -> None:
    everything = list(triplets)
    assert [triplets[at] for at in range(len(triplets))] == everything
    assert triplets[-1] == everything[-1]
    assert triplets[2:5] == everything[2:5]
    order = triplets.order(7)
    assert sorted(order) == list(range(len(triplets)))
    assert np.array_equal(order, triplets.order(7))
    assert not np.array_equal(order, triplets.order(7, turn=1))
    assert len({one.id for one in everything}) == len(everything)


def test_pictures_are_each_once_and_read_as_they_were(
    triplets: Triplets, worded: Path, shop: Path, tmp_path: Path
) -> None:
    pictures = triplets.pictures()
    assert len({one.sha256 for one in pictures}) == len(pictures) <= 40
    assert triplets.read(pictures[0]) == (shop / pictures[0].name).read_bytes()
    moved = shutil.copytree(shop, tmp_path / "moved")
    again = open_triplets(worded, {pictures[0].source: moved})
    (moved / pictures[0].name).write_bytes(b"another")
    with pytest.raises(ImageGone, match="changed"):
        again.read(pictures[0])
    assert again.read(pictures[1]) == triplets.read(pictures[1])


def test_the_card_tells_what_was_made_of_what(triplets: Triplets, mined: Path) -> None:
    card = verify(mined, pictures=True)
    assert triplets.card.made_of["pairs"] == card.identity
    assert (triplets.card.licence, triplets.card.kind) == ("CC0", "triplets")
    assert triplets.card.counts["triplets"] == len(triplets)
    assert card.encoder["name"] == "colour-fake"
    with pytest.raises(BadTriplets, match="not triplets"):
        open_triplets(mined)
