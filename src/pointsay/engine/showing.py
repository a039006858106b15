"""What rerankers are shown of a list: vectors, views and pictures of its first products."""

from __future__ import annotations

from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from pointsay.engine.keeping import Kept
from pointsay.engine.looking import Seen
from pointsay.engine.rerank import Sight, Viewer
from pointsay.errors import ImageGone, MediaError
from pointsay.media import decode
from pointsay.methods.rerank import Candidates
from pointsay.types import NO_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL.Image import Image

    from pointsay.catalogue import Catalogue, Gallery
    from pointsay.edits import Edit
    from pointsay.engine.ranking import Ranked
    from pointsay.methods.views import Regions, Views
    from pointsay.types import Attributes, Matrix, Product


class Showing:
    """Shows the products of a catalogue to rerankers. Thread-safe.

    Args:
        catalogue: Where their pictures are found.
        view_bytes: What may be held of views.
    """

    def __init__(self, catalogue: Catalogue, view_bytes: int) -> None:
        self._catalogue = catalogue
        self.kept: Kept[tuple[bytes, str], Matrix] = Kept(view_bytes, lambda one: int(one.nbytes))

    @cached_property
    def _viewer(self) -> Viewer:
        return Viewer(self._catalogue.encoder, kept=self.kept)

    def first(
        self,
        gallery: Gallery,
        ranked: Ranked,
        edit: Callable[[], Edit],
        depth: int,
        seconds: float,
    ) -> Seen:
        """Return the first ``depth`` of a list as a reranker may see them.

        Args:
            gallery: Of the list.
            ranked: The list.
            edit: Returns what the modification was read as.
            depth: How many.
            seconds: Left until the answer is due.
        """
        head = ranked.at(np.arange(min(depth, len(ranked.rows))))
        rows = head.rows

        def products() -> list[Product | None]:
            found: Mapping[int, Product] = self._catalogue.at(gallery, rows)
            return [found.get(row) for row in rows.tolist()]

        def candidates() -> Candidates:
            vectors = gallery.index.vectors(rows)

            def look(regions: Regions) -> Views:
                finds = [partial(self._sight, one) for one in products()]
                return self._viewer.look(finds, vectors, regions)

            return Candidates(vectors, head.scores.astype(np.float64), look)

        def pictures() -> list[Image | None]:
            return [self._picture(one) for one in products()]

        def attributes() -> list[Attributes]:
            return [one.attributes if one else NO_ATTRIBUTES for one in products()]

        moments = gallery.index.moments
        return Seen(head, edit, candidates, moments, pictures, attributes, seconds)

    def _sight(self, product: Product | None) -> Sight:
        if product is None:
            raise ImageGone("the product has just been removed")
        data = self._catalogue.image(product.id)
        return Sight(sha256(data).digest(), partial(decode, data))

    def _picture(self, product: Product | None) -> Image | None:
        try:
            return self._sight(product).open()
        except (MediaError, ImageGone):
            return None
