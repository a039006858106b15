"""Pages of a ranking, and the cursors that lead from one to the next."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.shops import shop
from pointsay.engine.ranking import Variety, page, rank, ranking
from pointsay.errors import InvalidCursor
from pointsay.index import ExactIndex, Policy, Recall
from pointsay.index.paging import Cursor, digest
from pointsay.types import Query, Term

if TYPE_CHECKING:
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


def read_all(index: Index, asked: Query, limit: int, **options: object) -> list[int]:
    rows: list[int] = []
    while True:
        blocks = ranking(asked, index, 60, **options)  # type: ignore[arg-type]
        found = page(blocks, len(rows), limit).rows.tolist()
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


def test_a_page_tells_the_same_of_a_row_as_the_ranking(matrix: Matrix) -> None:
    index = ExactIndex(matrix)
    whole = rank(query(matrix), index, 150)
    part = page(ranking(query(matrix), index, 60), 55, 20)
    assert part.rows.tolist() == whole.rows[55:75].tolist()
    assert part.scores.tolist() == whole.scores[55:75].tolist()
    assert list(part.why) == list(whole.why[55:75])
    assert len(part.parts) == 20


def test_one_of_each_family_over_all_pages(index: Index, matrix: Matrix) -> None:
    variety = Variety(family=lambda rows: rows // 10)
    rows = read_all(index, query(matrix), 30, variety=variety)
    families = [row // 10 for row in rows]
    assert len(families) == len(set(families)) == ROWS // 10
    whole = rank(query(matrix), index, ROWS).rows.tolist()
    assert rows[0] == whole[0]


def test_reordered_pages_hold_every_row_once(index: Index, matrix: Matrix) -> None:
    rows = read_all(index, query(matrix), 45, variety=Variety(relevance=0.5))
    assert len(rows) == len(set(rows)) == sum(row % 7 > 0 for row in range(ROWS))


def test_a_cursor_survives_the_journey() -> None:
    cursor = Cursor("moment", digest("shoes", 3), 100, 24)
    assert Cursor.read(cursor.token(), cursor.question) == cursor
    assert cursor.on(12).offset == 36
    assert cursor.token().replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("token", ["", "x", "äöü", "A" * 500, "AAAA", "%%%"])
def test_what_is_no_cursor_is_refused(token: str) -> None:
    with pytest.raises(InvalidCursor) as caught:
        Cursor.read(token, "q")
    assert caught.value.hint


def test_a_changed_cursor_and_one_of_another_question_are_refused() -> None:
    token = Cursor("moment", digest("shoes"), 100, 24).token()
    for at in range(len(token)):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        if base64.urlsafe_b64decode(other + "==") != base64.urlsafe_b64decode(token + "=="):
            with pytest.raises(InvalidCursor, match="no place"):
                Cursor.read(other, digest("shoes"))
    with pytest.raises(InvalidCursor, match="another question"):
        Cursor.read(token, digest("shirts"))
