"""The wanted product in one plain English phrase, as captions of shops read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pointsay.edits.edit import Comparative, Kind, Phrase

_BEFORE: tuple[Kind, ...] = ("style", "fit", "length", "colour", "pattern", "material")
_WITH: tuple[Kind, ...] = ("sleeve", "neckline", "detail")
_FOR: tuple[Kind, ...] = ("audience", "occasion", "season")
_ADJECTIVES = frozenset(("sleeveless", "strapless", "off the shoulder", "one shoulder"))


def target_of(want: Sequence[Phrase], comparatives: Iterable[Comparative] = ()) -> str:
    """Return a caption of what is wanted; empty if nothing is known of it.

    Example:
        >>> target_of([Phrase("type", "shirt"), Phrase("colour", "red"), Phrase("detail", "zip")])
        'a red shirt with zip'
    """
    by_kind: dict[Kind, list[str]] = {}
    for phrase in want:
        by_kind.setdefault(phrase.kind, []).append(phrase.text)
    parts = [text for kind in _WITH for text in by_kind.get(kind, [])]
    before = [one.text for one in comparatives]
    before += [text for text in parts if text in _ADJECTIVES]
    before += [" and ".join(by_kind[kind]) for kind in _BEFORE if kind in by_kind]
    before += by_kind.get("other", []) + by_kind.get("brand", [])
    having = [text for text in parts if text not in _ADJECTIVES]
    people = [text for kind in _FOR for text in by_kind.get(kind, [])]
    if not (before or having or people or "type" in by_kind):
        return ""
    noun = " and ".join(by_kind.get("type", ["product"]))
    head = _with_article(" ".join([*before, noun]), noun)
    tail = f" with {' and '.join(having)}" if having else ""
    return head + tail + (f" for {' and '.join(people)}" if people else "")


def _with_article(words: str, noun: str) -> str:
    if noun.endswith("s") and not noun.endswith("ss"):
        return words
    return f"an {words}" if words[0] in "aeio" else f"a {words}"
