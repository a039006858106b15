from __future__ import annotations

from itertools import pairwise

import pytest

from pointsay.training.keywords import Run, find_runs, mask

from .tagger import require_tagger

require_tagger()

CAPTIONS = [
    "a man riding a wave on top of a surfboard.",
    "a very long dress",
    "红色长袖连衣裙 女式夏季",
    "",
    "put it on",
    "the girl's t-shirt is blue",
]


@pytest.fixture(scope="module")
def runs() -> list[list[Run]]:
    return find_runs(CAPTIONS)


def test_runs_are_maximal_and_lie_where_they_say(runs: list[list[Run]]) -> None:
    assert [one.joined for one in runs[0]] == ["a man", "a wave", "top", "a surfboard"]
    assert [one.joined for one in runs[1]] == ["a", "long dress"]
    assert runs[3] == []
    for caption, found in zip(CAPTIONS, runs, strict=True):
        for run in found:
            assert caption[run.start : run.end].replace(" ", "") == run.joined.replace(" ", "")
        for one, after in pairwise(found):
            assert after.start > one.end - 1


def test_chinese_captions_are_read_as_such(runs: list[list[Run]]) -> None:
    assert runs[2][0].joined == "红色长袖连衣裙"
    assert mask(CAPTIONS[2], runs[2]).startswith("$")
    assert "连衣裙" not in mask(CAPTIONS[2], runs[2])


def test_every_run_gives_way_by_its_place(runs: list[list[Run]]) -> None:
    assert mask(CAPTIONS[0], runs[0]) == "$ riding $ on $ of $ ."
    assert mask(CAPTIONS[1], runs[1]) == "$ very $"


def test_the_order_and_company_of_captions_change_nothing(runs: list[list[Run]]) -> None:
    assert find_runs(CAPTIONS[::-1])[::-1] == runs


def test_the_published_code_replaces_letters_too() -> None:
    runs = [Run(0, 1, "a"), Run(7, 17, "large lamp")]
    assert mask("a very large lamp", runs, official=True) == "$ very l$rge l$mp"
    assert mask("a very large lamp", runs) == "$ very $"
    # Presence is asked of the whole caption: a run within a replaced one changes nothing.
    runs = [Run(0, 9, "red dress"), Run(14, 19, "dress")]
    assert mask("red dress and dress", runs, official=True) == "$ and $"


def test_the_published_code_stops_at_a_run_that_is_no_substring() -> None:
    caption = "a cat near wi-fi and dogs"
    runs = [Run(0, 5, "a cat"), Run(11, 16, "wi - fi"), Run(21, 25, "dogs")]
    masked = {mask(caption, runs, official=True, seed=seed) for seed in range(30)}
    assert all(one.startswith("$") for one in masked)  # the first run has gone
    assert any("near" in one and "dogs" in one for one in masked)  # the third stays
    assert mask(caption, runs) == "$ near $ and $"


@pytest.mark.parametrize("official", [False, True])
def test_without_a_run_one_word_gives_way(official: bool) -> None:
    seen = {mask("put it on", [], seed=seed, official=official) for seed in range(30)}
    assert seen == {"$ it on", "put $ on", "put it $"}
    assert mask("put it on", [], seed=3) == mask("put it on", [], seed=3)
    assert mask("", [], official=official) == ""


def test_another_sign_stands_free_of_its_neighbours() -> None:
    assert mask("knee-length", [Run(0, 4, "knee")], "*") == "* -length"
