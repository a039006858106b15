"""Quality, speed and size of ``mini`` on data that it was not trained on, beside what came before.

    python benchmarks/mini.py --data DIR --before FOLDER --write
    taskset -c 1 python benchmarks/mini.py --cost

``--write`` puts the tables between the markers of the model card and of the README, so that their
numbers are these. Needs the train extra: the parts that ``mini`` was made of are measured too.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mini_figures.columns import columns
from mini_figures.cost import cost, resolutions
from mini_figures.quality import Seen, by_kind, by_wording, comparison
from mini_figures.sets import read_sets
from pointsay.encoders.mini import MiniEncoder
from tables import Block, Table, insert

CARD = "MODEL_CARD.md"
README = Path(__file__).resolve().parent.parent / "README.md"


def figures(data: Path, folder: Path | None, before: Path | None, limit: int | None) -> list[Block]:
    """Measure everything; progress goes to stderr."""
    sets, encoder = read_sets(data, limit), MiniEncoder(folder)
    seen = [Seen(column, sets) for column in columns(folder, before)]
    return [
        _done(
            "Recall@10 / mAP@10 of composed queries and accuracy of zero-shot classification, per "
            "cent. MiniLM reads the shop's titles; the others see its photos.",
            comparison(seen),
        ),
        _done(
            "Composed queries of fashion_products val by kind, `sum`, Recall@10 / mAP@10:",
            by_kind(seen),
        ),
        _done("The same queries in words that nobody trained on:", by_wording(seen)),
        _cost(encoder),
        _done("The same weights on other canvases, height x width:", resolutions(encoder, sets)),
    ]


def _cost(encoder: MiniEncoder) -> Block:
    caption = "Milliseconds of CPU time at batch 1 on one thread, photo of 600 x 800:"
    return _done(caption, cost(encoder))


def _done(caption: str, table: Table) -> Block:
    print(f"measured: {caption}", file=sys.stderr)
    return Block(caption, table)


def main() -> None:
    """Print the tables; with --write also put them into the documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--data", type=Path, help="folder of the photo sets")
    what.add_argument("--cost", action="store_true", help="milliseconds and size alone")
    parser.add_argument("--folder", type=Path, help="another export than the packaged one")
    parser.add_argument("--before", type=Path, help="an earlier export, to compare with")
    parser.add_argument("--limit", type=int, help="most pictures of each set, for a quick look")
    parser.add_argument("--write", action="store_true", help="into the model card and README.md")
    options = parser.parse_args()
    if options.cost:
        print(_cost(MiniEncoder(options.folder)))
        return
    if options.write and options.limit:
        parser.error("figures of a part of the pictures are not written")
    blocks = figures(options.data, options.folder, options.before, options.limit)
    print("\n\n".join(map(str, blocks)))
    if options.write:
        insert(MiniEncoder(options.folder).folder / CARD, blocks)
        insert(README, blocks[:1])


if __name__ == "__main__":
    main()
