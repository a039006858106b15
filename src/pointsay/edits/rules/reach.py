"""How far a role reaches: what a list, a comma or a preposition ends, and what goes on."""

from __future__ import annotations

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules import values
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName
from pointsay.edits.rules.phrases import takes_adjectives
from pointsay.edits.rules.scope import Scope


def open_part(scope: Scope, item: Item) -> None:
    """A new part of the wish begins, unless the role still waits for its phrase."""
    if scope.role == "change":
        patch = scope.pending and item.meaning is Cue.BE  # "the white bits should be black"
        if patch or (scope.pending and item.words[-1] in ("with", "by", "for")):
            turn_into(scope, item)
    elif scope.used or scope.role == "ignore":
        scope.set_role("want")


def turn_into(scope: Scope, _: Item) -> None:
    """What "change" has met goes, and what it becomes follows: "change red to blue"."""
    if scope.role == "change":
        if _recolours(scope):
            scope.topic = scope.pending.pop()
        scope.flush("avoid")
        scope.set_role("want")


def _recolours(scope: Scope) -> bool:
    """Say whether a part gets a colour, and stays: "change the stripes to navy"."""
    after = scope.walk.after()
    parts = [takes_adjectives(item) for item in scope.pending]
    return parts == [True] and isinstance(after, Entry) and after.kind == "colour"


def article(scope: Scope, _: Item) -> None:
    """A new noun begins: "in this colour a shirt"."""
    if scope.once and scope.used:
        scope.set_role("want")


def conjunction(scope: Scope, item: Item) -> None:
    """Goes on with what is alike: "no zip and pockets", but "no zip and long sleeves"."""
    after = scope.walk.after()
    if scope.role == "avoid":
        goes_on = (
            isinstance(after, Entry)
            and len(item.words) == 1
            and _last_group(scope) == values.group(after)
        )
    elif scope.role == "keep":
        listed = isinstance(after, KindName) or (isinstance(after, Entry) and _is_kept_too(scope))
        goes_on = listed and len(item.words) == 1
    else:
        goes_on = scope.role == "change"
    if not goes_on and scope.used:
        scope.set_role("want")


def _is_kept_too(scope: Scope) -> bool:
    """Say whether what "and" adds is the same too: "same shirt and stripes"."""
    after = scope.walk.after()
    figure = isinstance(after, Entry) and after.kind == "pattern" and after.noun != ""
    return not scope.once or figure


def alternative(scope: Scope, _: Item) -> None:
    """Pass over what is as welcome as any other: "any pattern other than stripes, or plain"."""
    last = scope.placed[-1] if scope.placed else None
    excepted = last is not None and (last.slot, last.kind) == ("avoid", "pattern")
    listed = scope.role == "avoid" and scope.negated  # "not striped or plain" is neither
    match scope.walk.after():
        case Entry("pattern", "plain") if excepted and not listed:
            scope.set_role("ignore")


def _last_group(scope: Scope) -> str:
    last = next((p for p in reversed(scope.placed) if p.slot == "avoid"), None)
    return values.group(Entry(last.kind, last.text)) if last else ""


def _goes_on_about(scope: Scope) -> bool:
    """Say whether what follows is said of the same noun: "the neckline, make that square"."""
    behind = scope.walk.row[scope.walk.at + 1 : scope.walk.at + 2]
    if scope.role == "change" or not behind:
        return False
    made = behind[0].meaning is Cue.MAKE and behind[0].words[-1] in ("it", "that", "them")
    return made or behind[0].words == ("which",)


def comma(scope: Scope, _: Item) -> None:
    """Ends a role, unless it stands in a list that "or" closes: "no zip, bow or belt"."""
    if not _goes_on_about(scope):
        scope.drop_topic()
    goes_on = (
        not scope.used
        or (scope.role == "avoid" and scope.negated and scope.walk.list_closes(Cue.OR))
        or (scope.role == "keep" and not scope.once and scope.walk.list_closes(Cue.AND))
    )
    if not goes_on or scope.role in ("change", "ignore"):
        scope.set_role("want")
