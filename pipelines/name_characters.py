"""Characters of Chinese names: surname readings, variants and look-alikes. Data only.

How names are folded and compared lives in ``pipelines.names``. Traditional characters are folded
by OpenCC; here stands only what OpenCC keeps apart or what general dictionaries read wrongly.
The tables are our own; extend them by the confusions a county really sees.
"""

from __future__ import annotations

# As a surname these are read otherwise than pypinyin's default. Only at the first place of a name.
SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan4",), "仇": ("qiu2",), "翟": ("zhai2",), "解": ("xie4",), "查": ("zha1",),
    "曾": ("zeng1",), "盖": ("ge3", "gai4"), "区": ("ou1",), "朴": ("piao2",), "员": ("yun4",),
    "任": ("ren2",), "华": ("hua4", "hua2"), "宁": ("ning4", "ning2"), "冼": ("xian3",),
    "尹": ("yin3",), "洗": ("xian3",), "折": ("she2",), "黑": ("he4", "hei1"), "秘": ("bi4",),
    "缪": ("miao4",), "繁": ("po2",), "覃": ("qin2", "tan2"), "乐": ("yue4", "le4"),
    "召": ("shao4",), "燕": ("yan1",), "应": ("ying1",), "纪": ("ji3", "ji4"), "葛": ("ge3",),
    "逄": ("pang2",), "逯": ("lu4",), "晟": ("cheng2",), "种": ("chong2",), "重": ("chong2",),
    "祭": ("zhai4",), "藏": ("zang1",), "车": ("che1",), "都": ("du1",), "费": ("fei4", "bi4"),
    "过": ("guo1",), "哈": ("ha3",), "郇": ("xun2", "huan2"), "令": ("ling2",), "娄": ("lou2",),
    "牟": ("mu4", "mou2"), "能": ("nai4",), "宓": ("mi4", "fu2"), "那": ("na1",), "佴": ("nai4",),
    "偰": ("xie4",), "卜": ("bu3",), "谌": ("chen2", "shen4"), "句": ("gou1",), "阚": ("kan4",),
    "隗": ("wei3", "kui2"), "相": ("xiang4",), "幸": ("xing4",), "颉": ("xie2",), "於": ("yu1",),
    "长": ("zhang3", "chang2"), "撒": ("sa4",), "沙": ("sha1",), "石": ("shi2",),
    "万": ("wan4",), "吾": ("wu2",), "訾": ("zi1",), "臧": ("zang1",), "褚": ("chu3",),
    "么": ("yao1",), "台": ("tai2",), "亓": ("qi2",), "恽": ("yun4",), "郗": ("xi1", "chi1"),
    "柏": ("bai3", "bo2"), "贲": ("ben1",), "晁": ("chao2",), "调": ("tiao2",), "戚": ("qi1",),
    "强": ("qiang2",), "瞿": ("qu2",), "冯": ("feng2",), "曲": ("qu1",), "占": ("zhan1", "zhan4"),
    "舍": ("she4",), "盛": ("sheng4",), "宿": ("su4",), "洪": ("hong2",), "行": ("xing2",),
}  # fmt: skip

# Compound surnames whose parts are read otherwise than apart.
COMPOUND_SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "尉迟": ("yu4", "chi2"), "万俟": ("mo4", "qi2"), "长孙": ("zhang3", "sun1"), "单于": ("chan2", "yu2"),
    "澹台": ("tan2", "tai2"), "令狐": ("ling2", "hu2"), "夏侯": ("xia4", "hou2"), "乐正": ("yue4", "zheng4"),
}  # fmt: skip

# Variant characters OpenCC's t2s leaves alone, folded to the form most registers use.
VARIANTS: dict[str, str] = {
    "堃": "坤", "昇": "升", "於": "于", "珎": "珍", "秊": "年", "恆": "恒",
    "峯": "峰", "羣": "群", "邨": "村", "菓": "果", "咲": "笑", "瑠": "琉", "嶋": "岛", "甦": "苏",
    "祕": "秘", "勛": "勋", "濬": "浚", "竝": "并", "彥": "彦", "寕": "宁", "甯": "宁",
    "寗": "宁", "靑": "青", "淸": "清", "眞": "真", "晉": "晋", "溫": "温", "衞": "卫", "吳": "吴",
    "呂": "吕", "黃": "黄", "兪": "俞", "鉄": "铁", "寳": "宝", "珤": "宝", "冨": "富", "徳": "德",
    "悳": "德", "広": "广", "栄": "荣", "桜": "樱", "恵": "惠", "髙": "高", "亰": "京", "仝": "同",
    "枏": "楠", "柟": "楠", "裏": "里", "槑": "梅", "烱": "炯", "皐": "皋", "喦": "岩", "嵒": "岩",
    "姸": "妍", "娯": "娱", "脩": "修", "叡": "睿", "婣": "姻", "尅": "克", "劔": "剑",
    "剱": "剑", "壻": "婿", "嫺": "娴", "旾": "春", "萅": "春", "朙": "明", "暎": "映", "畧": "略",
    "琹": "琴", "琻": "金", "畵": "画", "豊": "丰", "遊": "游", "鬰": "郁", "瑯": "琅", "凃": "涂",
}  # fmt: skip

# Characters mistaken for each other by eye (handwriting, OCR, wubi neighbours), in folded form.
# Characters in one group look alike; a character may stand in several groups.
LOOK_ALIKES: tuple[str, ...] = (
    "末未", "己已巳", "土士", "日曰", "刘到", "干千", "人入", "天夫", "大太犬", "王玉", "田由甲申", "且目", "木本术", "侯候", "陈阵",
    "杨扬", "冶治", "冰水", "风凤夙", "晴睛", "清请情", "佳住往", "妹姝殊", "昊吴", "戊戌戍", "季李孝", "孝考", "宋宗", "字宇", "子孑予",
    "卯卵", "仰抑", "昂昴", "铃玲", "冷泠", "令今", "巨臣", "鸟乌", "鸣鸡", "东车", "辛幸", "雪霄", "霜霞", "敏毓", "梅海", "酉西",
    "尹伊", "仕任", "琦绮", "祥详", "裕浴", "祺棋", "衰衷", "杳杏香", "秦泰奏", "芬芳", "苹萍", "蓝篮", "勤勒", "刚钢", "亨享", "邓郑",
    "朗郎", "钧钩钓", "铭名", "锋烽", "俊峻", "竣峻", "辉晖", "婷停", "娟捐", "涓娟", "媛缓", "姣娇", "桂挂", "拴栓", "枝技", "杰烈",
    "林材村", "柏拍", "柳抑", "根银", "栋拣", "瑜榆", "薇微徽", "颖颍", "颐硕", "瑞端", "旋族", "玫攻政", "玖玫", "斌赋", "贵责", "宜宣",
    "密蜜", "福副", "龙尤", "庞宠", "余佘", "荷何", "会合", "各名", "群郡", "永水", "义又", "方万", "凡丹", "博傅", "伟传", "佩佛",
    "晶品", "昌冒", "浩皓洁", "泽译择", "涛祷", "焕换", "遥瑶", "建健", "杉彬", "得德", "志忘", "恩思", "荣莱", "萱宣", "薛薜", "崎琦",
    "岭岺", "姚桃", "姜美", "袁衰",
)  # fmt: skip
