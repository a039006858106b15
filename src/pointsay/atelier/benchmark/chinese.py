"""Chinese: six ways to say each kind of wish, in the order of `english`; the words are apart."""

from __future__ import annotations

from collections.abc import Mapping

from pointsay.atelier.benchmark import chinese_words as names
from pointsay.atelier.benchmark.phrasing import Language, Six
from pointsay.atelier.benchmark.scales import hue
from pointsay.atelier.benchmark.seeing import print_of
from pointsay.atelier.benchmark.wishes import Said
from pointsay.atelier.garment import Garment
from pointsay.atelier.wording import article_name

FORMS: Mapping[str, Six] = {
    "change colour": (
        "把颜色换成{value}，其他都不变。",
        "同款{item} {value}",
        "请问{this}{item}有{value}的吗？",
        "和图里一样，只是颜色要{value}的。",
        "{this}{item}真好看，要是{value}的就更好了！",
        "嗯，其实我想要的就是{this}{item}，颜色改{value}就行。",
    ),
    "change ground": (
        "底色换成{value}，{print}保留。",
        "同款{print}{item} {value}底",
        "请问{this}{item}有{value}底、{print}不变的吗？",
        "像图里这{count}，但是{print}下面的底色是{value}。",
        "{print}我喜欢，底色来个{value}的吧！",
        "我想了想，{print}可以留着，主色改成{value}就好。",
    ),
    "change accent": (
        "把{print}的颜色换成{value}，别的不动。",
        "同款{item} {value}{print}",
        "请问{this}{item}有{value}{print}的吗？",
        "跟照片一样，只有{print}换成{value}的。",
        "{item}不错，{print}给我来{value}的！",
        "这样吧，{item}不变，{print}做成{value}的就可以了。",
    ),
    "change pattern": (
        "换成{value}，版型和底色不变。",
        "同款{value}{item}",
        "请问{this}{item}有{value}的吗？",
        "像图里这{count}，但是面料上要有{value}。",
        "版型好看，再配上{value}就绝了！",
        "嗯，我觉得{this}{item}要是{value}的就完美了。",
    ),
    "remove pattern": (
        "去掉{print}，要纯色的。",
        "同款{item} 纯色 无{print}",
        "请问{this}{item}有不带{print}的纯色款吗？",
        "和照片里的一样，但是不要{print}，纯色就好。",
        "{item}很喜欢，就是别有{print}！",
        "说实话，同样的{base}{item}，没有{print}就行了。",
    ),
    "change sleeve": (
        "袖子换成{value}，别的地方不改。",
        "同款{item} {value}",
        "请问{this}{item}有{value}的吗？",
        "跟图上一样，只是袖子部分要{value}。",
        "挺可爱的，不过我要{value}的！",
        "让我想想，我要的就是{this}{item}的{value}版本。",
    ),
    "change sleeveless": (
        "把袖子去掉，其他不动。",
        "同款{item} 无袖",
        "请问{this}{item}有无袖的吗？",
        "跟图上一样，只是不要袖子。",
        "喜欢，就是袖子不要了！",
        "我们这边天热，所以{this}{item}还是无袖的好。",
    ),
    "change neckline": (
        "领口换成{value}。",
        "同款{item} {value}",
        "请问{this}{item}有{value}的款式吗？",
        "整体像这{count}，但是领口要{value}的。",
        "看着不错，领子我想要{value}的。",
        "老实说，{this}{item}要是{value}，我会更常穿。",
    ),
    "change length": (
        "款式不变，长度改成{value}。",
        "同款{item} {value}",
        "请问{this}{item}有{value}的吗？",
        "其他都像图里这样，但是要{value}。",
        "{item}好看，长度不合适，我要{value}的！",
        "我在想，同样的设计做成{value}会更适合我。",
    ),
    "change silhouette": (
        "版型换成{value}的。",
        "同款{item} {value}版型",
        "请问{this}{item}有{value}版型的吗？",
        "面料和细节像照片里的，但是版型要{value}的。",
        "这个版型不适合我，换{value}的我就买！",
        "想来想去，还是{value}的版型更适合我，别的都可以不变。",
    ),
    "change material": (
        "面料换成{value}，设计不变。",
        "同款{item} {value}面料",
        "请问{this}{item}有{value}面料的吗？",
        "和图里同样的设计，但是要用{value}做的。",
        "样子好看，面料不行，我要{value}的！",
        "那么{this}{item}款式别动，用{value}来做怎么样？",
    ),
    "change category": (
        "用这个面料给我找{value}。",
        "同面料同颜色 {bare}",
        "请问有同样面料和颜色的{bare}吗？",
        "要{value}，布料和照片里的一模一样。",
        "这料子太喜欢了，想要{value}！",
        "对了，顺便再来{value}配它，面料颜色都一样的。",
    ),
    "add detail": (
        "加上{value}，其余不变。",
        "同款{item} 带{value}",
        "请问{this}{item}有带{value}的吗？",
        "图里的样子，再多一个细节：{value}。",
        "就差一点，有{value}就完美了！",
        "好吧，{this}{item}要是还有{value}我就要了。",
    ),
    "remove detail": (
        "去掉{value}，其他都不要改。",
        "同款{item} 无{value}",
        "请问{this}{item}有没有不带{value}的？",
        "像照片里这{count}，但是不要{value}。",
        "{item}挺好，就是{value}不要了！",
        "其实{this}{item}要是没有{value}，我会更喜欢。",
    ),
    "exclude pattern": (
        "{item}不变，不要{print}，别的花色或纯色都行。",
        "同款{item} 除{print}外都可以",
        "请问{this}{item}除了{print}，还有别的花色或者纯色吗？",
        "像图里这{count}，但是不要{print}，纯色或其他图案都可以。",
        "又是{print}，同款给我换个别的，什么都行！",
        "{this}{item}什么花色都好，没有花色也好，只要不是{print}。",
    ),
    "exclude material": (
        "设计不变，换一种不是{value}的面料。",
        "同款{item} 非{value}",
        "请问{this}{item}有{value}以外的面料吗？",
        "看起来像照片里这{count}，面料随意，但不要{value}。",
        "{value}我不行，其他都挺好！",
        "我受不了{value}，所以{this}{item}换什么面料都可以。",
    ),
    "exclude colour": (
        "款式不变，颜色只要不是{value}就行。",
        "同款{item} 非{value}",
        "请问{this}{item}除了{value}还有什么颜色？",
        "就要照片里的{item}，哪个颜色都可以，{value}除外。",
        "{value}看腻了，{this}{item}给我换个颜色吧！",
        "说清楚一点，款式是对的，只是我不穿{value}。",
    ),
    "exclude sleeve": (
        "{item}不变，不要{value}，其他袖型都行。",
        "同款{item} 除{value}外都可以",
        "请问{this}{item}有没有不是{value}的？",
        "和图里一样，袖子随意，就是别用{value}。",
        "{value}我穿着很奇怪，换成别的都行！",
        "{this}{item}袖子什么样我都无所谓，{value}就算了。",
    ),
    "exclude neckline": (
        "{item}不变，领口不要{value}，换成别的。",
        "同款{item} 除{value}外都可以",
        "请问{this}{item}有没有不是{value}的？",
        "和图里一样，领口随意，就是别用{value}。",
        "我不太喜欢{value}，换个别的领子吧！",
        "这么说吧，{this}{item}领口什么样都好，只要不是{value}。",
    ),
    "more length": (
        "再长一点。",
        "同款{item} 更长",
        "请问{this}{item}有更长的款吗？",
        "和图里一样，但是要比它长。",
        "对我来说太短了，要长一些的！",
        "嗯，差不多了，下摆再往下一点就好。",
    ),
    "less length": (
        "再短一点。",
        "同款{item} 更短",
        "请问{this}{item}有更短的款吗？",
        "和图里一样，但是要比它短。",
        "对我来说太长了，要短一些的！",
        "嗯，差不多了，下摆再往上一点就好。",
    ),
    "more sleeve": (
        "袖子再长一点。",
        "同款{item} 袖子更长",
        "请问{this}{item}有袖子更长的吗？",
        "像图里这{count}，但是袖子要更长。",
        "胳膊会冷，袖子给我长一点的！",
        "好的，{item}没问题，只是袖子长些我会更舒服。",
    ),
    "less sleeve": (
        "袖子再短一点。",
        "同款{item} 袖子更短",
        "请问{this}{item}有袖子更短的吗？",
        "像图里这{count}，但是袖子要更短。",
        "夏天穿袖子太长了，短一点的！",
        "好的，{item}没问题，只是袖子短些我会更舒服。",
    ),
    "more silhouette": (
        "版型再宽松一点。",
        "同款{item} 更宽松",
        "请问{this}{item}有更宽松的款吗？",
        "比照片里的宽一些，其他一样。",
        "太紧了，要宽松一点的！",
        "我想同样的{item}稍微宽大些，穿着会更自在。",
    ),
    "less silhouette": (
        "版型再修身一点。",
        "同款{item} 更修身",
        "请问{this}{item}有更修身的款吗？",
        "比照片里的窄一些，其他一样。",
        "太肥了，要贴身一点的！",
        "我想同样的{item}稍微合身些，看起来会更利落。",
    ),
    "more colour": (
        "{hue}再深一点。",
        "同款{item} 深一些的{hue}",
        "请问{this}{item}有更深的{hue}吗？",
        "和照片里一样，但是{hue}要更深。",
        "这个{hue}太浅了，来个深的！",
        "嗯，不错，要是同款换成更深的{hue}就对了。",
    ),
    "less colour": (
        "{hue}再浅一点。",
        "同款{item} 浅一些的{hue}",
        "请问{this}{item}有更浅的{hue}吗？",
        "和照片里一样，但是{hue}要更浅。",
        "这个{hue}太深了，来个浅的！",
        "嗯，不错，要是同款换成更浅的{hue}就对了。",
    ),
    "two": (
        "{a}，{b}，其他不变。",
        "同款{item} {a_tag} {b_tag}",
        "请问{this}{item}能不能{a}，再{b}？",
        "像图里这{count}，但是有两处不同：{a}，{b}。",
        "就差一点！{a}，再{b}就好了。",
        "让我想想，{this}{item}最好{a}，顺便{b}。",
    ),
    "borrow": (
        "第一张的{item}，{a}换成第二张那样的。",
        "图1的{item} 图2的{a}",
        "请问有第一张这种{item}、{a}像第二张的吗？",
        "整体像第一张照片，但是{a}像第二张。",
        "第一张这{count}我喜欢，第二张的{a}我也喜欢，合在一起吧！",
        "其实我要的是图一，只是{a}得像图二那样。",
    ),
    "borrow two": (
        "第一张的{item}，{a}换成第二张那样的，{b}换成第三张那样的。",
        "图1的{item} 图2的{a} 图3的{b}",
        "请问有第一张这种{item}、{a}像第二张、{b}像第三张的吗？",
        "整体像第一张照片，但是{a}像第二张，{b}像第三张。",
        "要第一张这{count}，不过{a}照着第二张来，{b}照着第三张来！",
        "其实我要的是图一，只是{a}得像图二那样，{b}得像图三那样。",
    ),
    "take": (
        "把第一张的{a}、第二张的{b}和第三张的{c}合在一起。",
        "图1的{a} 图2的{b} 图3的{c}",
        "请问有没有纯色{item}，{a}像第一张，{b}像第二张，{c}像第三张？",
        "{a}像这{count}，{b}像那{count}，{c}像最后一{count}。",
        "这三张帮我混搭一下：{a}看第一张，{b}看第二张，{c}看第三张！",
        "有点绕啊：{a}参考图一，{b}参考图二，{c}参考图三。",
    ),
}


def _item(garment: Garment) -> str:
    if garment.category == "t-shirt" and article_name(garment) not in ("t-shirt", "polo shirt"):
        return "上衣"
    if garment.category == "trousers" and garment.length in ("short", "knee"):
        return "短裤"
    if garment.category == "jacket" and garment.length == "long":
        return "大衣"
    return names.ITEMS[garment.category]


def _measure(category: str) -> str:
    """Return the measure word: skirts, dresses and trousers are long things."""
    return "条" if category in ("dress", "skirt", "trousers") else "件"


def _value(said: Said, garment: Garment) -> str:
    name = said.value
    if said.attribute == "category":
        return f"一{_measure(name)}{names.ITEMS[name]}"
    if said.attribute == "length":
        return names.LENGTHS[garment.category][name]
    if name == "pockets" and garment.category == "trousers":
        return "工装口袋"
    if said.attribute == "detail" and name == "collar" and garment.category == "jacket":
        return "西装翻领" if garment.neckline == "v-neck" else "翻领"
    if said.attribute == "silhouette" and name == "flared":
        return "喇叭" if garment.category == "trousers" else "大摆"
    return names.VALUES[said.attribute][name]


def _part(said: Said, garment: Garment) -> tuple[str, str]:
    """Return one of two changes as an order, and as a tag."""
    value = _value(said, garment)
    if said.verb == "remove":
        return f"去掉{value}", f"无{value}"
    if said.verb == "add":
        return f"加上{value}", f"带{value}"
    if said.value == "sleeveless":
        return "去掉袖子", value
    figures = names.VALUES["pattern"].get(print_of(garment), "")
    return {
        "accent": (f"把{figures}改成{value}", f"{value}{figures}"),
        "colour": (f"把颜色改成{value}", value),
        "ground": (f"把底色改成{value}", f"{value}底"),
        "length": (f"把长度改成{value}", value),
        "material": (f"把面料换成{value}", f"{value}面料"),
        "neckline": (f"把领口换成{value}", value),
        "pattern": (f"把花色换成{value}", value),
        "silhouette": (f"把版型换成{value}的", f"{value}版型"),
        "sleeve": (f"把袖子换成{value}", value),
    }[said.attribute]


def _slots(said: tuple[Said, ...], garment: Garment) -> dict[str, str]:
    first, measure = said[0], _measure(garment.category)
    value = "" if first.verb in ("borrow", "take") else _value(first, garment)
    bare = names.ITEMS[first.value] if first.attribute == "category" else value
    return {
        "item": _item(garment),
        "this": f"这{measure}",
        "count": measure,
        "value": value,
        "bare": bare,
        "print": names.VALUES["pattern"].get(print_of(garment), ""),
        "base": names.VALUES["colour"][garment.colour],
        "hue": names.HUES.get(hue(garment.colour) or "", ""),
    }


CHINESE = Language("zh", FORMS, names.ROLES, _slots, _part)
