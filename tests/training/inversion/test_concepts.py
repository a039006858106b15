"""Vocabularies are read whatever their form; the nearest concepts are those of a plain sort."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fake_tokens import TokenEncoder
from pointsay.errors import UnknownSource
from pointsay.methods.inversion import concepts

from .conftest import unit_rows


def test_lines_are_concepts(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("# things\nRed  dress\n\ncap\nred dress\n  shoe \n", encoding="utf-8-sig")
    assert concepts.read_concepts(file) == ("Red dress", "cap", "shoe")


def test_a_table_of_classes_is_read_by_its_last_column(tmp_path: Path) -> None:
    file = tmp_path / "classes.csv"
    file.write_text('LabelName,DisplayName\n/m/1,Tortoise\n/m/2,"Box, large"\n')
    assert concepts.read_concepts(file) == ("Tortoise", "Box, large")


def test_the_packaged_list_names_each_thing_once() -> None:
    nouns = concepts.read_concepts()
    assert len(nouns) > 200
    assert len({one.casefold() for one in nouns}) == len(nouns)
    assert not any(one.startswith("#") for one in nouns)


@pytest.mark.parametrize("content", [b"", b"# nothing\n\n", b"\xff\xfe\x00"])
def test_a_file_without_concepts_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes(content)
    with pytest.raises(UnknownSource):
        concepts.read_concepts(file)
    with pytest.raises(UnknownSource):
        concepts.read_concepts(tmp_path / "missing.txt")


def test_a_concept_is_the_mean_of_its_wordings(encoder: TokenEncoder) -> None:
    (row,) = concepts.concept_vectors(encoder, ["red hat"])
    said = [encoder.encode_texts([one.format("red hat")])[0] for one in concepts.WORDINGS]
    mean = sum(said) / len(said)
    np.testing.assert_allclose(row, mean / np.linalg.norm(mean), atol=1e-6)


@pytest.mark.parametrize("k", [1, 4, 99])
def test_the_nearest_come_first(monkeypatch: pytest.MonkeyPatch, k: int) -> None:
    monkeypatch.setattr(concepts, "_AT_ONCE", 3)
    images, words = unit_rows(10, 6), unit_rows(7, 6, seed=1)
    words[5] = words[2]  # a tie: the earlier first
    found = concepts.associate(images, words, k)
    assert found.shape == (10, min(k, 7))
    for image, places in zip(images, found, strict=True):
        cosines = [float(image @ word) for word in words]
        plain = sorted(range(7), key=lambda at: (-cosines[at], at))
        assert places.tolist() == plain[: len(places)]
