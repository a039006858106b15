"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fakes import ColourEncoder
from pointsay.encoders import Encoder, load_encoder

ROOT = Path(__file__).resolve().parents[1]

# The same examples in every run; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("light", deadline=None, max_examples=60, derandomize=True)
settings.register_profile(
    "search", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "light"))


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """A tiny encoder without weights."""
    return ColourEncoder()


@pytest.fixture(scope="session")
def mini() -> Encoder:
    """The encoder that ships in the package."""
    return load_encoder("mini")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The shared folder of real photos; tests that use it carry the marker ``data``."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the shared photos are not here: {folder} is missing")
    return folder
