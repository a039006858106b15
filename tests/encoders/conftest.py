"""Tiny checkpoints, written once a run; tests that change one copy it first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pointsay.encoders.hub.encoder import TransformersEncoder


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a tiny checkpoint by family."""
    pytest.importorskip("transformers")
    from . import tiny

    built: dict[str, Path] = {}

    def folder(family: str) -> Path:
        if family not in built:
            built[family] = tiny.build(family, tmp_path_factory.mktemp("hub") / f"tiny-{family}")
        return built[family]

    return folder


@pytest.fixture(scope="session")
def hub(checkpoint: Callable[[str], Path]) -> Callable[[str], TransformersEncoder]:
    """Return a tiny encoder by family; shared, never changed."""
    from pointsay.encoders.hub.encoder import TransformersEncoder

    loaded: dict[str, TransformersEncoder] = {}

    def encoder(family: str) -> TransformersEncoder:
        if family not in loaded:
            loaded[family] = TransformersEncoder(str(checkpoint(family)), device="cpu")
        return loaded[family]

    return encoder


@pytest.fixture
def copied(checkpoint: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """Return a copy of a checkpoint that the test may change."""
    return lambda family: Path(shutil.copytree(checkpoint(family), tmp_path / f"tiny-{family}"))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Leave the machine's other cores alone: these towers are too small to share out."""
    try:
        import torch
    except ModuleNotFoundError:
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
