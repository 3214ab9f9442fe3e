"""The rolls of every month: what each person or household is due, from the facts and the standards.

Payments follow from these rolls (``payments.py``). The register wording is given in
``registers/rolls.py``; here programmes are codes and months are indexes.
"""

from __future__ import annotations

import polars as pl

from pipelines.months import completed_years
from pipelines.synthetic.plan import CountyPlan, month_at
from pipelines.synthetic.standards import CARE, add_on_fen, band_at, monthly_standards
from pipelines.synthetic.world import World


def person_rolls(plan: CountyPlan, people: pl.DataFrame, world: World) -> pl.DataFrame:
    """Rows of the person rolls.

    Returns:
        The spell's columns (months: 1, or 3 on the last month of a quarter) and month, age (on the last
        day of the month), band, living_fen, care_fen, amount_fen (of all its months), standard_fen (a
        month); sorted by programme, month and person.
    """
    last = len(plan.months) - 1
    spells = world.table("spells").rename({"amount_fen": "fixed_fen"})
    monthly = (
        spells.with_columns(
            first_seen=pl.col("first").clip(lower_bound=0), last_seen=pl.col("last").clip(upper_bound=last)
        )
        .filter(pl.col("first_seen") <= pl.col("last_seen"))
        .with_columns(month=pl.int_ranges("first_seen", pl.col("last_seen") + 1))
        .explode("month")
        .drop("first_seen", "last_seen")
        .with_columns(benefit_month=month_at(plan, pl.col("month")))
        .filter((pl.col("months") == 1) | (pl.col("benefit_month").dt.month() % 3 == 0))
    )
    dated = with_age(monthly, people)
    keyed = dated.with_columns(
        band=pl.when(pl.col("programme") == "elderly_age").then(
            pl.coalesce(band_at(pl.col("age")), pl.lit("80-89"))
        )
    ).with_columns(
        key=pl.when(pl.col("programme") == "dis_care")
        .then(pl.col("level").cast(pl.String))
        .when(pl.col("programme") == "elderly_age")
        .then("band")
        .when(pl.col("programme") == "orphan")
        .then("placement")
        .otherwise(pl.lit(""))
    )
    due = keyed.join(
        monthly_standards(plan),
        on=["programme", "key", "month"],
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    care = pl.col("care_level").replace_strict(
        list(CARE), [100 * yuan for yuan in CARE.values()], return_dtype=pl.Int64, default=0
    )
    return (
        due.with_columns(care_fen=care, standard_fen=pl.coalesce("fixed_fen", "standard_fen"))
        .with_columns(living_fen=pl.col("standard_fen"))
        .with_columns(amount_fen=(pl.col("standard_fen") + pl.col("care_fen")) * pl.col("months"))
        .sort("programme", "month", "person")
        .drop("key")
    )


def with_age(rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``age``: completed years of ``person`` on the last day of ``benefit_month``."""
    born = people.select(person="truth_person", born="birth_date")
    return (
        rows.join(born, on="person", how="left", validate="m:1", maintain_order="left")
        .with_columns(age=completed_years(pl.col("born"), pl.col("benefit_month").dt.month_end()))
        .drop("born")
    )


def dibao_member_rolls(plan: CountyPlan, people: pl.DataFrame, world: World) -> pl.DataFrame:
    """Listed members: household, month, benefit_month, person, place, relation, is_counted, add_on_fen."""
    last = len(plan.months) - 1
    best = world.table("certificates").group_by("person").agg(pl.col("level").min())
    monthly = (
        world.table("members")
        .with_columns(first=pl.col("first").clip(lower_bound=0), last=pl.col("last").clip(upper_bound=last))
        .filter(pl.col("first") <= pl.col("last"))
        .with_columns(month=pl.int_ranges("first", pl.col("last") + 1))
        .explode("month")
        .with_columns(benefit_month=month_at(plan, pl.col("month")))
    )
    aged = with_age(monthly, people).join(
        best, on="person", how="left", validate="m:1", maintain_order="left"
    )
    return (
        aged.with_columns(
            add_on_fen=pl.when("is_counted").then(add_on_fen(pl.col("age"), pl.col("level"))).otherwise(0)
        )
        .select(
            "household", "month", "benefit_month", "person", "place", "relation", "is_counted", "add_on_fen"
        )
        .sort("household", "month", "place")
    )


def dibao_rolls(plan: CountyPlan, members: pl.DataFrame, world: World) -> pl.DataFrame:
    """Dibao households by month.

    Returns:
        household, programme, head, category, month, benefit_month, headcount, income_fen, base_fen
        (standard × headcount less income, whole yuan), other_fen (add-ons), amount_fen (both); a month
        without its head on the roll has no row. first_month: the month index the household came in.
    """
    counts = members.group_by("household", "month", maintain_order=True).agg(
        pl.col("benefit_month").first(),
        headcount=pl.col("is_counted").sum().cast(pl.Int64),
        other_fen=pl.col("add_on_fen").sum(),
        has_head=(pl.col("place") == 0).any(),
    )
    begin = world.table("members").filter(pl.col("place") == 0).select("household", first_month="first")
    standards = monthly_standards(plan).filter(pl.col("key") == "").drop("key")
    return (
        counts.filter("has_head")
        .join(world.table("dibao"), on="household", validate="m:1")
        .join(begin, on="household", validate="m:1")
        .join(standards, on=["programme", "month"], validate="m:1")
        .with_columns(income_fen=pl.col("income_per_head_fen") * pl.col("headcount"))
        .with_columns(base_fen=pl.col("standard_fen") * pl.col("headcount") - pl.col("income_fen"))
        .with_columns(amount_fen=pl.col("base_fen") + pl.col("other_fen"))
        .drop("has_head", "income_per_head_fen")
        .sort("programme", "month", "household")
    )
