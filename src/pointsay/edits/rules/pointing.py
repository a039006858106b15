"""How shoppers name one of the pictures they point at: "the second picture", "number two"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "last")
_NUMBERS = ("one", "two", "three", "four", "five", "1", "2", "3", "4", "5")
_PICTURES = ("picture", "photo", "pic", "image", "one", "reference")
# What stands between a noun and the picture it is of: "the collar of the second".
_OF = (
    "of", "in", "from", "off", "like", "like in", "as in", "as on", "taken from", "is taken from",
    "borrowed from", "should be from", "should come from", "comes from", "come from",
    "is from", "are from", "should be like",
)  # fmt: skip


def pictures() -> tuple[str, ...]:
    """Return what one picture is called."""
    counted = [f"{noun} {number}" for noun, number in product(_PICTURES, _NUMBERS)]
    numbered = [f"number {number}" for number in _NUMBERS]
    named = [f"{order} {noun}" for order, noun in product(_ORDINALS, _PICTURES)]
    single = [noun for noun in _PICTURES if noun not in ("one", "image")]
    ordered = [*named, *(f"the {name}" for name in named), *(f"the {one}" for one in _ORDINALS)]
    pointed = [f"{the} {noun}" for the, noun in product(("the", "this", "that"), single)]
    return (*counted, *numbered, *ordered, *pointed)


def of_pictures() -> str:
    """Return the words behind what is a picture's own: "... of the second", "... from photo 1"."""
    here = ("this one", "that one")  # "of this one" is said of the thing, not of a picture
    likened = [f"{like} {one}" for like, one in product(("like in", "like on", "as in"), here)]
    spoken = [f"{of} {picture}" for of, picture in product(_OF, pictures())]
    counted = [f"from {number}" for number in _NUMBERS if number.isalpha() and number != "one"]
    return ", ".join([*spoken, *likened, *counted])


def is_of_picture(said: Sequence[str]) -> bool:
    """Say whether words end in the number of a picture: "of the second", "in the first"."""
    return said[-1:] != () and said[-1] in _ORDINALS


def pictures_for() -> str:
    """Return the words before what a picture is pointed at for: "first photo for the ..."."""
    names = [*pictures(), *_ORDINALS]
    return ", ".join(f"{name} {tail}" for name, tail in product(names, ("for", "for the")))


def pointers() -> str:
    """Return the words before the thing in a picture: "the first shirt", "that last dress"."""
    orders = (*_ORDINALS, *(f"{the} {one}" for the in ("the", "that", "this") for one in _ORDINALS))
    return ", ".join(orders)
