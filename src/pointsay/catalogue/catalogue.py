"""A shop's catalogue as the engine uses it: products, pictures, filters, a gallery."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from pointsay.catalogue.entries import Entry
from pointsay.catalogue.families import Families
from pointsay.catalogue.feeds import is_id
from pointsay.catalogue.filters import Filters
from pointsay.catalogue.gallery import Gallery, exact_gallery, gallery_over
from pointsay.catalogue.rowspace import RowSpace
from pointsay.catalogue.selection import Facet, facets, select
from pointsay.catalogue.sources import ImageSource, open_images
from pointsay.catalogue.store import Store
from pointsay.errors import CursorExpired, ImageGone, UnknownProduct, UnknownSource, shorten
from pointsay.index import Policy, Recall
from pointsay.types import Product

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.types import Vector

OPEN_SOURCES = 16
MOMENTS = 8  # galleries that are held for pages that are still being turned
LOADED = 4096
LISTS = "lists"  # the folder of what can be built again
SCATTER = 2_654_435_761  # 2**32 over the golden ratio (Knuth, TAOCP vol. 3, section 6.4)


class Catalogue:
    """A catalogue bound to the encoder of its vectors. Thread-safe.

    Args:
        folder: Where it is stored.
        encoder: Must be the one that it was indexed with.
        create: Make it when it is missing.
        background: Keep the lists of a large gallery up to date in a thread of their own, as a
            service wants it; otherwise only `prepare` makes them.
        policy: When a gallery is large, and how much of the truth a search must find then.

    Raises:
        CatalogueMissing: There is none and ``create`` is false.
        EncoderMismatch: It holds vectors of another encoder.
        CatalogueVersion: It was written by a newer pointsay.
        CatalogueCorrupt: The file is damaged.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        *,
        create: bool = False,
        background: bool = False,
        policy: Policy = Policy(),  # noqa: B008
    ) -> None:
        self.folder = folder
        self.encoder = encoder
        self.store = Store(folder, encoder.info, create=create)
        self._policy = policy
        self._recall = Recall(folder / LISTS, policy, background=background)
        self._held: tuple[tuple[int, int], Gallery] | None = None  # by generation and renewals
        self._moments: dict[str, Gallery] = {}
        self.families = Families(self.store)
        self._reading = threading.Lock()
        self._source = lru_cache(OPEN_SOURCES)(open_images)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def __len__(self) -> int:
        return len(self.gallery())

    def gallery(self) -> Gallery:
        """Return the vectors as of now; they are made ready again only after a write.

        Raises:
            CatalogueCorrupt: A vector does not match its checksum.
        """
        space, held = self.store.row_space(), self._held
        moment = space.generation, self._recall.renewals
        if held is None or held[0] != moment:
            with self._reading:
                space, held = self.store.row_space(), self._held
                moment = space.generation, self._recall.renewals
                if held is None or held[0] != moment:
                    self._held = held = moment, self._remembered(self._searchable(space))
        return held[1]

    def gallery_of(self, moment: str) -> Gallery:
        """Return the gallery of an earlier moment, so that its ranking can be gone on with.

        The last few are held; they share their vectors. Products deleted since are still in it, and
        `at` leaves them out.

        Raises:
            CursorExpired: It is no longer held, or was another process's.
        """
        found = self._moments.get(moment)
        if found is None:
            raise CursorExpired(
                "the catalogue has changed too much since the first page",
                hint="ask for the first page again",
            )
        return found

    def _remembered(self, gallery: Gallery) -> Gallery:
        recent = list(self._moments.items())[1 - MOMENTS :]
        self._moments = dict([*recent, (gallery.moment, gallery)])
        return gallery

    def _searchable(self, space: RowSpace) -> Gallery:
        space.check()
        if len(space) <= self._policy.exact_rows:
            return exact_gallery(space)
        return gallery_over(space, self._recall.index(space.epoch, space.rows(), space.live))

    def prepare(self, progress: Callable[[float], None] = lambda share: None) -> None:
        """Make or lengthen the lists of a large gallery now, where that is due.

        Searches find the same products before and after, only faster. It can be interrupted; then
        nothing has changed.

        Args:
            progress: Is told the share done.
        """
        space = self.store.row_space()
        self._recall.renew(space.epoch, space.rows(), space.live, progress)

    def load(
        self,
        entries: Iterable[Entry],
        *,
        batch: int = LOADED,
        progress: Callable[[int], None] = lambda done: None,
    ) -> int:
        """Write any number of products whose vectors are at hand; each batch is one write.

        Args:
            entries: Taken as they are needed, so that a shop of any size fits into memory.
            batch: Products of one write. All of them are kept or none.
            progress: Called with the products written so far; they are safe by then.

        Returns:
            How many were written.

        Raises:
            DiskFull: There is no room; what was told to ``progress`` is kept.
        """
        done, rest = 0, iter(entries)
        while part := list(islice(rest, batch)):
            self.store.write(part)
            done += len(part)
            progress(done)
        return done

    def row_space(self) -> RowSpace:
        """Return the vectors as of now by row number, which is what other indexes are built of."""
        return self.store.row_space()

    def ids(self, space: RowSpace, rows: NDArray[np.int64]) -> dict[int, str]:
        """Return row -> product id for rows of a space; products deleted since are left out."""
        products = space.products[rows].tolist()
        found = self.store.ids(products)
        return {
            row: found[product]
            for row, product in zip(rows.tolist(), products, strict=True)
            if product in found
        }

    def product(self, product_id: str) -> Product:
        """Return one product.

        Raises:
            UnknownProduct: There is none of this id.
        """
        return self._found(product_id)[1]

    def _found(self, product_id: str) -> tuple[int, Product]:
        try:
            found = self.store.product(product_id) if is_id(product_id) else None
        except UnicodeEncodeError:  # half a surrogate pair, as a terminal may pass it on
            found = None
        if found is None:
            raise UnknownProduct(
                f"there is no product {shorten(product_id)} in the catalogue",
                hint="take an id from a search result or from the feed",
            )
        return found

    def locate(self, product_id: str) -> tuple[Product, int, Vector]:
        """Return (product, store row, vector) of one product.

        Raises:
            UnknownProduct: There is none of this id.
        """
        row, product = self._found(product_id)
        gallery = self.gallery()
        position = gallery.position(row)
        if position is None:  # deleted between the two reads, or written with another encoder
            raise UnknownProduct(
                f"product {shorten(product_id)} has no vector (any more)",
                hint="take an id from a search result or from the feed",
            )
        return product, row, gallery.index.vectors(np.array([position]))[0]

    def at(self, gallery: Gallery, positions: NDArray[np.int64]) -> dict[int, Product]:
        """Return position -> product; products deleted since the gallery was read are left out."""
        rows = gallery.rows[positions].tolist()
        products = self.store.products(rows)
        return {
            at: products[row]
            for at, row in zip(positions.tolist(), rows, strict=True)
            if row in products
        }

    def select(self, filters: Filters) -> NDArray[np.int64]:
        """Return the store rows, ascending, that satisfy every filter."""
        return select(self.store, filters)

    def browse(
        self, filters: Filters, offset: int, limit: int, *, mixed: bool = False
    ) -> tuple[list[Product], int]:
        """Return a page of products and how many there are in all.

        Args:
            filters: Which products.
            offset: How many to skip.
            limit: How many to return.
            mixed: Spread neighbours of the feed (ten colours of one shirt) over the pages, in an
                order that stays as it is between calls; by default in the order of arrival.
        """
        rows = self.select(filters)
        if mixed:
            # Multiplication by an odd constant permutes 32-bit numbers and scatters neighbours.
            rows = rows[np.argsort(rows * SCATTER % 2**32)]
        page = self.store.products(rows[offset : offset + limit].tolist())
        return list(page.values()), len(rows)

    def facets(self) -> list[Facet]:
        """Return what can be filtered by."""
        return facets(self.store)

    def image(self, product_id: str) -> bytes:
        """Return the picture of a product as it lies in its source now.

        Raises:
            UnknownProduct: There is none of this id.
            ImageGone: The picture is no longer where it was.
        """
        found = self.store.picture(product_id) if is_id(product_id) else None
        if found is None:
            self._found(product_id)  # raises
            raise ImageGone(f"product {shorten(product_id)} has no picture")
        path, name = found
        try:
            source: ImageSource = self._source(path)
        except UnknownSource as error:
            raise ImageGone(
                f"the pictures of {path.name} are gone or cannot be read",
                hint="put them back, or index them from where they are now",
            ) from error
        return source.read(name)
