from __future__ import annotations

import ctypes
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from pointsay.training.machine import half_precision, keep_memory


@pytest.mark.parametrize(
    ("capability", "expected"),
    [
        ("AVX512", torch.bfloat16),
        ("AVX512_VNNI", torch.bfloat16),
        ("AVX2", torch.float32),
        ("DEFAULT", torch.float32),
    ],
)
def test_halves_are_used_where_they_are_not_emulated(
    capability: str, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    rows = torch.eye(4)
    with half_precision():
        inside = rows @ rows
    assert inside.dtype == expected
    assert (rows @ rows).dtype == torch.float32


def test_memory_is_kept_where_the_library_can(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, int] = {}
    library = SimpleNamespace(mallopt=asked.__setitem__)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    keep_memory()
    # M_MMAP_MAX and M_TRIM_THRESHOLD of malloc.h: nothing is mapped anew, nothing is given back.
    assert asked[-4] == 0
    assert asked[-1] in (-1, 2**31 - 1)


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    library: Any = object()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    keep_memory()
    assert torch.ones(3).sum() == 3
