"""Patterns and materials."""

# As an adjective: "striped". Canonical name to synonyms.
PATTERNS = {
    "plain": "solid, solid colour, solid coloured, plain colour, plain coloured, unpatterned, "
    "single colour, one colour, patternless, solid plain, plain solid, plain solid colour, "
    "unprinted, simple solid, all one colour, plain pattern, solid pattern",
    "striped": "stripy, stripey, breton",
    "pinstriped": "pin striped",
    "checked": "checkered, chequered, plaid, tartan, gingham, checkerboard, buffalo check",
    "houndstooth": "dogtooth, houndstooth pattern",
    "floral": "flowery, flowered, botanical, floral print, floral pattern, floral design, "
    "flower print, flower pattern, floral patterned, floral printed, flower printed",
    "polka dot": "dotted, spotted, dotty, polka dotted, spotty",
    "animal print": "leopard print, leopard, zebra print, zebra, snake print, snakeskin, "
    "cheetah print, tiger print",
    "camouflage": "camo, camo print, camouflage print",
    "tie-dye": "tie dyed, dip dye, dip dyed",
    "ombre": "gradient",
    "paisley": "paisley print",
    "geometric": "geometric print, geometric pattern, abstract, abstract print",
    "tropical print": "tropical, hawaiian, palm print",
    "printed": "patterned, all over print, print, with print",
    "graphic print": "graphic, picture print, screen print, cartoon print, slogan print",
    "colour block": "colour blocked, colorblock, colourblock, two tone, two toned, bicolour",
    "embroidered": "",
    "argyle": "",
    "aztec": "tribal, tribal print, aztec print",
    "ribbed": "",
    "quilted": "",
    "distressed": "ripped, torn, destroyed",
    "faded": "washed, stonewashed, acid wash",
    "marble": "marbled",
}

# As a noun, which takes colours of its own: "white stripes".
# Canonical adjective to (canonical noun, the noun's forms).
PATTERN_NOUNS = {
    "striped": ("stripes", "stripe, stripes, striping"),
    "pinstriped": ("pinstripes", "pinstripe, pinstripes, pin stripes, pin stripe"),
    "checked": ("check", "check, checks, check pattern, checked pattern, plaid pattern"),
    "floral": ("flowers", "flower, flowers, roses, blossoms, daisies"),
    "polka dot": ("polka dots", "polka dots, dots, spots, polkadots, polkadot, dot"),
    "embroidered": ("embroidery", "embroidery, embroideries"),
    "graphic print": (
        "print",
        "graphics, picture, pictures, image, cartoon, decal, images",
    ),
    "printed": ("print", "prints, patterns"),
}

MATERIALS = {
    "cotton": "cottony, pure cotton, 100% cotton",
    "linen": "",
    "denim": "",
    "leather": "genuine leather, real leather, leathery",
    "faux leather": "vegan leather, pleather, pu leather, fake leather, imitation leather",
    "patent leather": "patent",
    "suede": "suedette, nubuck",
    "silk": "silky, silken",
    "satin": "satiny, satin finish",
    "wool": "woollen, woolen, woolly, merino, merino wool, tweed wool",
    "cashmere": "",
    "tweed": "",
    "knit": "knitted, knitwear, cable knit, crochet, crocheted, chunky knit",
    "fleece": "fleecy, sherpa",
    "velvet": "velvety, velour",
    "corduroy": "cord, cords",
    "lace": "lacy, lacey, lace fabric",
    "mesh": "net, fishnet",
    "chiffon": "",
    "sheer": "see through, transparent, translucent",
    "polyester": "nylon, synthetic",
    "jersey": "",
    "canvas": "",
    "fur": "furry, fur lined, faux fur, fluffy, fuzzy",
    "rubber": "",
    "sequin": "sequined, sequinned, sequins, sequin covered",
    "glitter": "glittery, sparkly, sparkling, glittering, sparkle, sparkles",
    "straw": "wicker, rattan, woven, bamboo",
    "wooden": "wood, oak, walnut, pine wood, teak",
    "metal": "steel, stainless steel, iron, brass",
    "glass": "",
    "ceramic": "porcelain, stoneware",
    "plastic": "acrylic",
    "marble stone": "",
    "sterling silver": "925 silver",
    "pearl": "pearls",
    "diamond": "diamonds",
    "stretch": "stretchy, elastic, spandex, lycra",
}
