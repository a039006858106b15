"""What one clause says: its words in order, under the word that governs them.

A clause ends at punctuation or at "but". Within it, negation and the like govern what follows them;
with nothing after them, what came before ("拉链不要", "颜色不变").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pointsay.edits.chinese.segment import UNKNOWN, Token
from pointsay.edits.chinese.vocabulary.grammar import LACKING, Role, pictures

Mode = Literal["want", "avoid", "keep"]
# Between a governing word and what it governs these may stand.
_TRANSPARENT: frozenset[Role] = frozenset(
    ("filler", "join", "more", "too", "so", "this", "other", "same", "degree", "want", "have",
     "many", "question", "than")
)  # fmt: skip
_LIKING = frozenset(("喜欢", "更喜欢"))
_QUESTION_ENDS = frozenset(("没", "没有", "不", "无"))  # 有白色的没
# What one can be without; a colour is said of something.
_NOUNS = frozenset(("type", "detail", "sleeve", "neckline", "pattern", "material"))
_FLIPPED: Mapping[Mode, Mode] = {"want": "avoid", "avoid": "want", "keep": "keep"}


@dataclass
class Item:
    """A word with content, and how it is said.

    Attributes:
        token: The word.
        mode: What is meant for it.
        marks: Roles of small words that are said of it: ``more``, ``degree``, ``too``, ``this``...
        start: Where what is said of it begins, its small words included.
        end: Where that ends.
        negation: The word that put it under ``avoid``, if one did.
        changed: 1 before a word like 换成 and replaced by what follows; 2 what follows.
        count: +1 said to be many, -1 few.
        joined: "And" stands between it and the item before.
    """

    token: Token
    mode: Mode
    marks: set[str]
    start: int
    end: int
    negation: str = ""
    changed: int = 0
    count: int = 0
    joined: bool = False


@dataclass
class Clause:
    """The items of a clause, once its words were walked.

    Attributes:
        items: In order.
        keep_rest: The word of "same" or "the rest unchanged", if said of nothing in particular.
        unknown: Stretches that no table knows.
        vague: It only says that something is not required.
        changes: It says that something is to be changed.
        praised: It says that something is good.
    """

    tokens: Sequence[Token]
    items: list[Item] = field(default_factory=list)
    keep_rest: Token | None = None
    unknown: list[Token] = field(default_factory=list)
    vague: bool = False
    changes: bool = False
    praised: bool = False
    _mode: Mode = "want"
    _negation: str = ""
    _marks: set[str] = field(default_factory=set)
    _start: int | None = None
    _count: int = 0
    _joined: bool = False
    _fresh: bool = False  # the governing word has governed nothing yet

    def walk(self) -> Clause:
        """Read the words in order; returns itself."""
        for index, token in enumerate(self.tokens):
            meaning = token.meaning
            if meaning == UNKNOWN:
                self.unknown.append(token)
            elif meaning.role:
                handler = _HANDLERS.get(meaning.role)
                if handler:
                    handler(self, index, token)
            else:
                self._add(token)
                self._spend(index)
        self._point_back()
        return self

    def _add(self, token: Token) -> None:
        start = token.start if self._start is None else self._start
        self.items.append(
            Item(
                token,
                self._mode,
                self._marks,
                start,
                token.end,
                self._negation if self._mode == "avoid" else "",
                2 if self.changes else 0,
                self._count,
                self._joined,
            )
        )
        self._joined = False
        self._marks, self._start, self._count, self._fresh = set(), None, 0, False

    def _spend(self, index: int) -> None:
        """End "without" behind its noun, unless another is joined to it."""
        item = self.items[-1]
        if item.negation not in LACKING or not _noun(item.token):
            return
        after = self.tokens[index + 1 : index + 2]
        if not after or after[0].meaning.role != "join":
            self._mode = "want"

    def _point_back(self) -> None:
        """Read "颜色就要这个": the kind named before is the reference's."""
        last = self.items[-1] if self.items else None
        if "this" in self._marks and last and last.token.meaning.kind and last.mode == "want":
            last.mode = "keep"

    def _govern(self, mode: Mode, token: Token) -> None:
        self._mode, self._fresh = mode, True
        self._start = token.start if mode == "avoid" else None
        if mode == "want":
            self._marks -= {"this", "same", "other"}

    def _faces(self, index: int, through: frozenset[Role] = _TRANSPARENT) -> bool:
        """Whether content follows that a governing word at ``index`` may govern."""
        for token in self.tokens[index + 1 :]:
            meaning = token.meaning
            if meaning.role is None or meaning.kind:
                return True
            if meaning.role not in through:
                return False
        return False

    def _mark(self, index: int, token: Token) -> None:
        self._marks.add(str(token.meaning.role))
        if self._start is None:
            self._start = token.start
        if token.meaning.kind:  # 同色
            self._add(token)

    def _not(self, index: int, token: Token) -> None:
        if self._faces(index, _TRANSPARENT | {"not", "keep", "change", "any"}):
            double = self._mode == "avoid" and self._fresh
            self._govern("want" if double else "avoid", token)
            self._negation = token.word
        elif token.word not in _QUESTION_ENDS:
            for item in self.items:
                item.mode, item.negation = _FLIPPED[item.mode], token.word
                item.end = token.end

    def _want(self, index: int, token: Token) -> None:
        if self._mode == "avoid" and self._fresh:
            return  # 不要带拉链的
        if not self._faces(index):
            if token.word in _LIKING:
                self._praise(index, token)
            return  # 照着第二张来
        self._govern("want", token)

    def _praise(self, index: int, token: Token) -> None:
        self.praised = True

    def _have(self, index: int, token: Token) -> None:
        self._want(index, token)
        self._marks.discard("more")  # 再加上
        self._marks.add("have")

    def _keep(self, index: int, token: Token) -> None:
        if self._faces(index, _TRANSPARENT - {"want", "have"}):
            self._govern("keep", token)
            return
        kept = [item for item in self.items if item.mode != "avoid"]
        kept = [item for item in kept if "have" not in item.marks] or kept  # 有灰色底、条纹不变
        for item in kept:
            item.mode, item.end = "keep", token.end
        if not kept or "other" in self._marks:
            self.keep_rest = token
        self._marks, self._start = set(), None

    def _same(self, index: int, token: Token) -> None:
        if token.meaning.kind:
            self._mark(index, token)
        elif self._next_kind(index):
            self._marks.add("same")
        elif self.items and self.items[-1].token.meaning.kind and self._mode == "want":
            self.items[-1].mode, self.items[-1].end = "keep", token.end
        else:
            self.keep_rest = token
            self._marks.discard("this")

    def _beneath(self, index: int, token: Token) -> None:
        if self.items:  # 条纹下面的底色: the stripes stay
            self.items[-1].mode, self.items[-1].end = "keep", token.end

    def _next_kind(self, index: int) -> bool:
        for token in self.tokens[index + 1 :]:
            if token.meaning.role not in ("filler", "this"):
                return token.meaning.kind is not None
        return False

    def _change(self, index: int, token: Token) -> None:
        for item in self.items:
            if item.mode == "want":
                item.changed = 1
        if not (self._mode == "avoid" and self._fresh):
            self._govern("want", token)
        self.changes = True

    def _except(self, index: int, token: Token) -> None:
        self._govern("avoid", token)
        self._negation = token.word

    def _wanted_again(self, index: int, token: Token) -> None:
        if self._mode == "want" and self.items:  # 黑色以外的颜色
            self.items[-1].mode, self.items[-1].negation = "avoid", token.word
        self._govern("want", token)

    def _degree(self, index: int, token: Token) -> None:
        if self.items and not self._count:
            self.items[-1].marks.add("degree")
            self.items[-1].end = token.end

    def _many(self, index: int, token: Token) -> None:
        count = 1 if token.word == "多" else -1
        if self._faces(index, frozenset(("degree", "filler"))):
            self._count = count
            self._start = token.start if self._start is None else self._start
        elif self.items:
            self.items[-1].count, self.items[-1].end = count, token.end

    def _join(self, index: int, token: Token) -> None:
        self._joined = True

    def _filler(self, index: int, token: Token) -> None:
        before = self.tokens[index - 1] if index else token
        pointed = before.word in pictures() or before.meaning.role == "so"  # 第二张那样的
        if token.word == "的" and not pointed:
            self._marks.discard("this")  # 配这个的钱包: the wallet is another thing

    def _vague(self, index: int, token: Token) -> None:
        self.vague = True


def _noun(token: Token) -> bool:
    values = token.meaning.values
    return bool(token.meaning.part) or any(value.kind in _NOUNS for value in values)


_HANDLERS: Mapping[str, Callable[[Clause, int, Token], None]] = {
    "not": Clause._not,
    "want": Clause._want,
    "have": Clause._have,
    "keep": Clause._keep,
    "same": Clause._same,
    "beneath": Clause._beneath,
    "change": Clause._change,
    "for": Clause._except,
    "except": Clause._except,
    "rather": Clause._except,
    "unless": Clause._wanted_again,
    "any": Clause._want,
    "more": Clause._mark,
    "too": Clause._mark,
    "so": Clause._mark,
    "than": Clause._mark,
    "this": Clause._mark,
    "other": Clause._mark,
    "degree": Clause._degree,
    "many": Clause._many,
    "join": Clause._join,
    "filler": Clause._filler,
    "vague": Clause._vague,
    "praise": Clause._praise,
}
