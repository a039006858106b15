"""Records with drawn ranks: what a report is made of, without running anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pointsay.catalogue import open_images
from pointsay.evaluation.datasets.base import Dataset, Places
from pointsay.evaluation.latency_record import LatencyRecord, Timed
from pointsay.evaluation.protocols import make_protocol
from pointsay.evaluation.queries import EvaluationQuery, Pointer
from pointsay.evaluation.records import DEPTH, QueryResult, Record

GALLERY = 150


@dataclass(frozen=True)
class World:
    """A dataset whose queries have their own difficulty, the same for every method."""

    name: str
    queries: Sequence[EvaluationQuery]
    subset: str = ""

    def record(
        self,
        method: str,
        skill: float,
        *,
        seed: int = 0,
        encoder: str = "mini",
        trained_on: str = "",
        options: dict[str, Any] | None = None,
        cost: dict[str, float] | None = None,
        left_out: dict[str, str] | None = None,
        metrics: Sequence[str] | None = None,
    ) -> Record:
        """Draw what a method of some skill (0 none, 5 very good) might have found."""
        protocol = make_protocol(self.name)
        chosen = protocol.record() | ({"metrics": list(metrics)} if metrics else {})
        hardness = np.random.default_rng(5).normal(0, 1.2, len(self.queries))
        rng = np.random.default_rng([seed, *method.encode(), *encoder.encode()])
        results = [
            _result(query, skill - hardness[at], rng)
            for at, query in enumerate(self.queries)
            if query.query_id not in (left_out or {})
        ]
        return Record(
            method={"name": method, "options": options or {}}
            | ({"trained_on": trained_on} if trained_on else {}),
            encoder={
                "name": encoder,
                "weights": f"hash of {encoder}",
                "preprocessing": {"size": 224},
            },
            dataset={
                "name": self.name,
                "split": "val",
                "subset": self.subset,
                "queries": len(self.queries),
                "galleries": {"": GALLERY},
            },
            protocol=chosen,
            left_out=left_out or {},
            results=results,
            seconds={"rank": 1.0},
            cost=cost or {},
            environment={"pointsay": "0.1.0", "python": "3.11.2", "processor": "Example CPU"},
            command=f"pointsay evaluate run --data {self.name} --method {method} --seed {seed}",
            seed=seed,
        )


def _result(query: EvaluationQuery, ease: float, rng: np.random.Generator) -> QueryResult:
    """Rank the targets by their ease, the rest at random; hard negatives come early too."""
    scores = rng.normal(0, 1, GALLERY)
    ids = [f"p{at}" for at in range(GALLERY)]
    for at, one in enumerate(ids):
        scores[at] += 0.75 * ease * (one in query.target_ids)
        scores[at] += 1.5 * (one in query.hard_ids) + 1.0 * (one in query.forbidden_ids)
    order = [ids[at] for at in np.argsort(-scores) if ids[at] != query.reference_id]
    rank = {one: place for place, one in enumerate(order, start=1)}

    def places(wanted: frozenset[str], depth: int = GALLERY) -> tuple[int, ...]:
        return tuple(sorted(rank[one] for one in wanted if rank.get(one, depth + 1) <= depth))

    among = sorted((rank[one], one) for one in query.candidates if one in rank)
    subset = [at for at, (_, one) in enumerate(among, start=1) if one in query.target_ids]
    return QueryResult(
        query_id=query.query_id,
        kind=query.kind,
        ranks=places(query.target_ids),
        hard=places(query.hard_ids, DEPTH),
        forbidden=places(query.forbidden_ids, DEPTH),
        has_hard=bool(query.hard_ids),
        has_forbidden=bool(query.forbidden_ids),
        subset=tuple(subset),
        ranked=len(order),
        top=tuple(order[:10]),
        pointers=1 + len(query.more),
        same_wish=query.same_wish,
        language=query.language,
    )


def fashioniq(count: int = 90) -> World:
    """One target a query, three kinds that weigh the same."""
    rng = np.random.default_rng(1)
    queries = []
    for at in range(count):
        reference, target = _draw(rng, 2)
        kind = ("dress", "shirt", "toptee")[at % 3]
        said = ("is longer and red", "has short sleeves", "is plain")[at % 3]
        queries.append(EvaluationQuery(f"{kind}-{at}", kind, reference, said, frozenset([target])))
    return World("fashioniq", queries)


def atelier(count: int = 120) -> World:
    """Several targets, hard negatives, negation, two pointers, wordings, two languages."""
    rng = np.random.default_rng(2)
    queries: list[EvaluationQuery] = []
    for at in range(count):
        kind = ("colour", "negation", "two references", "relative", "material")[at // 4 % 5]
        if at % 4:  # four wordings of one wish
            first = queries[-(at % 4)]
            text = f"{first.text}, said in way {at % 4 + 1}"
            language = "zh" if at % 4 == 3 else "en"
            fields = {name: getattr(first, name) for name in first.__dataclass_fields__}
            fields |= {"query_id": f"a{at}", "text": text, "language": language}
            queries.append(EvaluationQuery(**fields))
            continue
        reference, other, *rest = _draw(rng, 12)
        queries.append(
            EvaluationQuery(
                query_id=f"a{at}",
                kind=kind,
                reference_id=reference,
                text=f"this one, but of another {kind} <& more>",
                target_ids=frozenset(rest[: 1 + at // 4 % 3]),
                hard_ids=frozenset(rest[3:6]) if kind != "material" else frozenset(),
                forbidden_ids=frozenset(rest[6:9]) if kind == "negation" else frozenset(),
                more=(Pointer(other, "sleeves"),) if kind == "two references" else (),
                same_wish=f"wish {at // 4}",
            )
        )
    return World("atelier", queries)


def cirr(count: int = 40, subset: str = "") -> World:
    """One target, and sets of candidates."""
    rng = np.random.default_rng(3)
    queries = []
    for at in range(count):
        reference, *six = _draw(rng, 6)
        said = "the same, from further away"
        queries.append(
            EvaluationQuery(
                *(f"c{at}", "cirr", reference, said, frozenset(six[:1])), candidates=tuple(six)
            )
        )
    return World("cirr", queries, subset)


def _draw(rng: np.random.Generator, count: int) -> list[str]:
    return [f"p{at}" for at in rng.choice(GALLERY, count, replace=False)]


def usual(world: World, **rest: Any) -> list[Record]:
    """Return the three methods that need nothing."""
    return [
        world.record("image_only", 1.2, cost={"query_ms": 11.0}, **rest),
        world.record("text_only", 2.2, cost={"query_ms": 4.0}, **rest),
        world.record("sum", 3.0, cost={"query_ms": 15.0}, **rest),
    ]


def everything() -> list[Record]:
    """Return records that fill every section."""
    fashion, drawn, sets = fashioniq(), atelier(), cirr(subset="cirr-without-40")
    records = usual(fashion)
    for noise, skill in ((0.01, 3.1), (0.1, 3.5), (0.5, 3.3), (1.0, 2.6)):
        for seed in range(3):
            cost = {"query_ms": 17.0, "train_seconds": 1800.0, "noise": noise}
            options = {"noise": noise, "seed": seed}
            records.append(fashion.record("lincir", skill, seed=seed, cost=cost, options=options))
            records.append(fashion.record("pic2word", skill - 0.4, seed=seed, cost=cost))
    for items, skill in ((1000, 2.0), (10_000, 2.8), (100_000, 3.4)):
        cost = {"query_ms": 19.0, "train_seconds": items / 12, "train_items": items}
        records.append(fashion.record("magiclens", skill, cost=cost))
    cost = {"query_ms": 16.0, "train_seconds": 5400.0}
    records.append(fashion.record("clip4cir", 4.1, cost=cost, trained_on="FashionIQ train"))
    left_out = {"a3": "the reference picture is missing", "a9": "no target is in the gallery"}
    records += usual(drawn, left_out=left_out)
    records += usual(sets) + usual(sets, encoder="hub:example/siglip2-base")
    return records


def latency(machine: str = "Example CPU") -> LatencyRecord:
    """Return a latency record with single calls, batches, clients and growing galleries."""
    rows = [
        *(
            Timed("recall", 1, size, 1, 200, size / 9e3, size / 8e3, size / 6e3, 9e6 / size)
            for size in (10_000, 100_000, 1_000_000)
        ),
        Timed("encode image", 1, 0, 1, 200, 11.2, 12.9, 15.4, 88.1),
        Timed("encode text", 1, 0, 1, 200, 3.9, 4.4, 5.2, 251.0),
        Timed("encode image", 16, 0, 1, 50, 118.0, 126.0, 140.0, 135.2),
        Timed("encode text", 16, 0, 1, 50, 31.0, 33.0, 37.5, 512.0),
        Timed("rerank", 1, 0, 1, 100, 42.0, 47.0, 55.0, 23.6),
        Timed("end to end", 1, 10_000, 1, 200, 24.2, 29.5, 38.0, 40.9),
        Timed("end to end", 1, 10_000, 4, 200, 61.0, 80.4, 99.9, 64.0),
    ]
    return LatencyRecord(
        rows=rows,
        machine={"processor": machine, "cores": "2", "memory": "15.6 GiB"},
        encoder={"name": "mini", "dim": 384},
        method="sum",
        command="pointsay bench latency --sizes 10000,100000,1000000",
        seed=0,
        date="2026-01-01T00:00:00Z",
    )


def pictured(world: World, folder: Path) -> Dataset:
    """Draw a plain picture for every id but the last, and return the dataset with them."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(4)
    ids = [f"p{at}" for at in range(GALLERY)]
    for one in ids[:-1]:
        colour = tuple(int(value) for value in rng.integers(40, 230, 3))
        Image.new("RGB", (60, 80), colour).save(folder / f"{one}.png")
    source = open_images(folder)
    places = Places(source, {name.removesuffix(".png"): name for name in source.names()})
    return Dataset(world.name, "val", {"": ids}, world.queries, places)
