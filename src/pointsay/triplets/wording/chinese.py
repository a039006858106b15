"""Chinese instructions: every change as words before 的, and sentences around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pointsay.triplets.knowing import NO, YES
from pointsay.triplets.wording.names import chinese_names
from pointsay.triplets.wording.saying import Saying

if TYPE_CHECKING:
    import numpy as np

    from pointsay.triplets.difference import Change

    Rng = np.random.Generator
    Known = Mapping[str, str]

_NOT_SHARE: Final = 0.2
_NEGATED: Final = frozenset({"colour", "pattern", "material", "sleeve", "neckline"})
_DETAIL, _BARE = "带{x}", "不带{x}"

# {x}: what is wanted, as an attribute.
SENTENCES: Final[tuple[str, ...]] = (
    "{x}的",
    "要{x}的",
    "想要{x}的",
    "换成{x}的",
    "改成{x}的",
    "类似的，{x}的",
    "差不多的款，要{x}的",
    "有{x}的吗",
    "有没有{x}的",
    "找一件{x}的",
    "最好是{x}的",
    "我更喜欢{x}的",
    "来个{x}的",
)
# Of one model only: nothing else changes.
EXACT: Final[tuple[str, ...]] = ("跟这个一样，{x}的", "这个款式，{x}的", "其他都一样，{x}的")
TYPE_SENTENCES: Final[tuple[str, ...]] = (
    "换{x}吧",
    "来{x}",
    "想要{x}",
    "不要{old}，要{x}",
    "同样风格的{x}",
    "有类似的{x}吗",
    "找这种感觉的{x}",
    "改成{x}",
)
_NOT: Final = ("{x}的，不要{y}", "不要{y}，要{x}的", "别要{y}的，换{x}的", "{x}而不是{y}的")


def say_in_chinese(
    change: Sequence[Change], old: Known, new: Known, rng: Rng, *, one_model: bool = False
) -> Saying | None:
    """Return one instruction as `say_in_english` does; None where a word is missing."""
    parts: list[str] = []
    thing = was = ""
    for one in change:
        if one.kind == "type":
            thing, was = _name("type", one.new, rng), _name("type", one.old, rng)
            if not (thing and was):
                return None
            continue
        part = _part(one, new, rng)
        if not part:
            return None
        parts.append(part)
    said = "、".join(parts)
    if thing:
        whole = f"{said}的{thing}" if said else thing
        return Saying(_pick(TYPE_SENTENCES, rng).format(x=whole, old=was))
    if len(change) == 1 and change[0].kind in _NEGATED and rng.random() < _NOT_SHARE:
        unwanted = _name(change[0].kind, change[0].old, rng)
        if unwanted and change[0].old != change[0].new:
            return Saying(_pick(_NOT, rng).format(x=said, y=unwanted))
    sentences = (*SENTENCES, *EXACT) if one_model else SENTENCES
    return Saying(_pick(sentences, rng).format(x=said))


def _part(one: Change, new: Known, rng: Rng) -> str:
    if one.new in (YES, NO):
        name = _name("detail", one.kind, rng)
        return (_DETAIL if one.new == YES else _BARE).format(x=name) if name else ""
    name = _name(one.kind, one.new, rng)
    if one.kind == "pattern" and name and "accent" in new:
        accent = _name("accent", new["accent"], rng)
        return f"{accent}{name}" if accent else ""
    return name


def _name(kind: str, value: str, rng: Rng) -> str:
    names = chinese_names(kind, value)
    return _pick(names, rng) if names else ""


def _pick(options: Sequence[str], rng: Rng) -> str:
    return options[int(rng.integers(len(options)))]
