"""The form of an answer, derived from `Edit` itself so that the two cannot drift apart."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from pointsay.edits.edit import Edit, Kind
from pointsay.errors import InvalidEdit, ReasonerFailed

TEXT_CHARS: Final = 60
SAID_CHARS: Final = 120
TARGET_CHARS: Final = 200
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
_CHARS: Final = {"said": SAID_CHARS, "target": TARGET_CHARS}
_EDIT: Final = TypeAdapter(Edit)
_TRAITS: Final = TypeAdapter(dict[str, str])


@cache
def edit_schema(phrases: int) -> dict[str, Any]:
    """Return the JSON schema of an edit.

    What a model may not decide (what was unread, the language, who read) is left out. All else is
    required and bounded, so that constrained decoding comes to an end.

    Args:
        phrases: Most items of each list.
    """
    whole = _EDIT.json_schema()
    properties = {key: one for key, one in whole["properties"].items() if key not in _OURS}
    bounded = _bounded({"type": "object", "properties": properties}, whole["$defs"], phrases)
    return dict(bounded)


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


def _bounded(node: dict[str, Any], definitions: dict[str, Any], phrases: int) -> dict[str, Any]:
    """Return the node with references resolved and every list, text and object bounded."""
    if "$ref" in node:
        return _bounded(definitions[node["$ref"].rpartition("/")[2]], definitions, phrases)
    if node.get("type") == "array":
        items = _bounded(node["items"], definitions, phrases)
        return {"type": "array", "items": items, "maxItems": phrases}
    if node.get("type") == "object":
        inside = {
            key: _limited(key, _bounded(one, definitions, phrases))
            for key, one in node["properties"].items()
        }
        return {
            "type": "object",
            "properties": inside,
            "required": list(inside),
            "additionalProperties": False,
        }
    return {key: node[key] for key in ("type", "enum", "anyOf") if key in node}


def _limited(name: str, node: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in node:
        return {"anyOf": [_limited(name, one) for one in node["anyOf"]]}
    free = node.get("type") == "string" and "enum" not in node
    return {**node, "maxLength": _CHARS.get(name, TEXT_CHARS)} if free else node
