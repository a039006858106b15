"""Pages of a ranking, and the cursors that lead from one to the next."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.shops import shop
from pointsay.engine.listing import behind, blocks, varied
from pointsay.engine.ranking import rank
from pointsay.errors import InvalidCursor
from pointsay.index import ExactIndex, Policy, Recall
from pointsay.index.paging import Cursor, digest
from pointsay.types import Query, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.index import Index
    from pointsay.types import Matrix

ROWS = 1500


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return shop(ROWS, dim=8)


@pytest.fixture(scope="module", params=["exact", "lists"])
def index(request: pytest.FixtureRequest, matrix: Matrix) -> Index:
    live = np.arange(ROWS) % 7 != 0
    if request.param == "exact":
        return ExactIndex(matrix, live)
    recall = Recall(None, Policy(exact_rows=0, target=0.9))
    recall.renew(1, matrix, live)
    return recall.index(1, matrix, live)


def query(matrix: Matrix, at: int = 5) -> Query:
    return Query((Term(matrix[at], 1.0, "image"), Term(matrix[at + 1], 0.5, "text")))


def read_all(
    index: Index,
    asked: Query,
    limit: int,
    allowed: NDArray[np.bool_] | None = None,
    families: NDArray[np.int64] | None = None,
    spread: float = 0.0,
) -> list[int]:
    """Turn pages, each made anew from how many rows came before it."""
    rows: list[int] = []
    while True:
        ranking = varied(blocks(asked, index, 60, allowed), index, families, spread)
        found: list[int] = []
        for block in behind(ranking, len(rows)):
            found += block.rows[: limit - len(found)].tolist()
            if len(found) == limit:
                break
        rows += found
        if len(found) < limit:
            return rows


@pytest.mark.parametrize("limit", [7, 60, 400])
def test_pages_hold_every_row_once(limit: int, index: Index, matrix: Matrix) -> None:
    allowed = np.arange(ROWS) % 2 == 0
    rows = read_all(index, query(matrix), limit, allowed=allowed)
    assert sorted(rows) == [row for row in range(0, ROWS, 2) if row % 7]


def test_pages_of_an_exact_index_are_its_ranking(matrix: Matrix) -> None:
    index = ExactIndex(matrix)
    assert read_all(index, query(matrix), 25) == rank(query(matrix), index, ROWS).rows.tolist()


def test_curved_queries_have_pages_too(index: Index, matrix: Matrix) -> None:
    asked = Query(query(matrix).terms, "percentile")
    rows = read_all(index, asked, 50)
    assert len(rows) == len(set(rows)) == sum(row % 7 > 0 for row in range(ROWS))


def test_a_block_tells_the_same_of_a_row_as_the_ranking(matrix: Matrix) -> None:
    index = ExactIndex(matrix)
    whole = rank(query(matrix), index, 150)
    (first, *_) = behind(blocks(query(matrix), index, 60), 55)
    places = slice(55, 60)
    assert first.rows.tolist() == whole.rows[places].tolist()
    assert first.scores.tolist() == whole.scores[places].tolist()
    assert first.why == whole.why[places]
    assert len(first.parts) == 5


def test_what_is_pointed_at_is_in_no_block(index: Index, matrix: Matrix) -> None:
    own = np.array([5, 6])
    found = np.concatenate([one.rows for one in blocks(query(matrix), index, 60, own=own)])
    assert sorted(found.tolist()) == [row for row in range(ROWS) if row % 7 and row not in (5, 6)]


def test_an_empty_index_has_one_empty_block(matrix: Matrix) -> None:
    nothing = np.zeros(ROWS, dtype=bool)
    (only,) = blocks(query(matrix), ExactIndex(matrix), 60, nothing)
    assert len(only.rows) == 0


def test_one_of_each_family_over_all_pages(index: Index, matrix: Matrix) -> None:
    rows = read_all(index, query(matrix), 30, families=np.arange(ROWS) // 10)
    families = [row // 10 for row in rows]
    assert len(families) == len(set(families)) == ROWS // 10
    whole = rank(query(matrix), index, ROWS).rows.tolist()
    assert rows[0] == whole[0]


def test_reordered_pages_hold_every_row_once(index: Index, matrix: Matrix) -> None:
    rows = read_all(index, query(matrix), 45, spread=0.5)
    assert len(rows) == len(set(rows)) == sum(row % 7 > 0 for row in range(ROWS))


def forged(*fields: object) -> str:
    text = "|".join(map(str, fields))
    return base64.urlsafe_b64encode(f"{text}|{digest(text)}".encode()).decode()


def test_a_cursor_survives_the_journey() -> None:
    cursor = Cursor("moment", digest("shoes", 3), "some", "state", "+d", 100, 24, 23)
    assert Cursor.read(cursor.token(), cursor.question) == cursor
    assert (cursor.on(12, 11).offset, cursor.on(12, 11).shown) == (36, 34)
    assert cursor.token().replace("-", "").replace("_", "").isalnum()


FORGED = [
    ("m", "q", "", "", "", 1, 2),
    ("m", "q", "", "", "", 1, 2, 2, 2),
    ("m", "q", "", "", "", "x", 2, 2),
    ("m", "q", "", "", "", 0, 2, 2),
    ("m", "q", "", "", "", 1, -1, -1),
    ("m", "q", "", "", "", 1, 2, 3),
    ("m", "q", "", "", "", "9" * 5000, 2, 2),
]


@pytest.mark.parametrize("fields", FORGED)
def test_forged_numbers_are_refused(fields: tuple[object, ...]) -> None:
    with pytest.raises(InvalidCursor):
        Cursor.read(forged(*fields), "q")


@pytest.mark.parametrize("token", ["", "x", "äöü", "A" * 500, "AAAA", "%%%"])
def test_what_is_no_cursor_is_refused(token: str) -> None:
    with pytest.raises(InvalidCursor) as caught:
        Cursor.read(token, "q")
    assert caught.value.hint


def test_a_changed_cursor_and_one_of_another_question_are_refused() -> None:
    token = Cursor("moment", digest("shoes"), "", "state", "", 100, 24, 24).token()
    for at in range(len(token)):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        if base64.urlsafe_b64decode(other + "==") != base64.urlsafe_b64decode(token + "=="):
            with pytest.raises(InvalidCursor, match="no place"):
                Cursor.read(other, digest("shoes"))
    with pytest.raises(InvalidCursor, match="another question"):
        Cursor.read(token, digest("shirts"))
