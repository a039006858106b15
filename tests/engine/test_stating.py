"""What a shop's rows state goes before what the encoder sees."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from fakes import COLOURS, ColourEncoder, csv_feed, picture, shade, write_folder
from pointsay.catalogue import Catalogue, Gallery, ingest, parse_filters
from pointsay.engine import Answer, Cascade, Engine, Known, Question, Skipped, Stage
from pointsay.errors import InvalidCascade, MethodOption
from pointsay.settings import Limits
from pointsay.types import Product

SHADES = [f"shade {at}" for at in range(111)]
# What the rows say has nothing to do with the pictures, so that only a row can tell.
ROWS: Mapping[str, Mapping[str, str]] = {
    "black": {"zip": "no"},
    "blue": {"zip": "yes"},
    "green": {"details": "zipper, hood"},
    "grey": {"details": "hood"},
    "navy": {"colour": "scarlet"},
    "pink": {"colour": "burgundy", "zip": "no"},
    "white": {"closure": "zip", "colour": "red / white"},
    "yellow": {},
}


class Reading(Catalogue):
    """Counts how often products are read, and how many."""

    reads: list[int]

    def at(self, gallery: Gallery, positions: object) -> dict[int, Product]:
        found = super().at(gallery, positions)  # type: ignore[arg-type]
        self.reads.append(len(found))
        return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    folder = tmp_path_factory.mktemp("stating")
    names = {name: picture(name) for name in COLOURS}
    names |= {name: picture(shade(at)) for at, name in enumerate(SHADES)}
    files = {f"{name}.png": data for name, data in names.items()}
    columns = dict.fromkeys(["zip", "details", "closure", "colour"], "")
    files["products.csv"] = csv_feed(
        [{"product_id": name, **columns, **ROWS.get(name, {})} for name in names]
    )
    with Reading(folder / "c", ColourEncoder(), create=True) as catalogue:
        catalogue.reads = []
        ingest(catalogue, write_folder(folder / "s", files))
        yield catalogue


def ids(answer: Answer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def asked(said: str, k: int = 120) -> Question:
    return Question([Known("red")], said, k=k)


def engine_of(shop: Reading, **options: Any) -> Engine:
    return Engine(shop, Limits(k=120), **options)


def both(shop: Reading, said: str) -> tuple[Answer, Answer]:
    """The answer of recall alone and that of the default cascade."""
    engine = engine_of(shop)
    return engine.search(replace(asked(said), method="roles")), engine.search(asked(said))


@pytest.mark.parametrize(
    ("said", "stating"),
    [
        ("without a zipper", {"blue", "green", "white"}),
        ("不要拉链", {"blue", "green", "white"}),
        ("the same but not red", {"navy", "white"}),
        ("不要红色", {"navy", "white"}),
        ("no zip and not red", {"blue", "green", "white", "navy"}),
        ("not burgundy", {"pink"}),
    ],
)
def test_products_whose_rows_state_what_is_avoided_come_behind_the_head(
    said: str, stating: set[str], shop: Reading
) -> None:
    before, after = both(shop, said)
    head, rest = ids(before)[:100], ids(before)[100:]
    passed = [one for one in head if one in stating]
    assert passed
    assert ids(after) == [*(one for one in head if one not in stating), *passed, *rest]
    assert (after.cascade, after.method, after.skipped) == ("default", "roles", [])
    assert after.understood == before.understood


def test_scores_fall_and_are_explained_and_only_what_moved_is_told_anew(shop: Reading) -> None:
    before, after = both(shop, "without a zipper")
    assert [one.score for one in after.hits] == sorted(
        (one.score for one in after.hits), reverse=True
    )
    for hit in after.hits:
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-4)
    stating = {"blue", "green", "white"}
    was = {hit.product.id: hit for hit in before.hits[:100]}
    for hit in after.hits[:100]:
        old = was[hit.product.id]
        if hit.product.id in stating:
            assert hit.score < old.score
            assert hit.parts == {**old.parts, "avoid: zip": 0.0}
        else:
            assert (hit.score, hit.why, hit.parts) == (old.score, old.why, old.parts)


@pytest.mark.parametrize("said", ["in blue", "", "shorter, and keep the colour"])
def test_where_nothing_is_avoided_nothing_is_read_and_the_answer_is_recalls(
    said: str, shop: Reading
) -> None:
    engine = engine_of(shop)
    recall = engine.search(replace(asked(said, 7), method="roles"))
    shop.reads.clear()
    answer = engine.search(asked(said, 7))
    assert shop.reads == [7]  # the products that are shown
    assert answer.hits == recall.hits
    assert list(answer.stages_ms) == list(recall.stages_ms)
    assert "rerank stated 100" not in engine.status().expected_ms


def test_rows_of_the_head_are_read_at_once(shop: Reading) -> None:
    shop.reads.clear()
    engine_of(shop).search(asked("no zip", 7))
    assert shop.reads == [100, 7]


def test_where_no_row_states_what_is_avoided_the_answer_is_recalls(shop: Reading) -> None:
    before, after = both(shop, "without a belt, not Nike")
    assert after.hits == before.hits
    assert "rerank stated" in after.stages_ms


def test_where_every_row_states_it_the_order_stays_and_the_answer_says_so(shop: Reading) -> None:
    zips = replace(asked("no zip"), filters=parse_filters({"zip": "yes"}))
    before = engine_of(shop).search(replace(zips, method="roles"))
    after = engine_of(shop).search(zips)
    assert [(hit.product.id, hit.score) for hit in after.hits] == [("blue", before.hits[0].score)]
    assert after.hits[0].parts["avoid: zip"] == 0.0
    assert after.strong == 0


def test_a_method_that_reads_no_parts_leaves_the_reading_to_the_rules(shop: Reading) -> None:
    plain = Cascade("plain", "", Stage("sum", 100), (Stage("stated", 100),))
    engine = engine_of(shop, cascades={"plain": plain})
    answer = engine.search(replace(asked("no zip"), cascade="plain"))
    recalled = ids(engine.search(replace(asked("no zip"), method="sum")))[:100]
    passed = [one for one in recalled if one in {"blue", "green", "white"}]
    assert ids(answer)[:100] == [*(one for one in recalled if one not in passed), *passed]
    assert passed
    assert answer.strong is None


def test_pages_together_are_the_list(shop: Reading) -> None:
    engine = engine_of(shop)
    whole = engine.search(asked("no zip"))
    found, question = [], asked("no zip", 50)
    while True:
        answer = engine.search(question)
        found += ids(answer)
        if answer.next is None:
            break
        question = replace(question, after=answer.next)
        engine = engine_of(shop)  # what was remembered is let go: the list is made again
    assert found == ids(whole)


def test_it_is_left_out_when_the_answer_is_late(shop: Reading) -> None:
    late = replace(asked("no zip"), deadline_ms=5.0)
    answer = engine_of(shop).search(late, began=time.perf_counter() - 1.0)
    assert answer.skipped == [Skipped("rerank stated", "deadline")]
    assert ids(answer) == ids(engine_of(shop).search(replace(asked("no zip"), method="roles")))


def test_it_does_not_recall_and_takes_no_arguments(shop: Reading) -> None:
    with pytest.raises(InvalidCascade):
        Cascade("odd", "", Stage("stated", 10))
    odd = Cascade("odd", "", Stage("sum", 10), (Stage("stated", 10, (("model", "x"),)),))
    with pytest.raises(MethodOption):
        engine_of(shop, cascades={"odd": odd}, cascade="odd").load()
