"""Random operations on a catalogue, each compared with a plain dict and brute force.

The tests run a few hundred, ``benchmarks/durability.py`` 200,000. A seed decides all of them.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from catalogue.stored import unit
from fakes import DIM, ColourEncoder
from pointsay.catalogue import (
    Catalogue,
    Condition,
    Entry,
    Filters,
    compact,
    restore,
    snapshot,
    verify,
)
from pointsay.types import Product

if TYPE_CHECKING:
    from pointsay.types import Vector

PRODUCTS = 120  # ids that there are; at most so many products live at once
FOUND = 10
COLOURS = ("red", "green", "blue", "navy")


@dataclass(frozen=True)
class Kept:
    """What should be known of a product."""

    product: Product
    image_sha256: str
    vector: Vector


class Churn:
    """A catalogue in ``folder`` and what should be in it.

    Args:
        folder: Emptied at the start; snapshots lie beside.
        seed: Decides every operation.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.folder = folder
        self.rng = np.random.default_rng(seed)
        self.done: Counter[str] = Counter()
        self.encoder = ColourEncoder()
        self.catalogue = Catalogue(folder, self.encoder, create=True)
        self.truth: dict[str, Kept] = {}
        self.fresh = seed << 32  # number of the next vector, never used twice
        self.operations: dict[str, tuple[float, Callable[[], None]]] = {
            "upsert": (30, self.upsert),
            "text": (6, self.text),
            "delete": (9, self.delete),
            "search": (26, self.search),
            "filter": (14, self.filter),
            "filtered search": (14, self.filtered_search),
            "reopen": (0.6, self.reopen),
            "compact": (0.3, self.compact),
            "snapshot": (0.1, self.snapshot),
        }

    def run(self, count: int) -> None:
        """Do ``count`` operations; the first difference is an AssertionError."""
        names = list(self.operations)
        weights = np.array([weight for weight, _ in self.operations.values()])
        for name in self.rng.choice(names, count, p=weights / weights.sum()).tolist():
            self.operations[name][1]()
            self.done[name] += 1
        self.whole(self.catalogue)

    def close(self) -> None:
        self.catalogue.store.close()

    def upsert(self) -> None:
        numbers = self.rng.integers(PRODUCTS, size=int(self.rng.integers(1, 9))).tolist()
        self.write([self.entry(f"p{number:03}") for number in numbers])

    def text(self) -> None:
        if self.truth:
            self.write([self.entry(one, look=self.truth[one]) for one in self.some(3)])

    def entry(self, product_id: str, look: Kept | None = None) -> Entry:
        """A product with another text, and with another picture unless it keeps its own."""
        self.fresh += 1
        facts: dict[str, str | float] = {
            "colour": str(self.rng.choice(COLOURS)),
            "size": float(self.rng.integers(36, 46)),
        }
        price = float(self.rng.integers(100)) if self.rng.random() < 0.7 else None
        product = Product(product_id, f"Thing {self.fresh}", price, facts)
        if look is not None:
            return Entry(product, self.folder, "x.png", look.image_sha256, None)
        return Entry(product, self.folder, "x.png", f"{self.fresh:064x}", unit(self.fresh))

    def write(self, entries: Sequence[Entry], remove: Sequence[str] = ()) -> None:
        self.catalogue.store.write(entries, remove=remove)
        for entry in entries:
            one = entry.product.id
            vector = self.truth[one].vector if entry.vector is None else entry.vector
            self.truth[one] = Kept(entry.product, entry.image_sha256, vector)
        for one in remove:
            self.truth.pop(one, None)

    def delete(self) -> None:
        self.write([], [*self.some(4), "never there"])

    def some(self, most: int) -> list[str]:
        known = sorted(self.truth)
        return [known[at] for at in self.rng.integers(len(known), size=most)] if known else []

    def search(self) -> None:
        self.compare(())

    def filtered_search(self) -> None:
        self.compare(self.condition())

    def compare(self, filters: Filters) -> None:
        query = self.rng.normal(size=DIM).astype(np.float32)
        gallery = self.catalogue.gallery()
        allowed = gallery.mask(self.catalogue.select(filters)) if filters else None
        hits = gallery.index.search(query, FOUND, allowed)
        products = self.catalogue.at(gallery, hits.rows)
        found = [products[row] for row in hits.rows.tolist()]
        scores = {
            one: float(kept.vector @ query)
            for one, kept in self.truth.items()
            if fits(kept.product, filters)
        }
        best = sorted(scores, key=lambda one: -scores[one])[:FOUND]
        assert [one.id for one in found] == best
        np.testing.assert_allclose(hits.scores, [scores[one] for one in best], atol=1e-5)
        assert found == [self.truth[one].product for one in best]

    def condition(self) -> Filters:
        """A filter, or none while there is nothing: names that no product has are refused."""
        if not self.truth:
            return ()
        if self.rng.random() < 0.5:
            low = float(self.rng.integers(36, 46))
            return (Condition("size", low=low, high=low + float(self.rng.integers(4))),)
        colour = (str(self.rng.choice(COLOURS)),)
        if self.rng.random() < 0.5:
            return (Condition("colour", any_of=colour),)
        return (Condition("colour", none_of=colour),)

    def filter(self) -> None:
        filters = self.condition()
        found, total = self.catalogue.browse(filters, 0, PRODUCTS)
        fitting = {
            one: entry.product for one, entry in self.truth.items() if fits(entry.product, filters)
        }
        assert {one.id: one for one in found} == fitting
        assert total == len(fitting)

    def reopen(self) -> None:
        self.catalogue.store.close()
        self.catalogue = Catalogue(self.folder, self.encoder)
        self.whole(self.catalogue)

    def compact(self) -> None:
        epoch = self.catalogue.row_space().epoch
        compact(self.folder)
        space = self.catalogue.row_space()
        assert space.epoch > epoch
        assert len(space) == len(self.truth)
        self.whole(self.catalogue)

    def snapshot(self) -> None:
        copy, back = self.folder.with_name("copy"), self.folder.with_name("back")
        snapshot(self.folder, copy)
        restore(copy, back)
        with Catalogue(back, self.encoder) as restored:
            self.whole(restored)
        assert verify(back) == []
        shutil.rmtree(copy)
        shutil.rmtree(back)

    def whole(self, catalogue: Catalogue) -> None:
        """Compare everything."""
        assert contents(catalogue) == {
            one: (kept.product, kept.vector.tobytes()) for one, kept in self.truth.items()
        }


def contents(catalogue: Catalogue) -> dict[str, tuple[Product, bytes]]:
    """Return product id -> (product, bytes of its vector) of all that is found."""
    gallery = catalogue.gallery()
    everything = np.arange(len(gallery.rows))
    vectors = gallery.index.vectors(everything)
    return {
        product.id: (product, vectors[at].tobytes())
        for at, product in catalogue.at(gallery, everything).items()
    }


def fits(product: Product, filters: Filters) -> bool:
    """Say what a condition means, plainly."""
    for condition in filters:
        value = product.attributes.get(condition.name)
        if condition.any_of and value not in condition.any_of:
            return False
        if value in condition.none_of:
            return False
        if condition.low is not None and not (isinstance(value, float) and value >= condition.low):
            return False
        if condition.high is not None and not (
            isinstance(value, float) and value <= condition.high
        ):
            return False
    return True
