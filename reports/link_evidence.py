"""Why a probable link was made, in words: what each field adds, and why the pair was looked at at all.

Match weights are bits: each bit doubles the odds that the two are one person. How they are learnt stands
in ``pipelines.identify``; the words for fields and levels in ``linkage``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.faults import Lang, Text
from reports.linkage import FIELDS, field_said, level_said

PASSES: Mapping[str, Text] = {
    "sound_village": Text("姓名同音且同村", "same-sounding name in one village"),
    "sound_birth_year": Text("姓名同音且出生年份相近", "same-sounding name and near year of birth"),
    "birth_letter": Text("出生日期相同且有一字同音", "same birth date and one character by sound"),
    "phone": Text("电话相同", "same telephone"),
    "account": Text("银行账号相同", "same bank account"),
    "certificate": Text("残疾人证号相同", "same disability certificate"),
    "household": Text("户号相同", "same household number"),
    "number_part": Text("证件号可辨部分相同", "same readable part of the number"),
    "number_segment_sound": Text(
        "证件号有一段相同且姓名同音", "one part of the number and a same-sounding name"
    ),
    "number_segment_birth": Text(
        "证件号有一段相同且出生日期相同", "one part of the number and the birth date"
    ),
    "same_row": Text("写在同一行", "stand in one row"),
}
"""Blocking passes in words."""

POINTS: Mapping[str, Text] = {
    "birth": Text("出生日期", "birth date"), "age": Text("年龄", "age"), "village": Text("村", "village"),
    "township": Text("乡镇", "township"),
    **{same: FIELDS[same] for same in ("sex", "phone", "account", "certificate", "household")},
}  # fmt: skip
"""Points of agreement and contradiction in words."""
PRIOR = Text("起点：本县任意一人恰好是此人", "start: any person of the county is this one")


def doubtful_links(links: pl.DataFrame) -> pl.DataFrame:
    """The links a reader may want to doubt: all that do not rest on the row's own number alone.

    Args:
        links: LINK.

    Returns:
        LINK rows that are not exact, or exact with another name or a conflicting number.
    """
    by_number = pl.col("evidence") == "exact_id"
    other_name = pl.col("name_agreement").fill_null(1.0) < 0.9
    return links.filter(~by_number | other_name | pl.col("has_id_conflict"))


def passes_said(passes: Sequence[str] | None, lang: Lang) -> str:
    """Why the pair was compared, as one phrase."""
    said = [PASSES.get(p, Text(p, p)).say(lang) for p in passes or ()]
    return ("、" if lang == "zh" else ", ").join(said)


def waterfall_said(waterfall: Sequence[Mapping[str, Any]] | None, lang: Lang) -> list[str]:
    """One line a field: what was compared, how it agreed, what it adds, and the odds so far."""
    lines = []
    total = 0.0
    for point in waterfall or ():
        total += point["bits"]
        if point["field"] == "prior":
            what = PRIOR.say(lang)
        else:
            field, level = field_said(point["field"]), level_said(point["field"], point["level"])
            what = f"{field.say(lang)}：{level.say(lang)}" if lang == "zh" else f"{field.en}: {level.en}"
        lines.append(f"{what}  {point['bits']:+.1f}  →  {_odds_said(total, lang)}")
    return lines


def link_said(link: Mapping[str, Any], lang: Lang) -> list[str]:
    """A link of ``link_evidence.parquet`` in lines: the class, why it was looked at, what it adds up from.

    Rivals and contradictions are always said: they are what a reader needs to doubt it.
    """
    zh = lang == "zh"
    lines = [f"{link['evidence']}  {link['probability']:.4f}  {link['explanation'] if zh else ''}".rstrip()]
    if link["passes"]:
        lines.append(("比对理由：" if zh else "Compared because: ") + passes_said(link["passes"], lang))
    lines += waterfall_said(link["waterfall"], lang)
    if link["contradicts"]:
        said = [POINTS.get(p, Text(p, p)).say(lang) for p in link["contradicts"]]
        lines.append(("不一致：" if zh else "Contradicts: ") + ("、" if zh else ", ").join(said))
    if link["rivals"]:
        count = link["rivals"]
        lines.append(
            f"另有{count}人同样相符，请先排除"
            if zh
            else f"others that fit as well: {count}; rule them out first"
        )
    if link["has_id_conflict"]:
        lines.append("两个有效证件号相互矛盾" if zh else "two valid numbers contradict each other")
    return lines


def _odds_said(bits: float, lang: Lang) -> str:
    """The odds so far as people say them."""
    share = 1 / (1 + 2**-bits)
    if share >= 0.9995:
        return "几乎确定" if lang == "zh" else "nearly certain"
    if share >= 0.01:
        return f"{share:.1%}"
    many = int(float(f"{1 / share:.2g}"))
    return f"约{many:,}分之一" if lang == "zh" else f"1 in {many:,}"
