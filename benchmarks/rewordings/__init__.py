"""The dev queries of fashion_products in shoppers' own words, English and Chinese.

The file's queries are made from a handful of templates; whoever reads only those has understood
little. Every frame here was written by hand, none follows a template of the file, and the values
put into them are the query's own.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pointsay.edits.wording import with_article
from pointsay.evaluation import EvaluationQuery
from rewordings.templates import kind_of, values_of

Language = Literal["english", "chinese"]
CODES: dict[Language, str] = {"english": "en", "chinese": "zh"}

__all__ = ["CODES", "Language", "reword", "wanted"]


def reword(query: EvaluationQuery, language: Language) -> EvaluationQuery:
    """Return a query that asks for the same in other words; always the same ones for its id.

    Args:
        query: One of the dev queries of fashion_products.
        language: Whose frames to use.

    Raises:
        UnreadableFeed: Its text follows none of the file's templates.
    """
    frames, words = _phrasings(language)
    values = _values(query)
    digest = hashlib.sha256(query.query_id.encode()).digest()
    choices = frames[kind_of(query)]
    frame = choices[digest[0] % len(choices)]
    forms = {
        slot: forms_of[value][digest[1] % len(forms_of[value])]
        for slot, forms_of in words.items()
        for value in values.values()
        if value in forms_of
    }
    if language == "english" and "noun" in values:
        forms |= {"bare": values["noun"], "noun": with_article(values["noun"])}
    text = frame.format(**(values | forms))
    return replace(query, text=text, language=CODES[language])


def wanted(query: EvaluationQuery) -> dict[str, str]:
    """Return the values that a query asks for by kind of attribute, as an edit names kinds."""
    kinds = {"noun": "type", "who": "audience"}
    return {kinds.get(slot, slot): value for slot, value in _values(query).items()}


def _values(query: EvaluationQuery) -> dict[str, str]:
    return values_of(query, _phrasings("chinese")[1]["colour"])


@functools.cache
def _phrasings(
    language: Language,
) -> tuple[dict[str, list[str]], dict[str, dict[str, list[str]]]]:
    """Return the frames by kind of query and the words by slot and value."""
    text = Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8")
    file = tomllib.loads(text)
    return file["frames"], file["words"]
