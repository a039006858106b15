"""Instructions say what differs, hard negatives are wrong as they claim, and models are checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from edits.reasoners.serving import FakeServer, Reply, completion
from fakes import ColourEncoder
from pointsay.atelier.benchmark.asking import draw_wishes
from pointsay.atelier.benchmark.chinese import CHINESE
from pointsay.atelier.benchmark.english import ENGLISH
from pointsay.atelier.benchmark.gallery import design_gallery
from pointsay.edits.reasoners import LlmSettings
from pointsay.edits.rules import RuleReasoner
from pointsay.errors import EncoderMismatch
from pointsay.triplets import Triplets, open_triplets
from pointsay.triplets.difference import Change, changes, sayable
from pointsay.triplets.instruct import Ask, instruct
from pointsay.triplets.quality import Judge
from pointsay.triplets.shelf import Shelf
from pointsay.triplets.wording import chinese, english, say_in_chinese, say_in_english
from pointsay.triplets.wording.model import ModelWriter
from pointsay.triplets.wording.names import figure
from pointsay.types import Composition

SHIRT = {"type": "shirt", "colour": "red", "pattern": "plain", "audience": "men"}
EDITS: list[Mapping[str, str]] = [
    SHIRT | {"colour": "navy blue"},
    SHIRT | {"pattern": "striped", "accent": "white"},
    SHIRT | {"audience": "women"},
    SHIRT | {"type": "dress", "colour": "green"},
    SHIRT | {"colour": "yellow", "pattern": "floral"},
]
DETAILS = (
    {"type": "jacket", "zip": "yes", "hood": "no"},
    {"type": "jacket", "zip": "no", "hood": "yes"},
)


def test_changes_are_what_is_known_of_both_and_patterns_take_their_colour() -> None:
    old = {"pattern": "striped", "accent": "white", "colour": "red", "fit": "slim fit"}
    assert changes(old, {"colour": "red", "pattern": "striped", "accent": "navy blue"}) == (
        Change("pattern", "striped", "striped"),
    )
    plain = {"colour": "blue", "pattern": "plain"}
    assert [one.kind for one in changes(old, plain)] == ["colour", "pattern"]
    assert changes(old, {"material": "silk"}) == ()
    assert not sayable(changes(old, plain), ["colour"])
    assert not sayable([Change("style", "casual", "formal")])


@pytest.mark.parametrize("new", EDITS, ids=lambda new: "-".join(new.values()))
def test_english_is_read_back_as_it_was_meant(new: Mapping[str, str]) -> None:
    change = changes(SHIRT, new)
    chance = np.random.default_rng(1)
    said = {say_in_english(change, SHIRT, new, chance, one_model=True) for _ in range(150)}
    assert len(said) > 60
    read = RuleReasoner().read([Composition(modification=one.text) for one in said])
    right = 0
    for saying, edit in zip(said, read, strict=True):
        wanted = " ".join(phrase.text for phrase in edit.want)
        avoided = " ".join(phrase.text for phrase in edit.avoid)
        if saying.excludes:
            right += change[0].old in avoided and change[0].new not in wanted
        else:
            told = f"{wanted} {edit.target}"
            right += all(one.new in told or figure(one.new) in told for one in change)
    assert right / len(said) > 0.9


def test_details_come_and_go_in_english_and_chinese() -> None:
    old, new = DETAILS
    change = changes(old, new)
    chance = np.random.default_rng(2)
    texts = [say_in_english(change, old, new, chance).text for _ in range(40)]
    for edit in RuleReasoner().read([Composition(modification=text) for text in texts]):
        assert "hood" in {phrase.text for phrase in edit.want}
        assert "zip" in {phrase.text for phrase in edit.avoid}
    for _ in range(20):
        saying = say_in_chinese(change, old, new, chance)
        assert saying is not None
        assert "拉链" in saying.text
        assert re.search("不带拉链", saying.text)
        assert not re.search("[a-z{}]", saying.text)


def test_chinese_says_nothing_where_it_has_no_word() -> None:
    new = SHIRT | {"colour": "powder blue"}
    assert say_in_chinese(changes(SHIRT, new), SHIRT, new, np.random.default_rng(0)) is None


SLOTS = {
    **{"this": "(this one|these)", "that": "(this|these)", "it": "(it|them)", "they": "(it|they)"},
    **{"noun": r"[\w-]+( [\w-]+)?", "x": ".+", "y": ".+", "old": ".+"},
}


def test_no_sentence_of_the_benchmark_is_taught() -> None:
    asked = draw_wishes(design_gallery(300, "val", 0), 40, "val", 0)
    told = {text for one in asked for by in (ENGLISH, CHINESE) for text in by.say(one.wish)}
    frames = [
        *(*english.SENTENCES, *english.EXACT, *english.TYPE_SENTENCES),
        *(*english.ADDING, *english.REMOVING),
        *(*chinese.SENTENCES, *chinese.EXACT, *chinese.TYPE_SENTENCES),
    ]
    for frame in frames:
        if not re.sub(r"\{\w+\}|\W|的", "", frame):
            continue  # says nothing of its own
        pattern = re.escape(frame)
        for slot, form in SLOTS.items():
            pattern = pattern.replace(rf"\{{{slot}\}}", form)
        own = re.compile(pattern + "[.!?。！？]*", re.IGNORECASE)
        assert not [text for text in told if own.fullmatch(text)], frame


def test_both_directions_and_languages_are_there_and_nothing_is_said_twice(
    triplets: Triplets,
) -> None:
    ways = Counter((one.pair, one.reference.sha256, one.language) for one in triplets)
    assert set(ways.values()) <= {1, 2}
    for pair, reference, _ in ways:
        assert {(pair, reference, "en"), (pair, reference, "zh")} <= ways.keys()
    assert all(len({r for p, r, _ in ways if p == pair}) == 2 for pair, _, _ in list(ways)[:50])
    texts = Counter((one.reference, one.target, one.instruction) for one in triplets)
    assert set(texts.values()) == {1}


def test_hard_negatives_are_wrong_as_they_claim(triplets: Triplets, shelf: Shelf) -> None:
    known = {one.seen.picture.sha256: one.seen.attributes for one in shelf.sights}
    seen: Counter[str] = Counter()
    for one in triplets:
        assert one.negatives[0].picture == one.reference
        assert one.negatives[0].wrong == "query"
        old, new = one.reference_attributes, one.target_attributes
        kept = {kind for kind in old if kind not in one.said}
        for negative in one.negatives[1:]:
            seen[negative.wrong] += 1
            mine = known[negative.picture.sha256]
            assert negative.picture not in (one.reference, one.target)
            if negative.wrong == "inverted":
                assert mine == old
            elif negative.wrong == "wrong_edit":
                assert all(mine[kind] == old[kind] for kind in kept)
                assert any(mine[kind] != new[kind] for kind in one.said)
                assert any(mine[kind] != old[kind] for kind in one.said)
            else:
                assert all(mine[kind] == new[kind] for kind in one.said)
                assert any(mine[kind] != old[kind] for kind in kept)
    assert min(seen[wrong] for wrong in ("inverted", "wrong_edit", "wrong_product")) > 20


def test_quality_is_the_change_of_standardised_cosines(shelf: Shelf) -> None:
    encoder = ColourEncoder()
    judge = Judge(encoder, shelf.vectors)
    a, b = shelf.vectors[:2]
    text = encoder.encode_texts(["in red"])[0]
    cosines = shelf.vectors @ text
    z = (cosines - cosines.mean()) / cosines.std()
    assert judge.of_text("in red", a, b) == pytest.approx(z[1] - z[0], abs=1e-4)
    there = judge.of_changes([Change("colour", "blue", "red")], a, b)
    back = judge.of_changes([Change("colour", "red", "blue")], b, a)
    assert there == pytest.approx(back, abs=1e-6)


def test_poor_triplets_are_dropped_and_another_encoder_is_refused(
    mined: Path, triplets: Triplets, tmp_path: Path
) -> None:
    card = instruct(mined, tmp_path / "good", ColourEncoder(), Ask(least=0.5, seed=5))
    good = list(open_triplets(tmp_path / "good"))
    assert [one.id for one in good] == [one.id for one in triplets if one.quality >= 0.5]
    assert card.counts["triplet dropped: quality"] == len(triplets) - len(good) > 0
    with pytest.raises(EncoderMismatch, match="colour-fake"):
        instruct(mined, tmp_path / "other", ColourEncoder("other"), Ask())


CHANGE = (Change("colour", "red", "navy blue"),)


def writer(server: FakeServer) -> ModelWriter:
    return ModelWriter(LlmSettings(server.url, "fake", pause=0.01))


def test_of_a_model_only_sentences_that_can_be_read_back_are_kept() -> None:
    said = {
        "instructions": [
            *("in navy blue", "in green", "in navy blue and striped", "anything but red"),
            *("用海军蓝", "navy " * 60, "in navy blue"),
        ]
    }
    with FakeServer(completion(said)) as server:
        model = writer(server)
        kept, counts = model.write(CHANGE, {"type": "shirt"}, "en", 7)
        model.close()
    assert [(one.text, one.excludes) for one in kept] == [
        ("in navy blue", False),
        ("anything but red", True),
    ]
    assert counts == {
        "sentence dropped: incomplete": 1,
        "sentence dropped: too much": 1,
        "sentence dropped: language": 1,
        "sentence dropped: length": 1,
    }
    [data] = server.data()
    assert data["differs"] == [["colour", "red", "navy blue"]]


@pytest.mark.parametrize("reply", [Reply(b"", 404), completion("no"), completion({"a": 1})])
def test_templates_help_out_where_a_model_fails(reply: Reply, mined: Path, tmp_path: Path) -> None:
    with FakeServer(reply) as server:
        model = writer(server)
        card = instruct(
            mined, tmp_path / "out", ColourEncoder(), Ask(each=1, least=None), model=model
        )
        model.close()
    assert sum(n for name, n in card.counts.items() if name.startswith("model failed")) > 10
    assert {one.writer for one in open_triplets(tmp_path / "out")} == {"templates"}
