"""What is known of a loaded collection: kept on the server as one note, read when it is opened."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from pointsay.backends.probes import EVERY_ROW, Probes
from pointsay.errors import BackendMismatch
from pointsay.index import Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = 1
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class About:
    """A collection as the last whole load left it.

    Attributes:
        table: Where its rows are.
        encoder: Whose vectors they are, name and hash.
        epoch: Of the row space that row numbers belong to.
        generation: Of the catalogue that was copied.
        names: Attributes that products have.
        live: (N,) rows that are there.
        moments: Mean and covariance of the vectors, from float32.
        probes: How many lists searches read.
    """

    table: str
    encoder: str
    epoch: int
    generation: int
    names: tuple[str, ...]
    live: NDArray[np.bool_]
    moments: Moments
    probes: Probes = EVERY_ROW

    def to_bytes(self) -> bytes:
        """Return the note."""
        said: dict[str, object] = {
            "version": VERSION,
            "table": self.table,
            "encoder": self.encoder,
            "epoch": self.epoch,
            "generation": self.generation,
            "names": self.names,
            "rows": len(self.live),
            "probes": astuple(self.probes),
        }
        arrays: dict[str, NDArray[Any]] = {
            "live": np.packbits(self.live),
            "mean": self.moments.mean,
            "covariance": self.moments.covariance,
        }
        body = save(arrays, {"about": json.dumps(said)})
        return hashlib.sha256(body).digest() + body

    @classmethod
    def from_bytes(cls, note: bytes) -> About:
        """Read a note.

        Raises:
            BackendMismatch: It is damaged or of a newer release.
        """
        digest, body = note[:_DIGEST], note[_DIGEST:]
        if hashlib.sha256(body).digest() != digest:
            raise _unreadable("does not match its checksum")
        try:
            head = int.from_bytes(body[:8], "little")
            said = json.loads(json.loads(body[8 : 8 + head])["__metadata__"]["about"])
            if said["version"] > VERSION:
                raise _unreadable(f"has version {said['version']}, this release reads {VERSION}")
            arrays = load(body)
            # Notes of releases that counted no lists: all rows are compared until the next load.
            lists, depths, counts = said.get("probes", (0, (), ()))
            return cls(
                said["table"],
                said["encoder"],
                said["epoch"],
                said["generation"],
                tuple(said["names"]),
                np.unpackbits(arrays["live"], count=said["rows"]).astype(bool),
                Moments(arrays["mean"], arrays["covariance"]),
                Probes(lists, tuple(depths), tuple(counts)),
            )
        except (KeyError, ValueError, SafetensorError) as error:
            raise _unreadable("cannot be read") from error


def _unreadable(reason: str) -> BackendMismatch:
    return BackendMismatch(
        f"what the search server knows of the collection {reason}",
        hint="load it again with: pointsay backend load",
    )
