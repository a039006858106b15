"""Comparatives: what "shorter" and "more formal" compare."""

from pointsay.edits.edit import Kind

# Quality to (kind, forms that mean more of it, forms that mean less of it).
# The first of each is the canonical comparative.
QUALITIES: dict[str, tuple[Kind, str, str]] = {
    "long": ("length", "longer, lengthier", "shorter, less long"),
    "bright": ("colour", "brighter, more vivid, louder, bolder", "duller, more muted"),
    "dark": ("colour", "darker, deeper", "lighter, paler, less dark"),
    "warm coloured": ("colour", "warmer in colour", "cooler in colour"),
    "colourful": ("colour", "more colourful", "less colourful"),
    "loose": ("fit", "looser, baggier, roomier, flowier", "tighter, slimmer, skinnier"),
    "wide": ("fit", "wider, broader", "narrower"),
    "big": ("size", "bigger, larger, oversized", "smaller, tinier, more compact"),
    "tall": ("size", "taller", "less tall"),
    "cheap": ("price", "cheaper, less expensive, less pricey", "more expensive, pricier"),
    "fancy": ("style", "fancier, dressier, classier", "plainer, simpler"),
    "shiny": ("style", "shinier, glossier, sparklier, shiner", "duller finish"),
    "soft": ("material", "softer", "stiffer"),
    "thick": ("material", "thicker, chunkier, heavier", "thinner, more lightweight"),
    "sheer": ("material", "sheerer, more transparent", "less see through, more opaque"),
    "warm": ("material", "warmer", "cooler"),
    "sexy": ("style", "sexier, more revealing", "more modest, more conservative"),
    "cute": ("style", "cuter, girlier", "less cute"),
    "sporty": ("style", "sportier", "less sporty"),
    "trendy": ("style", "trendier, edgier", "less trendy"),
    "nice": ("style", "nicer, prettier, better", "uglier"),
    "cosy": ("style", "comfier, cosier, cozier", "less comfortable"),
    "high": ("detail", "higher", "lower"),
    "pointy": ("detail", "pointier, sharper", "rounder, blunter"),
    "deep": ("neckline", "deeper neckline, lower cut", "less deep"),
    "open": ("detail", "more open", "more closed"),
    "busy": ("pattern", "busier", "less busy"),
    "sweet": ("other", "sweeter", "less sweet"),
    "ripe": ("other", "riper", "less ripe"),
}  # fmt: skip
