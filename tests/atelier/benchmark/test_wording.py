from __future__ import annotations

import re

import pytest

from atelier.benchmark.conftest import Made
from pointsay.atelier import vocabulary as words
from pointsay.atelier.benchmark import chinese_words as names
from pointsay.atelier.benchmark.chinese import CHINESE
from pointsay.atelier.benchmark.english import ENGLISH
from pointsay.atelier.benchmark.phrasing import Language
from pointsay.edits.wording import CONTRASTS, FRAMES, KIND_WISHES, WISHES

LANGUAGES = [ENGLISH, CHINESE]
HAN = re.compile("[\u4e00-\u9fff]")


def training_frames() -> list[re.Pattern[str]]:
    """Return the frames of training captions that say anything of their own."""
    every = {*FRAMES, *WISHES, *CONTRASTS, *(one for each in KIND_WISHES.values() for one in each)}
    own = [frame for frame in every if re.sub(r"\{\w+\}|\W", "", frame)]
    return [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(frame)) + "[.!?]*", re.IGNORECASE)
        for frame in own
    ]


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "zh"])
def test_six_different_wordings_without_a_gap(test_split: Made, language: Language) -> None:
    for asked in test_split.asked:
        texts = language.say(asked.wish)
        assert len(set(texts)) == 6
        for text in texts:
            assert not re.search(r"[{}]|  | ,|None|^\s|\s$", text), text
            assert bool(HAN.search(text)) == (language is CHINESE), text
            assert text[-1] not in ".!?" or not text[0].islower(), text


def test_every_form_is_there_in_both_languages_with_six_frames_of_its_own() -> None:
    assert set(ENGLISH.forms) == set(CHINESE.forms)
    assert set(ENGLISH.roles) == set(CHINESE.roles)
    for language in LANGUAGES:
        for form in language.forms.values():
            assert len(set(form)) == 6


def test_nothing_of_the_training_captions_frames(test_split: Made) -> None:
    frames = training_frames()
    assert len(frames) > 40
    for asked in test_split.asked:
        for text in ENGLISH.say(asked.wish):
            assert not [frame.pattern for frame in frames if frame.fullmatch(text)], text


def test_what_is_asked_for_is_said(test_split: Made) -> None:
    for asked in test_split.asked:
        for said in asked.wish.said:
            if said.attribute in ("colour", "ground", "accent") and said.verb == "change":
                assert all(said.value in text for text in ENGLISH.say(asked.wish))
                chinese = names.VALUES["colour"][said.value]
                assert all(chinese in text for text in CHINESE.say(asked.wish))


def test_chinese_has_a_word_for_every_value() -> None:
    prints = {*words.PATTERNS, *words.MOTIFS} - {words.PLAIN, words.GRAPHIC}
    shapes = set(words.SILHOUETTES) - {"flared"}  # said by category
    assert set(names.VALUES["colour"]) == set(words.COLOURS)
    assert set(names.VALUES["pattern"]) == prints
    assert set(names.VALUES["sleeve"]) == set(words.SLEEVES) - {words.NONE}
    assert set(names.VALUES["neckline"]) == set(words.NECKLINES) - {words.NONE}
    assert set(names.VALUES["silhouette"]) == shapes
    assert set(names.VALUES["material"]) == set(words.MATERIALS)
    assert set(names.VALUES["detail"]) == set(words.DETAILS)
    assert set(names.ITEMS) == set(words.CATEGORIES)
    for category, rules in words.CATEGORIES.items():
        assert set(names.LENGTHS[category]) == set(rules.lengths)
    for attribute, table in names.VALUES.items():
        # Only straight legs and straight dresses share a word.
        assert len(set(table.values())) >= len(table) - (attribute == "silhouette")
