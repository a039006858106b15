"""Words around a wish that say nothing of the product."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from pointsay.edits.lexicon.lookup import Words
from pointsay.edits.lexicon.people import possessives
from pointsay.edits.lexicon.tokens import words
from pointsay.edits.rules.pointing import pictures

_PHRASES = """
looking for, look for, searching for, search for, find me, show me, give me, do you have,
do you sell, do you guys have, have you got, is there, are there, can i see, can i get,
can you show me, could you show me, can you find, i am looking for, i'm looking for, i would like,
i'd rather have, i'd rather, i would rather, would prefer, something like, anything like,
more like, looks like, look like, looking like, similar to, more of a, more of, it would be nicer,
it would look better, would be nicer, would look better, kind of, sort of, a bit, a little, a lot,
a little bit, a tad, going for, i was thinking of, thinking of, what about, how about, let's,
let us, let me see, i need it for, for me, in mind, at all, if possible, thank you, not sure if,
to me, like this, like these, like that, like it, as this, on it, to it, on them, in it, with it,
of it, not my colour, not my style, would be perfect if, would be nice if, would be better if,
it would be, that would be, that comes, instead of this, instead of that, compared to, than this,
than this one, than the other, than that, than these, than the first, than the original, all over,
ends up, the one with, would look, will look, to match, matching, to go with, same kind of,
much more of a, the other one, i think, i guess, in a size, it comes, is it, does it, do they,
came in, is this available,
are these available, do you, how does it look, i like it, love it, i love it, this one,
these ones, that one, those ones, in terms of, when it comes to, as the, the main,
as the main colour, what i want is, all i want is, it should, it has,
any chance, any chance of, by any chance, right away, along these lines, along those lines,
would look nicer, would look good, looks nicer, looks better, looks good, i'm after, i am after,
we're after,
a touch, a notch, a smidge, a hair, two shades, three shades, a few shades, a couple of shades,
several shades, a pair of, pair of, a pair, in stock, feel free, wrong item, wrong thing,
a gift, a present, a birthday gift, a birthday present, a christmas gift, a christmas present,
if you have it, what if, as long as, so long as,
in your photo, in your picture, do you make, do you stock, do you carry, would you have,
to be clear, to be honest, to be fair, so close, nearly right, nearly there, you know what,
while you're at it, while we're at it, at once, works for me, not quite right, a bit more like,
could just, should just, would just, can just, may just, might just, i suppose, and i'm in,
any others, any others or none, or none at all, none at all, these three, a bit of a puzzle,
a puzzle
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
want preferably ideally desired target toned tone essentially added it'll both each either also
overall mostly mainly up out down about around across through inside am whole entire entirely own
kinda sorta that's there's here's he'd she'd they'd you'd we'd myself yours mine ours us buy order
buying sell already finding precisely shopping carry thinks reckons honestly literally tbh imo hmm
um uh er erm yep yeah yup cheers sibling counterpart equivalent pair bought ordered
whatever whatsoever ever gorgeous good exist exists stock suppose imagine ugh welcome works ideal
honest photo photos you've right combine mix
"""


# Who would be the better for it: "would suit me better", "i would feel nicer".
_SUITING = (
    "suit me", "suits me", "fit me", "fits me", "flatter me", "flatters me", "please me",
    "serve me",
)  # fmt: skip
_COMFY = ("comfier", "cosier", "cozier", "more comfortable", "neater", "tidier")
_BETTER = ("better", "best", "more", "nicer", "neater", "happier", "well")
_HAPPY = ("happier", "happy", "better", "best", "nicer")
_WEATHER = ("warm", "hot", "cold", "chilly", "cool", "freezing")
_IT_IS = ("it is", "it's", "it gets", "it was", "it can get", "i get", "i'm", "i am", "arms get")


def _remarks() -> Iterator[str]:
    """Yield what is said of the shopper or the weather, not of the product."""
    yield from map(" ".join, product(_SUITING, _BETTER))
    yield from map(" ".join, product(("i would be", "i'd be", "be", "feel"), _HAPPY))
    yield from map(
        " ".join, product(("look", "looks", "would look"), ("neater", "tidier", "smarter on me"))
    )
    yield from map(" ".join, product(("would be", "would feel"), _COMFY))
    yield from map(" ".join, product(_IT_IS, _WEATHER))


@cache
def fillers() -> frozenset[Words]:
    """Return the phrases and words that say nothing."""
    phrases = [words(phrase) for phrase in (*_PHRASES.split(","), *_remarks(), *pictures())]
    return frozenset([*phrases, *(words(word) for word in _WORDS.split()), *possessives()])
