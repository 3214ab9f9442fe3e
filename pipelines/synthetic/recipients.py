"""Who receives what in the ordinary county: dibao, tekun, disability subsidies, elderly allowance.

Everything here is as the law wants it: nobody holds two benefits that exclude each other, the dead
leave from the month after death, certificates are valid, accounts stay in the family. Children are
``children.py``; what makes a clue is ``cases/``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipelines.synthetic.numbers import CATEGORIES, INSTITUTION_ACCOUNTS_FROM
from pipelines.synthetic.plan import CountyPlan, month_index, stream
from pipelines.synthetic.world import World

STARTED = (-60, -5)  # months of the window's first month in which standing benefits began
MEMBERS_AT_MOST = 6
DIBAO_SHARE = 0.042  # of homes
TEKUN_SHARE = 0.14  # of people over 60 who live alone
CENTRAL_SHARE = 0.35
CERTIFICATE_SHARE = 0.026
CATEGORY_SHARES = (0.11, 0.09, 0.02, 0.52, 0.10, 0.11, 0.05)
LEVEL_SHARES = (0.12, 0.25, 0.28, 0.35)
CARE_SHARE = 0.9
ELDERLY_SHARE = 0.88
ENTRANT_SHARE = 0.08
OTHER_PAYEE_SHARE = 0.08

Array = np.ndarray[Any, Any]


def ordinary_recipients(plan: CountyPlan, people: pl.DataFrame, world: World, taken: pl.Series) -> None:
    """Adds dibao households, spells and certificates of people outside the cast.

    Args:
        people: with died_on; ``taken`` are the hukou households of ``ordinary_children``.
    """
    last = len(plan.months) - 1
    living = people.filter(~pl.col("is_cast") & ~pl.col("household").is_in(taken.implode())).with_columns(
        end=month_index(plan, pl.col("died_on")).fill_null(last).clip(upper_bound=last),
        age=((pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25),
        size=pl.len().over("household"),
    )
    living = living.filter(pl.col("end") >= 0)
    members = _dibao(plan, living, world)
    on_tekun = _tekun(plan, living, world, members)
    _disability(plan, living, world, members, on_tekun)
    _elderly(plan, living, world, on_tekun)


def _first_months(rng: np.random.Generator, count: int, last: int) -> Array:
    enters = rng.random(count) < ENTRANT_SHARE
    return np.where(enters, rng.integers(1, last, count), rng.integers(*STARTED, count))


def _dibao(plan: CountyPlan, living: pl.DataFrame, world: World) -> pl.DataFrame:
    """Adds the households; returns person, first, last of every member."""
    rng = stream(plan, "dibao")
    last = len(plan.months) - 1
    heads = living.filter((pl.col("relation") == "户主") & (pl.col("age") >= 20)).sort("truth_person")
    # the head of a household of several lives: a change of head is another story
    eligible = heads.filter((pl.col("size") == 1) | pl.col("died_on").is_null())
    chosen = eligible.filter(pl.Series(rng.random(len(eligible)) < DIBAO_SHARE)).select(
        "household", "is_urban", head="truth_person"
    )
    count = len(chosen)
    chosen = chosen.with_columns(
        number=pl.Series(world.new_households(count)), begin=pl.Series(_first_months(rng, count, last))
    )
    world.add(
        "dibao",
        household=chosen["number"],
        programme=pl.Series(np.where(chosen["is_urban"].to_numpy(), "dibao_urban", "dibao_rural")),
        head=chosen["head"],
        income_per_head_fen=rng.integers(60, 330, count) * 100,
        category=np.array(["A", "B", "C"], dtype=object)[rng.choice(3, count, p=(0.2, 0.5, 0.3))],
    )
    members = (
        living.join(chosen, on="household", validate="m:1", maintain_order="left")
        .with_columns(is_head=pl.col("truth_person") == pl.col("head"))
        .sort("number", "is_head", "place", descending=[False, True, False])
        .with_columns(seat=pl.int_range(pl.len()).over("number"))
        .filter((pl.col("seat") < MEMBERS_AT_MOST) & (pl.col("end") >= pl.col("begin")))
    )
    world.add(
        "members",
        household=members["number"],
        person=members["truth_person"],
        first=members["begin"],
        last=members["end"],
        is_counted=True,
        relation=members["relation"],
        place=members["seat"],
    )
    return members.select("truth_person", "number", "head", first="begin", last="end")


def _tekun(plan: CountyPlan, living: pl.DataFrame, world: World, dibao: pl.DataFrame) -> pl.Series:
    rng = stream(plan, "tekun")
    alone = living.filter((pl.col("size") == 1) & (pl.col("age") >= 60)).join(
        dibao, on="truth_person", how="anti", maintain_order="left"
    )
    chosen = alone.filter(pl.Series(rng.random(len(alone)) < TEKUN_SHARE))
    count = len(chosen)
    chosen = chosen.with_columns(
        first=pl.Series(_first_months(rng, count, len(plan.months) - 1)),
        central=pl.Series(rng.random(count) < CENTRAL_SHARE),
        care=pl.Series(np.array(["全自理", "半护理", "全护理"])[rng.choice(3, count, p=(0.6, 0.25, 0.15))]),
    ).filter(pl.col("first") <= pl.col("end"))
    scattered, central = chosen.filter(~pl.col("central")), chosen.filter("central")
    world.add(
        "spells", person=scattered["truth_person"], programme="tekun_scattered", first=scattered["first"],
        last=scattered["end"], months=1, payee=scattered["truth_person"],
        account_of=scattered["truth_person"], care_level=scattered["care"],
    )  # fmt: skip
    home = central["township"] + "敬老院"
    account = central.select(
        pl.lit("6221809999") + (INSTITUTION_ACCOUNTS_FROM + pl.col("township_no")).cast(pl.String)
    ).to_series()
    world.add(
        "spells", person=central["truth_person"], programme="tekun_central", first=central["first"],
        last=central["end"], months=1, institution=home, account=account, care_level=central["care"],
    )  # fmt: skip
    return chosen["truth_person"]


def _disability(
    plan: CountyPlan, living: pl.DataFrame, world: World, dibao: pl.DataFrame, on_tekun: pl.Series
) -> None:
    rng = stream(plan, "disability")
    grown = living.filter(pl.col("age") >= 4)
    holders = grown.filter(pl.Series(rng.random(len(grown)) < CERTIFICATE_SHARE))
    count = len(holders)
    issued = pl.Series(np.datetime64("2018-01-10") + rng.integers(0, 2500, count).astype("timedelta64[D]"))
    holders = holders.with_columns(
        category=pl.Series(np.array(CATEGORIES)[rng.choice(7, count, p=CATEGORY_SHARES)]),
        level=pl.Series(1 + rng.choice(4, count, p=LEVEL_SHARES)),
        issued_on=issued.cast(pl.Date),
        suffix=pl.Series(np.where(rng.random(count) < 0.05, "B1", ""), dtype=pl.String),
        luck=pl.Series(rng.random(count)),
    )
    world.add(
        "certificates", person=holders["truth_person"], category=holders["category"], level=holders["level"],
        issued_on=holders["issued_on"], valid_to=holders["issued_on"].dt.offset_by("10y"), status="有效",
        suffix=holders["suffix"],
    )  # fmt: skip
    poor = holders.join(dibao, on="truth_person", validate="1:1", maintain_order="left")
    own = (pl.Series(rng.random(len(poor)) < 0.5)) & (poor["age"] >= 16)
    account = pl.select(pl.when(own).then(poor["truth_person"]).otherwise(poor["head"])).to_series()
    world.add(
        "spells", person=poor["truth_person"], programme="dis_life", first=poor["first"], last=poor["last"],
        months=1, payee=account, account_of=account, category=poor["category"], level=poor["level"],
    )  # fmt: skip
    qualifies = (pl.col("level") <= 2) | ((pl.col("level") == 3) & pl.col("category").is_in(["智力", "精神"]))
    caring = holders.filter(
        qualifies & (pl.col("luck") < CARE_SHARE) & ~pl.col("truth_person").is_in(on_tekun.implode())
    )
    first = _first_months(rng, len(caring), len(plan.months) - 1)
    paid = _with_payee(plan, caring.with_columns(first=pl.Series(first)), living, rng)
    world.add(
        "spells", person=paid["truth_person"], programme="dis_care", first=paid["first"], last=paid["end"],
        months=1, payee=paid["payee"], account_of=paid["payee"], category=paid["category"],
        level=paid["level"],
    )  # fmt: skip


def _elderly(plan: CountyPlan, living: pl.DataFrame, world: World, on_tekun: pl.Series) -> None:
    rng = stream(plan, "elderly")
    old = living.with_columns(first=month_index(plan, pl.col("birth_date")) + 80 * 12).filter(
        (pl.col("first") <= pl.col("end")) & ~pl.col("truth_person").is_in(on_tekun.implode())
    )
    chosen = old.filter(pl.Series(rng.random(len(old)) < ELDERLY_SHARE))
    paid = _with_payee(plan, chosen, living, rng)
    world.add(
        "spells", person=paid["truth_person"], programme="elderly_age",
        first=paid["first"], last=paid["end"], months=1, payee=paid["payee"],
        account_of=paid["payee"],
    )  # fmt: skip


def _with_payee(
    plan: CountyPlan, persons: pl.DataFrame, living: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Persons with ``payee``: the living head of the home for small children and a few others."""
    head = living.filter(
        (pl.col("relation") == "户主") & pl.col("died_on").is_null() & (pl.col("age") < 80)
    ).select("household", living_head="truth_person")
    by_another = pl.Series(rng.random(len(persons)) < OTHER_PAYEE_SHARE)
    wants = by_another | (persons["age"] < 16)
    return (
        persons.with_columns(wants=wants)
        .join(head, on="household", how="left", validate="m:1", maintain_order="left")
        .with_columns(
            payee=pl.when("wants").then(pl.coalesce("living_head", "truth_person")).otherwise("truth_person")
        )
        .filter(pl.col("first") <= pl.col("end"))
    )
