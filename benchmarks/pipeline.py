"""Pictures per second from files to vectors: one after another, and through the pipeline."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL.Image import Image

from pointsay.catalogue import ImageSource, open_images
from pointsay.catalogue.pipeline import Refused, encode_all
from pointsay.encoders import Encoder, load_encoder
from pointsay.errors import ImageGone, MediaError
from pointsay.media import decode


def one_after_another(source: ImageSource, encoder: Encoder) -> int:
    """Encode every picture by itself; return how many could be read."""
    read = 0
    for name in source.names():
        try:
            encoder.encode_images([decode(source.read(name))])
        except (MediaError, ImageGone):
            continue
        read += 1
    return read


def pipeline(source: ImageSource, encoder: Encoder) -> int:
    """Encode every picture through the pipeline; return how many could be read."""

    def look(name: str) -> tuple[str, Image]:
        return name, decode(source.read(name))

    batches = encode_all(source.names(), look, encoder)
    return sum(not isinstance(one, Refused) for batch in batches for one in batch)


def measured(work: Callable[[], int]) -> tuple[int, float, float]:
    """Return (pictures, seconds, seconds of CPU time)."""
    wall, used = time.perf_counter(), time.process_time()
    pictures = work()
    wall, used = time.perf_counter() - wall, time.process_time() - used
    return pictures, wall, used


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True, help="folder or zip of photos")
    parser.add_argument("--encoder", default="mini")
    options = parser.parse_args()
    source, encoder = open_images(options.images), load_encoder(options.encoder)
    for name in source.names():
        source.read(name)  # so that the first way does not pay for the disk alone
    cores = os.cpu_count() or 1
    print(f"{options.encoder}, {cores} cores, load beforehand {os.getloadavg()[0]:.1f}")
    print(f"{'':18} {'pictures':>8} {'a second':>9} {'a CPU second':>12} {'of all cores':>12}")
    for way in (one_after_another, pipeline):
        pictures, wall, used = measured(partial(way, source, encoder))
        title = way.__name__.replace("_", " ")
        print(
            f"{title:18} {pictures:8} {pictures / wall:9.1f} {pictures / used:12.1f} "
            f"{used / wall / cores:12.0%}"
        )


if __name__ == "__main__":
    main()
