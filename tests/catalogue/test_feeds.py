from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import csv_feed, jsonl_feed
from pointsay.catalogue import Problem, Row, read_feed
from pointsay.errors import MissingColumn, UnreadableFeed


def rows_of(name: str, data: bytes) -> list[Row]:
    read = list(read_feed(name, data))
    assert all(isinstance(one, Row) for one in read), read
    return [one for one in read if isinstance(one, Row)]


def problems_of(name: str, data: bytes) -> list[tuple[int, str, str]]:
    found = [one for one in read_feed(name, data) if isinstance(one, Problem)]
    assert all(problem.reason for problem in found)
    return [(problem.row, problem.subject, problem.code) for problem in found]


@pytest.mark.parametrize("name", ["products.csv", "FEED.CSV", "products.jsonl", "p.ndjson"])
def test_reads_a_product(name: str) -> None:
    record = {
        "product_id": " 47/11 ",
        "title": " Crème jacket ",
        "price": "19.90",
        "image": "a/b.jpg",
        "colour": "navy",
        "size": "42",
        "sku": "007",
        "note": "",
    }
    data = csv_feed([record]) if name.lower().endswith("csv") else jsonl_feed([record])
    (row,) = rows_of(name, data)
    assert (row.number, row.image) == (1, "a/b.jpg")
    assert (row.product.id, row.product.title, row.product.price) == (
        "47/11",
        "Crème jacket",
        19.9,
    )
    assert row.product.attributes == {"colour": "navy", "size": 42.0, "sku": "007"}


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (True, "yes"),
        (False, "no"),
        (3, 3.0),
        (2.5, 2.5),
        (["red", "navy"], "red, navy"),
        ({"b": 1, "a": "é"}, '{"a": "é", "b": 1}'),
        ([1, 2], "[1, 2]"),
        ("-3", -3.0),
        ("0.5", 0.5),
        (".5", 0.5),
        ("0", 0.0),
        ("1e5", "1e5"),
        ("nan", "nan"),
        ("-", "-"),
        ("3 cm", "3 cm"),
        ("²", "²"),
        ("00", "00"),
    ],
)
def test_values_of_json_lines(value: object, read: object) -> None:
    (row,) = rows_of("f.jsonl", jsonl_feed([{"id": "1", "a": value}]))
    assert row.product.attributes == {"a": read}


@pytest.mark.parametrize("value", [None, "", "   ", [], float("nan"), float("inf")])
def test_nothing_is_no_attribute(value: object) -> None:
    (row,) = rows_of("f.jsonl", jsonl_feed([{"id": "1", "a": value, "price": None}]))
    assert row.product.attributes == {}
    assert row.product.price is None
    assert row.image is None


def test_a_number_as_id_and_the_second_spelling_of_columns() -> None:
    (row,) = rows_of("f.jsonl", jsonl_feed([{"id": 7, "image_path": "x.png"}]))
    assert (row.product.id, row.image, dict(row.product.attributes)) == ("7", "x.png", {})


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    text = '\ufeff product_id ,title\r\n1,Hat\r\n\r\n2,"Two\r\nlines, one cell"\r\n'
    rows = rows_of("f.csv", text.encode())
    assert [(row.number, row.product.title) for row in rows] == [
        (1, "Hat"),
        (2, "Two\r\nlines, one cell"),
    ]
    json_rows = rows_of("f.jsonl", '\ufeff{"id": "1"}\r\n\r\n{"id": "2"}\r\n'.encode())
    assert [(row.number, row.product.id) for row in json_rows] == [(1, "1"), (3, "2")]


def test_json_strings_may_hold_line_separators_of_unicode() -> None:
    title = "one\u2028two\x85three"
    (row,) = rows_of("f.jsonl", jsonl_feed([{"id": "1", "title": title}]))
    assert row.product.title == title


def test_a_short_csv_row_lacks_the_cells_it_lacks() -> None:
    (row,) = rows_of("f.csv", b"id,title,colour\n1,Hat\n")
    assert row.product.attributes == {}


def test_bad_csv_rows_are_named_and_the_rest_is_read() -> None:
    data = (
        b"product_id,title,price\n"
        b"1,ok,\n"
        b",no id,3\n"
        b"1,again,3\n"
        b"2,bad price,cheap\n"
        b"3,minus,-1\n"
        b"4,too,5,many,cells\n"
        b"5,infinite,inf\n"
        b"6,ok,0\n"
    )
    assert problems_of("f.csv", data) == [
        (2, "", "missing_id"),
        (3, "1", "duplicate_id"),
        (4, "2", "bad_price"),
        (5, "3", "bad_price"),
        (6, "4", "bad_row"),
        (7, "5", "bad_price"),
    ]
    good = [one.product.id for one in read_feed("f.csv", data) if isinstance(one, Row)]
    assert good == ["1", "6"]


def test_bad_json_lines_are_named_and_the_rest_is_read() -> None:
    lines = [
        '{"id": "1"}',
        "{not json",
        '["a list"]',
        '"text"',
        "null",
        "{}",
        '{"id": ""}',
        '{"id": ["1"]}',
        '{"id": "1"}',
        '{"id": "2", "price": "a lot"}',
        '{"id": "3", "price": [1]}',
        '{"id": "4", "price": NaN}',
        '{"id": "5", "price": true}',
        '{"id": "6", "price": "1_000"}',
        "[" * 100_000,
        '{"id": "9"}',
    ]
    data = "\n".join(lines).encode()
    assert problems_of("f.jsonl", data) == [
        (2, "", "bad_row"),
        (3, "", "bad_row"),
        (4, "", "bad_row"),
        (5, "", "bad_row"),
        (6, "", "missing_id"),
        (7, "", "missing_id"),
        (8, "", "missing_id"),
        (9, "1", "duplicate_id"),
        (10, "2", "bad_price"),
        (11, "3", "bad_price"),
        (12, "4", "bad_price"),
        (13, "5", "bad_price"),
        (14, "6", "bad_price"),
        (15, "", "bad_row"),
    ]
    good = [one.product.id for one in read_feed("f.jsonl", data) if isinstance(one, Row)]
    assert good == ["1", "9"]


def test_numbers_beyond_float_are_a_bad_price_or_no_attribute() -> None:
    huge = "9" * 400
    data = f'{{"id": "1", "price": {huge}}}\n{{"id": "2", "size": {huge}}}\n'.encode()
    problem, row = list(read_feed("f.jsonl", data))
    assert isinstance(problem, Problem)
    assert problem.code == "bad_price"
    assert isinstance(row, Row)
    assert row.product.attributes == {}


def test_text_that_cannot_be_stored_is_a_bad_row() -> None:
    data = b'{"id": "1", "title": "\\ud800"}\n{"id": "2", "a\\udfff": "x"}\n{"id": "3"}\n'
    assert problems_of("f.jsonl", data) == [(1, "1", "bad_row"), (2, "2", "bad_row")]


@pytest.mark.parametrize(
    ("product_id", "good"),
    [
        ("x" * 200, True),
        ("x" * 201, False),
        ("a\nb", False),
        ("a\0b", False),
        ("\u202edlog", False),
        ("鞋/42 é 👟", True),
        ("' OR 1=1 --", True),
        ("../../etc/passwd", True),
    ],
)
def test_ids_are_short_and_printable(product_id: str, good: bool) -> None:
    (read,) = list(read_feed("f.jsonl", jsonl_feed([{"id": product_id}])))
    if good:
        assert isinstance(read, Row)
        assert read.product.id == product_id
    else:
        assert isinstance(read, Problem)
        assert read.code == "bad_id"
        assert len(read.subject) <= 40


def test_a_cell_beyond_the_csv_limit_is_a_bad_row() -> None:
    data = b"id,title\n1,ok\n2," + b"x" * 200_000 + b"\n3,ok\n"
    assert problems_of("f.csv", data) == [(2, "", "bad_row")]


def test_a_header_beyond_the_csv_limit_is_an_unreadable_feed() -> None:
    with pytest.raises(UnreadableFeed):
        list(read_feed("f.csv", b"id," + b"x" * 200_000 + b"\n1,2\n"))


@pytest.mark.parametrize("data", [b"", b"\n", b"title,price\nHat,3\n", b"\xef\xbb\xbf"])
def test_a_csv_without_an_id_column_is_refused(data: bytes) -> None:
    with pytest.raises(MissingColumn, match="product_id") as caught:
        list(read_feed("feed.csv", data))
    assert "product_id" in caught.value.hint


def test_an_empty_jsonl_feed_is_no_rows() -> None:
    assert list(read_feed("f.jsonl", b"")) == []


def test_a_feed_that_is_not_utf_8_is_refused_with_the_place() -> None:
    with pytest.raises(UnreadableFeed, match="byte 3") as caught:
        list(read_feed("f.csv", b"id\n\xe9\n"))
    assert "UTF-8" in caught.value.hint


@pytest.mark.parametrize("name", ["feed.xlsx", "feed", "feed.json", "feed.csv.gz"])
def test_an_unknown_suffix_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFeed, match="neither CSV nor JSON Lines"):
        list(read_feed(name, b"id\n1\n"))


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(st.integers(0, 5), cells, cells), max_size=12))
def test_csv_and_json_lines_say_the_same(table: list[tuple[int, str, str]]) -> None:
    records: list[dict[str, Any]] = [
        {"product_id": f"id {number}", "title": title, "colour": colour}
        for number, title, colour in table
    ]
    by_csv = list(read_feed("f.csv", csv_feed(records) if records else b"product_id\n"))
    by_json = list(read_feed("f.jsonl", jsonl_feed(records)))
    assert by_csv == by_json
    seen: set[int] = set()
    for (number, title, _), read in zip(table, by_csv, strict=True):
        if number in seen:
            assert isinstance(read, Problem)
            assert read.code == "duplicate_id"
        else:
            assert isinstance(read, Row)
            assert (read.product.id, read.product.title) == (f"id {number}", title.strip())
        seen.add(number)


@given(st.binary(max_size=300), st.sampled_from(["f.csv", "f.jsonl"]))
def test_any_bytes_are_rows_problems_or_our_own_error(data: bytes, name: str) -> None:
    try:
        read = list(read_feed(name, data))
    except (UnreadableFeed, MissingColumn):
        return
    assert all(isinstance(one, (Row, Problem)) for one in read)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    ),
    st.sampled_from(["id", "price", "title", "image", "colour"]),
)
def test_any_json_value_in_any_column_is_a_row_or_a_problem(value: object, column: str) -> None:
    record = json.dumps({"product_id": "1", column: value})
    (read,) = list(read_feed("f.jsonl", record.encode()))
    if isinstance(read, Row):
        csv.writer(io.StringIO()).writerow([read.product.title, *read.product.attributes.values()])
        assert all(isinstance(one, (str, float)) for one in read.product.attributes.values())
        json.dumps([read.product.title, dict(read.product.attributes)], ensure_ascii=False).encode()
    else:
        assert read.row == 1
