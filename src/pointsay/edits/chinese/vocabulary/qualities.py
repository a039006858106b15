"""Qualities that are compared, and what they are when nothing is compared.

Quality as the lexicon names it: (Chinese for much of it, for little of it).
"""

from pointsay.edits.edit import Kind

QUALITIES: dict[str, tuple[str, str]] = {
    "long": ("长, 长些, 往下", "短, 矮短, 往上"),
    "bright": ("亮, 鲜艳, 艳, 明亮, 艳丽, 跳, 明艳, 刺眼", "暗淡, 灰暗, 低饱和"),
    "dark": ("深, 暗, 浓", "浅, 淡"),
    "warm coloured": ("暖色, 暖色调", "冷色, 冷色调"),
    "colourful": ("色彩丰富, 多彩", ""),
    "loose": ("宽松, 松, 肥, 松垮, 肥大, 宽大", "紧, 紧身, 贴身, 修身, 合身"),
    "wide": ("宽, 阔", "窄"),
    "big": ("大, 大一号, 大一码, 大一个码, 大一个号", "小, 小一号, 小一码, 小一个码"),
    "cheap": ("便宜, 实惠, 平价, 划算, 性价比高", "贵, 高端"),
    "fancy": ("华丽, 隆重, 繁复, 复杂", "朴实"),
    "shiny": ("闪, 反光, 闪亮", ""),
    "soft": ("软, 柔软, 柔", "硬, 硬挺, 挺括"),
    "sexy": ("露", ""),
    "thick": ("厚, 厚实, 厚重, 重", "薄, 轻薄"),
    "sheer": ("透, 透肉", ""),
    "warm": ("暖, 暖和, 保暖", "凉快, 凉爽"),
    "high": ("高", "低, 矮"),
    "busy": ("花, 花哨, 花里胡哨, 杂乱", "素, 素净, 素一点"),
    "pointy": ("尖", ""),
}

# What the bare adjective asks for: "长的", "厚外套".
BARE: dict[str, tuple[Kind, str]] = {
    "长": ("length", "long"),
    "短": ("length", "short"),
    "深": ("colour", "dark"),
    "浅": ("colour", "light"),
    "亮": ("colour", "bright"),
    "鲜艳": ("colour", "bright"),
    "宽松": ("fit", "loose fit"),
    "紧身": ("fit", "tight"),
    "修身": ("fit", "slim fit"),
    "贴身": ("fit", "slim fit"),
    "合身": ("fit", "slim fit"),
    "宽大": ("fit", "loose fit"),
    "厚": ("material", "thick"),
    "薄": ("material", "thin"),
    "轻薄": ("material", "thin"),
    "软": ("material", "soft"),
    "柔软": ("material", "soft"),
    "便宜": ("price", "cheap"),
    "保暖": ("material", "warm"),
    "透": ("material", "sheer"),
    "花": ("pattern", "printed"),
    "素": ("pattern", "plain"),
    "尖": ("detail", "pointed toe"),
    "大": ("size", "big"),
    "小": ("size", "small"),
}

# What a quality is when it is said of a part: the quality meant, and whether it is the opposite.
OF_A_PART: dict[tuple[str, Kind], tuple[str, bool]] = {
    ("high", "neckline"): ("deep", True),
    ("big", "neckline"): ("deep", False),
    ("wide", "neckline"): ("deep", False),
}
