"""What it gains to take the sentence apart: roles against the plain sum, on photos and drawings.

    python benchmarks/roles.py --data ../shared/data/fashion_products
    python benchmarks/roles.py --data ... --atelier build/atelier

In one run: the dev queries by kind, with traits from the photo alone, from the catalogue, and with
the true edit in the reader's place; the same queries in shoppers' own words; questions that exclude
something; and, when the drawn benchmark is there, negation, paraphrases and several references.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL.Image import Image

from oracle_edits import Oracle, of_photos
from pointsay.catalogue import Problem, read_feed
from pointsay.catalogue.sources import open_images
from pointsay.edits import Edit
from pointsay.edits.stated import unmet
from pointsay.encoders import Encoder, load_encoder
from pointsay.evaluation.datasets.atelier import load as load_atelier
from pointsay.evaluation.features import FeatureCache, content_key
from pointsay.evaluation.metrics import Spread, paraphrase_spread
from pointsay.evaluation.negation import labels_of, negation_queries
from pointsay.evaluation.pictures import Pictures, encode_pictures
from pointsay.evaluation.queries import EvaluationQuery, load_queries
from pointsay.evaluation.records import DEPTH, QueryResult
from pointsay.evaluation.run import Trial, make_trial, run_method
from pointsay.evaluation.scores import find_metric
from pointsay.methods import Method, make_method
from pointsay.methods.roles import Roles
from pointsay.types import Attributes, Composition, Product
from rewordings import reword

CONTENDERS = ("text_only", "sum", "lincir", "cotmr", "roles")
SHOWN = ("article_type", "base_colour", "gender")


class Remembering:
    """An encoder that reads each text once; several methods ask for the same ones."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._texts: dict[str, np.ndarray] = {}
        self.info = encoder.info

    def __getattr__(self, name: str) -> Any:
        """Leave what else it can do, such as reading tokens, to the encoder."""
        return getattr(self._encoder, name)

    def encode_images(self, images: Sequence[Image]) -> np.ndarray:
        """Encode pictures."""
        return self._encoder.encode_images(images)

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """Encode texts that are new, remember all."""
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        self._texts.update(zip(new, self._encoder.encode_texts(new), strict=True))
        rows = [self._texts[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.info.dim)


def kept_pictures(
    images: Path, ids: frozenset[str] | None, encoder: Encoder, cache: Path
) -> Pictures:
    """Encode the pictures of a folder or zip, or read their kept vectors."""
    source = open_images(images)
    names = {Path(name).stem: name for name in source.names()}
    wanted_ids = sorted(one for one in names if ids is None or one in ids)
    features = FeatureCache(cache, encoder.info)
    keys = {one: content_key(source.read(names[one])) for one in wanted_ids}
    known = features.get(list(keys.values()))
    missing = frozenset(one for one in wanted_ids if keys[one] not in known)
    if missing:
        print(f"encoding {len(missing)} pictures", file=sys.stderr)
        new = encode_pictures(source, encoder, only=missing)
        features.put({keys[one]: row for one, row in zip(new.ids, new.matrix, strict=True)})
        known = features.get(list(keys.values()))
    features.close()
    found = [one for one in wanted_ids if keys[one] in known]
    return Pictures(found, np.stack([known[keys[one]] for one in found]), {})


def mean(name: str, results: Sequence[QueryResult]) -> float:
    """Return the mean of a metric in per cent over the results that it says something about."""
    measure = find_metric(name)
    return 100 * measure.summary(measure.of(results))


def line(label: str, results: Sequence[QueryResult], metrics: Sequence[str]) -> None:
    """Print one row: all queries, then each kind."""
    kinds: dict[str, list[QueryResult]] = defaultdict(list)
    for one in results:
        kinds[one.kind].append(one)
    cells = [("all", list(results)), *sorted(kinds.items())]
    told = [f"{name} " + " / ".join(f"{mean(m, few):.1f}" for m in metrics) for name, few in cells]
    print(f"{label:34s} " + "  ".join(told), flush=True)


def contenders(encoder: Encoder) -> dict[str, Method]:
    """Return the methods that are compared, loaded."""
    return {name: make_method(name).load(encoder) for name in CONTENDERS}


def on_photos(products: Sequence[Product], pictures: Pictures, queries: Sequence[EvaluationQuery],
              encoder: Encoder, *, negation_alone: bool) -> None:  # fmt: skip
    """Print the tables of the photos."""
    methods = contenders(encoder)
    if not negation_alone:
        _found(products, pictures, queries, methods)
    excluded = make_trial(pictures, negation_queries(labels_of(products)))
    title = f"{len(excluded.queries)} questions that exclude something"
    _negation(title, excluded, methods, {one.id: one.attributes for one in products})


def _found(products: Sequence[Product], pictures: Pictures, queries: Sequence[EvaluationQuery],
           methods: Mapping[str, Method]) -> None:  # fmt: skip
    """Print what is found with traits from the photo, from the catalogue, and in other words."""
    rows: Mapping[str, Attributes] = {
        one.id: {name: one.attributes[name] for name in SHOWN if name in one.attributes}
        for one in products
    }
    alone, with_rows = make_trial(pictures, queries), make_trial(pictures, queries, attributes=rows)
    metrics = ("recall@10", "map@10")
    print(f"\n{len(alone.queries)} dev queries, Recall@10 / mAP@10")
    oracle = Roles().load(methods["roles"].encoder)
    oracle.reasoner_ = Oracle(alone, of_photos(queries))
    for label, method, trial in (
        ("sum", methods["sum"], alone),
        ("roles, photo alone, rules", methods["roles"], alone),
        ("roles, photo alone, true edit", oracle, alone),
        ("roles, catalogue, rules", methods["roles"], with_rows),
        ("roles, catalogue, true edit", oracle, with_rows),
    ):
        line(label, run_method(method, trial), metrics)
    for language in ("english", "chinese"):
        reworded = replace(alone, queries=[reword(one, language) for one in alone.queries])
        for name in ("sum", "roles"):
            line(f"{name}, {language} rewordings", run_method(methods[name], reworded), metrics)


def _negation(
    title: str, trial: Trial, methods: Mapping[str, Method], rows: Mapping[str, Attributes]
) -> None:
    print(f"\n{title}, violations@10 / Recall@10 of what is right")
    metrics = ("violation_rate@10", "recall@10")
    for name, method in methods.items():
        results = run_method(method, trial, kept=DEPTH)
        line(name, results, metrics)
        if isinstance(method, Roles):
            read = method.read([Composition(modification=one.text) for one in trial.queries])
            known = zip(results, trial.queries, read, strict=True)
            line("roles, then the shop's word", [stated_last(*one, rows) for one in known], metrics)


def stated_last(
    result: QueryResult, query: EvaluationQuery, edit: Edit, rows: Mapping[str, Attributes]
) -> QueryResult:
    """Return a result with what its rows state against it at the end of the first hundred."""
    head = sorted(result.top, key=lambda one: bool(unmet(edit, rows[one])))
    place = {one: at for at, one in enumerate(head, start=1)}
    behind = [one for one in result.ranks if one > len(head)]
    right = query.target_ids - query.ignore_ids
    return replace(
        result,
        top=tuple(head),
        ranks=(*sorted(place[one] for one in right & place.keys()), *behind),
        forbidden=tuple(sorted(place[one] for one in query.forbidden_ids & place.keys())),
    )


def on_drawings(folder: Path, encoder: Encoder, cache: Path, *, negation_alone: bool) -> None:
    """Print negation, paraphrase spread and several references on atelier test."""
    root = folder if (folder / "images").is_dir() else folder / "test"
    pictures = kept_pictures(root / "images", None, encoder, cache)
    feed = read_feed("products.csv", (root / "products.csv").read_bytes())
    rows = {one.product.id: one.product.attributes for one in feed if not isinstance(one, Problem)}
    methods = contenders(encoder)
    for language in ("en", "zh"):
        queries = load_atelier(folder, split=f"test.{language}").queries
        print(f"\natelier, {language}")
        trial = make_trial(pictures, queries)
        excluding = [one for one in trial.queries if one.forbidden_ids]
        title = f"atelier, {len(excluding)} questions that exclude something"
        _negation(title, replace(trial, queries=excluding), methods, rows)
        if not negation_alone:
            _drawn(trial, rows, methods)


def _drawn(trial: Trial, rows: Mapping[str, Attributes], methods: Mapping[str, Method]) -> None:
    """Print wordings and several references in one language."""
    print("\natelier, Recall@10, paraphrase spread, drop from one to several references")
    for name, method, asked in (
        ("sum", methods["sum"], trial),
        ("roles", methods["roles"], trial),
        ("roles, catalogue", methods["roles"], replace(trial, attributes=rows)),
    ):
        results = run_method(method, asked)
        wordings = spread(results)
        one, more = (
            mean("recall@10", [each for each in results if (each.pointers > 1) == several])
            for several in (False, True)
        )
        print(
            f"{name:16s} {mean('recall@10', results):.1f}  "
            f"spread {100 * wordings.absolute:.1f} points "
            f"({100 * wordings.relative:.0f} % of the mean)  "
            f"one {one:.1f}, several {more:.1f}: drop {100 * (1 - more / one):.1f} %",
            flush=True,
        )
        line(name, results, ("recall@10",))


def spread(results: Sequence[QueryResult]) -> Spread:
    """Return how far Recall@10 moves over the wordings of a wish."""
    scores = find_metric("recall@10").of(results)
    return paraphrase_spread(scores, [one.same_wish for one in results])


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of fashion_products")
    parser.add_argument("--atelier", type=Path, help="folder of the drawn benchmark")
    parser.add_argument("--negation", action="store_true", help="what excludes something, alone")
    parser.add_argument("--encoder", default="mini")
    parser.add_argument("--cache", type=Path, default=Path("build/vectors"))
    given = parser.parse_args()
    encoder = Remembering(load_encoder(given.encoder))
    if given.data:
        feed = read_feed("products.csv", (given.data / "products.csv").read_bytes())
        products = [one.product for one in feed if not isinstance(one, Problem)]
        products = [one for one in products if one.attributes.get("split") == "val"]
        ids = frozenset(one.id for one in products)
        pictures = kept_pictures(given.data / "images_hi_val.zip", ids, encoder, given.cache)
        queries = load_queries(given.data / "val_queries.json")
        on_photos(products, pictures, queries, encoder, negation_alone=given.negation)
    if given.atelier:
        on_drawings(given.atelier, encoder, given.cache, negation_alone=given.negation)


if __name__ == "__main__":
    main()
