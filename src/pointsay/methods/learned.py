"""What methods with learned weights share: named float32 arrays, read without torch."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from pointsay.encoders.base import TokenSpace
from pointsay.errors import (
    MethodWeightsMissing,
    MethodWeightsUnfit,
)
from pointsay.methods.base import Method
from pointsay.methods.layout import Layout, misfits, widths_of
from pointsay.methods.saved import CONFIG, read_config, read_tensors, require_maker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder

PACKAGED = Path(__file__).parent / "weights"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Learned(Method):
    """Base of the methods whose weights were learned. Inference is NumPy.

    Weights come from `adopt` (training, `pointsay.methods.load_method`), or, where nothing was
    adopted, from the saved methods that ship in the package, if they were trained for the encoder
    that `load` binds. Training adopts its state dict under the names of `layout` and saves with
    `pointsay.methods.save_method`.

    Class attributes:
        trained_with: Arguments that the weights were learned for; packaged weights are used only
            where these are equal.

    Attributes:
        training: What is known of the training, plain values; empty before weights were loaded.
        made_with: Name and weights hash of the encoder that the weights were saved for; None for
            weights that were adopted and never saved.
    """

    trained_with: ClassVar[tuple[str, ...]] = ()

    training: Mapping[str, Any] = _NOTHING
    made_with: tuple[str, str] | None = None
    _tensors: Mapping[str, NDArray[np.float32]] = _NOTHING
    _adopted: bool = False

    @property
    @abstractmethod
    def layout(self) -> Layout:
        """Name -> shape of every weight; ``dim`` and ``token`` are the encoder's widths."""

    @property
    def learns(self) -> bool:
        """Whether these arguments ask for weights at all."""
        return True

    @property
    def tensors(self) -> Mapping[str, NDArray[np.float32]]:
        """The weights by name, float32; empty as long as there are none."""
        return self._tensors

    def adopt(self, tensors: Mapping[str, Any]) -> Self:
        """Take weights; returns itself.

        Args:
            tensors: Name -> array, or whatever NumPy makes one of (tensors of torch on the CPU).

        Raises:
            MethodWeightsUnfit: Names or shapes are not those of `layout`, or a weight is not
                finite.
        """
        arrays = {name: np.array(value, dtype=np.float32) for name, value in tensors.items()}
        self._refuse(misfits(self.layout, arrays))
        self._refuse(f"{one} is not finite" for one in arrays if not np.isfinite(arrays[one]).all())
        self._tensors = MappingProxyType(arrays)
        self._adopted = True
        self.made_with = None
        self.training = _NOTHING
        return self

    def remember(self, made_with: tuple[str, str], training: Mapping[str, Any]) -> Self:
        """Say where the adopted weights come from, as their saved form tells; returns itself."""
        self.made_with, self.training = made_with, MappingProxyType(dict(training))
        return self

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder and hold the weights against its widths; returns itself.

        Raises:
            MethodWeightsMissing: Nothing was adopted and no packaged weights fit.
            MethodWeightsUnfit: The weights have other widths than the encoder.
            MethodVersion: The weights were saved for another encoder.
        """
        if self.learns:
            if not self._adopted:
                self._unpack(encoder)
            self._require_fit(encoder)
        return super().load(encoder)

    def ready(self, encoder: Encoder) -> bool:
        """Say whether there are weights for ``encoder``, without reading packaged ones."""
        if not self.learns:
            return True
        info = encoder.info
        if self._adopted:
            return self.made_with in (None, (info.name, info.weights))
        return self._fits_packaged(encoder)

    def fingerprint(self, encoder: Encoder) -> str:
        """Return a SHA-256 of the weights that decide what is composed for ``encoder``.

        Raises:
            PointsayError: As `load`.
        """
        if not self.learns:
            return ""
        self.load(encoder)
        digest = hashlib.sha256()
        for name in sorted(self._tensors):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(self._tensors[name]).tobytes())
        return digest.hexdigest()

    def _require_fit(self, encoder: Encoder) -> None:
        info = encoder.info
        if self.made_with:
            require_maker(self.made_with, info)
        learned, has = widths_of(self.layout, self._tensors), encoder_widths(encoder)
        self._refuse(
            f"{one} is {learned[one]}, of {info.name} it is {has[one]}"
            for one in sorted(learned.keys() & has.keys())
            if learned[one] != has[one]
        )

    def _fits_packaged(self, encoder: Encoder) -> bool:
        folder = PACKAGED / self.name
        if not (folder / CONFIG).is_file():
            return False
        saved = read_config(folder)
        return saved.made_with[1] == encoder.info.weights and all(
            saved.arguments.get(one) == getattr(self, one) for one in self.trained_with
        )

    def _unpack(self, encoder: Encoder) -> None:
        if not self._fits_packaged(encoder):
            raise MethodWeightsMissing(
                f"method {self.name!r} has no weights for {encoder.info.describe()}",
                hint=f"train it: pointsay train {self.name} --encoder {encoder.info.name} "
                "--corpus FILE --out DIR; then give DIR in place of the method's name",
            )
        saved = read_config(PACKAGED / self.name)
        self.adopt(read_tensors(saved)).remember(saved.made_with, saved.training)
        self._adopted = False  # another encoder may have packaged weights of its own

    def _refuse(self, differences: Iterable[str]) -> None:
        if found := list(differences):
            raise MethodWeightsUnfit(
                f"the weights do not fit method {self.name!r}: {'; '.join(found[:6])}",
                hint="give the weights that were trained for this method, its arguments and "
                "this encoder",
            )


def encoder_widths(encoder: Encoder) -> dict[str, int]:
    """Return the widths that an encoder decides: ``dim``, and ``token`` where it has tokens."""
    widths = {"dim": encoder.info.dim}
    if isinstance(encoder, TokenSpace):
        widths["token"] = encoder.token_dim
    return widths
