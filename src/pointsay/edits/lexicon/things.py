"""Product types that are not worn on the body or only beside clothes: accessories, home, food."""

ACCESSORIES = {
    "bag": "",
    "handbag": "purse, hand bag, shoulder bag, satchel, ladies bag",
    "tote bag": "tote, shopper, shopping bag",
    "backpack": "rucksack, back pack, school bag",
    "clutch": "clutch bag, evening bag, clutches",
    "crossbody bag": "cross body bag, crossbody, sling bag",
    "messenger bag": "",
    "laptop bag": "briefcase, laptop case",
    "duffel bag": "duffle bag, gym bag, sports bag, holdall",
    "travel bag": "suitcase, trolley bag, luggage, weekend bag",
    "waist bag": "fanny pack, bum bag, belt bag, waist pouch",
    "wallet": "card holder, billfold, cardholder",
    "watch": "wristwatch, wrist watch, timepiece, watches",
    "smartwatch": "smart watch",
    "sunglasses": "shades, sunnies, sun glasses",
    "glasses": "eyeglasses, spectacles",
    "hat": "fedora, sun hat",
    "cap": "baseball cap",
    "beanie": "woolly hat, knit hat",
    "scarf": "scarves, muffler, stole, shawl, mufflers",
    "gloves": "glove, mittens",
    "necktie": "neck tie",
    "bow tie": "bowtie",
    "belts": "",
    "suspenders": "braces",
    "cufflinks": "cuff links",
    "umbrella": "parasol",
    "headband": "hair band, hairband",
    "necklace": "",
    "pendant": "",
    "choker": "",
    "bracelet": "",
    "bangle": "",
    "ring": "",
    "earrings": "earring, ear rings, hoops, hoop earrings",
    "brooch": "",
    "anklet": "",
    "phone case": "mobile pouch, phone cover",
    "water bottle": "flask",
    "perfume": "fragrance, eau de toilette",
    "lipstick": "",
    "nail polish": "nail varnish",
}

HOME = {
    "sofa": "couch, settee, loveseat, sectional",
    "sofa bed": "sleeper sofa, futon",
    "armchair": "arm chair, lounge chair, recliner",
    "chair": "dining chair",
    "office chair": "desk chair, swivel chair",
    "stool": "bar stool, footstool",
    "bench": "",
    "ottoman": "pouf, pouffe",
    "table": "",
    "coffee table": "",
    "dining table": "kitchen table",
    "side table": "bedside table, nightstand, end table",
    "desk": "writing desk, computer desk",
    "bed": "bed frame, bedframe",
    "headboard": "",
    "mattress": "",
    "wardrobe": "closet, armoire",
    "chest of drawers": "dresser, commode",
    "cabinet": "cupboard, sideboard, credenza",
    "bookcase": "bookshelf, shelving unit, bookshelves",
    "shelf": "wall shelf, shelves",
    "lamp": "table lamp, light",
    "floor lamp": "standing lamp",
    "pendant lamp": "ceiling lamp, chandelier, pendant light, hanging lamp",
    "rug": "carpet",
    "curtains": "drapes, curtain, blinds",
    "cushion": "throw pillow, scatter cushion",
    "pillow": "",
    "blanket": "throw, quilt",
    "duvet cover": "bedding, bed sheets, bed linen, bedspread",
    "towel": "bath towel",
    "mirror": "",
    "vase": "",
    "plant pot": "planter, flower pot",
    "clock": "wall clock",
    "picture frame": "photo frame",
    "candle": "",
    "mug": "cup, coffee mug",
    "plate": "dinner plate",
    "bowl": "",
    "pan": "frying pan, saucepan",
    "kettle": "",
    "basket": "storage basket",
}

# Where the singular is a colour or a flavour first, the plural is the canonical name.
FRUIT = (
    "apple, pear, oranges, lemon, limes, grapefruit, red grapefruit, golden grapefruit, "
    "pink grapefruit, melon, honeydew melon, watermelon, cantaloupe, banana, pineapple, mango, "
    "papaya, kiwi, plums, peaches, nectarine, avocado, strawberry, blueberry, raspberry, vanilla, "
    "citrus, pomegranate, passion fruit, satsuma, fruit"
)
VEGETABLES = (
    "tomato, beef tomato, vine tomato, bell pepper, cucumber, zucchini, carrot, beet, garlic, "
    "onion, leek, cabbage, potato, sweet potato, aubergines, asparagus, ginger, mushrooms, "
    "vegetable"
)
GROCERIES = (
    "juice, orange juice, apple juice, milk, oat milk, soy milk, yoghurt, soy yoghurt, sour cream, "
    "sour milk, oatghurt, cream cheese, cheese, bread, coffee beans, tea, butter"
)
_FOOD_SYNONYMS = {
    "honeydew melon": "honeydew",
    "mango": "mangoes",
    "citrus": "citrus fruit",
    "satsuma": "mandarin",
    "tomato": "tomatoes",
    "beef tomato": "big beef tomatoes, beef tomatoes",
    "vine tomato": "tomatoes on the vine, vine tomatoes, tomatoes on vine",
    "bell pepper": "pepper",
    "zucchini": "courgette",
    "beet": "beetroot",
    "potato": "potatoes",
    "sweet potato": "sweet potatoes",
    "milk": "dairy milk",
    "oat milk": "oat drink",
    "soy milk": "soya milk, soy drink",
    "yoghurt": "yogurt, yoghourt",
    "soy yoghurt": "soyghurt",
    "vegetable": "veg",
}
FOOD = {
    name: _FOOD_SYNONYMS.get(name, "")
    for table in (FRUIT, VEGETABLES, GROCERIES)
    for name in table.split(", ")
}

# Qualities of food, which no other kind holds.
FOOD_QUALITIES = {
    "organic": "ecological, bio",
    "lactose free": "lactosefree, without lactose",
    "plant based": "vegan",
    "gluten free": "",
    "sugar free": "unsweetened, no added sugar",
    "low fat": "skimmed, light milk",
    "unflavoured": "natural unflavoured, natural",
    "mild": "",
    "ripe": "",
    "fresh": "",
    "frozen": "",
}

# Shapes of things and bags.
SHAPES = {
    "round": "circular",
    "square": "squared",
    "rectangular": "oblong",
    "oval": "",
    "heart shaped": "heart shape",
    "star shaped": "star shape",
}

# Adjectives that mostly belong to a part: "thin stripes", "a small logo".
PROPORTIONS = {
    "thick": "",
    "thin": "",
    "wide": "",
    "narrow": "",
    "vertical": "",
    "horizontal": "",
    "diagonal": "",
    "visible": "",
    "tall": "",
    "low": "",
    "high": "",
}
SIZES = {
    "small": "little, tiny, mini sized",
    "large": "big, huge, giant",
    "medium": "medium sized",
}
