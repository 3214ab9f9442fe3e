"""temp_ledger, funeral_roll, approval, review_log, publicity_log, liveness: the daily work of the offices."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from pipelines.synthetic.plan import CountyPlan, month_at, stream
from pipelines.synthetic.registers.particulars import household_ids, programme_text, with_particulars
from pipelines.synthetic.world import World

TEMPORARY_SHARE = 0.012  # of homes in a window
FUNERAL_SHARE = 0.5
CAUSES = ("突发疾病", "交通事故", "火灾", "子女上学", "溺水")
CLERKS = ("周敏", "李卫国", "陈春花")


def temporary_cases(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    """Temporary relief, reported, approved and paid in one month.

    Returns:
        person, month (index), amount_fen, day (of the report), kind; sorted.
    """
    rng = stream(plan, "temporary relief")
    age = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25
    heads = people.filter(
        ~pl.col("is_cast") & pl.col("died_on").is_null() & (pl.col("relation") == "户主") & (age < 75)
    )
    chosen = heads.filter(pl.Series(rng.random(len(heads)) < TEMPORARY_SHARE))
    count = len(chosen)
    return chosen.select(
        person="truth_person",
        month=pl.Series(rng.integers(0, len(plan.months), count)),
        amount_fen=pl.Series(rng.integers(5, 30, count) * 10_000),
        day=pl.Series(rng.integers(1, 15, count)),
        kind=pl.Series(
            np.array(["急难型", "支出型", "小额快救"], dtype=object)[rng.integers(0, 3, count)],
            dtype=pl.String,
        ),
    ).sort("month", "day", "person")


def temporary_lines(people: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The payment lines of temporary relief, in the columns of ``payment_lines``."""
    rows = with_particulars(cases, people, "person", account="account")
    return rows.select(
        "person", "month", "amount_fen", "account", programme=pl.lit("temporary"), paid_month="month",
        part=pl.lit("second"), kind=pl.lit("正常"), state=pl.lit("paid"), payee="person", head="person",
    )  # fmt: skip


def temp_ledger(plan: CountyPlan, people: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """temp_ledger; the fast lane is approved in the township within three days."""
    rows = with_particulars(
        cases, people, "person", name="name", id_number="id_number", household="household"
    )
    sizes = people.group_by("household").agg(household_size=pl.len().cast(pl.Int64))
    rows = rows.join(sizes, on="household", validate="m:1", maintain_order="left")
    turn = pl.int_range(pl.len())
    reported = month_at(plan, pl.col("month")).cast(pl.Datetime("us")) + pl.duration(
        days=pl.col("day") - 1, hours=9 + turn % 7, minutes=turn * 13 % 60
    )
    fast = pl.col("kind") == "小额快救"
    small = pl.col("amount_fen") <= 150_000
    return rows.with_columns(reported_at=reported, turn=turn).select(
        case_no=pl.format(
            "LS{}{}", pl.col("reported_at").dt.strftime("%Y%m"), pl.col("turn").cast(pl.String).str.zfill(5)
        ),
        name="name",
        id_number="id_number",
        household_size="household_size",
        kind="kind",
        cause=(pl.col("turn") % len(CAUSES)).replace_strict(
            list(range(len(CAUSES))), list(CAUSES), return_dtype=pl.String
        ),
        reported_at="reported_at",
        accepted_at=pl.col("reported_at") + timedelta(hours=2),
        started_at=pl.col("reported_at") + timedelta(hours=5),
        approved_at=pl.col("reported_at") + timedelta(hours=26),
        approval_level=pl.when(fast | small).then(pl.lit("乡镇")).otherwise(pl.lit("县")),
        amount_fen="amount_fen",
        paid_at=pl.col("reported_at").dt.truncate("1mo") + timedelta(days=17, hours=10),
        advance=pl.when(fast).then(pl.lit("是")).otherwise(pl.lit("否")),
        completed_at=pl.when(fast).then((pl.col("reported_at") + timedelta(days=6)).dt.date()),
        clerk=(pl.col("turn") % len(CLERKS)).replace_strict(
            list(range(len(CLERKS))), list(CLERKS), return_dtype=pl.String
        ),
        truth_subject="person",
    )


def funeral_roll(plan: CountyPlan, people: pl.DataFrame, world: World) -> pl.DataFrame:
    """Claims for people who died in the window, by a living member of the home."""
    rng = stream(plan, "funerals")
    dead = world.table("deaths").filter(
        pl.col("in_cremation") & pl.col("with_id") & (pl.col("died_on") >= plan.first_month)
    )
    dead = dead.filter(pl.Series(rng.random(len(dead)) < FUNERAL_SHARE)).unique(
        "person", keep="first", maintain_order=True
    )
    rows = with_particulars(dead, people, "person", name="name", id_number="id_number", household="household")
    kin = people.filter(pl.col("died_on").is_null()).unique("household", keep="first", maintain_order=True)
    rows = rows.join(
        kin.select("household", claimant_name="name", claimant_id="id_number", truth_claimant="truth_person"),
        on="household", how="left", validate="m:1", maintain_order="left",
    )  # fmt: skip
    return (
        rows.with_columns(paid_on=pl.col("died_on") + timedelta(days=20))
        .filter(pl.col("paid_on") <= plan.as_of)
        .sort("died_on", "person")
        .select(
            "name", "id_number", "died_on", "claimant_name", "claimant_id", "paid_on",
            amount_fen=pl.lit(100_000, dtype=pl.Int64), truth_subject="person",
            truth_claimant="truth_claimant",
        )
    )  # fmt: skip


def decisions(
    plan: CountyPlan, people: pl.DataFrame, world: World, households: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """approval, publicity_log, review_log: one decision a household or spell, a review a year."""
    homes = households.unique("household", keep="first", maintain_order=True).select(
        "programme", "first_month", "amount_fen", person="head",
        household_id=household_ids(pl.col("household"), pl.col("programme")),
    )  # fmt: skip
    spells = world.table("spells").select("programme", "person", first_month="first")
    last = len(plan.months) - 1
    rows = (
        pl.concat([homes, spells], how="diagonal")
        .filter(pl.col("first_month") <= last)
        .unique(["person", "programme"], keep="first", maintain_order=True)
        .with_columns(decided_on=month_at(plan, pl.col("first_month")).dt.offset_by("-12d"))
    )
    rows = with_particulars(rows, people, "person", name="name", id_number="id_number", died_on="died_on")
    # the decided come before they die; reviews reach the living only
    rows = rows.with_columns(applied_on=pl.col("decided_on").dt.offset_by("-25d")).sort(
        "decided_on", "person", "programme"
    )
    text = programme_text(pl.col("programme"))
    review_day = pl.lit(plan.months[2]) + pl.duration(days=pl.int_range(pl.len()) % 25)
    return {
        "approval": rows.select(
            programme=text, name="name", id_number="id_number", household_id="household_id",
            applied_on="applied_on", accepted_on=pl.col("applied_on").dt.offset_by("1d"),
            decided_on="decided_on",
            decision=pl.lit("同意"), amount_fen="amount_fen", extended=pl.lit("否"), truth_subject="person",
        ),
        "publicity_log": rows.filter(pl.col("programme").str.starts_with("dibao")).select(
            programme=text, name="name", id_number="id_number",
            from_on=pl.col("decided_on").dt.offset_by("-9d"), to_on=pl.col("decided_on").dt.offset_by("-2d"),
            truth_subject="person",
        ),
        "review_log": rows.with_columns(reviewed_on=review_day)
        .filter(
            (pl.col("decided_on") < plan.first_month)
            & (pl.col("died_on").is_null() | (pl.col("died_on") > pl.col("reviewed_on")))
        )
        .select(
            programme=text, household_id="household_id", name="name", id_number="id_number",
            reviewed_on="reviewed_on", visited=pl.lit("是"), result=pl.lit("继续保障"),
            truth_subject="person",
        ),
    }  # fmt: skip


def liveness(plan: CountyPlan, people: pl.DataFrame, world: World) -> pl.DataFrame:
    """A face check a year for everybody on elderly allowance or a disability subsidy who is alive."""
    asked = (
        world.table("spells")
        .filter(pl.col("programme").is_in(["elderly_age", "dis_life", "dis_care"]))
        .unique("person", keep="first", maintain_order=True)
    )
    rows = with_particulars(
        asked, people, "person", name="name", id_number="id_number", died_on="died_on"
    ).sort("person")
    return (
        rows.with_columns(
            verified_on=pl.lit(plan.months[1]) + pl.duration(days=pl.col("person") % 50)
        )
        .filter(pl.col("died_on").is_null() | (pl.col("died_on") > pl.col("verified_on")))
        .select(
            "name", "id_number", "verified_on",
            method=pl.when(pl.col("person") % 3 == 0).then(pl.lit("入户核验")).otherwise(pl.lit("人脸识别")),
            result=pl.lit("通过"), truth_subject="person",
        )
    )  # fmt: skip
