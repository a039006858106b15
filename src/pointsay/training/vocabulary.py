"""Every value that a corpus can tell apart, and prompts that name all values of one attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from pointsay.training.captions import Described, state


@dataclass(frozen=True)
class Vocabulary:
    """The attributes of a corpus.

    Attributes:
        names: Kind -> value -> the ways to say it; only kinds with several values.
        known: (world, kind) -> the values that this world's products have. Worlds label
            differently (one says "pants" where the other says "trousers"), so that a value which a
            world never uses is no wrong answer there.
    """

    names: Mapping[str, Mapping[str, Sequence[str]]]
    known: Mapping[tuple[str, str], frozenset[str]]

    @classmethod
    def of(cls, products: Sequence[Described]) -> Vocabulary:
        """Collect it from products."""
        names: dict[str, dict[str, set[str]]] = {}
        known: dict[tuple[str, str], set[str]] = {}
        for product in products:
            for kind, value in product.facts.items():
                names.setdefault(kind, {}).setdefault(value, set()).update(product.names[kind])
                known.setdefault((product.world, kind), set()).add(value)
        return cls(
            {
                kind: {value: sorted(values[value]) for value in sorted(values)}
                for kind, values in sorted(names.items())
                if len(values) > 1
            },
            {key: frozenset(values) for key, values in known.items()},
        )

    @cached_property
    def others(self) -> Mapping[str, Sequence[str]]:
        """Kind -> every name of every value, for captions that say what is not wanted."""
        return {
            kind: sorted({name for names in values.values() for name in names})
            for kind, values in self.names.items()
        }

    def prompts(self, kind: str, rng: np.random.Generator) -> list[str]:
        """Draw a prompt for each value of a kind, in the order of `choices`."""
        return [
            state(kind, str(rng.choice(list(names))), rng) for names in self.names[kind].values()
        ]

    def choices(self, kind: str, products: Sequence[Described]) -> Tensor:
        """Return (B, P) as `losses.naming` reads it."""
        values = list(self.names[kind])
        rows = [
            [
                1 if product.facts.get(kind) == value else 0 if value in known else -1
                for value in values
            ]
            for product in products
            for known in [self.known.get((product.world, kind), frozenset())]
        ]
        return torch.tensor(rows)
