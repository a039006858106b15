"""Real clusters on loopback. What they make is compared with what this process makes alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import ray
from click.testing import CliRunner
from ray.cluster_utils import Cluster

from fakes import COLOURS, ColourEncoder, csv_feed, picture, shade, write_folder
from pointsay.catalogue import Catalogue, Report, carry_out, migrate_encoder, open_images, plan
from pointsay.catalogue.pipeline import BATCH, Workers
from pointsay.cli.index import index
from pointsay.encoders import Encoder, load_encoder
from pointsay.errors import EncoderMismatch, WorkersFailed
from pointsay.evaluation.datasets.base import Crop, Places
from pointsay.evaluation.places import encode_places
from pointsay.triplets.shelf import Listed, look_at
from pointsay.workers.ray_workers import TRIES, RayWorkers
from workers.machines import (
    DOOMED,
    MACHINE,
    DyingEncoder,
    FaultyEncoder,
    MeetingEncoder,
    wait_for,
)

pytestmark = pytest.mark.slow

MEMORY = 100 << 20
# Ray makes its workers wait for whatever else a busy computer does.
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "RAY_worker_niceness": "0"}
PICTURES = 20 * BATCH


def start(cluster: Cluster, **settings: Any) -> Any:
    """Start a machine with one core; Ray gives a busy computer 30 seconds for that."""
    for _ in range(5):
        try:
            return cluster.add_node(num_cpus=1, object_store_memory=MEMORY, **settings)
        except Exception as error:  # a bare one
            if "timed out" not in str(error):
                raise
    raise AssertionError("no machine of the cluster would start")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One machine with one core; this process is connected to it."""
    made = Cluster()
    try:
        start(made, include_dashboard=False, env_vars=ENVIRONMENT)
        ray.init(address=made.address, log_to_driver=False, logging_level="ERROR")
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


@pytest.fixture(scope="module")
def on_ray(cluster: Cluster) -> Iterator[RayWorkers]:
    """A cluster whose machines work as they should."""
    with RayWorkers(ColourEncoder, cluster.address) as workers:
        yield workers


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures, every one another, with a few that are none."""
    files = {f"p{number:04}.png": picture(shade(number)) for number in range(PICTURES)}
    files["p0007.png"] = b"no picture"
    files["p0040.png"] = files["p0040.png"][:60]
    return write_folder(tmp_path_factory.mktemp("ray") / "shop", files)


def indexed(
    folder: Path,
    shop: Path,
    on: Workers | None = None,
    *,
    encoder: Encoder | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    with Catalogue(folder, encoder or ColourEncoder(), create=True) as catalogue:
        return carry_out(plan(shop), catalogue, on=on, progress=progress)


def content(folder: Path, encoder: Encoder | None = None) -> tuple[list[Any], bytes]:
    """What a catalogue holds: every vector that was ever written, with its product, in order."""
    with Catalogue(folder, encoder or ColourEncoder()) as catalogue:
        space = catalogue.row_space()
        ids = catalogue.ids(space, np.arange(len(space.products)))
        return sorted(ids.items()), np.ascontiguousarray(space.rows()).tobytes()


def test_a_machine_is_killed_and_every_picture_is_encoded_exactly_once(
    cluster: Cluster, shop: Path, tmp_path: Path
) -> None:
    doomed = start(cluster, env_vars={**ENVIRONMENT, MACHINE: DOOMED})
    begun = tmp_path / "begun"

    def kill() -> None:
        wait_for(begun)
        cluster.remove_node(doomed, allow_graceful=False)  # SIGKILL to all its processes

    with ThreadPoolExecutor(1) as pool, RayWorkers(partial(MeetingEncoder, begun)) as workers:
        killed = pool.submit(kill)
        report = indexed(tmp_path / "many", shop, workers)
        killed.result()
    alone = indexed(tmp_path / "one", shop)
    assert workers.repeated >= 1
    assert asdict(report) == asdict(alone)
    assert report.added == PICTURES - 2
    ids, _ = content(tmp_path / "many")
    assert len(ids) == len({product for _, product in ids}) == report.added
    assert content(tmp_path / "many") == content(tmp_path / "one")
    with sqlite3.connect(tmp_path / "many" / "catalogue.sqlite") as opened:
        assert opened.execute("SELECT count(*) FROM vector").fetchone() == (report.added,)


def test_stopped_it_goes_on_where_it_was(on_ray: RayWorkers, shop: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done >= total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexed(tmp_path / "many", shop, on_ray, progress=stop)
    report = indexed(tmp_path / "many", shop, on_ray)
    assert report.unchanged > 0
    assert report.added + report.unchanged == PICTURES - 2
    indexed(tmp_path / "one", shop)
    assert content(tmp_path / "many") == content(tmp_path / "one")
    again = indexed(tmp_path / "many", shop, on_ray)
    assert (again.added, again.unchanged) == (0, PICTURES - 2)


def test_a_feed_and_its_attributes_stay_here(on_ray: RayWorkers, tmp_path: Path) -> None:
    files = {f"{colour}.png": picture(colour) for colour in COLOURS}
    rows = [{"id": colour, "title": f"a {colour} one", "price": "5"} for colour in COLOURS]
    shop = write_folder(tmp_path / "shop", {**files, "products.csv": csv_feed(rows)})
    assert asdict(indexed(tmp_path / "many", shop, on_ray)) == asdict(
        indexed(tmp_path / "one", shop)
    )
    assert content(tmp_path / "many") == content(tmp_path / "one")


def test_little_room_is_enough(cluster: Cluster, shop: Path, tmp_path: Path) -> None:
    with RayWorkers(ColourEncoder, in_flight=1) as workers:
        assert indexed(tmp_path / "many", shop, workers).added == PICTURES - 2


def test_machines_with_other_weights_are_refused(
    on_ray: RayWorkers, shop: Path, tmp_path: Path
) -> None:
    other = ColourEncoder(weights="1" * 64)
    with pytest.raises(EncoderMismatch, match=r"a worker has colour-fake .*weights 000000000000"):
        indexed(tmp_path, shop, on_ray, encoder=other)


def test_a_batch_that_ends_its_process_is_given_up(cluster: Cluster, tmp_path: Path) -> None:
    shop = write_folder(tmp_path / "shop", {"p.png": picture("red")})
    with RayWorkers(DyingEncoder) as workers, pytest.raises(WorkersFailed, match=f"{TRIES} times"):
        indexed(tmp_path / "many", shop, workers)
    assert workers.repeated == TRIES - 1


def test_a_fault_on_a_machine_is_told(cluster: Cluster, shop: Path, tmp_path: Path) -> None:
    with RayWorkers(FaultyEncoder) as workers, pytest.raises(WorkersFailed, match="the machine's"):
        indexed(tmp_path, shop, workers)


def test_a_cluster_without_cores_is_given_up(shop: Path, cluster: Cluster, tmp_path: Path) -> None:
    @ray.remote(num_cpus=1)
    class Greedy:
        def here(self) -> None: ...

    greedy = Greedy.remote()
    ray.get(greedy.here.remote())
    with (
        RayWorkers(ColourEncoder, patience_s=0.1) as workers,
        pytest.raises(WorkersFailed, match=r"for 0\.1 seconds"),
    ):
        indexed(tmp_path, shop, workers)
    ray.kill(greedy)


def test_pictures_that_pairs_are_mined_from(on_ray: RayWorkers, shop: Path, tmp_path: Path) -> None:
    source = open_images(shop)
    listed = [Listed(name, name, {}) for name in source.names()]
    many, one = (
        look_at(listed, source, "shop", ColourEncoder(), tmp_path / name, {}, least_side=8, on=on)
        for name, on in (("many", on_ray), ("one", None))
    )
    assert [file.read_bytes() for file in many] == [file.read_bytes() for file in one]


def test_pictures_of_an_evaluation(on_ray: RayWorkers, shop: Path) -> None:
    places = Places(
        open_images(shop), {"whole": "p0001.png", "part": Crop("p0002.png", (0, 0, 8, 8), 0.0)}
    )
    many, one = (
        encode_places(places, ["part", "whole", "none"], ColourEncoder(), on=on)
        for on in (on_ray, None)
    )
    assert (many.ids, many.unreadable) == (one.ids, one.unreadable)
    np.testing.assert_array_equal(many.matrix, one.matrix)


def test_a_catalogue_moves_to_another_encoder(cluster: Cluster, shop: Path, tmp_path: Path) -> None:
    other = partial(ColourEncoder, "other")
    with RayWorkers(other) as workers:
        for name, on in (("many", workers), ("one", None)):
            indexed(tmp_path / name, shop)
            assert migrate_encoder(tmp_path / name, other(), on=on).switched
    assert content(tmp_path / "many", other()) == content(tmp_path / "one", other())


def test_by_the_command_line(cluster: Cluster, tmp_path: Path) -> None:
    files = {f"{colour}.png": picture(colour) for colour in COLOURS}
    shop = str(write_folder(tmp_path / "shop", {**files, "broken.png": b"no picture"}))
    told = [
        CliRunner().invoke(
            index,
            [shop, "--catalogue", str(tmp_path / name), "--on", on, "--json"],
            catch_exceptions=False,
        )
        for name, on in (("many", f"ray:{cluster.address}"), ("one", "here"))
    ]
    assert told[0].stdout == told[1].stdout
    mini = load_encoder("mini")
    assert content(tmp_path / "many", mini) == content(tmp_path / "one", mini)
