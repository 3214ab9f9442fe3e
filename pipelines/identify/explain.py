"""Why a mention is linked: a short Chinese sentence and the lists of points, once per distinct case.

No full number, account or phone stands in a sentence.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines.identify.order import codes
from pipelines.identify.weights import POINTS
from pipelines.names import DIFFERENT, EQUAL, NEAR, ONE_DIFFERS, SAME_SOUND

KINDS = (
    "exact", "upgraded", "repaired", "probable", "wrong_number", "profile", "gathered", "single",
)  # fmt: skip
EVIDENCE = {
    "exact": "exact_id", "upgraded": "upgraded_id", "repaired": "repaired_id", "probable": "probable",
    "wrong_number": "probable", "profile": "probable", "gathered": "probable", "single": "single",
}  # fmt: skip
SLIPS = {
    "substituted": "证件号第{place}位一字之差", "swapped": "证件号第{place}、{next}位颠倒",
    "missing": "证件号第{place}位漏一字", "extra": "证件号第{place}位多一字",
    "lost_digits": "证件号后三位丢失、前15位一致", "certificate": "残疾人证号所含证件号一致",
}  # fmt: skip
NAMES = {
    EQUAL: "姓名一致", SAME_SOUND: "姓名同音", NEAR: "姓名相近",
    ONE_DIFFERS: "姓名差一字", DIFFERENT: "姓名不同",
}  # fmt: skip
POINTS_ZH = {
    "birth": "出生日期", "age": "年龄", "village": "村", "township": "乡镇", "sex": "性别", "phone": "电话",
    "account": "账号", "certificate": "残疾人证号", "household": "户号",
}  # fmt: skip
NUMBER = {
    "number_near": "证件号可辨部分相符", "number_far": "证件号相差较大",
    "number_contradicts": "证件号可辨部分不符",
}  # fmt: skip
KIND, SLIP, NUMBER_LEVEL = pl.Enum(KINDS), pl.Enum([*SLIPS]), pl.Enum([*NUMBER])

CASE = (
    "kind", "agreement", "slip", "place", "agrees", "contradicts", "number", "is_same_row", "has_rivals",
    "has_id_conflict", "is_masked", "has_number",
)  # fmt: skip


def explained(cases: pl.DataFrame) -> pl.DataFrame:
    """The columns of CASE, one row per mention → ``explanation``, ``agrees``, ``contradicts`` (lists).

    Args:
        cases: kind, slip and number in their Enums, agreement one of NAMES.
    """
    packed = cases.select(_packed().alias("case"))
    case = codes(packed["case"])
    first = packed.select(pl.col("case").arg_unique()).to_series()
    distinct = cases.select(CASE)[first[packed["case"].gather(first).arg_sort()]]
    rows = distinct.rows(named=True)
    told = {
        "explanation": pl.Series([_sentence(row) for row in rows], dtype=pl.String),
        "agrees": pl.Series([_points(row["agrees"]) for row in rows], dtype=pl.List(pl.String)),
        "contradicts": pl.Series([_points(row["contradicts"]) for row in rows], dtype=pl.List(pl.String)),
    }
    return pl.DataFrame({column: texts.gather(case) for column, texts in told.items()})


def _packed() -> pl.Expr:
    """All columns of a case in one integer: 3 million rows meet a few hundred sentences."""
    levels = {level: place for place, level in enumerate(NAMES, start=1)}
    parts = (
        (_place_in("kind"), 16),
        (pl.col("agreement").replace_strict(levels, return_dtype=pl.UInt64).fill_null(0), 8),
        (_place_in("slip"), 8),
        (pl.col("place").fill_null(0), 32),
        (pl.col("agrees"), 1 << len(POINTS)),
        (pl.col("contradicts"), 1 << len(POINTS)),
        (_place_in("number"), 4),
        *((pl.col(flag), 2) for flag in CASE[7:]),
    )
    packed = pl.lit(0, dtype=pl.UInt64)
    for part, size in parts:
        packed = packed * size + part.cast(pl.UInt64)
    return packed


def _place_in(column: str) -> pl.Expr:
    """1-based place among the values of an Enum; 0 for null."""
    return (pl.col(column).to_physical().cast(pl.UInt64) + 1).fill_null(0)


def _points(mask: int) -> list[str]:
    return [point for at, point in enumerate(POINTS) if mask >> at & 1]


def _sentence(case: dict[str, Any]) -> str:
    name = NAMES.get(case["agreement"])
    agrees = "、".join(POINTS_ZH[p] for p in _points(case["agrees"]))
    contradicts = "、".join(POINTS_ZH[p] for p in _points(case["contradicts"]))
    number = "证件号被遮盖" if case["is_masked"] else "证件号有误" if case["has_number"] else "无证件号"
    parts: list[str | None]
    match case["kind"]:
        case "exact":
            parts = ["证件号一致", name, contradicts and f"{contradicts}与证件号不符"]
        case "upgraded":
            parts = ["15位证件号升为18位后一致", name, contradicts and f"{contradicts}与证件号不符"]
        case "repaired":
            place = case["place"] or 0
            slip = SLIPS[case["slip"]].format(place=place, next=place + 1)
            parts = [slip, name, "目标唯一"]
        case "wrong_number":
            parts = ["多行证件号相同但有误", name, "未能对应到有效证件号"]
        case "single":
            parts = [number, "未找到可对应的其他记录"]
        case _:
            parts = [
                "本行同名" if case["is_same_row"] else name,
                agrees and f"{agrees}相符",
                contradicts and f"{contradicts}不符",
                NUMBER.get(case["number"]),
                number,
            ]
    if case["has_id_conflict"]:
        parts.append("残疾人证号所含证件号与本行证件号不同")
    if case["has_rivals"]:
        parts.append("另有同样相符的人")
    return "，".join(part for part in parts if part)
