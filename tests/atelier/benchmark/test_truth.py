from __future__ import annotations

from collections import Counter
from statistics import median

import pytest

from atelier.benchmark import plain
from atelier.benchmark.conftest import Made
from pointsay.atelier import Garment, Piece
from pointsay.atelier.benchmark import Judge
from pointsay.atelier.benchmark.references import assemble, borrow
from pointsay.atelier.benchmark.wishes import KINDS, Pointed, edit, exclude, step
from pointsay.atelier.split import split_of


def test_every_truth_is_that_of_a_plain_reading(benchmark: Made) -> None:
    flats = [(piece.id, piece.garment.attributes()) for piece in benchmark.gallery]
    for asked in benchmark.asked:
        targets, ignored, hard, forbidden = plain.sort(asked.wish, flats, benchmark.split)
        said = [(one.verb, one.attribute, one.value) for one in asked.wish.said]
        assert asked.truth.targets == targets, said
        assert asked.truth.ignored == ignored, said
        assert asked.truth.forbidden == forbidden, said
        assert hard <= asked.truth.hard, said
        for name in asked.truth.hard - hard:
            assert asked.wish.inverse is not None, said
            flat = benchmark.pieces[name].garment.attributes()
            assert not plain.failed(plain.verdicts(flat, asked.wish.inverse)), said


def test_all_kinds_are_asked_with_several_right_answers(test_split: Made) -> None:
    kinds = Counter(asked.wish.kind for asked in test_split.asked)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 8
    assert 2 <= median(len(asked.truth.targets) for asked in test_split.asked) <= 10
    said = {(one.verb, one.attribute) for asked in test_split.asked for one in asked.wish.said}
    changed = "colour ground accent pattern sleeve neckline length silhouette material category"
    assert {("change", name) for name in changed.split()} <= said
    excluded = {attribute for verb, attribute in said if verb == "exclude"}
    assert excluded >= {"pattern", "colour", "sleeve", "neckline"}
    assert {attribute for verb, attribute in said if verb == "remove"} == {"detail", "pattern"}
    for way in ("more", "less"):
        ordered = {attribute for verb, attribute in said if verb == way}
        assert ordered == {"length", "sleeve", "silhouette", "colour"}
    assert len({attribute for verb, attribute in said if verb == "borrow"}) >= 5
    assert len({attribute for verb, attribute in said if verb == "take"}) >= 3


def test_sets_are_apart_and_name_nobody_pointed_at(benchmark: Made) -> None:
    for asked in benchmark.asked:
        truth = asked.truth
        assert truth.targets
        assert truth.hard
        assert not truth.targets & (truth.ignored | truth.hard | truth.forbidden)
        assert not truth.ignored & (truth.hard | truth.forbidden)
        pointed = {one.piece.id for one in asked.wish.pointed}
        assert len(pointed) == len(asked.wish.pointed)
        assert not pointed & (truth.targets | truth.ignored | truth.hard | truth.forbidden)
        negated = any(one.verb in ("exclude", "remove") for one in asked.wish.said)
        assert negated or not truth.forbidden


def test_targets_are_held_out_and_distractors_are_of_every_split(benchmark: Made) -> None:
    splits = Counter(split_of(piece.garment) for piece in benchmark.gallery)
    assert min(splits.values()) > 0
    for asked in benchmark.asked:
        for name in asked.truth.targets:
            assert split_of(benchmark.pieces[name].garment) == benchmark.split


DRESS = Garment(
    "dress", "navy", "white", "stripes", sleeve="short", neckline="crew", length="knee",
    silhouette="a-line", material="cotton", details=("belt",),
)  # fmt: skip


def piece(name: str, garment: Garment) -> Piece:
    return Piece(name, "f", garment, name, name, 1.0, 0)


def judge(*garments: Garment) -> Judge:
    """Return a judge of a gallery of these, named 0, 1, 2 ..., all of the reference's split."""
    return Judge([piece(str(at), one) for at, one in enumerate(garments)], split_of(DRESS))


def test_without_a_belt() -> None:
    wish = edit(piece("reference", DRESS), DRESS.without_detail("belt"))
    assert wish is not None
    bare = DRESS.without_detail("belt")
    truth = wish.truth(
        judge(bare, DRESS, bare.changed(length="midi"), bare.changed(material="satin"))
    )
    assert truth.targets == {"0"}
    assert truth.hard == {"1", "2"}
    assert truth.forbidden == {"1"}
    assert truth.ignored == {"3"}  # a small picture does not tell satin from cotton


def test_not_satin() -> None:
    satin = Garment("skirt", "navy", length="knee", silhouette="a-line", material="satin")
    wish = exclude(piece("reference", satin), "material")
    assert wish is not None
    cloths = ("wool", "tweed", "leather", "satin")
    gallery = [piece(cloth, satin.changed(material=cloth)) for cloth in cloths]
    truth = wish.truth(Judge(gallery, split_of(satin)))
    assert truth.targets == {"wool", "tweed"}
    assert truth.ignored == {"leather"}  # as shiny as satin
    assert truth.hard == truth.forbidden == {"satin"}


def test_shorter_and_its_inverse() -> None:
    wish = step(piece("reference", DRESS), "length", "less")
    assert wish is not None
    lengths = ("mini", "knee", "midi", "maxi")
    truth = wish.truth(judge(*(DRESS.changed(length=length) for length in lengths)))
    assert truth.targets == {"0"}
    assert truth.hard == {"1", "2", "3"}


def test_nothing_is_asked_that_a_picture_does_not_show() -> None:
    reference = piece("reference", DRESS)
    assert edit(reference, DRESS) is None
    assert edit(reference, DRESS.changed(material="wool", pattern="check")) is None
    assert edit(reference, DRESS.changed(pattern="plain", colour="red")) is None
    assert exclude(reference, "material") is None  # cotton is smooth like others
    assert exclude(reference, "colour") is None  # of two colours, which?
    assert step(reference, "colour", "more") is None
    collared = DRESS.with_detail("collar")
    assert edit(piece("reference", collared), collared.changed(neckline="v-neck")) is None


def test_no_piece_is_pointed_at_twice() -> None:
    plain_dresses = [
        piece(colour, DRESS.changed(pattern="plain", colour=colour, sleeve=sleeve, length=length))
        for colour, sleeve, length in (
            ("navy", "short", "knee"), ("red", "long", "maxi"), ("olive", "puff", "mini"),
        )
    ]  # fmt: skip
    one, two, three = plain_dresses
    roles = ("length", "sleeve", "colour")
    for thrice, clear in (((one, two, three), True), ((one, one, three), False)):
        parts = [Pointed(part, role) for part, role in zip(thrice, roles, strict=True)]
        assert (assemble(parts) is not None) == clear
    assert borrow(one, [Pointed(two, "sleeve"), Pointed(three, "length")]) is not None
    assert borrow(one, [Pointed(two, "sleeve"), Pointed(two, "length")]) is None
    assert borrow(one, [Pointed(one, "sleeve")]) is None


@pytest.mark.parametrize("category", ["dress", "t-shirt"])
def test_roles_swapped_is_a_hard_negative(category: str) -> None:
    other = Garment(
        category, "red", sleeve="long", neckline="scoop",
        length="maxi" if category == "dress" else "long",
        silhouette="shift" if category == "dress" else "fitted",
    )  # fmt: skip
    wish = borrow(piece("reference", DRESS), [Pointed(piece("donor", other), "sleeve")])
    assert wish is not None
    right, swapped = DRESS.changed(sleeve="long"), other.changed(sleeve="short")
    gallery = [piece("right", right), piece("swapped", swapped)]
    truth = wish.truth(Judge(gallery, split_of(DRESS)))
    assert truth.targets == {"right"}
    assert truth.hard == {"swapped"}
