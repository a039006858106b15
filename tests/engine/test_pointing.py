"""References with roles and boxes, and who reads the sentence beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edits.reasoners.serving import RED, FakeServer, completion
from fakes import COLOURS, ColourEncoder, picture, write_folder
from pointsay.catalogue import Catalogue, ingest
from pointsay.edits.rules import read_edit
from pointsay.engine import Engine, Known, Photo, Question, pointed
from pointsay.errors import InvalidBox, InvalidReference, ModificationTooLong, UnknownReasoner
from pointsay.methods import make_method

TOP = (0.0, 0.0, 1.0, 0.5)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("pointing")
    files = {f"{name}.png": picture(name) for name in COLOURS}
    with Catalogue(folder / "c", ColourEncoder(), create=True) as opened:
        ingest(opened, write_folder(folder / "s", files))
        yield opened


def test_roles_and_boxes_are_given_side_by_side() -> None:
    references = [Photo(b"1"), Known("red"), Known("navy")]
    assert pointed(references) == references
    assert pointed(references, ["collar", None, " "], [None, [0, 0, 1, 0.5]]) == [
        Photo(b"1", "collar"),
        Known("red", None, TOP),
        Known("navy"),
    ]
    with pytest.raises(InvalidReference, match="for 2 references, but only 1"):
        pointed([Known("red")], [None, "collar"])
    with pytest.raises(InvalidBox, match="beyond the picture"):
        pointed([Known("red")], [], [(0, 0, 2, 1)])


@pytest.mark.parametrize(
    ("box", "fault"),
    [
        ((0.2, 0.0, 0.2, 1.0), "no area"),
        ((0.6, 0.0, 0.2, 1.0), "no area"),
        ((-0.1, 0.0, 0.2, 1.0), "beyond the picture"),
        ((float("nan"), 0.0, 0.2, 1.0), "beyond the picture"),
        ((0.0, 0.0, 1.0), "3 numbers, not 4"),
    ],
)
def test_a_box_is_refused_before_its_picture_is_opened(
    catalogue: Catalogue, box: tuple[float, float, float, float], fault: str
) -> None:
    with pytest.raises(InvalidBox, match=fault):
        Engine(catalogue).search(Question([Photo(b"no picture", box=box)]))


def test_a_role_is_a_word_or_two(catalogue: Catalogue) -> None:
    engine = Engine(catalogue)
    engine.search(Question([Known("red", role="x" * 40)], method="roles"))
    with pytest.raises(InvalidReference, match="41 characters, at most 40"):
        engine.search(Question([Known("red", role="x" * 41)]))


def test_whoever_takes_photos_whole_says_that_roles_were_not_used(catalogue: Catalogue) -> None:
    asked = [Known("red", role="colour"), Known("navy")]
    notes = {
        method: Engine(catalogue).search(Question(asked, "plain", method=method)).notes
        for method in ("sum", "roles")
    }
    assert notes["roles"] == []
    assert "Roles of photos were not used" in notes["sum"][0]


def test_only_what_was_said_is_met_by_chance(catalogue: Catalogue) -> None:
    asked = [Known("navy"), Known("red", role="collar")]
    answer = Engine(catalogue).search(Question(asked, "in green", method="roles"))
    assert answer.hits
    for hit in answer.hits:
        assert "want: green" in hit.parts
        assert "keep: collar" not in hit.parts  # a picture's; no curve is known for those


def test_the_answer_tells_what_its_method_read(catalogue: Catalogue) -> None:
    said = "make it red"
    with FakeServer(completion(RED)) as server:
        name = f"llm:{server.url}#fake"
        own = make_method("cirevl", reasoner="rules")
        engine = Engine(catalogue, methods=[own], reasoner=name)
        readers = {
            method: engine.search(Question([Known("navy")], said, method=method)).understood.reader
            for method in ("roles", "stitch", "cirevl", "sum")
        }
        # A built method keeps its own reader, and nobody asks a model for a method without one.
        assert readers == {
            "roles": "llm:fake",
            "stitch": "llm:fake",
            "cirevl": "rules",
            "sum": "rules",
        }
        asked = len(server.requests)
        assert engine.understand(said).reader == "llm:fake"
        assert engine.understand(said, "roles").reader == "llm:fake"
        assert engine.understand(said, "cirevl") == read_edit(said)
        assert engine.understand(said, "sum") == read_edit(said)
        assert len(server.requests) > asked
    assert Engine(catalogue).understand(" in red\udce9 ") == read_edit("in red?")


def test_readers_are_refused_where_the_engine_is_made(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownReasoner):
        Engine(catalogue, reasoner="oracle")
    with pytest.raises(ModificationTooLong):
        Engine(catalogue).understand("x" * 2_001)
