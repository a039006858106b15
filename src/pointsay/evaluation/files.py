"""JSON files that know what they are: kind, version and checksum; all of one is there, or none."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pointsay.errors import UnreadableFeed

Made = TypeVar("Made")


def save_json(body: Mapping[str, Any], file: Path, *, kind: str, version: int) -> None:
    """Write ``body`` beside ``file`` and rename it, so that a reader never sees a part.

    Args:
        body: What JSON can hold, with text for keys; none of ``kind``, ``version``, ``checksum``.
        file: Where to; folders on the way are made.
        kind: What is in it; another kind is not loaded in its place.
        version: Of the form of ``body``.
    """
    head = {"kind": kind, "version": version, "checksum": _checksum(body)}
    text = json.dumps({**head, **body}, indent=1, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.writing")
    with beside.open("w", encoding="utf-8") as opened:
        opened.write(text + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


def load_json(
    file: Path, make: Callable[[dict[str, Any]], Made], *, kind: str, version: int, hint: str
) -> Made:
    """Read what `save_json` wrote.

    Args:
        file: Where it lies.
        make: Builds the result from the body; whatever it refuses counts as damage.
        kind: What must be in it.
        version: The form that ``make`` knows.
        hint: What to give instead when the file is refused.

    Raises:
        UnreadableFeed: The file is missing, damaged, or of another kind or version.
    """
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
        head = {name: body.pop(name) for name in ("kind", "version", "checksum")}
        if head["kind"] != kind:
            raise ValueError(f"it holds a {head['kind']}")
        if head["version"] != version:
            raise ValueError(f"version {head['version']}, not {version}")
        if head["checksum"] != _checksum(body):
            raise ValueError("the checksum does not fit its content")
        return make(body)
    except KeyError as error:
        raise _refused(file, kind, f"{error} is missing", hint) from error
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _refused(file, kind, error, hint) from error


def _refused(file: Path, kind: str, reason: object, hint: str) -> UnreadableFeed:
    return UnreadableFeed(f"{file.name} is not a {kind}: {reason}", hint=hint)


def _checksum(body: Mapping[str, Any]) -> str:
    plain = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
