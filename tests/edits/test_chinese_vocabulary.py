"""Chinese words say what the English lexicon says, under the same kinds."""

from __future__ import annotations

import pytest

from pointsay.edits.chinese.script import normalise
from pointsay.edits.chinese.vocabulary import TABLES, meanings
from pointsay.edits.chinese.vocabulary.grammar import PARTS
from pointsay.edits.chinese.vocabulary.qualities import BARE, OF_A_PART
from pointsay.edits.chinese.vocabulary.qualities import QUALITIES as CHINESE
from pointsay.edits.lexicon import find
from pointsay.edits.lexicon.qualities import QUALITIES

# Plain English that an encoder reads as it stands, though the lexicon has no entry for it.
WITHOUT_ENTRY = {
    "base layer", "bright", "chain bag", "dark", "down jacket", "fitted waist", "flowy", "french",
    "hiking boots", "light", "dull", "new year", "round frame", "slimming", "square frame",
    "sweet and cool", "thick", "thin", "soft", "cheap", "warm", "big", "small", "li-ning", "anta",
    "ikea", "muji", "fabric",
}  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind, _ in TABLES])
def test_every_phrase_is_the_lexicons(kind: str) -> None:
    strange = {
        english
        for of, table in TABLES
        for english in table
        if of == kind
        and english not in WITHOUT_ENTRY
        and ((entry := find(english)) is None or entry.kind != kind)
    }
    assert not strange


def test_words_are_kept_in_the_one_writing() -> None:
    assert [word for word in meanings() if normalise(word).text != word] == []


def test_values_are_canonical() -> None:
    values = {value for meaning in meanings().values() for value in meaning.values}
    for value in values:
        entry = find(value.text)
        if value.text not in WITHOUT_ENTRY:
            assert entry is not None
            assert (entry.kind, entry.text) == (value.kind, value.text)


def test_qualities_are_the_lexicons() -> None:
    assert set(CHINESE) <= set(QUALITIES)
    assert {quality for quality, _ in OF_A_PART.values()} <= set(QUALITIES)
    assert all(find(part) is not None for part in PARTS.values())
    assert set(BARE) <= {
        word for words in CHINESE.values() for word in ", ".join(words).split(", ")
    }


def test_traditional_characters() -> None:
    assert normalise("換長袖襯衫，藍綠條紋，沒有釦子").text == "换长袖衬衫,蓝绿条纹,没有扣子"
