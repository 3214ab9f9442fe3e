"""Whether a listed person is counted in the household's headcount.

Only the definition "counted"; households and their money stand in ``households``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.codes import CONFINED, RAISED_BY_STATE
from pipelines.facts.dibao_rows import HOUSEHOLD
from pipelines.facts.register_rows import RoleLinks, register_rows, with_person
from pipelines.tables import B, D, S


def with_counted(
    listed: pl.DataFrame, state_raised: pl.DataFrame, custody: pl.DataFrame, deaths: pl.DataFrame
) -> pl.DataFrame:
    """Listed persons with ``is_counted``; null where it cannot be told.

    Headcount empty or not below the number listed: all are counted. Otherwise U are the listed
    who in the month are raised by the state, in custody on the first day, or dead before it; U
    large enough: those in U are not counted, all others are. Else it cannot be told of anyone.

    Args:
        listed: programme, household_id, benefit_month, person_id, headcount, listed.
        state_raised: person_id, benefit_month on roll_tekun or roll_child (``state_raised``).
        custody: CUSTODY_SPELL.
        deaths: DEATH.

    Source: definitions.counted.
    """
    person_month = ["person_id", "benefit_month"]
    persons = listed.select(person_month).unique()
    month = pl.col("benefit_month")
    confined = persons.join(
        custody.filter(pl.col("custody").is_in(CONFINED)).select("person_id", "valid_from", "valid_to"),
        on="person_id",
    ).filter((pl.col("valid_from") <= month) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= month)))
    dead = persons.join(deaths.select("person_id", "death_date"), on="person_id", validate="m:1").filter(
        pl.col("death_date").dt.month_start() < month
    )
    outside = pl.concat(
        [state_raised.select(person_month), confined.select(person_month), dead.select(person_month)]
    ).unique()
    marked = listed.join(
        outside.with_columns(in_u=pl.lit(True)), on=person_month, how="left", validate="m:1"
    ).with_columns(in_u=pl.col("in_u").fill_null(False))
    is_full = pl.col("headcount").is_null() | (pl.col("headcount") >= pl.col("listed"))
    is_told = pl.col("in_u").sum().over(HOUSEHOLD) >= pl.col("listed") - pl.col("headcount")
    return marked.with_columns(
        is_counted=pl.when(is_full).then(True).when(is_told).then(~pl.col("in_u"))
    ).drop("in_u")


def state_raised(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """person_id × benefit_month on roll_tekun, or on roll_child as orphan or infected child.

    Strong links only; distinct rows.
    """
    columns = {"benefit_month": D, "programme": S}
    take = {"person_id": "person_id", "is_strong": "is_strong"}
    tekun = register_rows(accepted, "roll_tekun", columns)
    child = register_rows(accepted, "roll_child", columns).filter(pl.col("programme").is_in(RAISED_BY_STATE))
    rows = with_person(pl.concat([tekun, child]), links, ("beneficiary", "subject"), take)
    strong = rows.filter(pl.col("is_strong").cast(B)).drop_nulls(["person_id", "benefit_month"])
    return strong.select("person_id", "benefit_month").unique()
