"""Methods by name. A table of import paths plus entry points of outside packages."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, cast

from pointsay.errors import UnknownMethod, shorten
from pointsay.methods.base import Method

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder

DEFAULT = "roles"  # what shops answer by, unless they choose
BASELINE = "sum"  # what reports compare with
ENTRY_POINTS = "pointsay.methods"

_TABLE: dict[str, str] = {
    "bge_vl": "pointsay.methods.composers.bge_vl:BgeVl",
    "cirevl": "pointsay.methods.cirevl:Cirevl",
    "clip4cir": "pointsay.methods.composers.clip4cir:Clip4cir",
    "cotmr": "pointsay.methods.cotmr:Cotmr",
    "image_only": "pointsay.methods.image_only:ImageOnly",
    "lincir": "pointsay.methods.lincir:Lincir",
    "lincir_joint": "pointsay.methods.lincir_joint:LincirJoint",
    "magiclens": "pointsay.methods.composers.magiclens:Magiclens",
    "mapping_composing": "pointsay.methods.composers.mapping_composing:MappingComposing",
    "oti": "pointsay.methods.oti:Oti",
    "pdv": "pointsay.methods.pdv:Pdv",
    "pic2word": "pointsay.methods.pic2word:Pic2Word",
    "product": "pointsay.methods.product:Product",
    "roles": "pointsay.methods.roles:Roles",
    "searle": "pointsay.methods.searle:Searle",
    "slerp": "pointsay.methods.slerp:Slerp",
    "stitch": "pointsay.methods.stitch:Stitch",
    "student": "pointsay.methods.composers.student:Student",
    "sum": "pointsay.methods.sum:Sum",
    "text_only": "pointsay.methods.text_only:TextOnly",
    "tirg": "pointsay.methods.composers.tirg:Tirg",
    "weicom": "pointsay.methods.weicom:WeiCom",
    "weighted_sum": "pointsay.methods.weighted_sum:WeightedSum",
}


@cache
def _paths() -> dict[str, str]:
    """Return name -> "module:Class"; a built-in name cannot be taken by another package."""
    outside = {entry.name: entry.value for entry in entry_points(group=ENTRY_POINTS)}
    return {**outside, **_TABLE}


def list_methods(pattern: str = "*") -> list[str]:
    """Return the registered names that match a shell pattern, sorted."""
    return sorted(name for name in _paths() if fnmatchcase(name, pattern))


def method_class(name: str) -> type[Method]:
    """Return the class registered under ``name``; only its own module is imported.

    Raises:
        UnknownMethod: Nothing is registered under this name.
    """
    if name not in _paths():
        raise UnknownMethod(
            f"there is no method {shorten(name)}",
            hint=f"use one of: {', '.join(list_methods())}",
        )
    module, _, attribute = _paths()[name].partition(":")
    return cast(type[Method], getattr(import_module(module), attribute))


@dataclass(frozen=True, slots=True)
class MethodInfo:
    """What a caller needs to know of a method to offer it; see `Method` for the fields."""

    name: str
    summary: str
    needs_reference: bool
    needs_modification: bool
    takes_apart: bool
    default: bool


def describe_methods(pattern: str = "*") -> list[MethodInfo]:
    """Describe the registered methods whose names match a shell pattern, sorted."""
    return [describe(method_class(name)) for name in list_methods(pattern)]


def describe(method: Method | type[Method]) -> MethodInfo:
    """Describe one method."""
    return MethodInfo(
        method.name,
        method.summary,
        method.needs_reference,
        method.needs_modification,
        method.takes_apart,
        method.name == DEFAULT,
    )


def ready_methods(encoder: Encoder) -> list[str]:
    """Return the registered names that a service can offer with ``encoder`` as they are, sorted.

    The others need weights that were not trained for it, a token space that it has not, or seconds
    a query.
    """
    return [
        name
        for name in list_methods()
        if method_class(name).for_serving and make_method(name).ready(encoder)
    ]


def make_method(name: str, **arguments: Any) -> Method:
    """Build a method by name; arguments go to its constructor."""
    return method_class(name)(**arguments)
