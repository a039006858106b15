"""Words that say what is done with the words around them, and words that say nothing."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pointsay.edits.edit import Kind

Role = Literal[
    "not", "want", "have", "keep", "same", "change", "for", "except", "unless", "rather",
    "more", "degree", "too", "so", "than", "this", "other", "beneath", "any", "vague",
    "join", "break", "many", "question", "praise", "filler",
]  # fmt: skip

# What the roles mean: clauses.py. One word has one role; the longest word is read.
ROLES: dict[Role, str] = {
    # What follows is not wanted; at the end of a clause, what came before.
    "not": "不要, 不想要, 不想, 不带, 不含, 没有, 没, 无, 别, 别要, 别给我, 去掉, 去除, 除去, "
    "删掉, 拿掉, 不是, 并非, 不喜欢, 不爱, 讨厌, 拒绝, 非, 不, 不行, 不要了, 就算了, 算了, "
    "不好看, 不用, 不需要, 不必, 而不是, 免, 少来, 不太喜欢, 不能有, 不可以有, 不能是, 避免, "
    "看腻了, 不考虑, 不适合我, 取消, 不接受, 省去, without, no, not, 不要有, 不可, 已经有了, "
    "别有, 别带, 不戴, 不穿, 不合适, 除外, 受不了, 受够了, 别用, 很奇怪, 穿着很奇怪, 穿腻了, 很怪, "
    "我穿着很奇怪, 又是, 怎么又是",
    # What follows is wanted.
    "want": "不适合, 要, 想要, 需要, 喜欢, 更喜欢, 只要, 就要, 求, 找, 想找, 给我找, 想买, 来, "
    "给我来, 最好是, 最好, 必须是, 必须, 偏好, 希望, 希望是, 做成, 是, want, 得是, 应该是, 选, "
    "买, 想看, 看看, 想换, 不如",
    # So is what follows, and a part may be ("有领子的").
    "have": "有, 带, 加, 加上, 加个, 带有, 含, 添加, 增加, with, 配, 配上, 带个, 多个, 多一个, "
    "多一处",
    "keep": "不要动, 不用动, 保留, 保持, 留着, 留下, 不变, 不要变, 别变, 别动, 不动, 不改, "
    "不换, 别换, 别改, 不要换, 不要改, 保持不变, 保持一样, 保持原样, 维持, 原样, 照旧, 不用变, "
    "不用换, 不用改, 不需要变, 别换掉, keep, 可以保留, 要保留, 继续, 沿用, 不能变",
    "same": "接近, 一样, 一样的, 同样, 同样的, 相同, 相同的, 一致, 同, 同一个, 同一种, same, "
    "差不多, 差不多的, 类似, 类似的, 相似, 相似的, 一模一样, 一模一样的, 像这样, 像这种, "
    "像这个, 像这件, 像图片, 跟这个像, like this",
    # What came before lies on what follows.
    "beneath": "下面, 下面的, 底下, 底下的",
    # What came before becomes what follows.
    "change": "换成, 改成, 变成, 换为, 改为, 变为, 换, 改, 变, 换个, 换一个, 换一下, 换一种, "
    "替换成, 替换为, 改做, 改用, 换掉, 调成, 调整为, 染成, change to, 变得, 改得, 弄成, 换一款",
    # What follows becomes what came before: "用拉链代替扣子".
    "for": "代替, 取代, 替代, 替换, instead of, 而非",
    "except": "除了, 除开, 除, except, 除却",
    "unless": "以外, 之外, 外",
    # What follows is not wanted, up to 不如: "与其红色不如蓝色".
    "rather": "与其",
    "more": "更, 偏, 再, 稍微, 稍, 略微, 略, 更加, 越, 尽量, 还要, more, 比较",
    "degree": "一点, 一些, 一点点, 点, 些, 一点儿, 点儿, 得多, 一丢丢, 很多",
    "too": "太, 过于, 过分, 有点, 有点太, 有些, too",
    "so": "这么, 那么, 那样, 这样, 怎么",
    "than": "比, 比起",
    # The reference, or a part of it: "这件衣服", "这个颜色".
    "this": "这个, 这件, 这条, 这双, 这款, 这种, 这, 该, 此, 图片, 图里, 图中, 图上, 原来, "
    "原来的, 原图, 这张图, 图片里, 它, 这只, 这身, 那个, 那件, 那条, 这顶, 这台, this, 原本的, "
    "参考图, 图片上, 照片, 照片里, 这样的, 这套",
    "other": "别的, 其他, 其它, 其余, 其他的, 其余的, 其它的, 剩下的, 其他都, 其他地方, 别的都, "
    "其他部分, 别的地方",
    "any": "随意, 都行, 都可以, 都好, 都要, 随便, 随意都行, 无所谓, 任何, 什么, 哪种, 皆可, 均可, "
    "any",
    "vague": "不一定要, 不一定, 不确定, 也许, 可能",
    # Said of the thing itself before the wish: it is only named.
    "praise": "好看, 真好看, 很好看, 挺好看, 不错, 真不错, 挺不错, 挺好, 很好, 真好, 很喜欢, "
    "真喜欢, 太喜欢, 没问题, 挺可爱, 很可爱, 真可爱, 挺漂亮, 真漂亮, 很漂亮, 好可爱, 很合适",
    "join": "和, 与, 跟, 、, 或, 或者, 及, 以及, 还有, 也, 并, 并且, 而且, 又, 且, 还是, and, "
    "or, /, 既",
    "break": "但, 但是, 不过, 可是, 然后, 而, 只是, 就是, 虽然, 所以, 因为, but",
    "many": "多, 少",
    "question": "有没有, 有木有, 是否有, 有无, 能不能, 可不可以, 可以, 能, 会不会, 要不要, 是不是",
    # Said out of habit or politeness; nothing follows from them.
    "filler": "没有的话, 的话, 如果没有, 为主, 主要, 主要是, 行, 包邮, 发货, 的, 了, 吗, 呢, "
    "吧, 呀, 啊, 哦, 嘛, 哈, 啦, 么, 得, 地, 就, 都, 还, 只, 请, 请问, 谢谢, 麻烦, 帮, 帮我, "
    "我, 你, 您, 你们, 我们, 他, 她, 想, 给, 送, 把, 将, 被, 用, 以, 对, 在, 里, 上, 下, 个, "
    "件, 条, 双, 款, 种, 只, 顶, 张, 套, 身, 版, 版本, 一张, 款的, 那种, 这类, 之类, 类, 系列, "
    "一件, 一个, 一条, 一双, 一款, 一种, 一套, 一顶, 一只, 某, 亲, 适合, 适合的, 穿, 穿的, "
    "能穿, 可以穿, 戴, 用的, 使用, 能穿的, 也想要, 推荐, 看, 一下, 请帮我, 老板, 客服, 店家, "
    "那, 嗯, 好, 挺, 很, 非常, 超, 特别, 真, 就行, 就好, 即可, 衣服, 东西, 商品, "
    "产品, 宝贝, 单品, 货, 有货, 还有货, 服装, 衣, 完美, 如果, 要是, 搭配, 搭, 相间, 效果, "
    "感觉, 一定, 应该, 全部, 整体, 本身, 到, 朋友, 室友, 同事, 自己, 家里, 质地, 色系, 系, 色, "
    "风, 风格的, 设计的, 款式的, 面, 部分, 地方, 吗亲, 谢, 您好, 你好, 大家, 人, 家, 性, 型, "
    "态, the, a, an, i, it, is, in, to, of, for, please, one, ones, version, style, color, "
    "colour, me, hi, hello, 成, 为, 于, 从, 其, 之, 所, 想着, 收到, 而已, 哪, 哪里, "
    "哪儿, 嘞, 咯, 滴, 哒, "
    "其实, 样子, 就差一点, 差一点, 顺便, 说实话, 老实说, 说真的, 说清楚一点, 这么说吧, 让我想想, "
    "我想了想, 想来想去, 让, 会, 觉得, 绝, 绝了, 看着, 看起来, 着, 像, 好像, 参考, 照着, 按照, "
    "混搭, "
    "合, 合在一起, 一起, 怎么样, 什么样, 做, 来做, 底, 两处, 不同, 对了, 这边, 我们这边, 对我来说, "
    "天热, 天冷, 天气热, 天气冷, 胳膊会冷, 有点绕, 这三张, 这两张, 会更好, 会更舒服, 会更自在, "
    "会更利落, 会更好看, 会更喜欢, 会更适合我, 会更常穿, 更适合我, 穿着会更自在, 看起来会更利落, "
    "穿着会更舒服, 我就买, 我就要了",
}

PUNCTUATION = ",;!?.。:~|()\n"  # signs that part clauses

# Nouns that name a kind.
KINDS: dict[Kind, str] = {
    "type": "类型, 品类",
    "colour": "颜色, 色彩, 色调, 配色, 色号, 底色, 主色, 主色调, color",
    "pattern": "图案, 花纹, 花色, 印花图案, 纹路, 纹样",
    "sleeve": "袖子, 袖, 袖长, 袖型, 衣袖",
    "neckline": "领子, 领口, 领, 衣领, 领型, 衬衫领口",
    "length": "长度, 衣长, 裙长, 裤长, 下摆, 裙摆, 裤脚, 裤腿",
    "fit": "版型, 剪裁, 廓形感, 腰身, 尺寸感",
    "material": "材质, 面料, 料子, 布料, 质感, 用料, 材料",
    "style": "款式, 风格, 样式, 设计, 款型, 造型",
    "audience": "适用人群",
    "brand": "品牌, 牌子",
    "size": "尺码, 尺寸, 码数, 大小",
    "price": "价格, 价钱, 价位, 价",
    "detail": "鞋跟, 跟, 鞋底, 细节, 装饰",
}
# What these are as a part that a product has or has not: 没有领子, 带帽子的.
PARTS: dict[str, str] = {
    **dict.fromkeys(("帽子", "帽"), "hood"),
    **dict.fromkeys(("袖子", "袖", "衣袖"), "sleeves"),
    **dict.fromkeys(("领子", "领", "衣领"), "collar"),
    **dict.fromkeys(("鞋跟", "跟"), "heel"),
    "鞋底": "sole",
}

# Of these a kind that follows is only to be another: 除了材质.
EXCEPTING = frozenset(("除了", "除开", "除", "除却", "except"))

# Said of parts, these govern one noun and what is joined to it: 没有口袋的蓝色裤子 is blue.
LACKING = frozenset(
    ("没有", "没", "无", "不带", "不含", "免", "去掉", "去除", "without", "no", "不要有", "不戴")
)

# Words that say two things at once.
COMPOUNDS: dict[str, tuple[Role, Kind]] = {
    "同色": ("same", "colour"),
    "同色系": ("same", "colour"),
    "同颜色": ("same", "colour"),
    "这颜色": ("this", "colour"),
    "这色": ("this", "colour"),
    "这个色": ("this", "colour"),
    "同材质": ("same", "material"),
    "同面料": ("same", "material"),
    "同风格": ("same", "style"),
    "同类型": ("same", "type"),
    "同品牌": ("same", "brand"),
    "同花色": ("same", "pattern"),
    "同款式": ("same", "style"),
}
SAME_REST = "同款, 同款的, 原款, 本款, 同样款"
# Before a type these only name the thing that is pointed at: 同款衬衫.
IDENTICAL = frozenset(("同样", "同样的"))
SAME_THING = frozenset(("同款", "同款的", "原款", "本款", "同样款", *IDENTICAL))

_PLACES = ("图里", "图中", "图上", "图片里", "图片上", "照片里", "照片上", "照片")


@cache
def pictures() -> frozenset[str]:
    """Return what one of the pictures is called: 第二张, 图二, 照片里."""
    numbers = "一二三四五12345"
    counted = {f"第{number}{measure}" for number in numbers for measure in "张个件条款幅"}
    shown = {f"{one}{tail}" for one in counted for tail in ("图", "照片", "图片")}
    drawn = {f"图{one}" for one in numbers}
    last = {f"最后一{measure}" for measure in "张个件条款幅"}
    return frozenset({*counted, *shown, *last, *_PLACES, *drawn, *(f"参考{one}" for one in drawn)})
