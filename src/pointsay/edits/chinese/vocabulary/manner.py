"""Styles, people, occasions, seasons, brands. English that the lexicon knows to Chinese words."""

STYLES = {
    "casual": "休闲, 休闲风, 日常风, 随意一点, 随意风, 随性",
    "formal": "正式, 正装, 商务正装, 庄重",
    "elegant": "优雅, 气质, 知性, 名媛, 名媛风, 高雅, 贵气, 端庄, 精致",
    "sporty": "运动风, 运动, 运动型, 运动感",
    "ethnic": "民族风, 民族, 中国风, 国风, 新中式, 中式",
    "vintage": "复古, 复古风, 怀旧, 古着, 港风, 复古款",
    "classic": "经典, 经典款, 学院风, 学院, 百搭, 英伦, 英伦风",
    "modern": "现代, 现代风, 时尚",
    "minimalist": "简约, 简约风, 极简, 简洁, 简单, 低调, 淡雅, 性冷淡风, 朴素, 素雅, 大方",
    "bohemian": "波西米亚, 波西米亚风",
    "gothic": "哥特, 朋克, 暗黑, 暗黑风, 摇滚",
    "cute": "可爱, 甜美, 少女, 少女风, 甜, 萌, 俏皮",
    "sexy": "性感, 暴露, 辣妹, 辣妹风",
    "modest": "保守, 保守款",
    "feminine": "淑女, 女人味, 温柔, 温柔风, 淑女风",
    "masculine": "硬朗, 男人味",
    "funny": "搞怪, 有趣, 个性",
    "western": "西部, 牛仔风",
    "military": "军装风, 工装, 工装风",
    "scandinavian": "北欧, 北欧风",
    "industrial": "工业风",
    "rustic": "田园, 田园风, 乡村风",
    "shiny": "亮面, 有光泽, 光泽感",
    "matte": "哑光, 磨砂",
    "bold": "夸张, 张扬, 高调",
    "chunky": "笨重",
    "comfortable": "舒服, 舒适",
    "lightweight": "轻便, 轻盈, 透气",
    "waterproof": "防水",
    "professional": "职业, 通勤风, 职业装, ol风",
    "luxury": "奢华, 高级感, 轻奢, 高档, 高级",
    "handmade": "手工",
    "french": "法式, 法式风",
    "trendy": "时髦, 潮, fashion, 潮流, 潮牌, 新潮, 街头, 街头风",
    "dull": "沉闷, 老气, 土, 老土",
    "sweet and cool": "甜酷",
}

AUDIENCES = {
    "men": "男款, 男士, 男生, 男式, 男装, 男, 男人, 男的, 男性, 老公, 男朋友, 男友, 爸爸, 老爸, "
    "爸, 爷爷, 外公, 哥哥, 弟弟, 哥, 弟, 先生, 父亲, 叔叔, 男士款, 男生款, 男士的, 男孩子, "
    "男版, 伯伯, 姥爷, 岳父, 公公",
    "women": "女款, 女士, 女生, 女式, 女装, 女, 女人, 女的, 女性, 老婆, 女朋友, 女友, 妈妈, "
    "老妈, 妈, 奶奶, 外婆, 姐姐, 妹妹, 姐, 妹, 太太, 母亲, 阿姨, 女士款, 女生款, 女士的, "
    "女孩子, 女版, 闺蜜, 姥姥, 婆婆, 岳母, 媳妇, 孕妇, 姑娘",
    "boys": "男孩, 男童, 儿子, 小男孩, 男宝宝, 孙子",
    "girls": "女孩, 女童, 女儿, 小女孩, 女宝宝, 闺女, 孙女",
    "kids": "儿童, 小孩, 孩子, 童装, 小朋友, 童款, 儿童款, 小孩子",
    "babies": "宝宝, 婴儿, 新生儿, 宝贝",
    "unisex": "中性, 中性风, 男女同款, 情侣款, 男女通用, 情侣",
    "dogs": "狗狗, 狗",
    "cats": "猫咪, 猫",
}

OCCASIONS = {
    "wedding": "婚礼, 结婚, 伴娘, 婚宴, 新娘",
    "party": "派对, 聚会, 年会, 夜店, 蹦迪",
    "evening": "晚宴, 宴会, 晚会",
    "office": "上班, 通勤, 职场, 办公室, 面试, 工作, 商务, 办公",
    "gym": "健身, 瑜伽, 跑步, 锻炼, 运动穿, 运动时, 运动的时候",
    "beach": "海边, 沙滩, 度假, 度假风",
    "everyday wear": "日常, 平时, 日常穿",
    "travel": "旅行, 旅游, 出游, 出差",
    "hiking": "户外, 登山, 露营, 徒步, 爬山",
    "school": "上学, 学校, 校园",
    "christmas": "圣诞, 圣诞节",
    "halloween": "万圣节",
    "date night": "约会",
    "new year": "过年, 新年, 春节",
    "nursery": "儿童房, 婴儿房",
}

SEASONS = {
    "summer": "夏天, 夏季, 夏款, 夏装, 夏, 夏日, 大热天",
    "winter": "冬天, 冬季, 冬款, 冬装, 冬, 冬日, 大冷天",
    "autumn": "秋天, 秋季, 秋款, 秋装, 秋",
    "spring": "春天, 春季, 春款, 春装, 春",
}

BRANDS = {
    "nike": "耐克, nike",
    "adidas": "阿迪达斯, 阿迪, adidas",
    "puma": "彪马, puma",
    "reebok": "锐步, reebok",
    "uniqlo": "优衣库, uniqlo",
    "zara": "zara",
    "h&m": "hm, h&m",
    "converse": "匡威, converse",
    "vans": "万斯, vans",
    "new balance": "新百伦, new balance",
    "li-ning": "李宁",
    "anta": "安踏",
    "fila": "斐乐, fila",
    "levi's": "李维斯, levis, levi's",
    "ikea": "宜家, ikea",
    "gucci": "古驰, gucci",
    "muji": "无印良品, muji",
}
