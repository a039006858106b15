"""Lists on disk: a cache of one file, that is thrown away whenever anything about it is odd."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from pointsay.index.inverted import NOWHERE, Inverted, empty_scanner, faiss
from pointsay.index.probing import Lists
from pointsay.index.settings import Costs, Settings
from pointsay.index.tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

    Arrays = Mapping[str, NDArray[Any]]

VERSION = 1
MARKS = 256


@dataclass(frozen=True, slots=True)
class Kept:
    """What was built of the first rows of a matrix.

    Attributes:
        inverted: The lists.
        settings: How they are searched.
        tally: Sums over the rows that are in them.
        trained: Rows there were when the centres were found.
    """

    inverted: Inverted
    settings: Settings
    tally: Tally
    trained: int


def write(file: Path, matrix: Matrix, kept: Kept) -> None:
    """Write beside and rename, so that a reader finds the whole file or the older one.

    Args:
        file: Its folder is made where it is missing.
        matrix: (N, D), what the lists were built of.
        kept: What to write.
    """
    arrays = _arrays(kept)
    facts = {
        "version": VERSION,
        "rows": _fingerprint(matrix, len(kept.inverted)),
        "settings": asdict(kept.settings),
        "count": kept.tally.count,
        "trained": kept.trained,
    }
    text = json.dumps(facts, sort_keys=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        save_file(dict(arrays), beside, {"facts": text, "sha256": _digest(text, arrays)})
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def read(file: Path, matrix: Matrix) -> Kept | None:
    """Return what `write` wrote, or None when it is absent, damaged, older or of other rows.

    Args:
        file: Where it may be.
        matrix: (N, D), must begin with the rows that the lists were built of.
    """
    try:
        with safe_open(file, framework="np") as opened:
            said = opened.metadata() or {}
            arrays = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    except (OSError, SafetensorError):
        return None
    text = said.get("facts", "")
    if said.get("sha256") != _digest(text, arrays):
        return None
    facts = json.loads(text)
    if facts["version"] != VERSION or len(arrays["home"]) > len(matrix):
        return None
    if facts["rows"] != _fingerprint(matrix, len(arrays["home"])):
        return None
    costs = Costs(**facts["settings"].pop("costs"))
    return Kept(
        _inverted(arrays),
        Settings(**facts["settings"], costs=costs),
        Tally(facts["count"], arrays["total"], arrays["square"]),
        facts["trained"],
    )


def _fingerprint(matrix: Matrix, count: int) -> str:
    """Return a digest of some of the first ``count`` rows, among them the last ones.

    A catalogue that was restored and has grown another way has other rows at the end.
    """
    spread = np.linspace(0, max(0, count - 1), MARKS).astype(np.int64)
    rows = np.union1d(spread, np.arange(max(0, count - MARKS), count))
    return hashlib.sha256(np.ascontiguousarray(matrix[rows[rows < count]]).data).hexdigest()


def _arrays(kept: Kept) -> Arrays:
    inverted, lists = kept.inverted, kept.inverted.lists
    stored = inverted.scanner.invlists
    codes = np.empty((int(lists.sizes.sum()), stored.code_size), dtype=np.uint8)
    at = 0
    for number, size in enumerate(lists.sizes.tolist()):
        if size:
            flat = faiss().rev_swig_ptr(stored.get_codes(number), size * stored.code_size)
            codes[at : at + size] = flat.reshape(size, -1)
            at += size
    return {
        "centres": np.ascontiguousarray(lists.centres),
        "spread": lists.spread,
        "residual": np.ascontiguousarray(lists.residual),
        "home": inverted.home,
        "codes": codes,
        "range": faiss().vector_to_array(inverted.scanner.sq.trained),
        "total": kept.tally.total,
        "square": kept.tally.square,
    }


def _inverted(arrays: Arrays) -> Inverted:
    centres, home, codes = arrays["centres"], arrays["home"], arrays["codes"]
    sizes = np.bincount(home[home != NOWHERE], minlength=len(centres))
    # Within a list rows ascend, for so they were added; dead ones, which are in none, come first.
    ids = np.argsort(home, kind="stable")[len(home) - len(codes) :]
    scanner = empty_scanner(centres)
    faiss().copy_array_to_vector(arrays["range"], scanner.sq.trained)
    scanner.is_trained = True
    at = 0
    for number, size in enumerate(sizes.tolist()):
        if size:
            pointers = [faiss().swig_ptr(one[at : at + size]) for one in (ids, codes)]
            scanner.invlists.add_entries(number, size, *pointers)
            at += size
    scanner.ntotal = at
    return Inverted(Lists(centres, sizes, arrays["spread"], arrays["residual"]), home, scanner)


def _digest(text: str, arrays: Arrays) -> str:
    digest = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(array.data)
    return digest.hexdigest()
