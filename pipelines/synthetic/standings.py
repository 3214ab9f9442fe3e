"""Ordinary people on the public payroll, in custody, and on the list of low-income families.

None of them receives dibao, tekun or a child's benefit, except those the law exempts (public-welfare
posts), so nothing here makes a clue.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from pipelines.synthetic.plan import CountyPlan, stream
from pipelines.synthetic.world import World

PAYROLL_SHARE, RETIRED_SHARE = 0.035, 0.05
WELFARE_POST_SHARE = 0.02  # of grown dibao members
CUSTODY_SHARE = 0.003  # of men between 20 and 55
MARGINAL_SHARE = 0.008  # of homes
KINDS = ("行政编制", "事业编制", "事业编制", "参公编制", "村医", "临时人员", "遗属")


def ordinary_standings(plan: CountyPlan, people: pl.DataFrame, world: World) -> None:
    """Adds payroll, custody and marginal rows; reads spells and dibao members to keep clear of them.

    Args:
        people: with died_on.
    """
    rng = stream(plan, "standings")
    members = world.table("members")
    homes_paid = people.filter(
        pl.col("truth_person").is_in(
            pl.concat([members["person"], world.table("spells")["person"]]).unique().implode()
        )
    )["household"].unique()
    age = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25
    free = people.filter(
        ~pl.col("is_cast") & pl.col("died_on").is_null() & ~pl.col("household").is_in(homes_paid.implode())
    ).with_columns(age=age)
    free = free.with_columns(
        luck=pl.Series(rng.random(len(free))), kind_luck=pl.Series(rng.integers(0, len(KINDS), len(free)))
    )
    kinds = pl.Series(KINDS)
    working = free.filter(pl.col("age").is_between(23, 59) & (pl.col("luck") < PAYROLL_SHARE))
    retired = free.filter((pl.col("age") >= 61) & (pl.col("luck") < RETIRED_SHARE))
    for rows, status, begin, pay in ((working, "在职", 23, 560_000), (retired, "离退休", 24, 430_000)):
        years = pl.select(
            rows["birth_date"].dt.year() + begin + pl.Series(rng.integers(0, 4, len(rows)))
        ).to_series()
        world.add(
            "payroll", person=rows["truth_person"], status=status, origin="招聘",
            kind=kinds.gather(rows["kind_luck"]) if status == "在职" else "事业编制",
            from_month=pl.select(pl.date(pl.lit(years.clip(upper_bound=plan.first_month.year - 1)), 7,
            1)).to_series(),
            gross_fen=pay + rng.integers(-800, 2_500, len(rows)) * 100,
        )  # fmt: skip
    grown = people.filter(
        ~pl.col("is_cast") & pl.col("died_on").is_null()
        & pl.col("truth_person").is_in(members["person"].implode())
        & age.is_between(25, 59)
    )  # fmt: skip
    posts = grown.filter(pl.Series(rng.random(len(grown)) < WELFARE_POST_SHARE))
    world.add(
        "payroll", person=posts["truth_person"], status="在职", origin="公益性岗位安置", kind="公益性岗位",
        from_month=date(2024, 3, 1), gross_fen=150_000,
    )  # fmt: skip
    _custody(plan, free, world, rng)
    _marginal(plan, free, world, rng)


def _custody(plan: CountyPlan, free: pl.DataFrame, world: World, rng: np.random.Generator) -> None:
    men = free.filter((pl.col("sex") == "男") & pl.col("age").is_between(20, 55))
    held = men.filter(pl.Series(rng.random(len(men)) < CUSTODY_SHARE))
    begin = np.datetime64(plan.first_month) + rng.integers(-1200, 240, len(held)).astype("timedelta64[D]")
    world.add(
        "custody", person=held["truth_person"],
        custody=np.array(["监狱服刑", "强制隔离戒毒", "社区矫正"], dtype=object)[
            rng.choice(3, len(held), p=(0.6, 0.15, 0.25))
        ],
        from_on=pl.Series(begin).cast(pl.Date),
    )  # fmt: skip


def _marginal(plan: CountyPlan, free: pl.DataFrame, world: World, rng: np.random.Generator) -> None:
    paid = world.table("payroll")["person"].implode()
    with_pay = free.filter(pl.col("truth_person").is_in(paid))["household"].implode()
    poor = free.filter(~pl.col("household").is_in(with_pay))
    homes = poor["household"].unique().sort()
    chosen = homes.filter(pl.Series(rng.random(len(homes)) < MARGINAL_SHARE))
    rows = poor.filter(pl.col("household").is_in(chosen.implode()))
    world.add(
        "marginal", person=rows["truth_person"],
        kind=pl.select(
            pl.when(rows["household"] % 4 ==
            0).then(pl.lit("刚性支出困难家庭")).otherwise(pl.lit("低保边缘家庭"))
        ).to_series(),
        from_on=date(plan.first_month.year - 1, 9, 1), to_on=date(plan.first_month.year + 1, 8, 31),
    )  # fmt: skip
