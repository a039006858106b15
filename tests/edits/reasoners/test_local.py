"""The whole way against a real model: llama.cpp's own server, decoding under our schema.

SmolLM2 proves the path, not the quality: with 135 million parameters it seldom understands, so
that its answers are mostly refused and the rules read instead. Both outcomes are answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pointsay.edits.reasoners import LlmSettings
from pointsay.edits.reasoners.llm import OpenAIReasoner
from pointsay.edits.reasoners.local import LlamaServer
from pointsay.edits.rules import RuleReasoner
from pointsay.errors import ServiceFailed
from pointsay.types import Composition

pytestmark = pytest.mark.slow
ASKED = Composition(modification="in red, no zip")


@pytest.fixture(scope="module")
def llama(small_model: Path) -> Iterator[LlamaServer]:
    with LlamaServer(small_model) as server:
        yield server


def reasoner_of(server: LlamaServer, **settings: float) -> OpenAIReasoner:
    short = {"phrases": 1, "text_chars": 12}  # it fills whatever room it is given
    return OpenAIReasoner(LlmSettings(server.url, "smollm2", **{**short, **settings}))


def test_a_real_model_answers_in_the_form_of_an_edit(llama: LlamaServer) -> None:
    reasoner = reasoner_of(llama, seconds=150.0, attempts=1)
    [read] = reasoner.read([ASKED])
    counts = reasoner.counts()
    reasoner.close()
    assert counts["requests"] == 1
    assert read.reader in ("llm:smollm2", "llm:smollm2 -> rules")
    # Whether it was of use or not, what came was a whole answer of the form asked for.
    assert counts.get("read", 0) + counts.get("fell back: ungrounded", 0) == 1
    for phrase in (*read.want, *read.keep, *read.avoid):
        assert phrase.said in ASKED.modification


def test_too_slow_a_model_is_not_waited_for(llama: LlamaServer) -> None:
    reasoner = reasoner_of(llama, seconds=0.05)
    [read] = reasoner.read([Composition(modification="in blue, no zip")])
    assert reasoner.counts()["fell back: slow"] == 1
    reasoner.close()
    assert read.want == RuleReasoner().read([Composition(modification="in blue")])[0].want


def test_a_server_killed_while_it_answers_leaves_the_query_to_the_rules(
    small_model: Path,
) -> None:
    with LlamaServer(small_model) as server:
        reasoner = reasoner_of(server, seconds=60.0)
        killer = threading.Timer(0.2, server.stop)
        killer.start()
        started = time.monotonic()
        [read] = reasoner.read([ASKED])
        killer.join()
        assert time.monotonic() - started < 20
        assert reasoner.counts()["fell back: unreachable"] == 1
        assert read.reader == "llm:smollm2 -> rules"
        assert read.want == RuleReasoner().read([ASKED])[0].want
        reasoner.close()


def test_what_is_no_model_does_not_start(tmp_path: Path, small_model: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ServiceFailed, match="did not start"):
        LlamaServer(broken).start()
