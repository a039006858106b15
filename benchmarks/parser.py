"""How well, how fast and how far the rules understand.

    python benchmarks/parser.py [--data DIR] [--worst N] [--split train]

Prints the F1 of every slot over the hand-written corpus (its held-out third apart), milliseconds a
sentence, the share of published modifications that is understood, and whether every development
query is read as meant.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from parsing.texts import published
from pointsay.edits import Edit
from pointsay.edits.rules import read_edit
from tables import Table

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from edits import corpus, templates  # noqa: E402  (the tests own the corpus)


def main() -> None:
    """Print every table."""
    options = _options()
    print(_accuracy(corpus.read(TESTS / "edits" / "english.txt")), end="\n\n")
    if options.data is None:
        return
    texts = published(options.data, options.split)
    print(_understood(texts), end="\n\n")
    for name, said in texts.items():
        print(f"{name}, most frequent of what was not understood:\n{_worst(said, options.worst)}\n")
    count, lines = templates.misread(options.data)
    print(f"development queries read as meant: {count - len(lines)} of {count}")
    print("\n".join(lines))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of the shared data; without, no texts")
    parser.add_argument("--worst", type=int, default=20, help="failures listed for each set")
    parser.add_argument("--split", default="val", choices=("train", "val"), help="of FashionIQ")
    return parser.parse_args()


def _accuracy(cases: Sequence[corpus.Case]) -> Table:
    parts = {
        "dev": [case for case in cases if not case.held_out],
        "held out": [case for case in cases if case.held_out],
    }
    read_edit("tables load with the frist sentence and typing error")
    rows = []
    for name, part in parts.items():
        start = time.process_time()
        edits = [read_edit(case.say) for case in part]
        elapsed_ms = (time.process_time() - start) * 1000 / len(part)
        scores = corpus.f1_by_slot(list(zip(part, edits, strict=True)))
        figures = [f"{scores[slot]:.3f}" for slot in (*corpus.SLOTS, "all")]
        rows.append([name, str(len(part)), *figures, f"{elapsed_ms:.2f}"])
    return Table(["part", "sentences", *corpus.SLOTS, "all", "ms each"], rows)


def _understood(texts: dict[str, Sequence[str]]) -> Table:
    rows = []
    for name, said in texts.items():
        start = time.process_time()
        shares = Counter(_share(read_edit(text)) for text in said)
        elapsed_ms = (time.process_time() - start) * 1000 / len(said)
        figures = [f"{100 * shares[share] / len(said):.1f} %" for share in ("all", "part", "none")]
        rows.append([name, str(len(said)), *figures, f"{elapsed_ms:.2f}"])
    return Table(["texts", "count", "understood", "partly", "not", "ms each"], rows)


def _share(edit: Edit) -> str:
    read = (*edit.want, *edit.keep, *edit.avoid, *edit.comparatives, *edit.constraints)
    if not edit.unread:
        return "all" if read else "none"
    return "part" if read else "none"


def _worst(said: Sequence[str], count: int) -> str:
    lost: Counter[str] = Counter()
    example: dict[str, str] = {}
    for text in said:
        for stretch in read_edit(text).unread:
            lost[stretch.lower()] += 1
            example.setdefault(stretch.lower(), text)
    return "\n".join(
        f"  {times:4} {stretch!r}, as in {example[stretch]!r}"
        for stretch, times in lost.most_common(count)
    )


if __name__ == "__main__":
    main()
