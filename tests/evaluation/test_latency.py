from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from fakes import DIM, ColourEncoder
from pointsay.catalogue import Catalogue
from pointsay.encoders import Encoder
from pointsay.engine import Engine
from pointsay.errors import InvalidLimit, ServiceFailed
from pointsay.evaluation.clustered import clustered_gallery, clustered_queries
from pointsay.evaluation.latency import Stage, time_stage
from pointsay.evaluation.latency_service import make_catalogue, service_stages
from pointsay.evaluation.latency_stages import compose_stages, encoder_stages, recall_stages
from pointsay.methods import make_method
from pointsay.server import create_app
from server.shop import running


class Clock:
    """Stands still unless told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("runs", [1, 7, 250])
def test_percentiles_and_throughput_on_a_clock_that_is_known(runs: int) -> None:
    clock = Clock()
    spent = np.random.default_rng(runs).lognormal(-4, 1, runs)
    calls: list[int] = []

    def work(at: int) -> None:
        calls.append(at)
        clock.now += 50.0 if len(calls) <= 3 else spent[at]  # slow while it warms up

    row = time_stage(Stage("decode", work, items=4), runs=runs, warmup=3, clock=clock)
    assert calls == [0, 1, 2, *range(runs)]
    for share, told in ((50, row.p50_ms), (95, row.p95_ms), (99, row.p99_ms)):
        assert told == pytest.approx(1e3 * np.percentile(spent, share))
    assert row.per_second == pytest.approx(4 * runs / spent.sum())
    assert (row.stage, row.items, row.gallery, row.clients, row.runs) == ("decode", 4, 0, 1, runs)


def test_clients_call_at_the_same_time_and_each_keeps_its_thread() -> None:
    meeting = threading.Barrier(3, timeout=10)
    threads: list[str] = []

    def work(_: int) -> None:
        meeting.wait()  # passes only when three calls are here at once
        threads.append(threading.current_thread().name)

    row = time_stage(Stage("any name", work, clients=3), runs=9, warmup=3)
    assert row.clients == 3
    assert len(threads) == 12
    assert len(set(threads)) == 3


def test_a_call_that_fails_ends_the_measurement() -> None:
    def work(at: int) -> None:
        if at == 5:
            raise ZeroDivisionError

    for clients in (1, 2):
        with pytest.raises(ZeroDivisionError):
            time_stage(Stage("decode", work, clients=clients), runs=9, warmup=0)


def test_the_stages_of_an_encoder_and_a_method_in_order(encoder: Encoder) -> None:
    method = make_method("sum").load(encoder)
    stages = [*encoder_stages(encoder, (1, 3)), *compose_stages(method, (1, 3))]
    assert [(stage.name, stage.items) for stage in stages] == [
        ("decode", 1),
        ("encode image", 1),
        ("encode image", 3),
        ("encode text", 1),
        ("encode text", 3),
        ("compose", 1),
        ("compose", 3),
    ]
    assert getattr(stages[0].call(0), "size", None) == (600, 800)
    for stage in stages[1:5]:
        assert np.shape(stage.call(0)) == (stage.items, DIM)  # type: ignore[arg-type]
    for stage in stages[5:]:
        queries = stage.call(0)
        assert isinstance(queries, list)
        assert [len(query.terms) for query in queries] == [2] * stage.items


def test_recall_finds_what_a_plain_product_finds() -> None:
    for size, stage in zip((30, 2000), recall_stages((30, 2000), 16, seed=1), strict=True):
        assert (stage.name, stage.gallery, stage.items) == ("recall", size, 1)
        query = clustered_queries(64, 16, seed=1)[3]
        best = np.argsort(-(clustered_gallery(size, 16, seed=1) @ query), kind="stable")[:1000]
        for at in (3, 67):  # questions come round
            np.testing.assert_array_equal(stage.call(at).rows, best)  # type: ignore[attr-defined]


def test_galleries_that_do_not_fit_are_refused_before_anything_is_made() -> None:
    with pytest.raises(InvalidLimit, match=r"2000000 vectors of 512 numbers take 3\.81 GiB"):
        recall_stages((10, 2_000_000), 512, memory_gib=2.0)


PRODUCTS = 40


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served") / "catalogue"
    encoder = ColourEncoder()
    make_catalogue(folder, encoder, PRODUCTS, seed=2)
    with (
        Catalogue(folder, encoder) as catalogue,
        running(create_app(Engine(catalogue))) as address,
    ):
        yield address


def test_the_catalogue_that_is_served_is_a_shop_with_clustered_vectors(tmp_path: Path) -> None:
    encoder = ColourEncoder()
    make_catalogue(tmp_path / "c", encoder, 20, seed=2)
    with Catalogue(tmp_path / "c", encoder) as catalogue:
        found, total = catalogue.browse((), 0, 100)
        assert total == len({one.id for one in found}) == 20
        assert all(one.title and one.price and one.attributes for one in found)
        np.testing.assert_array_equal(
            catalogue.gallery().index.vectors(np.arange(20)),
            clustered_gallery(20, DIM, seed=2),
        )


def test_questions_through_http_against_a_real_server(address: str) -> None:
    stages = service_stages(address, (1, 4), products=PRODUCTS, method="sum")
    rows = [time_stage(stage, runs=12, warmup=4) for stage in stages]
    assert [(row.stage, row.gallery, row.clients) for row in rows] == [
        ("end to end", PRODUCTS, 1),
        ("end to end", PRODUCTS, 4),
    ]
    assert all(0 < row.p50_ms <= row.p95_ms <= row.p99_ms for row in rows)


def ask_once(address: str, method: str = "sum") -> None:
    with closing(service_stages(address, (1,), products=1, method=method)) as stages:
        next(stages).call(0)


def test_an_answer_that_is_none_ends_the_measurement_and_says_why(address: str) -> None:
    with pytest.raises(ServiceFailed, match=r"422 .*unheard_of"):
        ask_once(address, method="unheard_of")


def test_too_few_hits_are_no_answer(tmp_path: Path) -> None:
    encoder = ColourEncoder()
    make_catalogue(tmp_path, encoder, 9)
    with (
        Catalogue(tmp_path, encoder) as catalogue,
        running(create_app(Engine(catalogue))) as address,
        pytest.raises(ServiceFailed, match="9 hits instead of 10"),
    ):
        ask_once(address)


def test_no_server_is_said() -> None:
    with pytest.raises(ServiceFailed, match=r"127\.0\.0\.1:9 did not answer") as caught:
        ask_once("http://127.0.0.1:9")
    assert "--no-http" in caught.value.hint
