"""Sentences of both sources: whole, different, a function of the seed or of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pointsay.errors import UnknownSource
from pointsay.methods.inversion.phrases import (
    FILLINGS,
    FRAMES,
    TemplatePhrases,
    WrittenPhrases,
    read_phrases,
)


def test_frames_use_every_filling_and_no_other() -> None:
    used = {part.split("}")[0] for frame in FRAMES for part in frame.split("{")[1:]}
    assert used == set(FILLINGS)


def test_templates_are_different_and_a_function_of_seed_and_concept() -> None:
    phrases = TemplatePhrases(count=40)
    dress = phrases.of("dress")
    assert len(dress) == len(set(dress)) == 40
    assert not any("{" in one for one in dress)
    assert TemplatePhrases(count=40).of("dress") == dress
    assert phrases.of("hat") != dress
    assert TemplatePhrases(count=40, seed=1).of("dress") != dress
    assert phrases.digest() != TemplatePhrases(count=40, seed=1).digest()


def test_a_file_may_hold_continuations_or_whole_sentences(tmp_path: Path) -> None:
    file = tmp_path / "phrases.json"
    lines = ["is  red", "A photo of Hat that is old ", "a photo of hat that", ""]
    file.write_text(json.dumps({"Hat": lines, "Cap": []}))
    phrases = read_phrases(file)
    assert phrases.of("hat") == phrases.of("HAT") == ("is red", "is old")
    assert phrases.of("Cap") == phrases.of("shoe") == ()
    assert phrases.digest() == WrittenPhrases({"HAT": ["is red", "is old"], "cap": []}).digest()
    assert phrases.digest() != WrittenPhrases({"hat": ["is red"]}).digest()


@pytest.mark.parametrize("content", ["[]", "{", {"hat": "is red"}, {"hat": [1]}])
def test_another_form_is_refused_with_the_form(tmp_path: Path, content: Any) -> None:
    file = tmp_path / "phrases.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(UnknownSource) as caught:
        read_phrases(file)
    assert "CONCEPT" in caught.value.hint
