"""The references of a search as its form gives them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pointsay.engine import Known, Photo, pointed
from pointsay.errors import InvalidReference, shorten

EXAMPLE = '[{"role": "collar", "box": [0.2, 0, 0.8, 0.3]}, {}]'


class _Detail(BaseModel):
    """What is said about one reference besides which it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    role: str | None = None
    box: list[float] | None = None


_DETAILS = TypeAdapter(list[_Detail])


def read_references(
    photos: Sequence[bytes], ids: Sequence[str], details: str
) -> list[Photo | Known]:
    """Return the references of a form, photos before products.

    Args:
        photos: The uploaded files.
        ids: Of products; an empty one is a field that was left empty, and points at nothing.
        details: JSON, an object for each of the first references, as `EXAMPLE`; may be empty.

    Raises:
        InvalidReference: The details have another form, or are more than the references.
        InvalidBox: A box is none.
    """
    references: list[Photo | Known] = [*map(Photo, photos), *map(Known, filter(None, ids))]
    said = _read_details(details)
    return pointed(references, [one.role for one in said], [one.box for one in said])


def _read_details(text: str) -> list[_Detail]:
    if not text.strip():
        return []
    try:
        return _DETAILS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = "".join(f"[{shorten(part, 30)}]" for part in first["loc"])
        raise InvalidReference(
            f"details{where} cannot be read: {first['msg']}", hint=f"write for example {EXAMPLE}"
        ) from error
