"""Weights as flax writes them: MessagePack, inside a pickle of nothing but bytes.

The pickle is read by an unpickler that knows no class, so that it cannot run anything. Of
MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) everything is read that flax
writes: maps, arrays, texts, numbers, and arrays of numbers as an extension of their own.
"""

from __future__ import annotations

import pickle
import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from pointsay.errors import MethodWeightsUnfit, UnknownSource, UnsafeWeights

NDARRAY = 1
_NUMBERS = {
    **{0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q"},
    **{0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"},
}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_LENGTHS = ">B", ">H", ">I"


class _BytesOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it would make a {module}.{name}")


def read_flax(file: Path) -> dict[str, Any]:
    """Return the tree of arrays of a file, pickled or plain.

    Raises:
        UnknownSource: The file cannot be read.
        UnsafeWeights: The pickle holds more than bytes.
        MethodWeightsUnfit: What it holds is no tree of arrays.
    """
    try:
        with file.open("rb") as opened:
            data = _content(file, opened)
    except OSError as error:
        raise UnknownSource(
            f"the weights {file} cannot be read: {error}", hint="give the file that was downloaded"
        ) from error
    try:
        tree = unpack(data)
        if not isinstance(tree, dict):
            raise ValueError("it holds no tree")
    except (ValueError, IndexError, KeyError, TypeError, struct.error) as error:
        raise MethodWeightsUnfit(
            f"{file.name} is no file of flax's weights: {error}",
            hint="give magic_lens_clip_base.pkl or magic_lens_clip_large.pkl as published",
        ) from error
    return tree


def _content(file: Path, opened: BinaryIO) -> bytes:
    pickled = opened.read(1) == pickle.PROTO
    opened.seek(0)
    if not pickled:
        return opened.read()
    try:
        data = _BytesOnly(opened).load()
    except (pickle.UnpicklingError, EOFError, ValueError) as error:
        raise UnsafeWeights(
            f"{file.name} holds more than bytes: {error}",
            hint="open it where that is safe, and write flax's bytes alone to a file",
        ) from error
    return data if isinstance(data, bytes) else b""


def unpack(data: bytes) -> Any:
    """Return the value that MessagePack of flax stands for.

    Raises:
        ValueError, IndexError, KeyError, struct.error: It is none.
    """
    return _Reader(data).value()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = memoryview(data), 0

    def value(self) -> Any:
        (code,) = self._take(1)
        if code < 0x80:
            return code
        if code >= 0xE0:
            return code - 0x100
        if code in _CONSTANTS:
            return _CONSTANTS[code]
        if code in _NUMBERS:
            return self._number(_NUMBERS[code])
        if code < 0x90 or code in (0xDE, 0xDF):
            count = code & 15 if code < 0x90 else self._number(_LENGTHS[code - 0xDD])
            return {self.value(): self.value() for _ in range(count)}
        if code < 0xA0 or code in (0xDC, 0xDD):
            count = code & 15 if code < 0xA0 else self._number(_LENGTHS[code - 0xDB])
            return [self.value() for _ in range(count)]
        if code < 0xC0 or code in (0xD9, 0xDA, 0xDB):
            size = code & 31 if code < 0xC0 else self._number(_LENGTHS[code - 0xD9])
            return str(self._take(size), "utf-8")
        if code in (0xC4, 0xC5, 0xC6):
            return bytes(self._take(self._number(_LENGTHS[code - 0xC4])))
        fixed = _FIXED_EXTENSIONS.get(code)
        size = self._number(_LENGTHS[code - 0xC7]) if fixed is None else fixed
        return self._extension(self._number(">b"), self._take(size))

    def _extension(self, kind: int, body: memoryview) -> Any:
        if kind != NDARRAY:
            raise ValueError(f"it has an extension of kind {kind}")
        shape, dtype, numbers = _Reader(bytes(body)).value()
        if dtype == "bfloat16":  # the upper half of a float32
            wide = np.frombuffer(numbers, "<u2").astype(np.uint32) << 16
            return wide.view(np.float32).reshape(shape)
        return np.frombuffer(numbers, np.dtype(dtype)).reshape(shape)

    def _number(self, form: str) -> Any:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _take(self, count: int) -> memoryview:
        part = self.data[self.at : self.at + count]
        if len(part) < count:
            raise ValueError("it ends too soon")
        self.at += count
        return part
