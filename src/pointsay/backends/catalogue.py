"""A catalogue whose vectors are searched on a server: what the engine is handed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pointsay.backends.base import SHOPPER, Line, Patience
from pointsay.backends.loading import connect
from pointsay.backends.opening import open_server
from pointsay.catalogue import Catalogue, Gallery
from pointsay.catalogue.rowspace import NOWHERE
from pointsay.errors import BackendMismatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from pointsay.encoders import Encoder


class BackedCatalogue(Catalogue):
    """Products and pictures of a folder, vectors of a server. Thread-safe.

    The folder is read, not the server, for what a product is; so each machine that serves has a
    copy of it. Searches answer as of the last load. A load is noticed when the catalogue is opened.

    Args:
        folder: As `Catalogue`.
        encoder: As `Catalogue`.
        address: As `open_server`.
        patience: How long a shopper waits for the server.

    Raises:
        BackendMismatch: Nothing was loaded there, or another catalogue's or encoder's vectors.
        BackendUnavailable: The server does not answer.
    """

    def __init__(
        self, folder: Path, encoder: Encoder, address: str, patience: Patience = SHOPPER
    ) -> None:
        super().__init__(folder, encoder)
        self._server, collection = open_server(address)
        try:
            self._served = self._remembered(self._connected(collection, patience))
        except BaseException:
            self._server.close()
            raise

    def _connected(self, collection: str, patience: Patience) -> Gallery:
        described = self.encoder.info.describe()
        remote = connect(Line(self._server, patience), collection, described)
        space, about = self.store.row_space(), remote.about
        if about.epoch != space.epoch or len(about.live) > len(space):
            raise BackendMismatch(
                f"the collection {collection!r} was loaded from another catalogue or before its "
                "rows were numbered anew",
                hint=f"load it again with: pointsay backend load {self.folder}",
            )
        place = np.where(space.place < len(about.live), space.place, NOWHERE)
        owners = space.products[: len(about.live)]
        # The same moment in every process: a cursor may be shown to any of them.
        moment = f"{about.epoch:x}-{about.generation:x}"
        return Gallery(about.generation, moment, owners, remote, place, about.epoch)

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._server.close()

    def gallery(self) -> Gallery:
        """Return the vectors as of the last load."""
        return self._served

    def prepare(self, progress: Callable[[float], None] = lambda share: None) -> None:
        """Do nothing: the server keeps its own graphs."""
