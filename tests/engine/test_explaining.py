from __future__ import annotations

import numpy as np
import pytest

from pointsay.engine import rank
from pointsay.engine.explaining import FULL, chances, strong
from pointsay.index import ExactIndex
from pointsay.types import Query, Term


def test_chances_rise_and_flatten() -> None:
    told = chances(np.array([-3.0, -1.0, 0.0, FULL, 5.0]))
    assert (np.diff(told[:4]) > 0).all()
    assert told[3] == told[4]
    assert 0.0 < told[0] < 0.01


def test_hits_say_which_parts_they_meet() -> None:
    gallery = np.eye(4, dtype=np.float32)
    query = Query(
        (
            Term(gallery[0], 1.0, "text", part="want: red"),
            Term(gallery[1], -1.0, "text", 0.5, "avoid: zip"),
            Term(gallery[2], 0.5, "image", part="like the photo"),
        ),
        "standardised",
    )
    found = rank(query, ExactIndex(gallery), 4)
    parts = dict(zip(found.rows.tolist(), found.parts, strict=True))
    assert parts[0].keys() == {"want: red", "avoid: zip"}
    assert parts[0]["want: red"] > 0.5 > parts[3]["want: red"]
    assert parts[1]["avoid: zip"] < 0.5 < parts[0]["avoid: zip"]
    for score, why in zip(found.scores, found.why, strict=True):
        assert sum(why.values()) == pytest.approx(float(score), abs=1e-5)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], None),
        ([{}, {}], None),
        ([{"want: a": 0.7}, {"want: a": 0.2}, {"want: a": 0.6}, {"want: a": 0.1}], 3),
        ([{"want: a": 0.7, "keep: b": 0.3}], 0),
    ],
)
def test_the_weaker_matches_begin_where_no_hit_meets_everything(
    parts: list[dict[str, float]], expected: int | None
) -> None:
    assert strong(parts) == expected
