"""The record beside an exported encoder's files: what it is, and a checksum of everything read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pointsay.errors import WeightsCorrupt

FORMAT = 1
CARD = "encoder.json"
FILES = ("image.onnx", "text.onnx", "tokenizer.json", "tokens.safetensors")
ADVICE = "reinstall pointsay, or export the encoder again"


def in_digits(graph: str) -> str:
    """Return the name of the file that computes the same in digits, if an export has it.

    Example:
        >>> in_digits("text.onnx")
        'text.digits.onnx'
    """
    return graph.removesuffix(".onnx") + ".digits.onnx"


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def combined(sums: dict[str, str]) -> str:
    """Return one hash for all files; the order of names is fixed."""
    return hashlib.sha256("".join(sums[name] for name in sorted(sums)).encode()).hexdigest()


def write_card(folder: Path, record: dict[str, Any], *, card: str = CARD) -> None:
    """Write the card of a folder whose other files are complete.

    Args:
        folder: Where the files are; all of them are listed with their checksums.
        record: What else the card says: name, dim, max_tokens, preprocessing and more. It may
            bring ``weights``, the hash that vectors are known by, when that is not the files' own.
        card: The card's file name.
    """
    files = sorted(one for one in folder.iterdir() if one.is_file() and one.name != card)
    for one in files:  # whoever writes them, every user of the machine may read them
        one.chmod(0o644)
    sums = {one.name: sha256(one) for one in files}
    content = {"format": FORMAT, "weights": combined(sums), **record, "files": sums}
    (folder / card).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def verified_card(folder: Path, card: str, label: str) -> dict[str, Any]:
    """Read a card and check every file that it lists.

    Args:
        folder: Where the encoder's files are.
        card: The card's file name.
        label: What to call the encoder in messages.

    Raises:
        WeightsCorrupt: The card or a file is missing, damaged or of another release.
    """
    try:
        content: dict[str, Any] = json.loads((folder / card).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsCorrupt(f"{label}'s weights cannot be read: {error}", hint=ADVICE) from error
    written = content.get("format") if isinstance(content, dict) else None
    if written != FORMAT:
        raise WeightsCorrupt(
            f"{label}'s weights have format {written}, this release reads {FORMAT}",
            hint="use weights and package of the same release",
        )
    if not isinstance(content.get("files"), dict) or not content["files"].keys() >= set(FILES):
        raise WeightsCorrupt(f"{card} does not list its files", hint=ADVICE)
    for name, expected in content["files"].items():
        _check(folder, name, expected, label)
    return content


def _check(folder: Path, name: str, expected: str, label: str) -> None:
    if Path(name).name != name:  # a card must not make us read elsewhere
        raise WeightsCorrupt(f"{name!r} of {label} lies outside its folder", hint=ADVICE)
    try:
        found = sha256(folder / name)
    except OSError as error:
        raise WeightsCorrupt(f"{name} of {label} is missing", hint=ADVICE) from error
    if found != expected:
        raise WeightsCorrupt(f"{name} of {label} does not match its checksum", hint=ADVICE)
