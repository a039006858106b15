"""What decides the training of a composer, as TOML files that ship or that anybody writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from pointsay.training.composers.contrast import Alike
from pointsay.training.fit_settings import FitSettings
from pointsay.training.recipe_files import load_recipe, shipped_recipes

_ROOM = "pointsay.training.composers"  # ships recipes


@dataclass(frozen=True)
class ComposerRecipe:
    """How a composer is learned from triplets.

    Attributes:
        fit: Steps, optimiser, precision, seed.
        batch: Triplets of a step and device.
        temperature: Of the softmax, or its start where it is learned.
        learned_temperature: It is learned.
        query_negative: The query image is a negative.
        hard: Hard negatives of each triplet; 0 for none.
        alike: What a target counts as that fits another's query as well; see
            `pointsay.training.composers.contrast.Contrast`.
        soft: Of the first stage of `mapping_composing`: share of soft text alignment in the loss,
            0 to 1.
        share: Share of the pairs of pictures that are learned from, above 0 to 1.
        chunk: Of towers that are tuned: pictures or texts that are run at once.
        widths: Inner widths of the network by the names of its layout, ``heads`` for one.
        arguments: Of the method's constructor.

    Raises:
        ValueError: A value is out of its range.
    """

    fit: FitSettings
    batch: int = 512
    temperature: float = 0.07
    learned_temperature: bool = True
    query_negative: bool = True
    hard: int = 2
    alike: Alike = "masked"
    soft: float = 0.5
    share: float = 1.0
    chunk: int = 32
    widths: Mapping[str, int] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.chunk < 1:
            raise ValueError(f"chunk must be at least 1, not {self.chunk}")
        if self.batch < 2:
            raise ValueError("a batch has at least two triplets: they are each other's negatives")
        if self.temperature <= 0.0 or self.hard < 0:
            raise ValueError("the temperature must be above 0, and hard at least 0")
        if not 0.0 < self.share <= 1.0:
            raise ValueError(f"share must lie above 0 and at most at 1, not {self.share}")
        if not 0.0 <= self.soft <= 1.0:
            raise ValueError(f"soft must lie between 0 and 1, not {self.soft}")
        if self.alike not in get_args(Alike):
            raise ValueError(f"alike must be one of {', '.join(get_args(Alike))}")

    def changed(self, given: Mapping[str, Any], fit: Mapping[str, Any]) -> ComposerRecipe:
        """Return the recipe with some parts of itself and of fit taken from elsewhere."""
        return replace(self, **given, fit=replace(self.fit, **fit))

    def of_method(self, arguments: Mapping[str, Any] | None) -> ComposerRecipe:
        """Return the recipe with some arguments of the method's constructor from elsewhere."""
        return replace(self, arguments={**self.arguments, **(arguments or {})})

    def deciding(self) -> str:
        """Return what decides the weights beside ``fit`` and the triplets, as one line."""
        return repr({name: value for name, value in vars(self).items() if name != "fit"})


def list_recipes() -> list[str]:
    """Return the names of the recipes that ship, sorted."""
    return shipped_recipes(_ROOM)


def read_recipe(name: str) -> ComposerRecipe:
    """Read a recipe; see `pointsay.training.recipe_files.load_recipe`."""
    return load_recipe(_ROOM, name, ComposerRecipe, _made)


def _made(raw: dict[str, Any]) -> ComposerRecipe:
    return ComposerRecipe(**{**raw, "fit": FitSettings(**raw["fit"])})
