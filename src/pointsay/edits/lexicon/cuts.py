"""Sleeves, necklines, lengths and fits: how a garment is cut."""

SLEEVES = {
    "long sleeves": "long sleeve, long sleeved, longsleeve, longsleeves, full sleeves, "
    "full sleeve, full sleeved, full length sleeves, long arms, long lace sleeves",
    "short sleeves": "short sleeve, short sleeved, shortsleeve, half sleeves, half sleeve, "
    "half sleeved, half sleeved",
    "three-quarter sleeves": "3/4 sleeved, three quarter sleeve, 3/4 sleeves, 3/4 sleeve, "
    "3/4 length sleeves, "
    "elbow sleeves, elbow length sleeves, quarter sleeves, quarter length sleeves, "
    "three quarter length sleeves, mid length sleeves, medium sleeves, half length sleeves",
    "cap sleeves": "cap sleeve, capped sleeves, cap sleeved",
    "puff sleeves": "puff sleeve, puffed sleeves, puffy sleeves, balloon sleeves, puffy sleeve, "
    "short puffed sleeves, puff sleeved",
    "bell sleeves": "bell sleeve, flared sleeves, flared bell sleeves, trumpet sleeves, "
    "flutter sleeves, bell sleeved",
    "sleeveless": "no sleeve, sleeve less, armless, bare arms, bare armed",
    "thin straps": "spaghetti straps, spaghetti strap, narrow shoulder straps, thin strap, "
    "skinny straps, spaghetti strapped",
    "wide straps": "thick straps, thicker strap, wide strap, thick strap",
    "one shoulder": "one shouldered, single strap, one strap, single shoulder, asymmetrical strap",
    "strapless": "strap less, bandeau, tube top style",
    "off the shoulder": "off shoulder, bare shoulders, bardot, cold shoulder, open shoulders",
    "rolled sleeves": "rolled up sleeves, roll up sleeves",
    "sleeves": "sleeve, arms, sleeved",
    "straps": "strap, shoulder straps, shoulder strap",
}

NECKLINES = {
    "round neck": "crew neck, crewneck, round neckline, crew neckline, crew, rounded neckline, "
    "rounded neck, circular neckline, o neck",
    "v-neck": "v necked, v necks, v shaped, v neckline, vneck, v shaped neck, v shaped "
    "neckline, v cut, deep v,"
    "plunging neckline, low neckline, deep v neck, plunging neck, low cut",
    "scoop neck": "u shaped neck, u shaped neckline, scooped neck, scoop neckline, deep "
    "round neckline, scooped neckline, u neck",
    "square neckline": "square neck, squared neckline",
    "boat neck": "bateau, wide boat neckline, boat neckline, boatneck",
    "roll neck": "turtleneck, turtle neck, polo neck, high neck, high neckline, mock neck, "
    "turtle necked, turtlenecks, cowl neck, funnel neck",
    "halter neck": "halter, halter neckline, halter top style, halterneck, halter style",
    "sweetheart neckline": "sweetheart neck, sweetheart",
    "keyhole neckline": "keyhole, keyhole neck",
    "collar": "collared, collars, polo collar, shirt collar, button down collar, peter pan collar, "
    "stand collar, lapel, lapels, with collar",
    "mandarin collar": "band collar, chinese collar, nehru collar",
    "open back": "backless, open backed, low back, bare back",
}

LENGTHS = {
    "mini": "above the knee, above knee, above the knees, mini length, micro, thigh "
    "length, very short, short length",
    "knee-length": "knee length, to the knee, to the knees, knee high, knee long",
    "midi": "midi length, mid length, mid calf, calf length, tea length",
    "maxi": "maxi length, floor length, ankle length, full length, to the floor, "
    "to the ankle, to the ankles",
    "cropped": "crop, cropped length, waist length, midriff",
    "hip-length": "hip length, regular length",
    "long": "longline, longline cut, tunic length, extra long",
    "short": "shorts length",
    "high-low": "high low, asymmetrical hem, asymmetrical, asymmetric, hi lo",
    "ankle-high": "ankle high",
}

FITS = {
    "slim fit": "slim, fitted, slim fitting, body fitted, form fitting, figure hugging, "
    "tailored, slimline, fitted cut, formfitting",
    "skinny": "skinny fit, skinny leg, skinny legs",
    "regular fit": "regular, regular cut, classic fit",
    "loose fit": "loose, relaxed fit, relaxed, loose fitting, baggy, roomy, flowy, flowing, "
    "billowy, comfort fit, airy",
    "slouchy": "",
    "oversized": "oversize, over sized, boxy",
    "tight": "bodycon, tight fitting, body con, skin tight, clingy",
    "straight": "straight cut, straight leg, straight legs, straight fit",
    "wide leg": "wide legs, wide legged, palazzo style, wide leg cut",
    "bootcut": "boot cut, bell bottom, bell bottoms",
    "tapered": "tapered leg, tapered legs, tapered fit, carrot fit",
    "a-line": "a line cut, a line shape, a shape",
    "fit and flare": "skater style, fit and flared, skater",
    "flared": "flare, flared shape, flared cut, flared legs, flared leg",
    "pencil": "pencil cut, pencil shape",
    "sheath": "sheath cut",
    "shift": "shift cut",
    "pleated": "pleats, pleated cut, pleats all round, pleats all over",
    "wrap": "wrapped, wrap style, wraparound, wrap around",
    "empire waist": "empire waisted, empire line, empire",
    "high waisted": "high waist, high rise",
    "low waisted": "low waist, low rise",
    "mid rise": "mid waist",
    "plus size": "",
    "petite": "",
    "double breasted": "",
    "single breasted": "",
    "tiered": "layered, layers",
    "draped": "draping, drapes, drapey",
}
