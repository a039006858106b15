"""English: six ways to say each kind of wish; the words for values are apart.

The six are, in order: an order, a search box's tags, a question to a clerk, a comparison with the
photo, a chatty remark, and thinking aloud. None uses a frame of the training captions; a test
compares them.
"""

from __future__ import annotations

from collections.abc import Mapping

from pointsay.atelier.benchmark import english_words as names
from pointsay.atelier.benchmark.phrasing import Language, Six
from pointsay.atelier.benchmark.scales import hue
from pointsay.atelier.benchmark.seeing import print_of
from pointsay.atelier.benchmark.wishes import Said
from pointsay.atelier.garment import Garment
from pointsay.atelier.wording import article_name, with_article

FORMS: Mapping[str, Six] = {
    "change colour": (
        "Change the colour to {value} and leave everything else as it is.",
        "same {item} in {value}",
        "Do you have {this} {item} in {value}?",
        "Just like in the picture, except that the {item} should be {value}.",
        "Love {this} {item}, wish {they} came in {value}!",
        "So basically the {item} from the photo, just {value} all over.",
    ),
    "change ground": (
        "Make the background {value} and leave the {print} untouched.",
        "same {item} and {print}, base colour {value}",
        "Do you also sell {this} {item} with the same {print} on {value}?",
        "As pictured, except that the ground behind the {print} is {value}.",
        "Nice {item}, I just want {value} under the {print}!",
        "Well, the {print} can stay, I was only thinking of {value} for the main colour.",
    ),
    "change accent": (
        "Recolour the {print} to {value} and touch nothing more.",
        "same {item}, {print} in {value}",
        "Can I get {this} {item} with the {print} in {value}?",
        "Exactly as shown except for the {print}, which should be {value}.",
        "Great {item}, now give me {value} for the {print}!",
        "You know what, keep the {item} and simply do the {print} in {value}.",
    ),
    "change pattern": (
        "Give {it} {value} and keep the cut and the base colour.",
        "same {item} with {value}",
        "Do you carry {this} {item} with {value}?",
        "As in the picture, except with {value} on the fabric.",
        "Nice shape, now put {value} on {it}!",
        "Hmm, I think {value} would make {this} {item} perfect.",
    ),
    "remove pattern": (
        "Take the {print} off and leave {it} plain.",
        "same {item}, plain, no {print}",
        "Do you have {this} {item} in one plain colour, without the {print}?",
        "Identical to the photo except plain, with no {print}.",
        "Love the {item}, could do without the {print} though.",
        "Honestly, the same {base} {item} with no {print} at all would do.",
    ),
    "change sleeve": (
        "Give {this} {item} {value} and leave the rest alone.",
        "same {item} with {value}",
        "Does {this} {item} also exist with {value}?",
        "Same as the photo apart from the arms, which get {value}.",
        "Cute {item}, but I need {value} on mine!",
        "Let's see, what I have in mind is this very {item} with {value}.",
    ),
    "change sleeveless": (
        "Remove the sleeves from {this} {item}, nothing more.",
        "same {item} sleeveless",
        "Do you make {this} {item} without sleeves?",
        "Same as the photo apart from the arms, which are bare.",
        "Love it, just lose the sleeves!",
        "Well, it is warm here, so a sleeveless version of {this} {item} it is.",
    ),
    "change neckline": (
        "Change the neckline to {value}.",
        "same {item} with {value}",
        "Is there a version of {this} {item} with {value}?",
        "Everything like the picture except for the neckline, make that {value}.",
        "Looks good, though I'd want {value} up top.",
        "To be honest I would wear {this} {item} more if it had {value}.",
    ),
    "change length": (
        "Keep the style and make {it} {value}.",
        "{value} version of the same {item}",
        "Can I have {this} {item} in a {value} version?",
        "As pictured in everything except the hemline, which should be {value}.",
        "Nice {item}, wrong length for me, needs to be {value}.",
        "So I was thinking, the same design would suit me better if it were {value}.",
    ),
    "change silhouette": (
        "Use {value} for {this} {item}.",
        "same {item} with {value}",
        "Would you have {this} {item} with {value}?",
        "Like the photo in fabric and details, with {value}.",
        "Wrong shape for me, do {it} with {value} and I'm in!",
        "Thinking about it, {value} would flatter me more, the rest can stay.",
    ),
    "change material": (
        "Make {it} out of {value} with the same design.",
        "same {item}, fabric: {value}",
        "Do you stock {this} {item} in {value}?",
        "Same design as in the picture, only sewn from {value}.",
        "Good look, wrong fabric, I want {value}.",
        "Well, what about {value} for {this} {item}, without changing the style?",
    ),
    "change category": (
        "Take this cloth and make {value} of it.",
        "{bare} in the same fabric and colour",
        "Do you sell {value} in this same material and colour?",
        "{value} cut from the very cloth in the photo.",
        "Love this fabric, now I want {value} in it!",
        "Oh, and while we're at it, {value} to match this, same cloth, same colour.",
    ),
    "add detail": (
        "Add {value} and leave the rest.",
        "same {item} plus {value}",
        "Could you find {this} {item} with {value} on {it}?",
        "Exactly what the photo shows, and {value} as well.",
        "Almost! All that's missing is {value}.",
        "Okay, I'd take {this} {item} if {they} also had {value}.",
    ),
    "remove detail": (
        "Leave out the {bare} and change nothing else.",
        "same {item}, no {bare}",
        "Do you have {this} {item} without {value}?",
        "As in the photo, with the {bare} left off.",
        "Nice {item}, but the {bare} must go!",
        "Actually I would be happier with {this} {item} if {they} had no {bare}.",
    ),
    "exclude pattern": (
        "Keep the {item} but drop the {print}, any other pattern or plain will do.",
        "same {item}, anything but {print}",
        "Do you have {this} {item} in any pattern other than {print}, or plain?",
        "Like the picture, except that I don't want {print}; plain or another pattern is fine.",
        "Ugh, {print}. Same {item} in anything but that!",
        "Whatever pattern {this} {item} may have, or none at all, it just can't be {print}.",
    ),
    "exclude material": (
        "Keep the design but use any fabric other than {value}.",
        "same {item}, anything but {value}",
        "Do you have {this} {item} in a fabric that isn't {value}?",
        "Looks like the photo, made of whatever you like except {value}.",
        "No {value} for me, the rest of the {item} is great!",
        "I can't stand {value}, so any other fabric for {this} {item} is welcome.",
    ),
    "exclude colour": (
        "Keep the style, use any colour except {value}.",
        "same {item}, any colour but {value}",
        "What colours do you have {this} {item} in, other than {value}?",
        "The {item} in the photo in whatever colour you have, except {value}.",
        "Bored of {value}, give me {this} {item} in some other colour!",
        "To be clear, the style is right, it's just that I don't wear {value}.",
    ),
    "exclude sleeve": (
        "Keep the {item} but do away with the {bare}, any others or none are fine.",
        "same {item}, anything but {bare}",
        "Do you have versions of {this} {item} that don't come with {bare}?",
        "Just as pictured except for the arms: anything but {bare}.",
        "The {bare} look silly on me, give me {this} {item} with whatever else you've got!",
        "I'm easy about the arms of {this} {item}, only {bare} are out.",
    ),
    "exclude neckline": (
        "Keep the {item} but choose any neckline other than {value}.",
        "same {item}, anything but {value}",
        "Do you have {this} {item} with a neckline that isn't {value}?",
        "As pictured apart from the neckline, which can be whatever except {value}.",
        "{value} isn't my thing, any other neck on {this} {item} works!",
        "Let me put it this way: whatever the neckline of {this} {item}, it can't be {value}.",
    ),
    "more length": (
        "Make {it} longer.",
        "same {item} but longer",
        "Do you have {this} {item} in a longer cut?",
        "Longer than what the picture shows, otherwise identical.",
        "Too short for me, I need more length on {this} {item}!",
        "Well, nearly right, the hem could just reach further down.",
    ),
    "less length": (
        "Make {it} shorter.",
        "same {item} but shorter",
        "Do you have {this} {item} in a shorter cut?",
        "Shorter than what the picture shows, otherwise identical.",
        "Too long for me, take some length off {this} {item}!",
        "Well, nearly right, the hem could just end higher up.",
    ),
    "more sleeve": (
        "Make the sleeves longer.",
        "same {item}, longer sleeves",
        "Do you have {this} {item} with longer sleeves?",
        "Like the photo, only the sleeves should reach further down the arm.",
        "My arms get cold, I need more sleeve on {this} {item}!",
        "Okay so the {item} is fine, I would just feel better with longer sleeves.",
    ),
    "less sleeve": (
        "Make the sleeves shorter.",
        "same {item}, shorter sleeves",
        "Do you have {this} {item} with shorter sleeves?",
        "Like the photo, only the sleeves should end higher up the arm.",
        "Too much sleeve for summer, shorten them on {this} {item}!",
        "Okay so the {item} is fine, I would just feel better with shorter sleeves.",
    ),
    "more silhouette": (
        "Make the fit looser.",
        "same {item}, looser fit",
        "Do you have {this} {item} in a roomier cut?",
        "Wider than in the photo, otherwise identical.",
        "Way too tight for me, I want {it} baggier!",
        "I suppose the same {item} with a bit more room in {it} would be comfier.",
    ),
    "less silhouette": (
        "Make the fit slimmer.",
        "same {item}, slimmer fit",
        "Do you have {this} {item} in a closer cut?",
        "Narrower than in the photo, otherwise identical.",
        "Way too baggy for me, I want {it} tighter!",
        "I suppose the same {item} sitting closer to the body would look neater.",
    ),
    "more colour": (
        "Make the {hue} darker.",
        "same {item}, darker {hue}",
        "Do you have {this} {item} in a deeper shade of {hue}?",
        "Darker {hue} than in the photo, otherwise the same.",
        "This {hue} is too light for me, go darker!",
        "Hmm, nice, and now imagine the same {item} in a darker tone of {hue}.",
    ),
    "less colour": (
        "Make the {hue} lighter.",
        "same {item}, lighter {hue}",
        "Do you have {this} {item} in a paler shade of {hue}?",
        "Lighter {hue} than in the photo, otherwise the same.",
        "This {hue} is too dark for me, go lighter!",
        "Hmm, nice, and now imagine the same {item} in a lighter tone of {hue}.",
    ),
    "two": (
        "Find {this} {item} {a} and {b}.",
        "same {item} {a_tag}, {b_tag}",
        "Do you have {this} {item} {a} and {b}?",
        "Like the photo, but {a} and {b}.",
        "So close! I want {it} {a} and also {b}.",
        "Let me think, {this} {item} {a}, and while you're at it {b}, would be ideal.",
    ),
    "borrow": (
        "Put the {a} of the second picture on the {item} in the first.",
        "first {item}, {a} from the second",
        "Can you find the first {item} with the {a} of the second?",
        "Looks like the first photo except for the {a}, taken from the second photo.",
        "I love the first {item} and the {a} in the second, give me both at once!",
        "So picture one is what I want, really, only the {a} should come from picture two.",
    ),
    "borrow two": (
        "Put the {a} of the second picture and the {b} of the third on the first {item}.",
        "first {item}, {a} from the second, {b} from the third",
        "Can you find the first {item} with the {a} of the second and the {b} of the third?",
        "Looks like the first photo, with the {a} of the second and the {b} of the third.",
        "First {item} for me, with the {a} off number two and the {b} off number three!",
        "So picture one it is, only the {a} should come from picture two and the {b} from three.",
    ),
    "take": (
        "Combine the {a} of the first, the {b} of the second and the {c} of the third.",
        "{a} from photo 1, {b} from photo 2, {c} from photo 3",
        "Do you have any plain {item} with the {a} of the first, the {b} of the second and the "
        "{c} of the third picture?",
        "The {a} like in this one, the {b} like in that one, the {c} as in the last.",
        "Mix these three for me: the {a} here, the {b} there and that last {c}!",
        "Right, a bit of a puzzle: first photo for the {a}, second for the {b}, third for the {c}.",
    ),
}


def _item(garment: Garment) -> str:
    if garment.category == "t-shirt" and article_name(garment) not in ("t-shirt", "polo shirt"):
        return "top"
    if garment.category == "trousers" and garment.length in ("short", "knee"):
        return "shorts"
    if garment.category == "jacket" and garment.length == "long":
        return "coat"
    return names.ITEMS.get(garment.category, garment.category)


def _category(name: str) -> str:
    return name if name == "trousers" else with_article(names.ITEMS.get(name, name))


def _detail(name: str, garment: Garment) -> str:
    if name == "buttons" and garment.category == "t-shirt":
        return "buttons at the neck"
    if name == "pockets" and garment.category == "trousers":
        return "cargo pockets"  # the slanted ones are seams, which all have
    if name == "collar" and garment.category == "jacket" and garment.neckline == "v-neck":
        return "lapels"
    return names.DETAILS.get(name, f"a {name}")


def _shape(name: str, garment: Garment) -> str:
    if name == "flared" and garment.category == "trousers":
        return "flared legs"
    return names.SHAPES.get(name, f"a {name} cut")


def _print(name: str) -> str:
    noun = names.PRINTS.get(name, "")
    return f"a {noun}" if noun.endswith("print") else noun


def _value(said: Said, garment: Garment) -> str:
    name = said.value
    if said.attribute == "detail":
        return _detail(name, garment)
    if said.attribute == "silhouette":
        return _shape(name, garment)
    table = {
        "category": _category(name),
        "length": names.LENGTHS.get(name),
        "material": names.CLOTHS.get(name),
        "neckline": names.NECKLINES.get(name),
        "pattern": _print(name),
        "sleeve": names.SLEEVES.get(name),
    }
    return table.get(said.attribute) or name


def _part(said: Said, garment: Garment) -> tuple[str, str]:
    """Return one of two changes as it follows the garment's name; tags say it alike."""
    part = _follow(said, garment)
    return part, part


def _follow(said: Said, garment: Garment) -> str:
    value = _value(said, garment)
    if said.verb == "remove":
        noun = names.PRINTS[said.value] if said.attribute == "pattern" else _bare(value)
        return f"without the {noun}"
    if said.value == "sleeveless":
        return "without sleeves"
    return {
        "accent": f"with the {names.PRINTS.get(print_of(garment), '')} in {value}",
        "colour": f"in {value}",
        "ground": f"with {value} as the base colour",
        "length": f"in a {value} version",
        "material": f"in {value}",
    }.get(said.attribute, f"with {value}")


def _bare(phrase: str) -> str:
    bare = phrase.removeprefix("a ").removeprefix("an ")
    return "buttons" if bare.startswith("buttons") else bare.removeprefix("front ")


def _slots(said: tuple[Said, ...], garment: Garment) -> dict[str, str]:
    many = _item(garment) in ("trousers", "shorts")
    value = _value(said[0], garment)
    return {
        "item": _item(garment),
        "this": "these" if many else "this",
        "it": "them" if many else "it",
        "they": "they" if many else "it",
        "value": value,
        "bare": _bare(value),
        "print": names.PRINTS.get(print_of(garment), ""),
        "base": garment.colour,
        "hue": hue(garment.colour) or "",
    }


ENGLISH = Language("en", FORMS, names.ROLES, _slots, _part)
