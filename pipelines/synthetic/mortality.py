"""Who dies in the ordinary county, and which registers hear of it.

Deaths from three years before the window to its end, by age. The cast's deaths stand in ``cases/``; the
registers themselves are ``registers/deaths.py``.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from pipelines.synthetic.plan import CountyPlan, stream
from pipelines.synthetic.world import World

YEARS_BEFORE = 3
YEARLY = ((60, 0.0015), (80, 0.018), (200, 0.08))  # age below → deaths a year
POLICE_SHARE, CREMATION_SHARE, HEALTH_SHARE = 0.86, 0.72, 0.65
WITHOUT_ID_SHARE = 0.04  # of deaths the police know: cremation and health rows lack the number
CANCELLED_SHARE = 0.002  # of the living: cancelled in the hukou for another reason
REASONS = ("迁出", "参军", "重复户口", "出国定居", "宣告失踪")


def ordinary_deaths(plan: CountyPlan, people: pl.DataFrame, world: World) -> pl.Series:
    """Adds the deaths and other cancellations of people outside the cast.

    Returns:
        died_on per person (Date, null = alive at the end of the window), in the order of ``people``.
    """
    rng = stream(plan, "deaths")
    count = len(people)
    start = date(plan.first_month.year - YEARS_BEFORE, plan.first_month.month, 1)
    span = (plan.extracted_on - start).days
    lived = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days()
    days_lived = people.select(lived).to_series().to_numpy()
    age = days_lived / 365.25
    yearly = np.select([age < limit for limit, _ in YEARLY], [rate for _, rate in YEARLY])
    offset = rng.integers(0, span, count)
    day = np.datetime64(start) + offset.astype("timedelta64[D]")
    dies = (rng.random(count) < 1 - np.exp(-yearly * span / 365.25)) & ~people["is_cast"].to_numpy()
    dies &= days_lived + offset > (plan.first_month - start).days + 5  # nobody dies unborn
    in_police, in_cremation, in_health = (
        rng.random(count) < share for share in (POLICE_SHARE, CREMATION_SHARE, HEALTH_SHARE)
    )
    in_police |= ~in_cremation & ~in_health
    with_id = ~(in_police & (rng.random(count) < WITHOUT_ID_SHARE))
    world.add(
        "deaths",
        person=people["truth_person"].to_numpy()[dies],
        died_on=pl.Series(day[dies]).cast(pl.Date),
        in_police=in_police[dies],
        in_cremation=in_cremation[dies],
        in_health=in_health[dies],
        with_id=with_id[dies],
    )
    goes = ~dies & ~people["is_cast"].to_numpy() & (rng.random(count) < CANCELLED_SHARE)
    world.add(
        "cancellations",
        person=people["truth_person"].to_numpy()[goes],
        cancelled_on=pl.Series(day[goes]).cast(pl.Date),
        reason=np.array(REASONS, dtype=object)[rng.integers(0, len(REASONS), int(goes.sum()))],
    )
    died_on = pl.Series("died_on", day).cast(pl.Date)
    return pl.select(pl.when(pl.Series(dies)).then(died_on)).to_series().alias("died_on")
