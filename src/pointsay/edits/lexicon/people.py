"""Whom products are for, and the people that shoppers speak of."""

from __future__ import annotations

from collections.abc import Iterator

from pointsay.edits.lexicon.tokens import words

AUDIENCES = {
    "men": "man, men's, mens, man's, male, guys, guy, gents, gent, gentlemen, gents', gent's, "
    "gentleman, him, males, fella, groom, menswear, guy's, men style, bloke, blokes, "
    "chap, chaps, dude, dudes",
    "women": "woman, women's, womens, woman's, female, ladies, lady, ladies', lady's, her, "
    "females, bride, womenswear, gal, gals",
    "boys": "boy, boy's, boys', little boy, lad, lads",
    "girls": "girl, girl's, girls', little girl",
    "kids": "kid, child, children, kid's, kids', children's, childrens, toddler, toddlers, youth, "
    "teen, teens, teenagers, teenager",
    "babies": "baby, baby's, newborn, infant, infants",
    "unisex": "gender neutral, everyone",
    "dogs": "dog, my dog",
    "cats": "cat, my cat",
}

# Relatives, by the audience that they are.
KIN = {
    "men": "husband, boyfriend, dad, father, brother, grandfather, grandpa, grandad, uncle, "
    "hubby, fiance, daddy, stepdad, father in law, brother in law",
    "women": "wife, girlfriend, mum, mom, mother, sister, grandmother, grandma, nan, granny, aunt, "
    "auntie, fiancee, mummy, mommy, stepmum, stepmom, missus, mrs, mother in law, sister in law",
    "boys": "son, nephew, grandson, stepson",
    "girls": "daughter, niece, granddaughter, stepdaughter",
}

# People of whom nobody knows what they wear.
ANYBODY = (
    "friend, friends, best friend, friend of mine, flatmate, flatmates, roommate, roommates, "
    "housemate, boss, colleague, coworker, partner, cousin, neighbour, neighbor, teacher, client, "
    "customer, somebody, anybody"
)

_WHOSE = ("my", "our", "his", "her", "their")
_LIKE_THIS = ((), ("little",), ("younger",), ("older",), ("elder",), ("big",), ("twin",))


def relatives() -> Iterator[tuple[tuple[str, ...], str]]:
    """Return every form of a relative with its audience: ("my", "older", "brother")."""
    for audience, names in KIN.items():
        for name in names.split(","):
            form = words(name)
            yield form, audience
            yield (*form[:-1], f"{form[-1]}'s"), audience
            for whose in _WHOSE:
                for adjective in _LIKE_THIS:
                    yield (whose, *adjective, *form), audience


def possessives() -> Iterator[tuple[str, ...]]:
    """Return how a relative owns something: "my sister's" dress is no wish."""
    for names in KIN.values():
        for name in names.split(","):
            form = words(name)
            for whose in _WHOSE:
                yield (whose, *form[:-1], f"{form[-1]}'s")
