"""Silence for Pillow's warnings while a picture is being read, from any number of threads."""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

_ENTRY: Final = ("ignore", None, Warning, re.compile(r"PIL\."), 0)
_lock = threading.Lock()
_inside = 0
_where: list[Any] = []


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Ignore warnings issued by Pillow's own modules inside the block.

    Pillow warns about damaged metadata that has no bearing on the pixels, and what it says is not
    for our callers' logs. ``warnings.catch_warnings`` would be wrong here: it swaps a list that all
    threads share, and two overlapping blocks can leave it swapped. Instead the first thread in adds
    one entry that only matches Pillow, and the last one out takes away that very entry, from the
    list it was put in. The version of the filters is left alone on purpose, so that warnings
    already shown once to the host program are not shown again after each picture.
    """
    global _inside, _where
    with _lock:
        _inside += 1
        filters = cast("list[Any]", warnings.filters)
        if _inside == 1 or not _holds(filters):
            _forget(_where)
            _where = filters
            filters.insert(0, _ENTRY)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _forget(_where)
                # A catch_warnings elsewhere may have copied the list while the entry was in it.
                _forget(cast("list[Any]", warnings.filters))
                _where = []


def _holds(filters: list[Any]) -> bool:
    return any(entry is _ENTRY for entry in filters)


def _forget(filters: list[Any]) -> None:
    for at, entry in enumerate(filters):
        if entry is _ENTRY:
            del filters[at]
            return
