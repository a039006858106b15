"""The words that steer: they say nothing of the product, but what to do with what follows."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from itertools import product

from pointsay.edits.lexicon.lookup import KIND_NAMES, Words
from pointsay.edits.lexicon.people import ANYBODY
from pointsay.edits.lexicon.tokens import words
from pointsay.edits.rules.pointing import of_pictures, pictures_for, pointers
from pointsay.edits.rules.verdict_words import going, staying


class Cue(Enum):
    """What some words do to those around them."""

    NOT = auto()  # what follows is avoided; before another negation, wanted after all
    REMOVE = auto()  # avoided; after "don't", kept
    CHANGE = auto()  # avoided once "for", "to" or "with" follows
    AVOID = auto()  # avoided, whatever came before: "instead of", "except"
    NOT_ONLY = auto()  # a negation that negates nothing
    THAN = auto()
    OVER = auto()
    KEEP = auto()
    LIKE = auto()  # kept; after "don't", avoided
    SAME = auto()  # the next phrase is kept
    POINT = auto()  # "this": the next phrase is kept, if it names a thing
    PLACE = auto()  # "on the front"
    BENEATH = auto()  # "under the": the print that follows is kept
    ALIKE = auto()  # says nothing, unless the name of a kind follows: "a matching shade"
    STAY = auto()  # the phrase before is kept
    GONE = auto()  # the phrase before is avoided
    REST = auto()  # "everything else"
    EITHER = auto()  # what follows may be as it likes
    DIFFERENT = auto()
    MAKE = auto()
    BE = auto()  # is, should be
    WITH = auto()  # opens a new part of the wish: with, in, has
    FOR = auto()
    INTO = auto()
    FREE = auto()  # "belt free"
    MORE = auto()
    LESS = auto()
    TOO = auto()
    BUT = auto()
    AND = auto()
    OR = auto()
    COMMA = auto()
    STOP = auto()
    THE = auto()
    A = auto()
    SOMEBODY = auto()  # says nothing where a wish is theirs: "my boss prefers"
    FILLER = auto()  # says nothing


# Whoever is said to do this is whom it is for: "my sister wants it".
ASKING = (
    "wants", "needs", "fancies", "wanted", "needed", "asked for", "has asked for", "asks for",
    "is after", "is looking for", "could use", "could do with",
    "could wear", "can wear", "would wear", "will wear", "wears",
)  # fmt: skip

_SAID: dict[Cue, str] = {
    Cue.NOT: "no, not, without, minus, never, neither, nor, sans, lacking, free of, without any, "
    "nothing, none of, none, isn't, is not, aren't, are not, don't, do not, dont, doesn't, "
    "does not, doesnt, isnt, won't, doesn't have, does not have, has no, have no, with no, "
    "no more, any more, not any, avoid, avoiding, hate, dislike, can't stand, less the, wasn't, "
    "shouldn't, should not, shouldn't have, should not have, but not, never mind, cannot, can't, "
    "devoid of, absent, arent, not a fan of, sick of, tired of, nothing with, void of, "
    "not keen on, not fond of, not into, not big on, not crazy about, not wild about, no need for, "
    "hates, dislikes, loathe, can't bear, steer clear of, stay away from, keep away from, zero, "
    "nope, nah, allergic to, bored of, bored with, fed up with, had enough of, done with, "
    "shame about, pity about, too bad about, not sure about, "
    "only had it in, only have it in, only had them in, only have them in, only had this in, "
    "only comes in, only come in, only came in",
    Cue.REMOVE: "remove, ditch, lose, drop, get rid of, take off, take away, skip, delete, "
    "leave out, leave off, cut out, cut the, omit, eliminate, removing, without having, scrap, "
    "take out, strip, loses, losing, do away with, forget, forget about",
    Cue.CHANGE: "change, swap, swap out, replace, exchange, trade, switch, substitute, turn, "
    "convert, transform, changing, swapping, replacing, switched, changed, alter, trade in, "
    "switch out, modify, replaces, changes, trade out, altering, modifying",
    Cue.AVOID: "instead of, instead of the, rather than, in place of, as opposed to, except, "
    "except for, except in, other than, apart from, excluding, anything but, everything but, "
    "all but, anything except, everything except, anything other than, unlike, and not, "
    "in lieu of, opposed to, besides, versus, not the, excludes, aside from, any but",
    Cue.NOT_ONLY: "not only, not just, not merely, nothing but, only, just, not unlike",
    Cue.THAN: "than",
    Cue.OVER: "over",
    Cue.KEEP: "keep, keeping, retain, preserve, maintain, leave, still, still with, stay with, "
    "stick with, stick to, keep it, keep with, hold on to, keep the same, leaving, retaining, "
    "still has, still in, remains, remain, don't touch, do not touch, without touching, hands off, "
    "don't mess with, do not mess with, without messing with, don't alter, do not alter, "
    + pictures_for(),
    Cue.LIKE: "i like, i love, love, like the, i really like, i really love, loving, really like, "
    "i do like, i adore, enjoy, i'm happy with, happy with, adore, big fan of, likes, loves, "
    "liked, loved, really likes, really loves, i fancy, in love with, obsessed with",
    Cue.SAME: "same, the same, same thing, the same thing, identical, an identical, exact same, "
    "the exact same, exactly the same, exact, the exact, very same, the very same, just the same, "
    "precisely the same, exactly, like the photo, like the picture, like in the photo, "
    "like in the picture, "
    "looks like the photo, looks like the picture",
    Cue.POINT: "this, that, these, those, of this, of these, its, your, this exact, this very, "
    "these very, the very, this one's, that one's, cut from the very, " + pointers(),
    Cue.BENEATH: "under the, underneath the, beneath the, behind the",
    Cue.ALIKE: "match, matches, matching, similar, alike, like this, like it, like these, "
    "like that, like those, comparable, to match, to match this, to match it, to match these",
    Cue.STAY: f"{staying()}, {of_pictures()}",
    Cue.GONE: going(),
    Cue.REST: "everything else, all else, the rest, everything, otherwise, rest, the others, "
    "all the rest, the remainder, rest of it, the rest of it, nothing else altered, "
    "nothing else changed, nothing else changes, nothing else different, nothing else touched, "
    "nothing else should change, no other changes, no other change, change nothing else, "
    "touch nothing more, touch nothing else, without changing anything else, "
    "don't change anything else, do not change anything else",
    Cue.EITHER: "i'm easy about, i am easy about, easy about, i don't mind, don't mind, "
    "do not mind, i don't care about, don't care about, not fussed about, not fussy about",
    Cue.DIFFERENT: "different, another, other, a different, some other, new, a new, any other, "
    "wrong, the wrong",
    Cue.MAKE: "make, make it, making, made, give it, give them, make this, make them, "
    "make these, get it, "
    "make that, recolour the, recolor the, do the, do it, do them, give this, give these, "
    "give the, i want the, i need the, i'd like the, "
    "all that's missing is, all that's missing are, all that is missing is",
    Cue.BE: "is, are, be, should be, must be, being, was, were, would be, could be, should have, "
    "needs to be, need to be, should come, to be, it's, its a, they're, is also, are also",
    Cue.WITH: "with, in, has, have, having, of, as, add, adds, adding, made of, made from, "
    "made out of, put, on, wants, want, get, had, comes in, came in, come in, with a touch of, "
    "includes, include, featuring, features, from, by, go for, contains, shows, at, i need it, "
    "i want it, i'd prefer, prefer, patterned with, wear, must have, needs, need, also has, also, "
    "i want, i'd like, instead with, along with, plus, together with, has got, covered in, try, "
    "cut out of, "
    "a touch of, prefers, sewn from, sewn out of, use, " + ", ".join(ASKING),
    Cue.FOR: "for, suitable for, meant for, fit for, to wear to, to wear for, for use in, to fit, "
    "suited for, worn by, designed for, aimed at, appropriate for, good for, made for",
    Cue.INTO: "to, into, to a, to be a",
    Cue.FREE: "free",
    Cue.MORE: "more, even more, far more, much more, a bit more, slightly more, a little more, "
    "way more, extra, a lot more, additional, somewhat more, bit more",
    Cue.LESS: "less, not as, not so, not quite as, not quite so, fewer, much less, a bit less, "
    "isn't as, is not as, aren't as, are not as, not that, a little less, slightly less, "
    "way less, "
    "isn't so, not nearly as, less of a, isn't quite as, not as much, not very, bit less, "
    "not such a, no so, far less, somewhat less, doesn't look so, reduce the, with less, "
    "tone down,"
    "tone down the, a lot less",
    Cue.TOO: "too, way too, a bit too, a little too, not too, without being too, overly, much too, "
    "far too, not overly, so much, a tad too, without being, not too much, too much",
    Cue.BUT: "but, however, though, although, yet, only that, but also, except that, but with, "
    "but in, just, but only, except with, except having",
    Cue.AND: "and, &, /, and also, as well as, and a, plus a, and with, and in, and has, and have, "
    "and is, and are",
    Cue.OR: "or, nor, or even, and or",
    Cue.COMMA: ",",
    Cue.STOP: ". ; ! ? ( ) :",
    Cue.THE: "the, my, our, his, their, whose",
    Cue.SOMEBODY: ANYBODY,
    Cue.A: "a, an, some, one with, any",
}  # fmt: skip


_PLACES = (
    "front back side sides top bottom middle center centre waist chest neck shoulder shoulders "
    "bust hips ankle ankles edges edge hem sleeves toe heel background neckline arm arms"
)


@cache
def cues() -> dict[Words, Cue]:
    """Return words to cue."""
    found = {}
    for cue, said in _SAID.items():
        forms = said.split() if cue is Cue.STOP else said.split(",")
        for form in forms if cue is not Cue.COMMA else [","]:
            found[words(form)] = cue
    return found | {words(form): cue for form, cue in (*_placing(), *_limiting(), *_naming())}


def _placing() -> Iterator[tuple[str, Cue]]:
    befores = ("on", "at", "in", "up", "around", "across", "down", "to", "along", "near")
    for before, the, place in product(befores, ("", "the"), _PLACES.split()):
        yield f"{before} {the} {place}", Cue.PLACE
    for the, cloth in product(("", "the"), ("fabric", "cloth", "material")):
        yield f"on {the} {cloth}", Cue.PLACE


def _limiting() -> Iterator[tuple[str, Cue]]:
    """Yield what makes an adjective of its negation: "don't need it so (long)"."""
    nots, wishes = ("don't", "do not", "didn't", "dont"), ("need", "want", "like")
    for said in product(nots, wishes, ("it", "them", "this"), ("so", "that", "as", "quite so")):
        yield " ".join(said), Cue.LESS


def _naming() -> Iterator[tuple[str, Cue]]:
    for name in (name for names in KIND_NAMES.values() for name in names.split(",")):
        for tail in ("but", "except", "other than", "apart from", "besides"):
            yield f"any {name} {tail}", Cue.AVOID
        for asked in ("what", "whatever", "whatever the", "which", "whichever"):
            yield f"{asked} {name}", Cue.FILLER
        yield f"any {name} you have", Cue.FILLER
