"""Words around a wish that say nothing of the product, and English that is no typing error."""

from __future__ import annotations

from functools import cache

from pointsay.edits.lexicon.lookup import Words
from pointsay.edits.lexicon.tokens import words

_PHRASES = """
looking for, look for, searching for, search for, find me, show me, give me, do you have, do you
sell, do you guys have, have you got, is there, are there, can i see, can i get, can you show me,
could you show me, can you find, i am looking for, i'm looking for, i would like, i'd rather have,
i'd rather, i would rather, would prefer, something like, anything like, more like, looks like,
look like, looking like, similar to, more of a, more of, it would be nicer, it would look better,
would be nicer, would look better, kind of, sort of, a bit, a little, a lot, a little bit, a tad,
going for, i was thinking of, thinking of, what about, how about, let's, let us, let me see, i
need it for, for me, in mind, at all, if possible, thank you, not sure if, to me, like this, like
these, like that, like it, as this, on it, to it, on them, in it, with it, in front, at the front,
on the front, at the back, on the back, of it, not my colour, not my style, would be perfect if,
would be nice if, would be better if, it would be, that would be, that comes, instead of this,
instead of that, compared to, than this, than this one, than the other, than that, than these,
than the first, than the original, all over, ends up, the one with, would look, will look, to
match, matching, to go with, same kind of, much more of a, the other one, i think, i guess, in a
size, it comes, is it, is this, are these, are those, is that, does this, do these, does it, do
they, came in, is this available, are these available, do you, how does it look, i like it, love
it, i love it, this one, these ones, that one, those ones, same thing, in terms of, when it comes
to, as the, the main, main colour, as the main colour, colour scheme, what i want is, all i want
is, it should, it has
"""

_WORDS = """
i i'd i'm i've i'll me we you he she it they them one ones thing things item items product
products version versions variant variety piece pieces kind alternative option options please pls
plz thanks thank hi hello hey dear ok okay well so oh yes sorry maybe perhaps possibly can could
would should will might may do does did got getting gets let find show see search browse available
there here similar such something anything someone stuff else instead really very quite rather
pretty simply basically actually definitely certainly slightly bit much little lot somewhat way
even far super totally completely fully almost nearly perfect great lovely beautiful looking looks
look like wanting need wish hope think thinking guys nice if it'd that'd who which what how where
when because since then now again all coloured colouring garment article clothing wear wearing
wears worn apparel clothes outfit go going come comes take takes get having pick choose wanted
want preferably ideally desired target toned tone essentially it'll both each either also overall
mostly mainly up out down about around across through inside am whole entire entirely own kinda
sorta that's there's here's he'd she'd they'd you'd we'd myself yours mine ours us buy order
buying sell
"""

# English that stands near a word of the lexicon in spelling, but is meant as it is.
_NO_TYPING_ERRORS = """
back front side sides bottom middle left right under above behind between near next dog dogs cat
cats bird birds horse car cars tree trees person people face faces hand hands head body eyes hair
arms foot feet line lines wall door window water road street sky sit sits sitting stand standing
stands run lying lies laying walk walking hold holding photo image camera background close closer
view angle shot target original first second two three four five number numbers large great good
best light dark heavy lots many few several been being more most must make makes made look looked
turn turned pose posing posed show shows showing shown place placed facing point points pointing
set sets name know known knows area areas section sections flag flags cover covers covered party
slices slice plan plane planes pack packs pace race named star stars heart hearts world time day
night year old young skull sing reads read says say saying said see seen seem seems hard full
fuller fill filled
"""


@cache
def fillers() -> frozenset[Words]:
    """Return the phrases and words that say nothing."""
    phrases = [words(phrase) for phrase in _PHRASES.split(",")]
    return frozenset([*phrases, *(words(word) for word in _WORDS.split())])


@cache
def no_typing_errors() -> frozenset[str]:
    """Return words that spelling leaves alone."""
    return frozenset(_NO_TYPING_ERRORS.split())
