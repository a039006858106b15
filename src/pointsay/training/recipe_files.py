"""Recipes as TOML files: those that a room ships, or any that somebody writes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pointsay.errors import UnreadableFeed, shorten

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Recipe = TypeVar("Recipe")


def shipped_recipes(room: str) -> list[str]:
    """Return the names of the recipes that lie in a package's folder ``recipes``, sorted."""
    files = _folder(room).iterdir()
    return sorted(one.name.removesuffix(".toml") for one in files if ".toml" in one.name)


def load_recipe(
    room: str, name: str, form: type[Recipe], made: Callable[[dict[str, Any]], Recipe]
) -> Recipe:
    """Read a recipe by the name of one that ships, or by the path of a TOML file.

    Args:
        room: Package that ships recipes.
        name: Of the recipe, or a path.
        form: Dataclass of the recipe; its fields are the keys.
        made: Makes one of what the file holds; what it raises for bad values becomes the refusal.

    Raises:
        UnreadableFeed: There is none, or it has keys or values that no recipe has.
    """
    known = shipped_recipes(room)
    source = _folder(room) / f"{name}.toml" if name in known else Path(name)
    try:
        raw = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFeed(
            f"there is no recipe {shorten(name)}: {error}",
            hint=f"use one of: {', '.join(known)}; or the path of a TOML file",
        ) from error
    try:
        return made(raw)
    except (TypeError, KeyError, ValueError) as error:
        raise UnreadableFeed(
            f"the recipe {shorten(name)} is not in the form: {error}",
            hint=f"its keys: {', '.join(one.name for one in fields(form))}",  # type: ignore[arg-type]
        ) from error


def _folder(room: str) -> Traversable:
    return resources.files(room) / "recipes"
