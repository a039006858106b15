"""What a method is: references and a modification into a query, and nothing else."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from pointsay.errors import MethodNotLoaded, ModificationNeeded, ReferenceNeeded
from pointsay.types import Composition, Query

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.types import Matrix, Vector


class Method(ABC):
    """Base of every method.

    A constructor stores its arguments under their own names and does nothing else; `load` binds the
    encoder (and reads weights, where there are any); `compose` works on batches and gives for each
    composition exactly what it would give for it alone.

    Class attributes:
        name: Registered name; the published one in lower case where there is one.
        summary: One sentence for lists and the page's help.
        needs_reference: `compose` refuses compositions without a reference.
        needs_modification: `compose` refuses compositions without a modification.
        uses_reference: False for a method that ignores references; the shopper is told.
        uses_modification: False for a method that ignores modifications; the shopper is told.
        takes_apart: True for a method that takes a modification apart into what is wanted, kept and
            avoided; the others read it as a whole, "without a zip" much as "with a zip".
        for_serving: False for a method that takes seconds a query: evaluations ask it, a service
            never offers it.
        own_gallery: True for a method whose queries are compared with what `gallery` makes of the
            encoder's picture vectors; the others are compared with the vectors themselves.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    needs_reference: ClassVar[bool] = False
    needs_modification: ClassVar[bool] = False
    uses_reference: ClassVar[bool] = True
    uses_modification: ClassVar[bool] = True
    takes_apart: ClassVar[bool] = False
    for_serving: ClassVar[bool] = True
    own_gallery: ClassVar[bool] = False

    _encoder: Encoder | None = None

    @property
    def encoder(self) -> Encoder:
        """The encoder bound by `load`.

        Raises:
            MethodNotLoaded: `load` has not been called.
        """
        if self._encoder is None:
            raise MethodNotLoaded(
                f"method {self.name!r} was asked before it was loaded",
                hint="call method.load(encoder) first",
            )
        return self._encoder

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder whose vectors this method composes; returns itself."""
        self._encoder = encoder
        return self

    def ready(self, encoder: Encoder) -> bool:
        """Say whether `load` would find all that it needs for ``encoder``."""
        return True

    def fingerprint(self, encoder: Encoder) -> str:
        """Return a hash of what beyond the arguments decides a query; empty for nothing."""
        return ""

    def arguments(self) -> dict[str, Any]:
        """Return the constructor's arguments, from which an equal method can be built."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.arguments().items())
        return f"{type(self).__name__}({inside})"

    def compose(self, compositions: Sequence[Composition]) -> list[Query]:
        """Turn each composition into a query.

        Raises:
            MethodNotLoaded: `load` has not been called.
            ReferenceNeeded: A composition lacks the reference that this method looks at.
            ModificationNeeded: A composition lacks the modification that this method reads.
        """
        self._accept_all(compositions)
        return self._compose(compositions)

    def texts(self, modification: str) -> Sequence[str]:
        """Return texts that composing with a modification encodes whatever is pointed at.

        They can be encoded while pictures still are. It is a hint: a text that is left out costs
        time, and nothing else.

        Args:
            modification: Not blank.
        """
        return ()

    def gallery(self, vectors: Matrix) -> Matrix:
        """Return what queries are compared with in the place of a gallery's picture vectors.

        A row depends on its vector alone, so that a gallery may be mapped in parts and a part
        again when it has changed. Whoever searches keeps the result; with ``own_gallery`` False it
        is ``vectors`` itself.

        Args:
            vectors: (N, D) unit vectors of pictures by the bound encoder.

        Returns:
            (N, D) float32 unit rows.

        Raises:
            MethodNotLoaded: `load` has not been called.
        """
        _ = self.encoder
        return self._gallery(vectors) if self.own_gallery else vectors

    def _gallery(self, vectors: Matrix) -> Matrix:
        """Map a gallery; for methods with ``own_gallery``."""
        raise NotImplementedError

    @abstractmethod
    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        """Compose acceptable compositions; the encoder is bound."""

    def _accept_all(self, compositions: Sequence[Composition]) -> None:
        """Refuse to work without an encoder, or on compositions that lack a part."""
        _ = self.encoder
        for composition in compositions:
            self._accept(composition)

    def _accept(self, composition: Composition) -> None:
        has_reference = bool(composition.references)
        has_modification = bool(composition.modification.strip())
        if not has_reference and (self.needs_reference or not has_modification):
            raise ReferenceNeeded(
                f"method {self.name!r} looks at a reference and none was given",
                hint="give a photo or a product id",
            )
        if not has_modification and (self.needs_modification or not has_reference):
            raise ModificationNeeded(
                f"method {self.name!r} reads a modification and none was given",
                hint="say in a sentence what should be different",
            )

    def _texts(self, compositions: Sequence[Composition]) -> Matrix:
        """Encode the modifications, (B, D)."""
        return self.encoder.encode_texts([one.modification for one in compositions])


def pooled_reference(composition: Composition) -> Vector:
    """Return the (D,) unit mean of the reference vectors: photos of one wish count alike."""
    mean = np.mean([reference.vector for reference in composition.references], axis=0)
    unit: Vector = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
    return unit
