"""What of an answer stands: only what the shopper's words bear out."""

from __future__ import annotations

import json

import pytest

from edits.reasoners.serving import edit, phrase
from pointsay.edits import Constraint, Edit
from pointsay.edits.edit import KINDS
from pointsay.edits.reasoners.grounding import Grounder
from pointsay.edits.reasoners.schema import edit_schema, parse_edit
from pointsay.edits.rules import read_edit
from pointsay.errors import ReasonerFailed


def ground(modification: str, *, free: bool = False, **fields: object) -> Edit:
    answer = parse_edit(json.dumps(edit(**fields)))
    return Grounder(modification, read_edit, free=free, fields=frozenset({"colour"})).ground(answer)


@pytest.mark.parametrize(
    ("modification", "said", "text", "stands"),
    [
        ("with long sleeves", "long sleeves", "long sleeved", True),
        ("in navy", "navy", "navy blue", True),  # the lexicon knows
        ("in navy", "navy", "gold", False),
        ("换成红色", "红色", "red", True),
        ("换成红色", "红色", "blue", False),
        ("in red", "blue", "blue", False),
        ("looking tired", "red", "red", False),
        ("in red", "red", "RED!", True),
        ("in red", "in", "in", False),
    ],
)
def test_a_phrase_needs_its_words(modification: str, said: str, text: str, stands: bool) -> None:
    read = ground(modification, want=[phrase("colour", text, said)])
    assert bool(read.want) is stands


def test_free_wording_may_rephrase_but_not_invent() -> None:
    asked = phrase("colour", "dark purple", "like an aubergine")
    assert ground("a tint like an aubergine", free=True, want=[asked]).want[0].text == "dark purple"
    assert ground("a tint like an aubergine", want=[asked]).want == ()
    assert ground("in red", free=True, want=[asked]).want == ()


def test_the_lexicon_corrects_the_kind() -> None:
    assert ground("in red", want=[phrase("brand", "red", "red")]).want[0].kind == "colour"


def test_what_is_wanted_and_avoided_in_the_same_words_is_neither() -> None:
    red = phrase("colour", "red", "red")
    read = ground("red", want=[red], avoid=[red])
    assert (read.want, read.avoid, read.unread) == ((), (), ("red",))


@pytest.mark.parametrize(
    ("said", "limit", "stands"),
    [
        ("under $1,200", ("price", "<=", 1200), True),
        ("under $50", ("price", ">=", 50), False),
        ("under $50", ("price", "<=", 5), False),
        ("500元以下", ("price", "<=", 500), True),
        ("at least 20 dollars", ("price", ">=", 20), True),
        ("size M", ("size", "=", "m"), True),
        ("size M", ("size", "=", "l"), False),
        ("colour red", ("colour", "=", "red"), True),
        ("under $50", ("margin", "<=", 50), False),
    ],
)
def test_a_limit_is_the_one_that_was_said(
    said: str, limit: tuple[str, str, object], stands: bool
) -> None:
    field, operator, value = limit
    one = {"field": field, "operator": operator, "value": value, "unit": "gold", "said": said}
    read = ground(f"red, {said}", constraints=[one])
    assert read.constraints == ((Constraint(field, operator, value, "", said),) if stands else ())


def test_a_comparative_goes_the_way_that_was_said() -> None:
    wrong = {"kind": "length", "quality": "long", "way": "more", "text": "shorter"}
    [read] = ground("a bit shorter", comparatives=[{**wrong, "said": "shorter"}]).comparatives
    assert (read.quality, read.way) == tuple(
        getattr(read_edit("shorter").comparatives[0], name) for name in ("quality", "way")
    )


@pytest.mark.parametrize(
    ("said", "kind", "stands"),
    [("same colour", "colour", True), ("same colour", "brand", False), ("a zip", "detail", False)],
)
def test_keep_may_leave_the_value_to_the_reference(said: str, kind: str, stands: bool) -> None:
    read = ground(f"{said}, please", keep=[phrase(kind, "", said)])
    assert bool(read.keep) is stands


def test_the_target_names_nothing_that_was_not_said_or_shown() -> None:
    red = [phrase("colour", "red", "red")]
    assert ground("a red shirt", want=red, target="A red shirt.").target == "a red shirt"
    assert ground("a red shirt", want=red, target="a red gucci shirt").target == ""


def test_the_schema_is_that_of_an_edit_with_every_part_bounded() -> None:
    schema = edit_schema(3, 20)
    want = schema["properties"]["want"]
    assert want["maxItems"] == 3
    assert want["items"]["properties"]["kind"]["enum"] == list(KINDS)
    assert want["items"]["properties"]["said"]["maxLength"] == 40
    assert set(schema["properties"]) == {
        *("want", "keep", "avoid", "comparatives", "constraints", "target")
    }

    def objects(node: object) -> list[dict[str, object]]:
        if isinstance(node, list):
            return [one for item in node for one in objects(item)]
        if not isinstance(node, dict):
            return []
        inside = [one for item in node.values() for one in objects(item)]
        return [node, *inside] if node.get("type") == "object" else inside

    for one in objects(schema):
        assert one["additionalProperties"] is False
        assert set(one["required"]) == set(one["properties"])


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        '{"want": 3}',
        '{"target": 7}',
        '{"want": [{"kind": "colour"}]}',
        "{" * 9999,
    ],
)
def test_an_answer_of_another_form_is_refused(answer: str) -> None:
    with pytest.raises(ReasonerFailed, match="form asked for"):
        parse_edit(answer)
