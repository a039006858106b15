"""What is excepted: it goes, or it becomes something else, or all else is welcome."""

from __future__ import annotations

from pointsay.edits.lexicon.lookup import Entry, kind_named
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item
from pointsay.edits.rules.scope import Scope
from pointsay.edits.rules.values import Placed
from pointsay.edits.rules.walk import Walk

_LOOKS = ("colour", "pattern", "length", "fit")


def instead_of(scope: Scope, item: Item) -> None:
    """Avoid what follows, or want what the one difference is: "the same except red"."""
    if scope.walk.before() is Cue.LIKE and item.words[0] in ("all", "everything"):
        scope.place("keep", "other", "", item)  # "I love everything except the sleeves"
    if item.words[0].startswith("any") and scope.walk.ends_behind(scope.walk.at):
        _anything_but_that(scope, item)
    elif _turns_to_noun(scope) or _turns_to_look(scope):
        scope.set_role("want")
    else:
        scope.set_role("avoid")


def _turns_to_noun(scope: Scope) -> bool:
    """Say whether what is excepted is said to become: "except the collar, which is white"."""
    for at in range(scope.walk.at + 1, len(scope.walk.row)):
        if scope.walk.row[at].meaning is not Cue.THE:
            return scope.walk.row[at - 1].meaning is Cue.THE and Walk(scope.walk.row, at).becomes()
    return False


def _turns_to_look(scope: Scope) -> bool:
    """Say whether a look is all that differs: "the same except red"."""
    after = scope.walk.directly_after()
    alike = any(one.kind == "other" and not one.text for one in scope.placed)
    return (
        alike
        and isinstance(after, Entry)
        and after.kind in ("colour", "pattern", "length", "fit")
        and not after.noun
    )


def _anything_but_that(scope: Scope, item: Item) -> None:
    """Tell what "that" is: what was just said, or the reference's own value of a kind."""
    kind = kind_named(item.words[1])
    last = _named_before(scope)
    if kind is not None:
        scope.place("want", kind, f"different {kind}", item)
    elif last is not None:
        scope.placed.remove(last)
        scope.place("avoid", last.kind, last.text, item)
    else:
        scope.unread.append(item)


def _named_before(scope: Scope) -> Placed | None:
    """Return the last look that an earlier clause names: "ugh, stripes. anything but that"."""
    row = scope.walk.row[: scope.walk.at]
    borders = [at for at, item in enumerate(row) if item.meaning in (Cue.STOP, Cue.COMMA)]
    earlier = {id(item) for item in row[: borders[-1]]} if borders else set[int]()
    named = (one for one in reversed(scope.placed) if id(one.item) in earlier)
    return next((one for one in named if one.slot == "want" and one.kind != "type"), None)
