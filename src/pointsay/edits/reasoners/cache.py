"""Answers kept by what was asked: in memory, and on disk where a folder is given."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

VERSION: Final = 1


class AnswerCache:
    """The last answers, safe in threads and between processes.

    On disk every answer is a file of its own, written beside and renamed, with version and
    checksum; one that is damaged or of another version counts as absent.

    Args:
        size: Answers kept in memory; 0 for none.
        folder: Where answers are kept beyond the process; None for nowhere.
    """

    def __init__(self, size: int, folder: Path | None = None) -> None:
        self._size = size
        self._folder = folder
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def get(self, key: str) -> str | None:
        """Return the answer kept under a key of `key_of`, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = self._read(key)
        if answer is not None:
            self._remember(key, answer)
        return answer

    def put(self, key: str, answer: str) -> None:
        """Keep an answer. A disk that cannot be written only costs the next process a request."""
        self._remember(key, answer)
        if self._folder is None:
            return
        file = self._file(key)
        beside = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        record = {"version": VERSION, "sha256": _sha256(answer), "answer": answer}
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
            beside.replace(file)
        except OSError:
            beside.unlink(missing_ok=True)

    def _remember(self, key: str, answer: str) -> None:
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def _read(self, key: str) -> str | None:
        if self._folder is None:
            return None
        try:
            record = json.loads(self._file(key).read_text(encoding="utf-8"))
            answer = str(record["answer"])
            whole = record["version"] == VERSION and record["sha256"] == _sha256(answer)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return answer if whole else None

    def _file(self, key: str) -> Path:
        return Path(self._folder or ".") / key[:2] / f"{key}.json"


def key_of(*parts: Any) -> str:
    """Return the SHA-256 of what a question is made of, as JSON."""
    return _sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
