"""Families: products that share the value of an attribute, as the ten colours of a model do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import UnknownAttribute, shorten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.catalogue.gallery import Gallery
    from pointsay.catalogue.store import Store

HELD = 8  # as many as moments of a gallery are
ALONE = -1


class Families:
    """Tells the families of a catalogue's galleries. Thread-safe.

    They are read once for each moment and attribute, so that all pages of a list agree on them.

    Args:
        store: Knows the attributes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[tuple[str, str], NDArray[np.int64]] = {}

    def of(self, gallery: Gallery, name: str) -> NDArray[np.int64]:
        """Return (N,) the family of each position, `ALONE` for a product without the attribute.

        Args:
            gallery: Whose positions.
            name: Of the attribute. Texts that differ in case alone are one value.

        Raises:
            UnknownAttribute: No product has it.
        """
        key = gallery.moment, name
        found = self._held.get(key)
        if found is None:
            found = self._read(gallery, name)
            self._held = dict([*list(self._held.items())[1 - HELD :], (key, found)])
        return found

    def check(self, name: str) -> None:
        """Refuse an attribute that no product has.

        Raises:
            UnknownAttribute: It is one.
        """
        if self._known(name):
            return
        rows = self._store.execute("SELECT DISTINCT name FROM attribute", [])
        known = ", ".join(sorted(str(one) for (one,) in rows))
        raise UnknownAttribute(
            f"no product has an attribute {shorten(name)}",
            hint=f"name one of: {known}" if known else "the feed gave none",
        )

    def _known(self, name: str) -> bool:
        try:
            found = self._store.execute("SELECT 1 FROM attribute WHERE name = ? LIMIT 1", [name])
        except UnicodeEncodeError:  # half a surrogate pair, as a terminal may pass it on
            return False
        return bool(found)

    def _read(self, gallery: Gallery, name: str) -> NDArray[np.int64]:
        self.check(name)
        rows = self._store.execute(
            """SELECT product, dense_rank() OVER (
                ORDER BY coalesce(text, printf('%.15g', number)) COLLATE NOCASE
            ) FROM attribute WHERE name = ?""",
            [name],
        )
        products, families = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        inside = products < len(gallery.place)
        positions = gallery.place[products[inside]].astype(np.int64)
        there = (positions >= 0) & (positions < len(gallery.rows))
        found = np.full(len(gallery.rows), ALONE, dtype=np.int64)
        found[positions[there]] = families[inside][there]
        return found
