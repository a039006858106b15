"""What each cue does to the role that holds: where a negation, a list, a "keep" ends.

How far a negation reaches is decided in `_and`, `_comma` and `_open`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules import values
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Quality, Unknown
from pointsay.edits.rules.scope import Scope


def read(row: Sequence[Item]) -> Scope:
    """Walk over a sentence's phrases; the scope then holds what was found."""
    scope = Scope(row)
    for at, item in enumerate(row):
        scope.walk.at = at
        match item.meaning:
            case Cue() as cue if cue in _OBEY:
                _OBEY[cue](scope, item)
            case Entry() as entry:
                scope.value(item, entry)
            case KindName(kind):
                scope.kind(item, kind)
            case Quality() as quality:
                scope.quality(item, quality)
            case Unknown():
                scope.unread.append(item)
    scope.end()
    return scope


def _not(scope: Scope, item: Item) -> None:
    last = scope.placed[-1] if scope.placed else None
    if scope.is_double:
        scope.set_role("want")
    elif (
        item.words == ("without",)
        and scope.role == "avoid"
        and last is not None
        and (last.slot, last.kind) == ("avoid", "type")
    ):  # "no dress without pockets"
        scope.placed.pop()
        scope.set_role("want")
    else:
        scope.set_role("avoid", negated=True)


def _remove(scope: Scope, _: Item) -> None:
    if scope.is_double:
        scope.set_role("keep")
    else:
        scope.set_role("avoid", negated=True)


def _change(scope: Scope, _: Item) -> None:
    scope.set_role("keep" if scope.is_double else "change")


def _instead_of(scope: Scope, _: Item) -> None:
    scope.set_role("avoid")


def _want(scope: Scope, _: Item) -> None:
    scope.set_role("want")


def _than(scope: Scope, _: Item) -> None:
    before, after = scope.walk.before(), scope.walk.after()
    compared = scope.compared[-1][0].kind if isinstance(before, Quality) else None
    contrast = isinstance(after, Entry) and after.kind == compared  # "more ivory than white"
    scope.set_role("avoid" if compared is None or contrast else "ignore")


def _over(scope: Scope, item: Item) -> None:
    before, after = scope.walk.before(), scope.walk.after()
    alike = isinstance(before, Entry) and isinstance(after, Entry) and before.kind == after.kind
    if alike:
        scope.set_role("avoid")
    else:
        _open(scope, item)


def _keep(scope: Scope, _: Item) -> None:
    if not scope.is_double:
        scope.set_role("keep")


def _like(scope: Scope, item: Item) -> None:
    named = scope.walk.directly_after() in (Cue.THE, Cue.POINT) or item.words[-1] == "the"
    if not scope.is_double:
        kind = isinstance(scope.walk.directly_after(), KindName)
        scope.set_role("keep" if named or kind else "want")


def _same(scope: Scope, item: Item) -> None:
    if isinstance(scope.walk.directly_after(), KindName | Entry):
        if not scope.is_double:
            scope.set_role("keep", once=True)
    elif scope.topic is not None and isinstance(scope.topic.meaning, KindName):
        scope.place("keep", scope.topic.meaning.kind, "", scope.topic)
        scope.topic = None
    elif not any(placed.kind == "other" and not placed.text for placed in scope.placed):
        scope.place("keep", "other", "", item)


def _point(scope: Scope, _: Item) -> None:
    if scope.role == "want" and isinstance(scope.walk.directly_after(), KindName | Entry):
        scope.set_role("keep", once=True)


def _place_on(scope: Scope, item: Item) -> None:
    """Where a part is goes with the part; where anything else is, an edit cannot say."""
    before = scope.walk.directly_before()
    if before is None or not isinstance(before.meaning, Entry):
        scope.unread.append(item)


def _rest(scope: Scope, item: Item) -> None:
    stated = item.words[-1] in ("else", "rest", "it", "remainder")
    if stated or scope.role == "keep" or scope.walk.after() in (Cue.SAME, Cue.STAY):
        scope.place("keep", "other", "", item)
        scope.set_role("want")


def _different(scope: Scope, item: Item) -> None:
    if scope.topic is not None and isinstance(scope.topic.meaning, KindName):
        kind = scope.topic.meaning.kind
        scope.topic = None
        scope.place("want", kind, f"different {kind}", item)


def _open(scope: Scope, item: Item) -> None:
    """A new part of the wish begins, unless the role still waits for its phrase."""
    if scope.role == "change":
        if scope.pending and item.words[-1] in ("with", "by", "for"):
            _into(scope, item)
    elif scope.used or scope.role == "ignore":
        scope.set_role("want")


def _into(scope: Scope, _: Item) -> None:
    if scope.role == "change":
        scope.flush("avoid")
        scope.set_role("want")


def _free(scope: Scope, item: Item) -> None:
    if scope.placed and scope.placed[-1].slot == "want":
        last = scope.placed.pop()
        scope.place("avoid", last.kind, last.text, item)


def _article(scope: Scope, _: Item) -> None:
    if scope.once and scope.used:
        scope.set_role("want")


def _and(scope: Scope, item: Item) -> None:
    """Goes on with what is alike: "no zip and pockets", but "no zip and long sleeves"."""
    after = scope.walk.after()
    if scope.role == "avoid":
        goes_on = (
            isinstance(after, Entry)
            and len(item.words) == 1
            and _last_group(scope) == values.group(after)
        )
    elif scope.role == "keep":
        listed = isinstance(after, KindName) or (isinstance(after, Entry) and not scope.once)
        goes_on = listed and len(item.words) == 1
    else:
        goes_on = scope.role == "change"
    if not goes_on and scope.used:
        scope.set_role("want")


def _last_group(scope: Scope) -> str:
    last = next((p for p in reversed(scope.placed) if p.slot == "avoid"), None)
    return values.group(Entry(last.kind, last.text)) if last else ""


def _comma(scope: Scope, _: Item) -> None:
    """Ends a role, unless it stands in a list that "or" closes: "no zip, bow or belt"."""
    scope.drop_topic()
    goes_on = (
        not scope.used
        or (scope.role == "avoid" and scope.negated and scope.walk.list_closes(Cue.OR))
        or (scope.role == "keep" and not scope.once and scope.walk.list_closes(Cue.AND))
    )
    if not goes_on or scope.role in ("change", "ignore"):
        scope.set_role("want")


# The other cues say nothing by themselves; their neighbours look at them.
_OBEY: dict[Cue, Callable[[Scope, Item], None]] = {
    Cue.NOT: _not,
    Cue.REMOVE: _remove,
    Cue.CHANGE: _change,
    Cue.AVOID: _instead_of,
    Cue.NOT_ONLY: _want,
    Cue.THAN: _than,
    Cue.OVER: _over,
    Cue.KEEP: _keep,
    Cue.LIKE: _like,
    Cue.SAME: _same,
    Cue.POINT: _point,
    Cue.PLACE: _place_on,
    Cue.REST: _rest,
    Cue.DIFFERENT: _different,
    Cue.MAKE: _want,
    Cue.BE: _open,
    Cue.WITH: _open,
    Cue.FOR: _open,
    Cue.INTO: _into,
    Cue.FREE: _free,
    Cue.A: _article,
    Cue.BUT: Scope.end,
    Cue.STOP: Scope.end,
    Cue.AND: _and,
    Cue.COMMA: _comma,
}
