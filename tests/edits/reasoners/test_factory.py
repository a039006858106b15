"""A reasoner by a string."""

from __future__ import annotations

import builtins
import subprocess
import sys
from typing import Any

import pytest

from pointsay.edits.reasoners import LlmSettings, make_reasoner, parse_llm
from pointsay.errors import MissingExtra, ReasonerOption, UnknownReasoner


def test_rules_are_the_default() -> None:
    assert make_reasoner().name == make_reasoner("rules").name == "rules"


def test_a_server_and_its_options_fit_into_a_name() -> None:
    name = "llm:http://127.0.0.1:11434/v1#qwen2.5vl:7b?images=yes&seconds=2.5&phrases=3&form=none"
    assert parse_llm(name) == LlmSettings(
        "http://127.0.0.1:11434/v1",
        "qwen2.5vl:7b",
        images=True,
        seconds=2.5,
        phrases=3,
        form="none",
    )
    reasoner = make_reasoner(name)
    assert reasoner.name == "llm:qwen2.5vl:7b"
    assert make_reasoner(name) is reasoner


@pytest.mark.parametrize(
    "name",
    ["", "llm", "llm:", "gpt", "llm:http://h/v1", "llm:http://h/v1#", "llm:ftp://h#m", "llm:h#m",
     "llm:http://me:pw@h/v1#m", "llm:file:///etc/passwd#m"],
)  # fmt: skip
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(UnknownReasoner) as refusal:
        make_reasoner(name)
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("speed=9", "has no option 'speed'"),
        ("seconds=soon", "seconds cannot be"),
        ("seconds=0", "seconds cannot be"),
        ("seconds=nan", "seconds cannot be"),
        ("images=perhaps", "images cannot be"),
        ("attempts=0", "attempts cannot be"),
        ("form=xml", "form cannot be"),
        ("key_env=POINTSAY_NO_SUCH_KEY", "holds no key"),
    ],
)
def test_options_are_checked(option: str, message: str) -> None:
    with pytest.raises(ReasonerOption, match=message):
        make_reasoner(f"llm:http://127.0.0.1:1/v1#m?{option}")


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "httpx":
            raise ModuleNotFoundError("No module named 'httpx'", name="httpx")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtra) as refusal:
        make_reasoner("llm:http://127.0.0.1:1/v1#without-httpx")
    assert "pointsay[reason]" in refusal.value.hint


def test_naming_rules_loads_no_client() -> None:
    code = (
        "import sys\nfrom pointsay.edits.reasoners import make_reasoner\nmake_reasoner('rules')\n"
        "assert not {'httpx', 'pydantic', 'xllamacpp'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
