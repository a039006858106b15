"""Reasoners beside the rules: language models behind an OpenAI-compatible server.

`make_reasoner` builds any by a string; `pointsay.edits.reasoners.llm` holds the one that asks.
"""

from pointsay.edits.reasoners.factory import make_reasoner
from pointsay.edits.reasoners.settings import LlmSettings, parse_llm

__all__ = ["LlmSettings", "make_reasoner", "parse_llm"]
