"""hukou, marriage, student."""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.plan import CountyPlan, stream
from pipelines.synthetic.registers.particulars import with_particulars
from pipelines.synthetic.world import World

STAGES = ((7, 13, "小学", "中心小学"), (13, 16, "初中", "初级中学"), (16, 19, "高中", "示例县第一中学"))


def hukou(people: pl.DataFrame, world: World, police: pl.DataFrame) -> pl.DataFrame:
    """Everybody, the dead included; cancelled_on and cancel_reason as the police cancelled them."""
    cancelled = police.unique("truth_subject", keep="first", maintain_order=True).select(
        truth_person="truth_subject", cancelled_on="cancelled_on", cancel_reason="reason"
    )
    births = world.table("hukou_births").rename({"person": "truth_person", "birth_date": "written"})
    rows = people.join(cancelled, on="truth_person", how="left", validate="1:1", maintain_order="left").join(
        births, on="truth_person", how="left", validate="1:1", maintain_order="left"
    )
    rows = with_particulars(rows, people, "father", father_id="id_number")
    rows = with_particulars(rows, people, "mother", mother_id="id_number")
    return rows.select(
        "name", "former_name", "id_number", "sex",
        "ethnicity", "address", "household_no", "relation", "cancelled_on", "cancel_reason", "father_id",
        "mother_id", "township",
        birth_date=pl.coalesce("written", "birth_date"),
        truth_subject="truth_person", truth_father="father", truth_mother="mother",
    )  # fmt: skip


def marriage(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    """The marriages of couples in one home."""
    rng = stream(plan, "marriages")
    husbands = people.filter((pl.col("relation") == "户主") & (pl.col("sex") == "男"))
    wives = people.filter(pl.col("relation") == "配偶").select("household", wife="truth_person")
    couples = husbands.select("household", husband="truth_person", born="birth_date").join(
        wives, on="household", validate="1:1", maintain_order="left"
    )
    days = pl.Series(rng.integers(22 * 365, 27 * 365, len(couples)))
    latest = pl.lit(plan.first_month)
    couples = couples.with_columns(
        registered_on=pl.min_horizontal(pl.col("born") + pl.duration(days=pl.lit(days)), latest.cast(pl.Date))
    )
    couples = with_particulars(couples, people, "husband", husband_name="name", husband_id="id_number")
    couples = with_particulars(couples, people, "wife", wife_name="name", wife_id="id_number")
    return (
        couples.filter(pl.col("registered_on") >= pl.date(1975, 1, 1))
        .sort("registered_on", "husband")
        .select(
            "husband_name", "husband_id", "wife_name", "wife_id", "registered_on",
            business=pl.lit("结婚登记"),
            certificate_no=pl.format("J339901-{}-{}", pl.col("registered_on").dt.year(),
                                     pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6)),
            truth_husband="husband", truth_wife="wife",
        )
    )  # fmt: skip


def student(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    """Pupils between 7 and 19."""
    age = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25
    pupils = people.filter(pl.col("died_on").is_null() & (age >= 7) & (age < 19)).with_columns(age=age)
    stage, school, years = pl.lit(None, dtype=pl.String), pl.lit(None, dtype=pl.String), pl.lit(0)
    for low, high, name, place in STAGES:
        here = (pl.col("age") >= low) & (pl.col("age") < high)
        stage = pl.when(here).then(pl.lit(name)).otherwise(stage)
        own = pl.lit(place) if place.startswith("示例县") else pl.col("township") + place
        school = pl.when(here).then(own).otherwise(school)
        years = pl.when(here).then((pl.col("age") - low).floor().cast(pl.Int32)).otherwise(years)
    year = plan.first_month.year - 1
    return pupils.select(
        "name", "id_number",
        school=school,
        stage=stage,
        full_time=pl.lit("是"),
        from_on=pl.date(year - years, 9, 1),
        to_on=pl.lit(None, dtype=pl.Date),
        status=pl.lit("在读"),
        truth_subject="truth_person",
    ).sort("school", "id_number")  # fmt: skip
