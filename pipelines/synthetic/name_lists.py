"""Lists the county's names are made of: plain facts, weights by our own rough ranking.

Not here: how they are combined (``names.py``), and spelling errors (``dirt.py``).
"""

from __future__ import annotations

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
    "单仇翟解查盖区朴尤施洪季温柯祝安齐易樊兰殷颜倪庄牛章鲁葛伍申翁俞聂焦管童关阮欧梅耿宫苗祁"
)
"""Most frequent first; the weight falls with the rank."""

DOUBLE_SURNAMES = ("欧阳", "上官", "诸葛", "司马", "尉迟")

# first and second characters of given names by sex and birth cohort (to 1959, to 1984, later)
GIVEN: dict[tuple[str, int], tuple[str, str]] = {
    ("男", 0): ("德永国明志文光福建正玉长金世大春有树水庆", "山海生根发财林贵富田顺全云江河才清福祥元义成"),
    ("女", 0): ("秀桂玉凤金翠淑素菊春巧月爱银兰腊小冬美彩", "英兰珍莲花香梅芳娥妹云仙琴娣莲凤芬珠芝"),
    ("男", 1): ("建志国晓永文海立伟新红卫小春宏学明俊光亚", "军强勇刚平伟华明斌波辉东峰林国民涛成超兵"),
    ("女", 1): ("丽晓海红小秀春玉亚雪美艳建爱淑文桂金凤慧", "敏静艳芳红霞燕娟娜萍丽琴华英玲莉平梅云颖"),
    ("男", 2): ("浩子梓俊宇博文嘉晨天志家泽明思一俊鑫奕书", "轩宇涵杰豪然辰鑫磊鹏涛航睿阳博熙霖洋泽翔"),
    ("女", 2): ("欣梓雨佳思诗子雪若心一语可嘉梦婉静晓依美", "怡涵婷颖琪萱妍彤瑶蕊悦然宁欣雯晴慧桐月"),
}
SINGLE: dict[str, str] = {
    "男": "伟强军勇杰涛明超刚平辉鹏斌波华亮磊宁玮健",
    "女": "芳静敏丽燕艳娟霞秀玲娜兰红梅英琴洁雪靖婷",
}
GENERATION = "德永国志文光正世明长建庆宗绍泽永家祖启承"
"""Characters brothers and sisters share (辈分字)."""

# names apart by spaces
MINORITY_FIRST = (
    "阿卜杜拉 买买提 艾山 古丽娜尔 阿依古丽 吐尔逊 帕提古丽 木拉提 阿里木 努尔古丽 艾力 玉素甫 热娜 依明"
)
MINORITY_FATHER = "买买提 吐尔逊 艾力 阿不力孜 卡德尔 沙吾提 伊明 肉孜 库尔班 热合曼 托合提 亚森"

PLACE_FIRST = "青白石柳大高清龙双新长黄金银东西南北上下杨李王张松桃竹梅云溪凤水平安太马牛罗盘五三九"
PLACE_SECOND = "石水坪桥河山沟湾塘坝岭庄家集店溪泉冲垭坡井洞场屯岗寨"
TOWN_NAMES = (
    "青石 白水 龙泉 双河 高桥 柳林 云溪 凤山 太平 石门 清江 大坪 新安 长岭 黄坪 金沙 "
    "东山 西河 南坪 北塘 松林 桃源 竹溪 梅岭 安乐 马场 罗家 盘石 五龙 三江 九里 平川"
)

VARIANTS = dict(
    zip(
        "国华兰凤莲军伟强丽红陈张刘杨赵黄吴孙马郑冯许韩邓叶苏吕卢罗谢钟龙贵财发长银珍艳云东学灵梦诗",
        "國華蘭鳳蓮軍偉強麗紅陳張劉楊趙黃吳孫馬鄭馮許韓鄧葉蘇呂盧羅謝鐘龍貴財發長銀珎艷雲東學靈夢詩",
        strict=True,
    )
)
"""Simplified character → traditional or variant form."""

HOMOPHONES = dict(
    zip(
        "伟强军勇杰涛明平辉波华亮磊宁健芳静敏丽燕艳娟霞秀玲娜兰红梅英琴洁雪婷珍莲花香云珠志文海",
        "玮墙君永洁桃名萍晖玻骅谅垒凝建方靖闽莉雁焰捐暇绣灵纳蓝洪媒瑛勤杰鳕廷贞联华湘芸株智闻亥",
        strict=True,
    )
)
"""Character → a character of the same or a near reading."""

EMPLOYERS = ("中心小学", "卫生院", "人民政府", "财政所", "林业站", "中学", "农技站", "司法所")
