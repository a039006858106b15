"""What each cue does to the role that holds; how far a role reaches is decided in `reach`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules import excepting, reach
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Quality, Unknown
from pointsay.edits.rules.persons import is_theirs
from pointsay.edits.rules.pronouns import means_itself, names_another
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
    if scope.walk.ends_behind(scope.walk.at):  # "no, blue please", "I don't like it"
        return
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
    elif means_itself(scope.walk):  # "ditch it, go blue"
        scope.set_role("want")
    else:
        scope.set_role("avoid", negated=True)


def _change(scope: Scope, _: Item) -> None:
    scope.set_role("keep" if scope.is_double else "change")


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
        reach.open_part(scope, item)


def _keep(scope: Scope, _: Item) -> None:
    if not scope.is_double:
        scope.set_role("keep")


def _like(scope: Scope, item: Item) -> None:
    after = scope.walk.directly_after()
    named = after in (Cue.THE, Cue.POINT, Cue.REST) or item.words[-1] == "the"
    if not scope.is_double:
        scope.set_role("keep" if named or isinstance(after, KindName) else "want")


def _same(scope: Scope, item: Item) -> None:
    if isinstance(scope.walk.directly_after(), Entry) or scope.walk.kind_follows():
        if not scope.is_double:
            scope.set_role("keep", once=True)
    elif scope.topic is not None and isinstance(scope.topic.meaning, KindName):
        scope.place("keep", scope.topic.meaning.kind, "", scope.topic)
        scope.topic = None
    elif not any(placed.kind == "other" and not placed.text for placed in scope.placed):
        scope.place("keep", "other", "", item)


def _alike(scope: Scope, _: Item) -> None:
    if scope.walk.kind_follows() and not scope.is_double:
        scope.set_role("keep", once=True)


def _somebody(scope: Scope, item: Item) -> None:
    if not is_theirs(scope.walk):
        scope.unread.append(item)


def _gone(scope: Scope, item: Item) -> None:
    """Removes what follows where no noun stands before: "removed the belt"."""
    before = scope.walk.directly_before()
    last = scope.placed[-1] if scope.placed else None
    noun = before is not None and isinstance(before.meaning, Entry | KindName)
    if item.words[0] in ("removed", "left", "taken") and not noun:
        _remove(scope, item)
    elif item.words == ("off",) and not (
        last is not None and last.item is before and scope.walk.ends_behind(scope.walk.at)
    ):
        scope.unread.append(item)


def _point(scope: Scope, item: Item) -> None:
    if item.words == ("its",) and names_another(scope.walk):
        return
    if scope.role == "want" and isinstance(scope.walk.directly_after(), KindName | Entry):
        scope.set_role("keep", once=True)


def _beneath(scope: Scope, item: Item) -> None:
    """Keep a print that something is said to lie beneath: "navy under the stripes"."""
    match scope.walk.directly_after():
        case Entry(kind="pattern"):
            scope.set_role("keep", once=True)
        case _:
            scope.unread.append(item)


def _place_on(scope: Scope, item: Item) -> None:
    """Where a part is goes with the part; where anything else is, an edit cannot say."""
    before = scope.walk.directly_before()
    if before is None or not isinstance(before.meaning, Entry | Quality):
        scope.unread.append(item)


def _stay(scope: Scope, item: Item) -> None:
    """Keeps all where it is said of nothing: "as it is, but in red"."""
    if item.words[0] == "as" and scope.walk.before() in (None, Cue.COMMA, Cue.STOP):
        scope.place("keep", "other", "", item)


def _rest(scope: Scope, item: Item) -> None:
    stated = item.words[-1] not in ("everything", "otherwise", "others")
    if stated or scope.role == "keep" or scope.walk.after() in (Cue.SAME, Cue.STAY):
        scope.place("keep", "other", "", item)
        scope.set_role("want")


def _either(scope: Scope, _: Item) -> None:
    scope.set_role("ignore")


def _different(scope: Scope, item: Item) -> None:
    if scope.topic is not None and isinstance(scope.topic.meaning, KindName):
        kind = scope.topic.meaning.kind
        scope.topic = None
        scope.place("want", kind, f"different {kind}", item)


def _free(scope: Scope, item: Item) -> None:
    last = scope.placed[-1] if scope.placed else None
    if last is None or last.item is not scope.walk.directly_before():
        scope.unread.append(item)  # "delivery is free"
    elif last.slot == "want":
        scope.placed.pop()
        scope.place("avoid", last.kind, last.text, item)


def _stop(scope: Scope, item: Item) -> None:
    """Ends a clause; what a colon stands behind waits for it: "colour: red"."""
    if item.words == (":",) and scope.role == "change":
        reach.turn_into(scope, item)
    elif item.words != (":",) or scope.topic is None:
        scope.end()


# The other cues say nothing by themselves; their neighbours look at them.
_OBEY: dict[Cue, Callable[[Scope, Item], None]] = {
    Cue.NOT: _not,
    Cue.REMOVE: _remove,
    Cue.CHANGE: _change,
    Cue.AVOID: excepting.instead_of,
    Cue.NOT_ONLY: _want,
    Cue.THAN: _than,
    Cue.OVER: _over,
    Cue.KEEP: _keep,
    Cue.LIKE: _like,
    Cue.SAME: _same,
    Cue.ALIKE: _alike,
    Cue.GONE: _gone,
    Cue.SOMEBODY: _somebody,
    Cue.POINT: _point,
    Cue.PLACE: _place_on,
    Cue.BENEATH: _beneath,
    Cue.STAY: _stay,
    Cue.REST: _rest,
    Cue.EITHER: _either,
    Cue.DIFFERENT: _different,
    Cue.MAKE: _want,
    Cue.BE: reach.open_part,
    Cue.WITH: reach.open_part,
    Cue.FOR: reach.open_part,
    Cue.INTO: reach.turn_into,
    Cue.FREE: _free,
    Cue.A: reach.article,
    Cue.BUT: Scope.end,
    Cue.STOP: _stop,
    Cue.AND: reach.conjunction,
    Cue.OR: reach.alternative,
    Cue.COMMA: reach.comma,
}
