"""Children without parents in the ordinary county: orphans, de facto orphans, children with HIV.

Their parents' deaths are added here, so this comes before everything else that people receive.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.synthetic.plan import CountyPlan, month_at, stream
from pipelines.synthetic.world import World

HOME_SHARE = 0.02  # of three-generation homes with a living grandmother and a small child
ORPHAN_SHARE = 0.4  # of those; the others have a mother who is gone
CENTRAL_SHARE = 0.25  # of orphans: raised in the county's home
CHILDREN_HOME = "示例县儿童福利院"
CHILDREN_HOME_ACCOUNT = "6221809999999999999"
START = -24


def ordinary_children(plan: CountyPlan, people: pl.DataFrame, world: World) -> pl.Series:
    """Adds the children's spells and their parents' deaths.

    Args:
        people: with ``died_on`` of ordinary deaths.

    Returns:
        The hukou households concerned (no other benefit reaches them).
    """
    rng = stream(plan, "children")
    last = len(plan.months) - 1
    ordinary = people.filter(~pl.col("is_cast"))
    age = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25
    living = pl.col("died_on").is_null()
    child = (
        ordinary.filter(
            living & age.is_between(3, 15.5) & pl.col("father").is_not_null() & pl.col("mother").is_not_null()
        )
        .unique("household", keep="first", maintain_order=True)
        .select("household", "father", "mother", child="truth_person")
    )
    grandmother = ordinary.filter((pl.col("relation") == "母亲") & living & (age < 78)).select(
        "household", guardian="truth_person"
    )
    alive = ordinary.filter(living)["truth_person"].implode()
    homes = (
        child.join(grandmother, on="household", validate="1:1", maintain_order="left")
        .filter(pl.col("father").is_in(alive) & pl.col("mother").is_in(alive))
        .sort("household")
    )
    chosen = homes.filter(pl.Series(rng.permutation(len(homes)) < max(4, round(len(homes) * HOME_SHARE))))
    is_orphan = pl.Series(np.arange(len(chosen)) < max(2, round(len(chosen) * ORPHAN_SHARE)))
    is_central = is_orphan & pl.Series(rng.random(len(chosen)) < CENTRAL_SHARE)
    orphans = chosen.filter(is_orphan)
    _parents_die(plan, world, rng, pl.concat([chosen["father"], orphans["mother"]]))
    scattered, central = (
        orphans.filter(~is_central.filter(is_orphan)),
        orphans.filter(is_central.filter(is_orphan)),
    )
    world.add(
        "spells", person=scattered["child"], programme="orphan", first=START, last=last, months=1,
        payee=scattered["guardian"], account_of=scattered["guardian"], guardian=scattered["guardian"],
        placement="社会散居",
    )  # fmt: skip
    world.add(
        "spells", person=central["child"], programme="orphan", first=START, last=last, months=1,
        institution=CHILDREN_HOME, account=CHILDREN_HOME_ACCOUNT, guardian=central["guardian"],
        placement="集中养育",
    )  # fmt: skip
    de_facto = chosen.filter(~is_orphan)
    first = np.where(rng.random(len(de_facto)) < 0.2, rng.integers(1, last, len(de_facto)), START)
    world.add(
        "spells", person=de_facto["child"], programme="de_facto_orphan", first=first, last=last, months=1,
        payee=de_facto["guardian"], account_of=de_facto["guardian"], guardian=de_facto["guardian"],
    )  # fmt: skip
    others = child.join(chosen, on="household", how="anti", maintain_order="left").filter(
        pl.col("mother").is_in(alive)
    )
    with_hiv = others.filter(pl.Series(rng.permutation(len(others)) < max(1, plan.people // 40_000)))
    world.add(
        "spells", person=with_hiv["child"], programme="aids_child", first=START, last=last, months=1,
        payee=with_hiv["mother"], account_of=with_hiv["mother"], guardian=with_hiv["mother"],
        placement="社会散居",
    )  # fmt: skip
    return pl.concat([chosen["household"], with_hiv["household"]])


def _parents_die(plan: CountyPlan, world: World, rng: np.random.Generator, parents: pl.Series) -> None:
    month = pl.Series(rng.integers(-34, -26, len(parents)))
    days = pl.Series(rng.integers(1, 26, len(parents)))
    died_on = pl.select(month_at(plan, pl.lit(month)) + pl.duration(days=pl.lit(days))).to_series()
    world.add(
        "deaths", person=parents, died_on=died_on, in_police=True, in_cremation=True, in_health=False,
        with_id=True,
    )  # fmt: skip
