"""How people were matched in a run, and the words for it: what manifest, report and draft share.

Not here: how weights are learnt and compared (``pipelines.identify``), the evidence of single links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from pipelines.faults import Text

FIELDS: Mapping[str, Text] = {
    "name": Text("姓名", "name"),
    "birth": Text("出生日期或年龄", "birth date or age"),
    "sex": Text("性别", "sex"),
    "place": Text("乡镇和村", "township and village"),
    "phone": Text("电话", "phone"),
    "account": Text("银行账号", "bank account"),
    "certificate": Text("残疾人证号", "disability certificate"),
    "household": Text("户号", "household number"),
    "number": Text("有误或被遮盖的证件号", "damaged or masked identity number"),
    "valid_number": Text("有效证件号", "valid identity number"),
    "same_row": Text("同一行中的两个身份", "two roles in one row"),
}
"""Comparisons in words."""

LEVELS: Mapping[str, Mapping[str, Text]] = {
    "": {"equal": Text("一致", "equal"), "differs": Text("不同", "differs")},
    "name": {
        "same_sound": Text("同音", "same sound"),
        "near_sound": Text("音近", "near sound"),
        "look_alike": Text("形近", "look-alike"),
        "unknown_sign": Text("有无法辨认的字", "a character unreadable"),
        "begins": Text("一方只写了开头", "one name begins the other"),
        "one_differs": Text("差一字", "one character differs"),
    },
    "birth": {
        "same_day": Text("同一天", "same day"),
        "same_month": Text("同月，一方只写到月", "same month, one side gives no day"),
        "near": Text("写错一处或农历", "one slip apart, or lunar"),
        "year": Text("相差不超过一年", "a year apart at most"),
        "far": Text("相差两年", "two years apart"),
        "off": Text("相差更多", "further apart"),
        "age_1": Text("年龄相差不超过1岁", "age within a year"),
        "age_2": Text("年龄相差2岁", "age two years apart"),
        "age_off": Text("年龄相差更多", "age further apart"),
    },
    "place": {
        "village": Text("同村", "same village"),
        "township": Text("同乡镇，村不详", "same township, village unknown"),
        "village_differs": Text("同乡镇不同村", "same township, other village"),
        "township_differs": Text("不同乡镇", "other township"),
    },
    "number": {
        "near": Text("可辨部分相符", "readable part agrees"),
        "far": Text("相差较大", "far apart"),
        "contradicts": Text("可辨部分不符", "readable part contradicts"),
    },
    "same_row": {
        "one_person": Text("同名，可为同一人", "same name, can be one person"),
        "two_people": Text("两个人", "two people"),
    },
}
"""Levels of comparisons in words; those under "" fit every comparison."""

SOURCES: Mapping[str, Text] = {
    "approved": Text("本县已批准的权重", "approved by the county"),
    "beliefs": Text("内置的经验权重", "built-in experience"),
}


@dataclass(frozen=True)
class Linkage:
    """How people were matched.

    ``version`` names the weights in force, ``digest`` their numbers. ``drift``: field, level,
    approved_bits (those in force), trained_bits (learnt from this run's data), moved, the farthest first;
    None when nothing could be learnt, for the reason ``not_trained``. ``passes``: pass, pairs, alone,
    expected, dropped_blocks, dropped_pairs. ``pairs``: candidate pairs compared.
    """

    version: str
    digest: str
    source: Literal["approved", "beliefs"]
    passes: pl.DataFrame
    pairs: int
    approved_by: str = ""
    approved_on: date | None = None
    drift: pl.DataFrame | None = None
    not_trained: str = ""


def field_said(field: str) -> Text:
    """A comparison in words; its own name where there are none."""
    return FIELDS.get(field, Text(field, field))


def level_said(field: str, level: str) -> Text:
    """A level in words; its own name where there are none."""
    words = {**LEVELS[""], **LEVELS.get(field, {})}
    return words.get(level, Text(level, level))


def share_said(share: float) -> Text:
    """A share as people say it: ``93 %``, or one in so many where it is small."""
    if share >= 0.995:
        return Text("几乎全部", "nearly all")
    if share >= 0.1:
        return Text(f"{share:.0%}", f"{share:.0%}")
    if share >= 0.01:
        return Text(f"{share:.1%}", f"{share:.1%}")
    many = int(float(f"{1 / share:.2g}"))
    return Text(f"每{many:,}对约1对", f"1 pair in {many:,}")
