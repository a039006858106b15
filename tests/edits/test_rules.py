"""Understanding English modifications: scope, lists, what is said, what is lost."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointsay.edits import Comparative, Constraint, Edit, Reasoner
from pointsay.edits.lexicon.lookup import index, kind_names
from pointsay.edits.rules import RuleReasoner, read_edit
from pointsay.edits.rules.cues import cues
from pointsay.edits.rules.fillers import fillers
from pointsay.types import Composition

SAYINGS = sorted(" ".join(form) for form in (*cues(), *fillers(), *index(), *kind_names()))
ORDERS = Path(__file__).parent / "reasoners" / "injections.toml"
STRANGE = [said for said, _ in tomllib.loads(ORDERS.read_text(encoding="utf-8"))["english"]] + [
    *("", " ", "?!", "...", "-", "'", "''s", "n't", "but but but", "not not not not", "the the"),
    *("in in in", "and", "or", "no", "than", "free", "free free", "wise", "colour-wise-wise"),
    *("anything but", "any colour but", "instead of instead of", "must go must go", "its its"),
    *("this that these those", "less", "lessless", "colourless", "beltless belt free", "my my"),
    *("more more more", "too too", "in the in the", "gold for the", "that is", "whose", "$", "£0"),
    *(
        "size size",
        "under",
        "under $",
        "between 1 and",
        "0" * 60,
        "1/2/3/4",
        "a" * 4000,
        "no " * 900,
    ),
    *("red\x00blue", "red\u202eblue", "\ufeffred", "İstanbul", "ß", "½ sleeve", "👗", "🧥 → 👖"),
    *("<b>red</b>", "red; blue: green", "(((((", ")))))", "\\n\\t", "\n\t", "NULL", "None", "{}{}"),
    *("%s %d", "${colour}", "../../etc/passwd", "SELECT * FROM red", "red' OR '1'='1", "red--"),
    *("my sister my brother my", "for for my", "hates hates", "swap swap for for", "keep not keep"),
]
NONSENSE = st.text(alphabet="qxzjvk", min_size=9, max_size=12)


def texts(edit: Edit) -> tuple[set[str], set[str], set[str]]:
    return tuple({p.text for p in slot} for slot in (edit.want, edit.keep, edit.avoid))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("say", "want", "avoid"),
    [
        ("no zip or pockets", set(), {"zip", "pockets"}),
        ("no zip but with pockets", {"pockets"}, {"zip"}),
        ("no zip, pockets", {"pockets"}, {"zip"}),
        ("no zip, pockets or buttons", set(), {"zip", "pockets", "buttons"}),
        ("no zip and long sleeves", {"long sleeves"}, {"zip"}),
        ("not red, blue", {"blue"}, {"red"}),
        ("nothing without sleeves", {"sleeves"}, set()),
        ("not only striped but with a hood", {"striped", "hood"}, set()),
        ("instead of red, blue or green", {"blue", "green"}, {"red"}),
        ("blue instead of red with a hood", {"blue", "hood"}, {"red"}),
        ("swap the zip for buttons", {"buttons"}, {"zip"}),
        ("short sleeves instead of long", {"short sleeves"}, {"long sleeves"}),
        ("without sleeves", {"sleeveless"}, set()),
    ],
)
def test_how_far_a_negation_reaches(say: str, want: set[str], avoid: set[str]) -> None:
    edit = read_edit(say)
    assert texts(edit) == (want, set(), avoid)
    assert edit.unread == ()


def test_a_colour_belongs_to_the_part_before_which_it_stands() -> None:
    edit = read_edit("a green dress with white stripes")
    assert [(p.kind, p.text) for p in edit.want] == [
        ("colour", "green"),
        ("type", "dress"),
        ("pattern", "white stripes"),
    ]


def test_kept_without_value_is_left_to_the_reference() -> None:
    edit = read_edit("a shirt instead, keep the colour")
    assert [(p.kind, p.text, p.said) for p in edit.keep] == [("colour", "", "colour")]


def test_comparatives_name_the_positive_quality() -> None:
    assert read_edit("not as long").comparatives == (
        Comparative("length", "long", "less", "shorter", "not as long"),
    )


def test_limits_are_for_filters() -> None:
    edit = read_edit("Red, size L, under $1,050.50")
    assert edit.constraints == (
        Constraint("size", "=", "L", "", "size l"),
        Constraint("price", "<=", 1050.5, "$", "under $1,050.50"),
    )
    assert texts(edit) == ({"red"}, set(), set())


@pytest.mark.parametrize("say", ["a heel under 5 cm", "for 8 year olds", "100% cotton"])
def test_measures_are_no_prices(say: str) -> None:
    assert read_edit(say).constraints == ()


@pytest.mark.parametrize(
    ("say", "caption"),
    [
        ("a navy dress with long sleeves", "a navy blue dress with long sleeves"),
        ("red boots for men, no laces", "red boots for men"),
        ("make the dress longer, with a bow", "a longer dress with a bow"),
        ("same shirt with white stripes", "a shirt with white stripes"),
        ("orange", "something orange"),
        ("keep the colour", ""),
    ],
)
def test_target_says_what_is_known_and_nothing_avoided(say: str, caption: str) -> None:
    assert read_edit(say).target == caption


@pytest.mark.parametrize("word", ["while", "breed", "party", "coach", "rocks"])
def test_english_is_no_typing_error(word: str) -> None:
    kinds = {phrase.kind for phrase in read_edit(word).want}
    assert kinds <= {"occasion"}


def test_said_is_the_shoppers_own() -> None:
    edit = read_edit("In Balck, KEEP the Collar")
    assert [phrase.said for phrase in (*edit.want, *edit.keep)] == ["Balck", "Collar"]


@given(st.text(max_size=80))
def test_never_fails_and_quotes_what_it_lost(say: str) -> None:
    edit = read_edit(say)
    assert all(lost and lost in say for lost in edit.unread)


@given(st.lists(st.sampled_from(SAYINGS), max_size=14).map(" ".join))
def test_any_row_of_known_words_is_read(say: str) -> None:
    edit = read_edit(say)
    assert all(lost and lost in say for lost in edit.unread)
    assert all(phrase.said in say for phrase in (*edit.want, *edit.keep, *edit.avoid))


@pytest.mark.parametrize("frame", ["{}", "make it red. {}", "no {}", "keep the {}", "{} but {}"])
def test_orders_and_nonsense_never_raise(frame: str) -> None:
    assert len(STRANGE) >= 100
    for said in STRANGE:
        say = frame.format(said, said)
        edit = read_edit(say)
        assert edit.language in ("en", "zh")
        assert not {phrase.text for phrase in (*edit.want, *edit.avoid)} & {"", "different other"}


@given(NONSENSE, st.sampled_from(["in red with a {}", "no zip, {}", "{} please", "keep the {}"]))
def test_what_nobody_knows_is_never_dropped(word: str, frame: str) -> None:
    assert any(word in lost for lost in read_edit(frame.format(word)).unread)


def test_reasoner() -> None:
    reasoner = RuleReasoner()
    edits = reasoner.read([Composition((), "make it red"), Composition()])
    assert isinstance(reasoner, Reasoner)
    assert (reasoner.name, edits[0].reader) == ("rules", "rules")
    assert edits == [read_edit("make it red"), Edit()]


def test_chinese_goes_to_its_own_rules() -> None:
    edit = read_edit("换成红色")
    assert (edit.language, {p.text for p in edit.want}) == ("zh", {"red"})
