"""Pairs are what they are said to be, held against plain loops over all pairs."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from fakes import ColourEncoder, picture, write_folder
from pointsay.catalogue import parse_conditions
from pointsay.encoders import Encoder
from pointsay.errors import BadTriplets, UnknownSource
from pointsay.triplets.fingerprint import Fingerprint, fingerprint
from pointsay.triplets.knowing import holds, known_of
from pointsay.triplets.mine import mine
from pointsay.triplets.proposing import Wanted, clusters, propose
from pointsay.triplets.record import Picture, Seen
from pointsay.triplets.shelf import Shelf, Sight
from pointsay.triplets.sifting import reason_against
from pointsay.triplets.store import read_card, read_pairs
from pointsay.triplets.supplies import catalogue, folder
from pointsay.types import Product
from triplets.conftest import WANTED

ALL = Wanted(each=200, low=-1.0, high=1.0)


def differing(shelf: Shelf, i: int, j: int) -> set[str]:
    one, other = shelf.attributes(i), shelf.attributes(j)
    return {kind for kind in one if one[kind] != other[kind]}


def test_everything_that_qualifies_is_proposed_once(shelf: Shelf) -> None:
    every = list(combinations(range(len(shelf)), 2))
    sights = shelf.sights
    plain = {
        "family": {p for p in every if sights[p[0]].seen.family == sights[p[1]].seen.family},
        "one_attribute": {p for p in every if len(differing(shelf, *p)) == 1},
        "same_type": {p for p in every if differing(shelf, *p) == {"colour", "audience"}},
        "other_type": {
            p for p in every if len(found := differing(shelf, *p)) == 2 and "type" in found
        },
        "neighbour": set(every),
    }
    assert all(plain.values())
    for way, expected in plain.items():
        found = [(one.first, one.second) for one in propose(shelf, [way], ALL)]  # type: ignore[list-item]
        pairs = [(min(pair), max(pair)) for pair in found]
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == expected, way


def test_the_nearest_inside_the_band_come_first(shelf: Shelf) -> None:
    wanted = Wanted(each=1, low=0.2, high=0.9)
    cosines = shelf.vectors @ shelf.vectors.T
    for one in propose(shelf, ["one_attribute"], wanted):
        [kind] = differing(shelf, one.first, one.second)
        rivals = [
            float(cosines[one.first, j])
            for j in range(len(shelf))
            if j != one.first and differing(shelf, one.first, j) == {kind}
        ]
        best = max(cosine for cosine in rivals if 0.2 <= cosine <= 0.9)
        assert cosines[one.first, one.second] == pytest.approx(best, abs=1e-6)


def test_clusters_keep_near_vectors_together() -> None:
    chance = np.random.default_rng(0)
    centres = np.linalg.qr(chance.normal(size=(8, 4)))[0].T
    rows = np.repeat(centres, 30, axis=0) + 0.05 * chance.normal(size=(120, 8))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    owner = clusters(rows, 4, seed=11)
    for at in range(0, 120, 30):
        assert len(set(owner[at : at + 30].tolist())) == 1
    assert np.array_equal(owner, clusters(rows, 4, seed=11))


def sight(print_: str = "0" * 16, colours: str = "00" * 48, **known: str) -> Sight:
    category = known.pop("category", "")
    seen = Seen(Picture("s", "n", print_ + colours), "p", known)
    vector = np.eye(4, dtype=np.float32)[0]
    return Sight(seen, category, (), 64, Fingerprint(print_, colours), vector)


@pytest.mark.parametrize(
    ("other", "cosine", "reason"),
    [
        (sight(type="shirt", colour="red"), 0.9, "near-duplicate"),
        (sight(colours="80" * 48, type="shirt", colour="red"), 0.9, "no difference"),
        (sight("f" * 16, type="shirt", colour="blue"), 0.9, ""),
        (sight("f" * 16, type="shirt", colour="blue", category="shoes"), 0.9, "other category"),
        (sight("f" * 16, type="shirt", colour="blue"), 0.97, "too alike"),
        (sight("f" * 16, type="shirt", colour="blue"), 0.2, "too unlike"),
        (sight("f" * 16, type="shirt", colour="blue", sleeve="short sleeves"), 0.9, "hardly comp"),
        (sight("f" * 16, type="shirt", colour="red"), 0.9, "no difference"),
        (sight("f" * 16, type="dress", colour="red"), 0.9, "unsayable"),
    ],
)
def test_a_pair_is_dropped_for_the_first_reason_that_holds(
    other: Sight, cosine: float, reason: str
) -> None:
    wanted = Wanted(low=0.3, high=0.95, same=("type",))
    told = reason_against(sight(type="shirt", colour="red"), other, cosine, wanted)
    assert told.startswith(reason)
    assert bool(told) == bool(reason)


def test_a_fingerprint_outlives_size_and_compression(tmp_path: Path) -> None:
    import io

    from PIL import Image

    chance = np.random.default_rng(4)
    rough = Image.fromarray(chance.integers(0, 255, (9, 9, 3), dtype=np.uint8))
    photo = rough.resize((300, 300), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    photo.resize((180, 180)).save(file, "JPEG", quality=60)
    assert fingerprint(photo).near(fingerprint(Image.open(file)))
    assert not fingerprint(photo).near(fingerprint(photo.rotate(90)))
    recoloured = Image.merge("RGB", [photo.split()[at] for at in (2, 0, 1)])
    assert not fingerprint(photo).near(fingerprint(recoloured))


def test_feeds_are_read_in_the_words_of_the_lexicon() -> None:
    told = {"article_type": "Tshirts", "gender": "Unisex", "sleeve": "short", "zip": "no"}
    product = Product("1", "Nike Striped Tee", attributes={**told, "usage": "Casual", "price": 3.0})
    assert known_of(product) == {
        "type": "t-shirt",
        "pattern": "striped",
        "sleeve": "short sleeves",
        "style": "casual",
        "zip": "no",
    }


def test_filters_hold_as_in_a_search() -> None:
    product = Product("1", price=20.0, attributes={"split": "Train", "size": 4.0})
    for text, kept in {
        "split=train": True,
        "split!=train": False,
        "other!=x": True,
        "other=x": False,
        "size>=4": True,
        "price<=10": False,
    }.items():
        assert holds(parse_conditions([text])[0], product) == kept, text


def test_a_mined_folder_tells_what_was_left_out(
    shop: Path, mined: Path, tmp_path: Path, encoder: Encoder
) -> None:
    only = parse_conditions(["gender=men"])
    card = mine(catalogue(shop, only=only), encoder, tmp_path / "men", WANTED, licence="CC0")
    assert card.counts["row dropped: filtered"] == 20
    assert card.counts["pictures"] == 20
    pairs = list(read_pairs(tmp_path / "men", card))
    assert len(pairs) == card.counts["pairs"] == len({one.id for one in pairs})
    assert {one.first.attributes["audience"] for one in pairs} == {"men"}
    assert read_card(mined).counts["pairs"] > card.counts["pairs"]
    with pytest.raises(BadTriplets, match="something else"):
        mine(catalogue(shop), encoder, tmp_path / "men", WANTED, licence="CC0")
    with pytest.raises(UnknownSource, match="no product is left"):
        catalogue(shop, only=parse_conditions(["gender=cat"]))


def test_a_folder_is_mined_by_clusters_and_bad_pictures_are_counted(tmp_path: Path) -> None:
    files = {f"{at}.png": picture((at * 5, 200 - at * 5, 40), (80, 80)) for at in range(40)}
    files |= {"small.png": picture("red", (20, 80)), "broken.png": b"\x89PNG\r\n\x1a\n"}
    source = write_folder(tmp_path / "photos", files)
    card = mine(folder(source), ColourEncoder(), tmp_path / "out", WANTED, licence="CC0")
    assert card.counts["pictures"] == 40
    assert card.counts["picture dropped: small"] == 1
    assert sum(n for name, n in card.counts.items() if name.startswith("picture dropped")) == 2
    assert {one.found for one in read_pairs(tmp_path / "out", card)} <= {"cluster"}
