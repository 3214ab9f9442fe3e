"""SUSPECTED_DEATH: persons without a strong death record whom a death record probably means.

What makes it a clue does not belong here: rule DEC-05 says how many points must agree.
"""

from __future__ import annotations

import polars as pl

from pipelines.facts.register_rows import finished
from pipelines.tables import SUSPECTED_DEATH

POINTS_ZH = {
    "birth": "出生日期", "age": "年龄", "village": "村（社区）", "township": "乡镇", "sex": "性别",
    "phone": "电话", "account": "账号", "certificate": "证件号", "household": "家庭",
}  # fmt: skip


def suspected_deaths(records: pl.DataFrame, deaths: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """SUSPECTED_DEATH: person × probable death record.

    agree_count: birth or age once, village once, township once, sex only when phone or account
    agrees too. contradict_count: the same points (sex by itself) that stand against each other.
    namesakes: other persons of the same name and township without a strong death record.

    Args:
        records: DEATH_RECORD.
        deaths: DEATH.
        persons: PERSON.

    Source: rule DEC-05.
    """
    agrees, contradicts = pl.col("agrees").fill_null([]), pl.col("contradicts").fill_null([])

    def in_either(tokens: pl.Expr, *names: str) -> pl.Expr:
        return pl.any_horizontal(tokens.list.contains(name) for name in names)

    probable = records.filter((pl.col("evidence") == "probable") & ~pl.col("is_strong"))
    open_records = probable.join(deaths, on="person_id", how="anti")
    counted = open_records.with_columns(
        agree_count=pl.sum_horizontal(
            in_either(agrees, "birth", "age"),
            in_either(agrees, "village"),
            in_either(agrees, "township"),
            in_either(agrees, "sex") & in_either(agrees, "phone", "account"),
        ).cast(pl.Int32),
        contradict_count=pl.sum_horizontal(
            in_either(contradicts, "birth", "age"),
            *(in_either(contradicts, name) for name in ("village", "township", "sex")),
        ).cast(pl.Int32),
        agrees=agrees.list.eval(pl.element().replace(POINTS_ZH)).list.join("、"),
        record_name="name",
        record_address="address",
        record_age="age_years",
    )
    named = counted.join(_namesakes(deaths, persons), on="person_id", how="left", validate="m:1")
    return finished(named, SUSPECTED_DEATH)


def _namesakes(deaths: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    living = persons.join(deaths, on="person_id", how="anti").drop_nulls(["name", "township"])
    others = pl.len().over("name", "township") - 1
    return living.select("person_id", namesakes=others.cast(pl.Int32))
