from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fakes import ColourEncoder
from pointsay.errors import CatalogueVersion, WeightsCorrupt
from pointsay.evaluation.features import FeatureCache, content_key

INFO = ColourEncoder().info


def rows(count: int) -> dict[bytes, np.ndarray]:
    rng = np.random.default_rng(0)
    return {
        content_key(f"picture {at}".encode()): rng.normal(size=INFO.dim).astype(np.float32)
        for at in range(count)
    }


def test_what_was_put_is_got_back_by_content_in_another_session(tmp_path: Path) -> None:
    kept = rows(1200)  # more than one statement may name
    cache = FeatureCache(tmp_path, INFO)
    cache.put(kept)
    cache.close()
    again = FeatureCache(tmp_path, INFO)
    found = again.get([*kept, content_key(b"never seen")])
    assert found.keys() == kept.keys()
    for key, vector in kept.items():
        np.testing.assert_array_equal(found[key], vector)
    again.close()


@pytest.mark.parametrize(
    "other",
    [
        replace(INFO, name="another"),
        replace(INFO, weights="1" * 64),
        replace(INFO, preprocessing={"kind": "grid", "side": 3}),
    ],
)
def test_another_encoder_has_a_file_of_its_own(tmp_path: Path, other: object) -> None:
    mine = FeatureCache(tmp_path, INFO)
    theirs = FeatureCache(tmp_path, other)  # type: ignore[arg-type]
    mine.put(rows(3))
    assert theirs.file != mine.file
    assert theirs.get(list(rows(3))) == {}
    mine.close()
    theirs.close()


def test_a_part_of_a_picture_is_another_picture() -> None:
    keys = {content_key(b"x"), content_key(b"x", "left"), content_key(b"x", "right")}
    assert len(keys) == 3


def test_a_damaged_vector_is_named_and_not_used(tmp_path: Path) -> None:
    cache = FeatureCache(tmp_path, INFO)
    cache.put(rows(1))
    cache.close()
    with sqlite3.connect(cache.file) as raw:
        raw.execute("UPDATE vectors SET vector = zeroblob(length(vector))")
    raw.close()
    again = FeatureCache(tmp_path, INFO)
    with pytest.raises(WeightsCorrupt, match="damaged") as refused:
        again.get(list(rows(1)))
    assert "delete" in refused.value.hint
    again.close()


def test_a_file_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    cache = FeatureCache(tmp_path, INFO)
    cache.close()
    with sqlite3.connect(cache.file) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(CatalogueVersion, match="99"):
        FeatureCache(tmp_path, INFO)
