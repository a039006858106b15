"""The wanted product in a plain sentence, as an encoder reads captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pointsay.edits import lexicon
from pointsay.edits.edit import Comparative, Kind, Phrase

_BEFORE: tuple[Kind, ...] = ("size", "style", "season", "fit", "length")
_NEXT: tuple[Kind, ...] = ("colour", "pattern", "material", "other")
_AFTER: tuple[Kind, ...] = ("sleeve", "neckline", "detail")
# Looks of sleeves and necks that stand before the noun: "a sleeveless dress".
_ADJECTIVES = frozenset(
    {"sleeveless", "strapless", "one shoulder", "off the shoulder", "open back"}
)
_PAIRS = (
    "trousers", "jeans", "jeggings", "leggings", "pants", "shorts", "capris", "shoes", "sneakers",
    "heels", "wedges", "flats", "loafers", "sandals", "flops", "slippers", "mules", "clogs",
    "boots", "espadrilles", "socks", "stockings", "trunks", "pyjamas", "sunglasses", "glasses",
    "gloves", "suspenders", "cufflinks", "earrings", "curtains", "beans",
)  # fmt: skip


def target(
    want: Sequence[Phrase], keep: Sequence[Phrase], comparatives: Sequence[Comparative] = ()
) -> str:
    """Return a caption of what is known: "a navy blue dress with long sleeves".

    Args:
        want: Stated wishes.
        keep: Kept values; those without text are not known here and left out.
        comparatives: Those of the whole product become adjectives ("a longer dress").

    Returns:
        Empty when nothing is known. Nothing avoided is ever named: an encoder would read it.
    """
    wanted = {phrase.kind for phrase in want}
    known = [*want, *(phrase for phrase in keep if phrase.text and phrase.kind not in wanted)]
    if not known and not comparatives:
        return ""
    compared = [item.text for item in comparatives if not _is_of_part(item)]
    parts = [item.text for item in comparatives if _is_of_part(item)]
    types = _texts(known, ("type",))
    plain = [phrase.text for phrase in known if phrase.text == "plain"]
    front = [*compared, *_texts(known, _BEFORE), *plain, *_joined(known), *_adjectives(known)]
    noun = " or ".join(types)
    head = _with_article(" ".join([*front, noun])) if noun else " ".join(["something", *front])
    figures = [phrase.text for phrase in known if _is_figure(phrase)]
    seen = [text for text in _texts(known, _AFTER) if text not in _ADJECTIVES]
    having = [*figures, *seen, *parts]
    return " ".join([head, *_having(having), *_tail(known)])


def _texts(known: Iterable[Phrase], kinds: Sequence[Kind]) -> list[str]:
    found = [phrase for phrase in known if phrase.kind in kinds]
    return [phrase.text for kind in kinds for phrase in found if phrase.kind == kind]


def _is_figure(phrase: Phrase) -> bool:
    """Say whether a pattern is named as a noun: "white stripes", not "striped"."""
    return phrase.kind == "pattern" and lexicon.find(phrase.text) is None


def _is_of_part(compared: Comparative) -> bool:
    """Say whether a comparative speaks of something that the product has: "longer sleeves"."""
    adjective = compared.kind == "pattern" and compared.text.endswith(("ed", "al"))
    return " " in compared.text and compared.kind in (*_AFTER, "pattern") and not adjective


def _joined(known: Sequence[Phrase]) -> list[str]:
    """Return the looks, several of one kind with "and": "blue and white striped"."""
    known = [phrase for phrase in known if not _is_figure(phrase) and phrase.text != "plain"]
    return [" and ".join(texts) for kind in _NEXT if (texts := _texts(known, (kind,)))]


def _adjectives(known: Sequence[Phrase]) -> list[str]:
    return [text for text in _texts(known, _AFTER) if text in _ADJECTIVES]


def _having(parts: Sequence[str]) -> list[str]:
    return [f"with {' and '.join(map(_counted, parts))}"] if parts else []


def _counted(part: str) -> str:
    return (
        part
        if part.endswith("s") or part.split()[0] in ("more", "less", "fewer")
        else _with_article(part)
    )


def _tail(known: Sequence[Phrase]) -> list[str]:
    audience, occasion = _texts(known, ("audience",)), _texts(known, ("occasion",))
    brand = _texts(known, ("brand",))
    return [
        *([f"by {' or '.join(brand)}"] if brand else []),
        *([f"for {' and '.join(audience)}"] if audience else []),
        *([f"for {' and '.join(occasion)}"] if occasion else []),
    ]


def _with_article(noun: str) -> str:
    if noun.endswith(_PAIRS):
        return noun
    sounds_open = noun[0] in "aeio" or noun.startswith(("un", "um"))
    return f"{'an' if sounds_open and not noun.startswith(('one', 'uni')) else 'a'} {noun}"
