from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pointsay.errors import MissingColumn, UnknownSource, UnreadableFeed
from pointsay.training.texts import Texts, clean, read_texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "captions.txt").write_text("A dog.\n\n  two cats \n", encoding="utf-8")
    (tmp_path / "more.txt.gz").write_bytes(gzip.compress(b"ein Hund\n"))
    (tmp_path / "products.csv").write_text(
        'title,split\n"Red shirt, long",train\nSecret,val\nBlue shoe,train\n', encoding="utf-8"
    )
    (tmp_path / "feed.csv").write_text("id,title\n1,Lamp\n", encoding="utf-8")
    triplets = [{"target": "a", "candidate": "b", "captions": ["is longer", "has no sleeves"]}]
    for split in ("train", "val"):
        (tmp_path / f"cap.dress.{split}.json").write_text(json.dumps(triplets))
    return tmp_path


def test_files_of_every_form_are_joined(folder: Path) -> None:
    names = ["captions.txt", "more.txt.gz", "products.csv", "feed.csv", "cap.dress.train.json"]
    texts = read_texts([folder / name for name in names])
    assert list(texts.lines) == [
        "A dog.", "two cats", "ein Hund", "Red shirt, long", "Blue shoe", "Lamp",
        "is longer", "has no sleeves",
    ]  # fmt: skip
    assert list(texts.sources) == list(zip(names, [2, 1, 2, 1, 2], strict=True))
    record = texts.record()
    assert record["texts"] == 8
    assert record["texts_sha256"] == texts.sha256


def test_a_sample_is_seeded_and_nested() -> None:
    texts = Texts([str(at) for at in range(50)])
    few, more = texts.sample(5, 1), texts.sample(20, 1)
    assert list(more.lines[:5]) == list(few.lines)
    assert len(set(more.lines)) == 20
    assert texts.sample(5, 2).lines != few.lines
    assert texts.sample(None) is texts
    assert texts.sample(99).sha256 == texts.sha256
    assert few.sha256 != more.sha256


def test_what_cannot_be_read_is_refused_with_advice(folder: Path) -> None:
    (folder / "empty.txt").write_text("\n \n")
    (folder / "other.csv").write_text("id,name\n1,Lamp\n")
    (folder / "bad.train.json").write_text('{"a": 1}')
    (folder / "bad.txt.gz").write_bytes(b"no gzip")
    for name, error in {
        "nothing.txt": UnknownSource,
        "empty.txt": UnreadableFeed,
        "other.csv": MissingColumn,
        "bad.train.json": UnreadableFeed,
        "bad.txt.gz": UnreadableFeed,
        "cap.dress.val.json": UnreadableFeed,  # is evaluated on
    }.items():
        with pytest.raises(error) as caught:
            read_texts([folder / name])
        assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  A Red DRESS. ", "a red dress."),
        ("<PERSON> holds <PERSON>", "person holds person"),
        ("under $50 $", "under 50"),
        ("$", ""),
    ],
)
def test_captions_are_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
