"""How long the evaluator takes at FashionIQ's size, from kept vectors, and how that grows.

    python benchmarks/evaluator.py

FashionIQ's validation split has 2,017, 2,038 and 1,961 queries over galleries of 3,817, 6,346 and
5,373 pictures (Wu et al., CVPR 2021): 6,016 queries, 15,536 pictures. Vectors are drawn in clusters
and stored as a run stores them; reading them back, composing, ranking every target of every query
and keeping the first pictures is timed. Every text has a vector at hand: how long an encoder takes
is another benchmark's question (`pointsay bench latency`).
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL.Image import Image

from pointsay.encoders import EncoderInfo
from pointsay.evaluation.clustered import clustered_gallery, clustered_queries
from pointsay.evaluation.features import FeatureCache, content_key
from pointsay.evaluation.pictures import Pictures
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.evaluation.run import make_trial, run_method
from pointsay.methods import make_method

SPLIT: Mapping[str, tuple[int, int]] = {
    "dress": (2017, 3817),
    "shirt": (2038, 6346),
    "toptee": (1961, 5373),
}
DIM = 512


class Drawn:
    """An encoder whose sentences were drawn beforehand."""

    def __init__(self, texts: Mapping[str, np.ndarray]) -> None:
        self.info = EncoderInfo("drawn", DIM, "0" * 64, {"kind": "none"}, 64)
        self._texts = texts

    def encode_images(self, images: Sequence[Image]) -> np.ndarray:
        """Refuse: pictures are read from what was kept."""
        raise ValueError("the benchmark keeps its vectors")

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """Look up what was drawn."""
        rows = [self._texts[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), DIM)


def measure(times: int, folder: Path) -> tuple[int, int, float, float]:
    """Return queries, pictures, seconds of reading and seconds of ranking.

    Args:
        times: How many times larger than FashionIQ each gallery is.
        folder: Where vectors are kept; not timed.
    """
    rng = np.random.default_rng(0)
    sizes = {name: (asked, times * size) for name, (asked, size) in SPLIT.items()}
    ids = {name: [f"{name}-{at}" for at in range(size)] for name, (_, size) in sizes.items()}
    queries = [
        EvaluationQuery(
            *(f"{name}/{at}", name, *rng.choice(ids[name], 1), f"{name}/{at}"),
            frozenset(rng.choice(ids[name], 1)),
            gallery=name,
        )
        for name, (asked, _) in sizes.items()
        for at in range(asked)
    ]
    said = clustered_queries(len(queries), DIM)
    encoder = Drawn({one.text: row for one, row in zip(queries, said, strict=True)})
    everything = [one for some in ids.values() for one in some]
    keys = [content_key(one.encode()) for one in everything]
    cache = FeatureCache(folder, encoder.info)
    cache.put(dict(zip(keys, clustered_gallery(len(keys), DIM), strict=True)))
    began = time.perf_counter()
    kept = cache.get(keys)
    pictures = Pictures(everything, np.stack([kept[key] for key in keys]), {})
    read = time.perf_counter() - began
    method = make_method("sum").load(encoder)
    for name, some in ids.items():
        trial = make_trial(
            pictures.only(some),
            [one for one in queries if one.gallery == name],
            keep_reference=True,
        )
        run_method(method, trial)
    cache.close()
    return len(queries), len(everything), read, time.perf_counter() - began - read


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", default="1,3,10", help="gallery sizes, in FashionIQs")
    print("queries  pictures  read s  rank s  total s  peak GiB")
    for times in (int(one) for one in parser.parse_args().times.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            queries, pictures, read, ranked = measure(times, Path(folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"{queries:7d}  {pictures:8d}  {read:6.2f}  {ranked:6.2f}  {read + ranked:7.2f}  "
            f"{peak:8.2f}"
        )


if __name__ == "__main__":
    main()
