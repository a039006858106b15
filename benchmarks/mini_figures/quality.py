"""The tables of quality: what each column finds and recognises, in per cent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from mini_figures.columns import CLASSIFY, IMAGE, SUM, TEXT, Column
from mini_figures.rewording import reworded
from mini_figures.sets import Gallery, Sets
from pointsay.evaluation import (
    EvaluationQuery,
    Pictures,
    QueryResult,
    make_trial,
    run_method,
    summarise,
)
from pointsay.methods import make_method
from tables import Table

METHODS = (SUM, IMAGE, TEXT)
VARIANT = "exact_colour_variant"
NOTHING = "–"  # a column that cannot do a task
ALL = "ALL"


@dataclass(frozen=True)
class Seen:
    """A column and what it made of the galleries so far; each is encoded once."""

    column: Column
    sets: Sets
    looked: dict[str, Pictures] = field(default_factory=dict)

    def look(self, gallery: Gallery) -> Pictures:
        """Return a gallery as this column sees it."""
        if gallery.name not in self.looked:
            self.looked[gallery.name] = self.column.look(gallery)
        return self.looked[gallery.name]

    def ask(
        self,
        method: str,
        gallery: Gallery,
        queries: Sequence[EvaluationQuery],
        pointed_at: Gallery | None = None,
    ) -> list[QueryResult]:
        """Rank a gallery for queries; none when this column cannot."""
        if method not in self.column.does or not (pictures := self.look(gallery)).ids:
            return []
        references = self.look(pointed_at) if pointed_at else None
        if references is not None and not references.ids:  # a reader of titles points at nothing
            ids = [query.reference_id for query in queries]
            references = Pictures(ids, np.zeros((len(ids), pictures.matrix.shape[1]), "f4"), {})
        trial = make_trial(pictures, queries, references=references)
        return run_method(make_method(method).load(self.column.encoder), trial)

    def recognise(self, gallery: Gallery, labels: Sequence[str]) -> str:
        """Return the share of pictures nearest to "a photo of" their own label, in per cent."""
        if CLASSIFY not in self.column.does:
            return NOTHING
        names = sorted(set(labels))
        texts = self.column.encoder.encode_texts([f"a photo of {name}" for name in names])
        best = (self.look(gallery).matrix @ texts.T).argmax(1)
        right = [names[at] == label for at, label in zip(best, labels, strict=True)]
        return f"{100 * np.mean(right):.1f}"


def found(results: Sequence[QueryResult], kind: str = ALL) -> str:
    """Return "Recall@10 / mAP@10" of queries of one kind, in per cent."""
    summary = summarise(results)
    if kind not in summary or not summary[kind]["n"]:
        return NOTHING
    return f"{100 * summary[kind]['recall@10']:.1f} / {100 * summary[kind]['map@10']:.1f}"


def comparison(seen: Sequence[Seen]) -> Table:
    """Return every set and task, a column for each encoder."""
    head = ["set", "task", *(one.column.name for one in seen)]
    cells = zip(*([*_cells(one)] for one in seen), strict=True)
    rows = [[*about, *cell] for about, cell in zip(_about(seen[0].sets), cells, strict=True)]
    return Table(head, rows)


def _about(sets: Sets) -> Iterator[tuple[str, str]]:
    for name, queries in (
        (str(sets.shop), sets.shop_queries),
        (f"phone photo to {sets.shop.name}", sets.phone_queries),
        (str(sets.grocery), sets.grocery_queries),
    ):
        for method in METHODS:
            yield name, f"{len(queries)} queries, {method}"
    yield sets.shop.name, f"{VARIANT}, image_only"
    yield sets.shop.name, "article type"
    yield str(sets.phone), "15 labels"
    yield str(sets.garments), "category"
    yield str(sets.garments), "colour"


def _cells(seen: Seen) -> Iterator[str]:
    sets, variants = seen.sets, []
    for gallery, queries, pointed_at in (
        (sets.shop, sets.shop_queries, None),
        (sets.shop, sets.phone_queries, sets.phone),
        (sets.grocery, sets.grocery_queries, None),
    ):
        for method in METHODS:
            results = seen.ask(method, gallery, queries, pointed_at)
            yield found(results)
            if method == IMAGE and queries is sets.shop_queries:
                variants = results
    yield found(variants, VARIANT)
    yield seen.recognise(sets.shop, sets.articles())
    yield seen.recognise(sets.phone, sets.worn())
    garments = [sets.pieces[one].garment for one in sets.garments.ids]
    yield seen.recognise(sets.garments, [f"a {one.category}" for one in garments])
    yield seen.recognise(sets.garments, [f"something in {one.colour}" for one in garments])


def by_kind(seen: Sequence[Seen]) -> Table:
    """Return the dev queries' kinds, answered by ``sum``."""
    able = [one for one in seen if SUM in one.column.does]
    results = [one.ask(SUM, one.sets.shop, one.sets.shop_queries) for one in able]
    kinds = summarise(results[0])
    rows = [[kind, str(kinds[kind]["n"]), *(found(one, kind) for one in results)] for kind in kinds]
    return Table(["kind", "queries", *(one.column.name for one in able)], rows)


def by_wording(seen: Sequence[Seen]) -> Table:
    """Return the dev queries as they are and in free wording, answered by ``sum``."""
    able = [one for one in seen if SUM in one.column.does]
    sets = able[0].sets
    free = [replace(one, text=reworded(one, sets.shop_colours)) for one in sets.shop_queries]
    rows = [
        [name, *(found(one.ask(SUM, sets.shop, queries)) for one in able)]
        for name, queries in (("template", sets.shop_queries), ("free", free))
    ]
    return Table(["wording", *(one.column.name for one in able)], rows)
