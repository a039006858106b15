"""One way of writing for each sign: full width to half, traditional to simplified, lower case."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Traditional signs of shop talk and, in the same order, their simplified forms.
_TRADITIONAL = (
    "換變長圓紅藍綠黃銀條紋褲裝襯錶錢鏈鍊釦鈕領無沒別給媽爺請問這個樣貴點較寬鬆緊裡裏"
    "還內與幾兩萬塊價預質純絲絨紡針織帶釘鉚結邊開連禮運動涼襪圍項鐲環鏡燈簾墊櫃書檯臺"
    "傢蘭霧駝軍寶銅圖類風復複簡約優閒閑適職場歲兒孫嬰親愛歡討厭應該過於為從來對說買賣"
    "設計顏鮮艷豔淺濃腳頭貼顯輕軟號碼間時氣東發現實際當種隻雙單後達聖誕節學總讓麼嗎們"
    "會著將爾業華麗麥滿畫繡縫鏤嚴肅熱溫乾淨舊傳統網紗緞鑽飾處誰見門馬體夾車紐羅鐵樹銹"
    "鏽葉棗鵝檸暫飛細齊蓋襠據編層聽寫視腦機牆壓雜誇張貓燒潔樸彈莊靈膠瑪關鬱揹龍鳳術穩"
    "減選擇補釋幫謝確認尋覺遠進邁轉鉤鞦陽傘雲鴨鴿隱筆獨聯貨購費賞贈錄區歐灣澤濕熒瑩範"
    "紳婦閨護衛蕭蕩薦藝藥襲"
)
_SIMPLIFIED = (
    "换变长圆红蓝绿黄银条纹裤装衬表钱链链扣钮领无没别给妈爷请问这个样贵点较宽松紧里里"
    "还内与几两万块价预质纯丝绒纺针织带钉铆结边开连礼运动凉袜围项镯环镜灯帘垫柜书台台"
    "家兰雾驼军宝铜图类风复复简约优闲闲适职场岁儿孙婴亲爱欢讨厌应该过于为从来对说买卖"
    "设计颜鲜艳艳浅浓脚头贴显轻软号码间时气东发现实际当种只双单后达圣诞节学总让么吗们"
    "会着将尔业华丽麦满画绣缝镂严肃热温干净旧传统网纱缎钻饰处谁见门马体夹车纽罗铁树锈"
    "锈叶枣鹅柠暂飞细齐盖裆据编层听写视脑机墙压杂夸张猫烧洁朴弹庄灵胶玛关郁背龙凤术稳"
    "减选择补释帮谢确认寻觉远进迈转钩秋阳伞云鸭鸽隐笔独联货购费赏赠录区欧湾泽湿荧莹范"
    "绅妇闺护卫萧荡荐艺药袭"
)
_SIMPLER = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


@dataclass(frozen=True, slots=True)
class Script:
    """A sentence as it is read, and where each sign of it stands in what was said.

    Attributes:
        text: Lower case, half width, simplified.
        said: The shopper's own writing.
        at: For each sign of ``text`` the index of the sign of ``said`` that it comes from.
    """

    text: str
    said: str
    at: Sequence[int]

    def quote(self, start: int, end: int) -> str:
        """Return the shopper's own writing of ``text[start:end]``."""
        if start >= end:
            return ""
        return self.said[self.at[start] : self.at[end - 1] + 1].strip()


def normalise(said: str) -> Script:
    """Return the sentence in the one writing that the vocabulary is kept in.

    Example:
        >>> normalise("換成Ｖ領").text
        '换成v领'
    """
    lowered = said.lower()
    if len(lowered) == len(said) and unicodedata.is_normalized("NFKC", lowered):
        return Script(lowered.translate(_SIMPLER), said, range(len(said)))
    signs: list[str] = []
    at: list[int] = []
    for index, sign in enumerate(said):
        folded = unicodedata.normalize("NFKC", sign).lower()
        signs.append(folded.translate(_SIMPLER))
        at.extend([index] * len(folded))
    return Script("".join(signs), said, at)
