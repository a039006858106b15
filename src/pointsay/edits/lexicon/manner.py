"""Styles, audiences, occasions and seasons."""

STYLES = {
    "casual": "laid back, everyday, day to day, informal",
    "smart casual": "",
    "formal": "dressy, official, smart, dressed up",
    "elegant": "classy, chic, sophisticated, graceful, refined, glamorous, fancy",
    "sporty": "athletic, sportive, sports style, athleisure",
    "ethnic": "traditional, indian, oriental",
    "vintage": "retro, old fashioned, antique",
    "classic": "timeless, conservative, preppy",
    "modern": "contemporary, trendy, stylish, fashionable, edgy",
    "minimalist": "simple, minimal, understated, clean, basic",
    "bohemian": "boho, hippie",
    "gothic": "goth, punk, grunge, rock",
    "cute": "girly, adorable, sweet",
    "sexy": "revealing, skimpy, provocative, seductive",
    "modest": "covered, covered up",
    "feminine": "womanly, ladylike",
    "masculine": "manly, boyish",
    "funny": "humorous, funky, quirky, playful",
    "western": "cowboy",
    "nautical": "sailor",
    "military": "army",
    "scandinavian": "nordic, scandi",
    "industrial": "",
    "rustic": "farmhouse, country style",
    "shiny": "shiney, glossy, lustrous, metallic finish",
    "matte": "matt, non shiny",
    "bold": "loud, statement, flashy, vibrant",
    "chunky": "bulky",
    "comfortable": "comfy, cosy, cozy, soft",
    "warm": "insulated",
    "lightweight": "breathable",
    "waterproof": "water resistant, rainproof, showerproof",
    "professional": "businesslike, corporate",
    "luxury": "luxurious, designer, premium",
    "handmade": "hand made, handcrafted",
}

AUDIENCES = {
    "men": "man, men's, mens, man's, male, guys, guy, gents, gent, gentlemen, gents', gent's, "
    "gentleman, husband, my husband, boyfriend, my boyfriend, dad, my dad, father, my father, "
    "brother, my brother, him, males, fella, grandfather, grandpa, uncle, groom, menswear, guy's, "
    "men style, husband's, boyfriend's, dad's, brother's, father's",
    "women": "woman, women's, womens, woman's, female, ladies, lady, ladies', lady's, wife, "
    "my wife, girlfriend, my girlfriend, mum, mom, my mum, my mom, mother, my mother, "
    "sister, my sister, her, females, grandmother, grandma, aunt, bride, womenswear, wife's, "
    "girlfriend's, mum's, mom's, sister's, mother's, gal, gals",
    "boys": "boy, boy's, boys', son, my son, nephew, little boy, lad, lads, grandson, son's",
    "girls": "girl, girl's, girls', daughter, my daughter, niece, little girl, granddaughter, "
    "daughter's",
    "kids": "kid, child, children, kid's, kids', children's, childrens, toddler, toddlers, youth, "
    "teen, teens, teenagers, teenager",
    "babies": "baby, baby's, newborn, infant, infants",
    "unisex": "gender neutral, everyone",
    "dogs": "dog, my dog",
    "cats": "cat, my cat",
}

OCCASIONS = {
    "wedding": "weddings, bridal, wedding guest, a wedding",
    "party": "parties, cocktail, club, clubbing, night out, a night out, party wear, partywear",
    "evening": "gala, prom, black tie, evening wear",
    "office": "work, business, workwear, the office, job interview, an interview, office wear",
    "gym": "workout, training, the gym, yoga, exercise, running, jogging",
    "beach": "pool, vacation, holiday, the beach",
    "everyday wear": "daily wear, daily use, every day, casual wear",
    "travel": "travelling, traveling, a trip",
    "hiking": "outdoor, outdoors, camping, trekking",
    "school": "college, university",
    "church": "",
    "christmas": "xmas",
    "halloween": "",
    "date night": "a date, date",
    "garden": "patio",
    "nursery": "",
}

SEASONS = {
    "summer": "summery, hot weather, summertime, summer wear",
    "winter": "cold weather, wintry, winter wear",
    "autumn": "fall, autumnal",
    "spring": "springtime",
}
