"""The homes that cases are played in: who lives there, how old, whose child."""

from __future__ import annotations

from pipelines.synthetic.cast import Actor

ELDER = (Actor("", 63, 76),)
OLD = (Actor("", 81.2, 87.5),)
ADULT = (Actor("", 26, 54),)
COUPLE = (Actor("男", 45, 58), Actor("女", 42, 57, "配偶"))
OLD_COUPLE = (Actor("男", 82, 87), Actor("女", 81.2, 86, "配偶"))
FAMILY = (
    Actor("男", 40, 52),
    Actor("女", 38, 48, "配偶"),
    Actor("", 8, 15, "子女", father=0, mother=1),
)
UNCLE = (Actor("男", 40, 52), Actor("女", 38, 50, "配偶"), Actor("男", 63, 74, "其他亲属"))
FATHER_AND_SON = (Actor("男", 58, 68), Actor("男", 27, 36, "子", father=0))
# a grandmother, her grandchild, and the parents who died years ago
ORPHAN = (
    Actor("女", 60, 70),
    Actor("", 7, 14, "孙子女", father=2, mother=3),
    Actor("男", 35, 40, "子"),
    Actor("女", 33, 38, "儿媳"),
)
# the same, the child registered in its parents' household
ORPHAN_APART = (
    Actor("女", 60, 70),
    Actor("", 7, 14, "子女", home=1, father=2, mother=3),
    Actor("男", 35, 40, home=1),
    Actor("女", 33, 38, "配偶", home=1),
)
TWO_HOMES = (
    Actor("男", 52, 58),
    Actor("女", 50, 57, "配偶"),
    Actor("", 20, 28, "子女", father=0, mother=1),
    Actor("男", 45, 60, home=1),
    Actor("女", 44, 58, "配偶", home=1),
)
TWO_LONERS = (Actor("", 63, 76), Actor("", 26, 54, home=1))
TWO_OLD = (Actor("", 82, 87), Actor("", 82, 87, home=1))
NAMESAKES = (Actor("女", 72, 79), Actor("女", 50, 58, home=1))
