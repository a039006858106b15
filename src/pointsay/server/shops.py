"""The catalogues of a service: each has an engine and a name, and the first one is the default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from pointsay.engine import Engine
from pointsay.errors import UnknownCatalogue, shorten

LONE = "catalogue"  # the name of one that nobody named
NAMED = "See /v1/catalogues; empty for the first."


@dataclass(frozen=True, slots=True)
class Shop:
    """A catalogue as the service offers it.

    Attributes:
        name: What requests call it.
        engine: Answers questions over it.
        one_of_each: Attribute by which the page offers one of each model; None offers nothing.
    """

    name: str
    engine: Engine
    one_of_each: str | None = None


class Shops:
    """Finds catalogues by name.

    Args:
        shops: At least one, of different names; a lone engine is one.
    """

    def __init__(self, shops: Engine | Sequence[Shop]) -> None:
        named = [Shop(LONE, shops)] if isinstance(shops, Engine) else shops
        self._shops = {one.name: one for one in named}
        self.default = named[0]

    def __iter__(self) -> Iterator[Shop]:
        return iter(self._shops.values())

    def named(self, name: str) -> Shop:
        """Return the catalogue of a name, the first one where it is empty.

        Raises:
            UnknownCatalogue: There is none of this name.
        """
        if not name:
            return self.default
        found = self._shops.get(name)
        if found is None:
            raise UnknownCatalogue(
                f"there is no catalogue {shorten(name)}",
                hint=f"use one of: {', '.join(self._shops)}",
            )
        return found

    def mark(self, shop: Shop) -> str:
        """Return what addresses need to say of a catalogue; nothing of the first one."""
        return "" if shop is self.default else shop.name


def _asked(request: Request, catalogue: Annotated[str, Query(description=NAMED)] = "") -> Shop:
    shops: Shops = request.app.state.shops
    return shops.named(catalogue)


# As a parameter of a route: the catalogue that a request names.
AskedShop = Annotated[Shop, Depends(_asked)]
