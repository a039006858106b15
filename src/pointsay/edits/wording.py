"""Shop vocabulary into words a shopper says. Data, and the few functions that read it."""

from __future__ import annotations

# Shop article names -> the ways people call one of them. Unlisted names are lower-cased and
# singled.
ARTICLES: dict[str, tuple[str, ...]] = {
    "tshirts": ("t-shirt", "tee", "tshirt"),
    "shirts": ("shirt", "button-up shirt"),
    "tops": ("top", "blouse"),
    "casual shoes": ("casual shoes", "sneakers", "everyday shoes"),
    "sports shoes": ("sports shoes", "trainers", "running shoes"),
    "formal shoes": ("formal shoes", "dress shoes", "leather lace-ups"),
    "heels": ("heels", "high heels", "pumps"),
    "flats": ("flats", "ballet flats", "flat shoes"),
    "flip flops": ("flip flops", "thongs", "slippers"),
    "sandals": ("sandals", "open shoes"),
    "sports sandals": ("sports sandals", "trekking sandals"),
    "watches": ("watch", "wristwatch"),
    "handbags": ("handbag", "ladies' bag", "purse"),
    "backpacks": ("backpack", "rucksack"),
    "laptop bag": ("laptop bag",),
    "duffel bag": ("duffel bag", "gym bag"),
    "messenger bag": ("messenger bag", "shoulder bag"),
    "wallets": ("wallet", "billfold"),
    "clutches": ("clutch", "evening purse"),
    "belts": ("belt",),
    "socks": ("socks", "a pair of socks"),
    "jeans": ("jeans", "denims"),
    "trousers": ("trousers", "pants", "chinos"),
    "track pants": ("track pants", "joggers", "sweatpants"),
    "lounge pants": ("lounge pants", "pyjama bottoms"),
    "shorts": ("shorts",),
    "lounge shorts": ("lounge shorts",),
    "capris": ("capris", "three-quarter pants"),
    "leggings": ("leggings", "tights"),
    "dresses": ("dress", "frock", "gown"),
    "skirts": ("skirt",),
    "jackets": ("jacket", "coat"),
    "sweaters": ("sweater", "jumper", "pullover"),
    "sweatshirts": ("sweatshirt", "hoodie"),
    "kurtas": ("kurta", "long tunic shirt"),
    "kurtis": ("kurti",),
    "kurta sets": ("kurta set",),
    "tunics": ("tunic",),
    "sarees": ("saree", "sari"),
    "dupatta": ("dupatta",),
    "sunglasses": ("sunglasses", "shades"),
    "caps": ("cap", "baseball cap"),
    "ties": ("tie", "necktie"),
    "cufflinks": ("cufflinks",),
    "earrings": ("earrings",),
    "pendant": ("pendant",),
    "necklace and chains": ("necklace", "chain"),
    "bracelet": ("bracelet",),
    "bangle": ("bangle",),
    "jewellery set": ("jewellery set",),
    "stoles": ("stole", "shawl"),
    "scarves": ("scarf",),
    "mufflers": ("muffler", "woollen scarf"),
    "suspenders": ("suspenders", "braces"),
    "night suits": ("night suit", "pyjamas"),
    "nightdress": ("nightdress", "nightie"),
    "perfume and body mist": ("perfume", "body mist"),
    "deodorant": ("deodorant",),
    "mobile pouch": ("mobile pouch", "phone pouch"),
    "accessory gift set": ("gift set",),
}

# What a shop's type corresponds to in another world's words, so that both count as one type.
SAME_TYPE: dict[str, str] = {
    "tshirts": "t-shirt",
    "shirts": "shirt",
    "tops": "top",
    "dresses": "dress",
    "skirts": "skirt",
    "trousers": "trousers",
    "jackets": "jacket",
}

COLOURS: dict[str, tuple[str, ...]] = {
    "navy blue": ("navy", "navy blue", "dark blue"),
    "grey": ("grey", "gray"),
    "grey melange": ("grey melange", "heather grey"),
    "maroon": ("maroon", "dark red"),
    "off white": ("off white", "ivory"),
    "multi": ("multicoloured", "colourful"),
    "turquoise blue": ("turquoise",),
    "coffee brown": ("coffee brown", "dark brown"),
    "purple": ("purple", "violet"),
    "charcoal": ("charcoal", "dark grey"),
    "burgundy": ("burgundy", "wine red"),
    "lavender": ("lavender", "light purple"),
    "magenta": ("magenta", "fuchsia"),
    "tan": ("tan", "light brown"),
    "teal": ("teal", "blue-green"),
}
SAME_COLOUR: dict[str, str] = {"navy blue": "navy", "turquoise blue": "turquoise", "gray": "grey"}

AUDIENCES: dict[str, tuple[str, ...]] = {
    "men": ("men", "him", "guys", "gentlemen", "a man"),
    "women": ("women", "her", "ladies", "a lady", "a woman"),
    "boys": ("boys", "a boy", "kids"),
    "girls": ("girls", "a girl", "kids"),
    "unisex": ("anyone", "men and women", "unisex wear"),
}

# How a whole description may be framed. {x} is the description.
FRAMES: tuple[str, ...] = (
    "{x}",
    "{x}",
    "{x}",
    "a photo of {x}",
    "a photo of {x}",
    "{x}, product photo",
    "a picture of {x}",
    "looking for {x}",
    "this should be {x}",
    "shop {x}",
    "I'd like {x}",
    "{x} please",
    "similar, only {x}",
    "I was hoping to find {x}",
    "show {x}",
    "what I need is {x}",
    "got anything like this, {x}",
    "{x}, if you stock it",
    "turn it into {x}",
)
# How one quality may be wished for. {x} is the quality.
WISHES: tuple[str, ...] = (
    "{x}",
    "{x}",
    "in {x}",
    "something {x}",
    "anything {x}",
    "rather {x}",
    "could it be {x}",
    "switch it to {x}",
    "prefer {x}",
    "a {x} one",
    "like this one, only {x}",
    "but {x}",
    "with {x} this time",
    "exactly this, {x}",
    "would love it {x}",
    "is there a {x} edition",
    "{x} instead",
    "go for {x}",
    "{x} is what I want",
    "let it be {x}",
    "any chance of {x}?",
    "recolour or rework it: {x}",
    "this model, {x}",
    "keep everything, just {x}",
)
# The same for kinds that want words of their own. {x} is the sentence, {bare} the name alone.
KIND_WISHES: dict[str, tuple[str, ...]] = {
    "type": (
        "{x}",
        "{x}",
        "a photo of {x}",
        "a photo of {x}",
        "I'd rather have {x}",
        "{x} in that shade",
        "matching {bare}",
        "keep the colour, make {bare} of it",
        "{bare} like this",
        "find me {x} that goes with it",
        "{bare} with the same look",
        "not this, {x}",
        "{bare} instead",
    ),
    "audience": (
        "{x}",
        "for {bare}",
        "made for {bare}",
        "cut for {bare}",
        "{bare} model",
        "{bare} should be able to wear it",
        "a {bare} style",
        "this, but {bare}",
        "from the {bare} department",
        "something like it for {bare}",
    ),
}
# How the unwanted may be said beside the wanted. {x} is what is wanted, {y} what is not.
CONTRASTS: tuple[str, ...] = (
    "{x} rather than {y}",
    "{x} instead of {y}",
    "{x}, not {y}",
    "instead of {y}, {x}",
    "{x} and no longer {y}",
    "not {y} but {x}",
    "{x} in place of {y}",
    "{x} (this one is {y})",
)


def article_names(article: str) -> tuple[str, ...]:
    """Return the ways to name one article of a shop type ("Tshirts" -> "t-shirt", "tee")."""
    name = article.strip().lower()
    if name in ARTICLES:
        return ARTICLES[name]
    return (name[:-1] if name.endswith("s") and not name.endswith("ss") else name,)


def colour_names(colour: str) -> tuple[str, ...]:
    """Return the ways to name a shop colour."""
    name = colour.strip().lower()
    return COLOURS.get(name, (name,))


def same_type(article: str) -> str:
    """Return the one name under which equal types of different worlds meet."""
    name = article.strip().lower()
    return SAME_TYPE.get(name, name)


def same_colour(colour: str) -> str:
    """Return the one name under which equal colours of different worlds meet."""
    name = colour.strip().lower()
    return SAME_COLOUR.get(name, name)


def with_article(noun: str) -> str:
    """Prefix "a" or "an", or nothing before a plural."""
    head = noun.split()[-1]
    if head.endswith("s") and not head.endswith("ss"):
        return noun
    return f"an {noun}" if noun[0] in "aeio" and not noun.startswith("one") else f"a {noun}"
