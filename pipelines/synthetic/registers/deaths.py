"""death_police, death_cremation, death_health."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.months import completed_years
from pipelines.synthetic.plan import CountyPlan, stream
from pipelines.synthetic.registers.particulars import with_particulars
from pipelines.synthetic.world import World

NO_DEATH_DATE_SHARE = 0.05  # of ordinary cremations: only the day of cremation is known
CAUSES = ("疾病", "疾病", "疾病", "年老", "意外")


def death_registers(plan: CountyPlan, people: pl.DataFrame, world: World) -> dict[str, pl.DataFrame]:
    """The three registers; rows sorted by date. What with_id withholds is withheld here."""
    rng = stream(plan, "death registers")
    rows = with_particulars(
        world.table("deaths"), people, "person", name="name", id_number="id_number", sex="sex",
        birth_date="birth_date", address="address", phone="phone", is_cast="is_cast",
    ).sort("died_on", "person")  # fmt: skip
    count = len(rows)
    latest = pl.lit(plan.as_of)
    rows = rows.with_columns(
        truth_subject=pl.col("person"),
        shown_id=pl.when("with_id").then("id_number"),
        cremated_on=pl.col("died_on") + pl.duration(days=pl.lit(pl.Series(rng.integers(1, 4, count)))),
        cancelled_on=pl.col("died_on") + pl.duration(days=pl.lit(pl.Series(rng.integers(5, 40, count)))),
        reported_on=pl.col("died_on") + pl.duration(days=pl.lit(pl.Series(rng.integers(1, 8, count)))),
        cause=pl.Series(np.array(CAUSES, dtype=object)[rng.integers(0, len(CAUSES), count)], dtype=pl.String),
        luck=pl.Series(rng.random(count)),
    ).with_columns(
        age=completed_years(pl.col("birth_date"), pl.col("died_on")).cast(pl.Int64),
        cancelled_on=pl.when(pl.col("cancelled_on") <= latest).then("cancelled_on").otherwise("died_on"),
    )
    return {
        "death_police": _police(people, rows, world),
        "death_cremation": rows.filter("in_cremation").select(
            "cremated_on", "name", "sex", "age",
            address=pl.col("address").str.strip_prefix("示例县"),
            id_number="shown_id",
            died_on=pl.when(pl.col("is_cast") | (pl.col("luck") >= NO_DEATH_DATE_SHARE)).then("died_on"),
            cause="cause",
            family_phone="phone",
            truth_subject="truth_subject",
        ),
        "death_health": rows.filter("in_health").select(
            "name", "birth_date", "died_on", "reported_on", "address", "truth_subject", id_number="shown_id"
        ),
    }  # fmt: skip


def _police(people: pl.DataFrame, rows: pl.DataFrame, world: World) -> pl.DataFrame:
    dead = rows.filter("in_police").select(
        "name", "id_number", "sex", "died_on", "cancelled_on", "truth_subject", reason=pl.lit("死亡")
    )
    others = with_particulars(
        world.table("cancellations"), people, "person", name="name", id_number="id_number", sex="sex"
    ).select(
        "name", "id_number", "sex", "cancelled_on", "reason", died_on=pl.lit(None, dtype=pl.Date),
        truth_subject="person",
    )  # fmt: skip
    return pl.concat([dead, others], how="diagonal").sort("cancelled_on", "truth_subject")
