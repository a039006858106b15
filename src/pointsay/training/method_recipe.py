"""What decides the training of a method, as TOML files that ship or that anybody writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from pointsay.methods.raw_vectors import Space
from pointsay.training.fit_settings import FitSettings
from pointsay.training.noise import Noise
from pointsay.training.recipe_files import load_recipe, shipped_recipes

Keywords = Literal["all", "random"]
Place = Literal["before", "after"]
_ROOM = "pointsay.training"  # ships recipes


@dataclass(frozen=True)
class MethodRecipe:
    """How phi is learned from texts.

    Attributes:
        fit: Steps, optimiser, precision, seed.
        batch: Texts of a step and device.
        noise: Its law and scale.
        space: Vectors that phi reads and the loss compares: ``raw`` as the tower gives them, or
            ``unit``.
        official: Keywords are replaced as substrings, as the published code does.
        sign: The placeholder in captions; one that the tokenizer keeps.
        depth: Linear layers of phi.
        dropout: Of phi.
        groups: A step's texts are sorted by length and run in so many groups, each as long as its
            longest; saves time where the tower is slow and memory where it is large.
        keywords: Of the joint form: ``random``, one run of a caption, or ``all``.
        strength: Of the joint form: lambda.
        place: Of the joint form: noise ``before`` phi or ``after`` it.
        normalise: Of the joint form: phi's output is scaled to unit length before noise is added.

    Raises:
        ValueError: A value is out of its range.
    """

    fit: FitSettings
    batch: int = 512
    noise: Noise = field(default_factory=Noise)
    space: Space = "unit"
    official: bool = False
    sign: str = "$"
    depth: int = 3
    dropout: float = 0.5
    groups: int = 1
    keywords: Keywords = "random"
    strength: float = 1.0
    place: Place = "after"
    normalise: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.groups <= self.batch:
            raise ValueError(f"groups must lie between 1 and the batch, not {self.groups}")
        for name, kind in (("space", Space), ("keywords", Keywords), ("place", Place)):
            if getattr(self, name) not in get_args(kind):
                raise ValueError(f"{name} must be one of {', '.join(get_args(kind))}")

    def changed(self, noise: Mapping[str, Any], fit: Mapping[str, Any]) -> MethodRecipe:
        """Return the recipe with some parts of noise and fit taken from elsewhere."""
        return replace(self, noise=replace(self.noise, **noise), fit=replace(self.fit, **fit))

    def deciding(self) -> str:
        """Return what decides the weights beside ``fit`` and the corpus, as one line."""
        return repr({name: value for name, value in vars(self).items() if name != "fit"})


def list_recipes() -> list[str]:
    """Return the names of the recipes that ship, sorted."""
    return shipped_recipes(_ROOM)


def read_recipe(name: str) -> MethodRecipe:
    """Read a recipe; see `pointsay.training.recipe_files.load_recipe`."""
    return load_recipe(_ROOM, name, MethodRecipe, _made)


def _made(raw: dict[str, Any]) -> MethodRecipe:
    given = {**raw, "fit": FitSettings(**raw["fit"]), "noise": Noise(**raw.get("noise", {}))}
    return MethodRecipe(**given)
