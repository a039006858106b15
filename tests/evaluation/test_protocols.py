from __future__ import annotations

from dataclasses import replace

import pytest

from pointsay.errors import UnknownProtocol
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.protocols import PRESETS, Protocol, list_protocols, make_protocol
from pointsay.evaluation.queries import EvaluationQuery

QUERY = EvaluationQuery(
    *("dress-0", "dress", "a", "Is red. and has a bow,", frozenset({"b"})),
    captions=("Is red.", "has a bow,"),
    gallery="dress",
)


def dataset(*queries: EvaluationQuery) -> Dataset:
    galleries = {"dress": ["z", "a", "b", "c"], "shirt": ["s"]}
    return Dataset("fashioniq", "val", galleries, queries or (QUERY,))


def wordings(preset: str) -> list[tuple[str, ...]]:
    asked = make_protocol("fashioniq", preset).ask(dataset())
    return [(one.text, *one.variants) for one in asked.queries]


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("default", [("Is red and has a bow", "has a bow and Is red")]),
        ("searle", [("Is red and has a bow", "has a bow and Is red")]),
        ("lincir", [("Is red and has a bow", "has a bow and Is red")]),
        ("pic2word", [("has a bow, and Is red.",)]),
        ("cirevl", [("Is red. and has a bow,",)]),
        ("magiclens", [("Is red. and has a bow,",)]),
        ("clip4cir", [("Is red. and has a bow,",)]),
        ("bge-vl", [("Is red., and has a bow,",)]),
        ("val", [("Is red.",), ("has a bow,",)]),
    ],
)
def test_captions_are_joined_as_each_evaluation_joins_them(
    preset: str, expected: list[tuple[str, ...]]
) -> None:
    assert wordings(preset) == expected


def test_an_empty_caption_survives_every_join() -> None:
    lone = dataset(replace(QUERY, captions=("is red", "")))
    for preset in list_protocols("fashioniq"):
        for query in make_protocol("fashioniq", preset).ask(lone).queries:
            assert query.target_ids == {"b"}


def test_single_captions_are_queries_of_their_own() -> None:
    asked = make_protocol("fashioniq", "val").ask(dataset())
    assert [one.query_id for one in asked.queries] == ["dress-0/1", "dress-0/2"]
    assert all(one.target_ids == {"b"} for one in asked.queries)


def test_the_asked_gallery_holds_what_queries_point_at_or_want_in_published_order() -> None:
    assert make_protocol("fashioniq", "val").ask(dataset()).galleries == {
        "dress": ["a", "b"],
        "shirt": [],
    }
    assert make_protocol("fashioniq").ask(dataset()).galleries["dress"] == ["z", "a", "b", "c"]


def test_references_stay_or_go_as_each_evaluation_has_it() -> None:
    kept = {
        (name, preset): protocol.keep_reference
        for name, presets in PRESETS.items()
        for preset, protocol in presets.items()
    }
    assert kept["fashioniq", "searle"]
    assert kept["fashioniq", "magiclens"]
    assert not kept["fashioniq", "seize"]
    assert not any(value for (name, _), value in kept.items() if name == "cirr")
    assert kept["circo", "searle"]
    assert not kept["circo", "seize"]
    assert not kept["genecis", "default"]


def test_the_shared_concept_is_read_only_where_it_is_chosen() -> None:
    query = EvaluationQuery("0", "circo", "1", "has two", frozenset({"2"}), concept="a dog")
    asked = Dataset("circo", "val", {"": ["1", "2"]}, [query])
    said = {
        preset: make_protocol("circo", preset).ask(asked).queries[0].text
        for preset in list_protocols("circo")
    }
    assert said["searle"] == said["seize"] == said["default"] == "has two"
    assert said["magiclens"] == "find a dog but has two"
    assert said["bge-vl"] == "Find a picture that also a dog, but has two"


def test_changed_choices_show_in_the_name_and_in_the_record() -> None:
    protocol = make_protocol("fashioniq", "searle", keep_reference=False, gallery="asked")
    assert protocol.name == "searle+"
    assert protocol.record()["keep_reference"] is False
    assert protocol.record()["gallery"] == "asked"
    assert make_protocol("fashioniq", "searle", keep_reference=True).name == "searle"
    for name, value in protocol.record().items():
        if name not in ("metrics", "departure") and value != "":
            assert f"{name}={value}" in protocol.describe()


def test_any_dataset_has_a_default_that_drops_the_reference() -> None:
    assert list_protocols("my shop") == ["default"]
    assert make_protocol("my shop") == Protocol()
    assert not Protocol().keep_reference


def test_what_is_unknown_is_refused_with_what_there_is() -> None:
    with pytest.raises(UnknownProtocol, match="no protocol 'x'") as refused:
        make_protocol("cirr", "x")
    assert "searle" in refused.value.hint
    with pytest.raises(UnknownProtocol, match="no choice 'colour'") as refused:
        make_protocol("cirr", colour="red")
    assert "keep_reference" in refused.value.hint
    with pytest.raises(UnknownProtocol, match="gallery cannot be 'all'") as refused:
        make_protocol("fashioniq", gallery="all")
    assert "published, asked" in refused.value.hint


def test_a_departure_from_the_named_evaluation_is_said() -> None:
    assert "departs" in make_protocol("fashioniq", "seize").describe()
    assert "departs" not in make_protocol("fashioniq", "searle").describe()
