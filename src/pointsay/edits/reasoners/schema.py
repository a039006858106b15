"""The form of an answer, derived from `Edit` itself so that the two cannot drift apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from pointsay.edits.edit import Edit, Kind
from pointsay.errors import InvalidEdit, ReasonerFailed

TRAIT_CHARS: Final = 40
# What a picture can show; brand, size and price are the shop's to say.
VISIBLE: Final[tuple[Kind, ...]] = (
    "type",
    "colour",
    "pattern",
    "sleeve",
    "neckline",
    "length",
    "fit",
    "material",
    "detail",
    "style",
    "audience",
)

_OURS: Final = frozenset({"unread", "language", "reader"})
_LONGER: Final = {"said": 2, "target": 3}
_EDIT: Final = TypeAdapter(Edit)
_TRAITS: Final = TypeAdapter(dict[str, str])


@cache
def edit_schema(phrases: int, text_chars: int) -> dict[str, Any]:
    """Return the JSON schema of an edit.

    What a model may not decide (what was unread, the language, who read) is left out. All else is
    required and bounded, so that constrained decoding comes to an end.

    Args:
        phrases: Most items of each list.
        text_chars: Longest text; see `LlmSettings.text_chars`.
    """
    whole = _EDIT.json_schema()
    properties = {key: one for key, one in whole["properties"].items() if key not in _OURS}
    bounds = _Bounds(whole["$defs"], phrases, text_chars)
    return bounds.of({"type": "object", "properties": properties})


@cache
def trait_schema() -> dict[str, Any]:
    """Return the JSON schema of a picture's traits; an empty text for what cannot be told."""
    text = {"type": "string", "maxLength": TRAIT_CHARS}
    return {
        "type": "object",
        "properties": {kind: dict(text) for kind in VISIBLE},
        "required": list(VISIBLE),
        "additionalProperties": False,
    }


def parse_edit(text: str) -> Edit:
    """Return the edit that a model's answer states, nothing converted.

    Raises:
        ReasonerFailed: The answer is not of the form that was asked for.
    """
    try:
        return _EDIT.validate_json(text, strict=True)
    except (ValidationError, InvalidEdit) as error:
        raise _nonsense(error) from error


def parse_traits(text: str) -> dict[str, str]:
    """Return what a model says of a picture, by kind.

    Raises:
        ReasonerFailed: The answer is not of the form that was asked for.
    """
    try:
        return _TRAITS.validate_json(text, strict=True)
    except ValidationError as error:
        raise _nonsense(error) from error


def _nonsense(error: Exception) -> ReasonerFailed:
    return ReasonerFailed(
        f"the model's answer has not the form asked for ({str(error).splitlines()[0]})",
        hint="use a server that honours response_format json_schema, or a larger model",
    )


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Resolves references and bounds every list, text and object of a schema."""

    definitions: dict[str, Any]
    phrases: int
    text_chars: int

    def of(self, node: dict[str, Any], name: str = "") -> dict[str, Any]:
        if "$ref" in node:
            return self.of(self.definitions[node["$ref"].rpartition("/")[2]], name)
        if "anyOf" in node:
            return {"anyOf": [self.of(one, name) for one in node["anyOf"]]}
        kind = node["type"]
        if kind == "array":
            return {"type": kind, "items": self.of(node["items"]), "maxItems": self.phrases}
        if kind == "object":
            return self._object(node["properties"])
        if kind == "string" and "enum" not in node:
            return {"type": kind, "maxLength": self.text_chars * _LONGER.get(name, 1)}
        return {key: node[key] for key in ("type", "enum") if key in node}

    def _object(self, properties: dict[str, Any]) -> dict[str, Any]:
        inside = {name: self.of(node, name) for name, node in properties.items()}
        return {
            "type": "object",
            "properties": inside,
            "required": list(inside),
            "additionalProperties": False,
        }
