"""Photos to vectors on two machines of a Ray cluster, one of them killed half-way.

Both machines are raylets of this one, with a core each. Prints what became of every photo, and what
the process that reads and writes has cost, which bounds how many machines it can keep busy.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import ray
from PIL import Image
from ray.cluster_utils import Cluster

from pointsay.catalogue import Catalogue, carry_out, plan
from pointsay.catalogue.pipeline import Workers
from pointsay.encoders import Encoder, load_encoder
from pointsay.workers.ray_workers import RayWorkers

MACHINE = {"num_cpus": 1, "object_store_memory": 200 << 20, "include_dashboard": False}


def draw(folder: Path, count: int, side: int) -> Path:
    """Draw photos of soft blots, every one another; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        file = folder / f"{number:06}.jpg"
        if not file.exists():
            blots = np.random.default_rng(number).integers(0, 256, (6, 6, 3), np.uint8)
            soft = Image.fromarray(blots).resize((side, side), Image.Resampling.BICUBIC)
            soft.save(file, quality=85)
    return folder


def indexed(
    shop: Path,
    folder: Path,
    encoder: Encoder,
    on: Workers | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, float]:
    """Index a shop; return counts, seconds and CPU seconds of this process."""
    wall, used = time.perf_counter(), time.process_time()
    with Catalogue(folder, encoder, create=True) as catalogue:
        report = carry_out(plan(shop), catalogue, on=on, progress=progress)
        wall, used = time.perf_counter() - wall, time.process_time() - used
        space = catalogue.row_space()
        products = Counter(space.products[space.live].tolist())
        return {
            "photos": len(list(shop.iterdir())),
            "left out": len(report.problems),
            "encoded exactly once": sum(count == 1 for count in products.values()),
            "encoded twice or more": sum(count > 1 for count in products.values()),
            "rows written": len(space.products),
            "seconds": round(wall, 1),
            "CPU ms a photo, this process": round(1000 * used / len(products), 2),
        }


class Killer:
    """Kills a machine when half of the work is done."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._doomed = cluster.add_node(**MACHINE)
        self.at = 0

    def __call__(self, done: int, total: int) -> None:
        """Look at the progress."""
        if not self.at and done >= total // 2:
            self.at = done
            self._cluster.remove_node(self._doomed, allow_graceful=False)


def vectors(folder: Path, encoder: Encoder) -> bytes:
    """Return all vectors of a catalogue, in order."""
    with Catalogue(folder, encoder) as catalogue:
        return np.ascontiguousarray(catalogue.row_space().rows()).tobytes()


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--side", type=int, default=96, help="pixels")
    parser.add_argument("--images", type=Path, required=True, help="folder; drawn where missing")
    parser.add_argument("--encoder", default="mini")
    parser.add_argument("--alone", action="store_true", help="also on this machine, to compare")
    options = parser.parse_args()
    shop = draw(options.images, options.photos, options.side)
    load = partial(load_encoder, options.encoder)
    print(f"{options.encoder}, {os.cpu_count()} cores, load beforehand {os.getloadavg()[0]:.1f}")
    cluster = Cluster(initialize_head=True, head_node_args=MACHINE)
    with TemporaryDirectory() as work:
        try:
            killer = Killer(cluster)
            ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
            with RayWorkers(load) as workers:
                found = indexed(shop, Path(work) / "many", load(), workers, killer)
            found |= {"killed after": killer.at, "batches handed out again": workers.repeated}
        finally:
            ray.shutdown()
            cluster.shutdown()
        if options.alone:
            alone = indexed(shop, Path(work) / "one", load())
            same = vectors(Path(work) / "many", load()) == vectors(Path(work) / "one", load())
            found |= {
                "seconds on this machine alone": alone["seconds"],
                "CPU ms a photo, alone": alone["CPU ms a photo, this process"],
                "the same vectors, bit for bit": "yes" if same else "NO",
            }
    print("\n".join(f"| {name} | {value} |" for name, value in found.items()))


if __name__ == "__main__":
    main()
