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
    """SUSPECTED_DEATH: person × probable death record, with all persons who fit it equally well.

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
    everyone = pl.concat([counted, _rivals(counted, deaths, persons)])
    named = everyone.join(_namesakes(deaths, persons), on="person_id", how="left", validate="m:1")
    return finished(named, SUSPECTED_DEATH)


def _rivals(suspected: pl.DataFrame, deaths: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """The rows of records with rivals once more, for every other living person of the same kind.

    The same name, township and village as the person the record was linked to, and born within two
    years of that person (or of an unknown day).
    """
    same = ["name", "township", "village"]
    traits = persons.select("person_id", *(pl.col(c).alias(f"their_{c}") for c in same), born="birth_date")
    linked = suspected.filter(pl.col("rivals") > 0).join(traits, on="person_id", validate="m:1")
    others = persons.join(deaths, on="person_id", how="anti").select(
        *(pl.col(c).alias(f"their_{c}") for c in same), rival="person_id", rival_born="birth_date"
    )
    years_apart = (pl.col("born").dt.year() - pl.col("rival_born").dt.year()).abs()
    return (
        linked.join(others, on=[f"their_{c}" for c in same], nulls_equal=True)
        .filter((pl.col("rival") != pl.col("person_id")) & (years_apart <= 2).fill_null(True))
        .with_columns(person_id="rival")
        .select(suspected.columns)
    )


def _namesakes(deaths: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    living = persons.join(deaths, on="person_id", how="anti").drop_nulls(["name", "township"])
    others = pl.len().over("name", "township") - 1
    return living.select("person_id", namesakes=others.cast(pl.Int32))
