"""Products come and go while shoppers search: no error, and nothing stale once a write is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from catalogue.stored import entry, unit
from fakes import ColourEncoder
from pointsay.catalogue import Catalogue
from pointsay.catalogue.entries import Entry
from pointsay.engine import Engine, Known, Question
from pointsay.index import Policy
from pointsay.types import Product

STOCK = 300
FAMILY = 6
FAMILIES = 40
SEARCHERS = 4
LISTED = Policy(exact_rows=100, tail_rows=50, tail_share=0.0)  # lists are renewed on the way
EXACT = Policy()


def name_of(family: int, member: int) -> str:
    return f"new-{family}-{member}"


def family_entries(family: int) -> list[Entry]:
    """Products that are nearer to one another than anything else is."""
    rng, centre = np.random.default_rng(family), unit(10_000 + family)
    rows = centre + 0.01 * rng.normal(size=(FAMILY, len(centre)))
    return [
        Entry(Product(name_of(family, member)), Path("/nowhere"), "", "", row.astype(np.float32))
        for member, row in enumerate(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    ]


@contextmanager
def searching(engine: Engine) -> Iterator[None]:
    """Have shoppers search without a pause; what goes wrong for one of them is raised."""
    over = threading.Event()

    def shop(seed: int) -> None:
        rng = np.random.default_rng(seed)
        while not over.is_set():
            pointed_at = Known(f"p{rng.integers(STOCK):03}")
            answer = engine.search(Question([pointed_at], "in red", k=20, method="sum"))
            found = [hit.product.id for hit in answer.hits]
            assert len(set(found)) == 20
            assert answer.total >= STOCK - 1

    with ThreadPoolExecutor(SEARCHERS) as pool:
        shoppers = [pool.submit(shop, seed) for seed in range(SEARCHERS)]
        try:
            yield
        finally:
            over.set()
        for one in shoppers:
            one.result()


@pytest.mark.parametrize("policy", [EXACT, LISTED], ids=["exact", "lists"])
def test_what_was_told_is_found_and_what_was_removed_is_not(policy: Policy, tmp_path: Path) -> None:
    encoder, folder = ColourEncoder(), tmp_path / "c"
    with (
        Catalogue(folder, encoder, create=True) as writer,
        Catalogue(folder, encoder, background=True, policy=policy) as read,
    ):
        writer.store.write([entry(number) for number in range(STOCK)])
        engine = Engine(read)

        def found(family: int) -> set[str]:
            asked = Question([Known(name_of(family, 0))], k=2 * FAMILY, method="image_only")
            return {hit.product.id for hit in engine.search(asked).hits}

        with searching(engine):
            for family in range(FAMILIES):
                others = {name_of(family, member) for member in range(1, FAMILY)}
                writer.store.write(family_entries(family))
                assert found(family) >= others
                if family % 3 == 0:
                    gone = name_of(family, 1)
                    writer.store.write([], remove=[gone])
                    assert found(family) & others == others - {gone}
        assert len(read) == STOCK + FAMILIES * FAMILY - (FAMILIES + 2) // 3
