"""The people of the county: ordinary families and the cast, settled, named and numbered.

Here: persons and the homes they are registered in (hukou). What they receive or suffer is ``world.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipelines.synthetic import numbers
from pipelines.synthetic.cases.kinds import NAMESAKES, UNIQUE_NAMES
from pipelines.synthetic.cast import Kind, cast_of
from pipelines.synthetic.families import ordinary_families
from pipelines.synthetic.naming import named, with_names_kept_apart
from pipelines.synthetic.places import villages
from pipelines.synthetic.plan import CountyPlan, stream

RETIRED_REGION_SHARE = 0.2  # of people born before 1985
FORMER_NAME_SHARE = 0.01
DAYS_A_YEAR = 365.2425


def people_of(plan: CountyPlan, kinds: Sequence[Kind]) -> pl.DataFrame:
    """Exactly ``plan.people`` people, numbered by village and household.

    Returns:
        truth_person (0..), household (hukou household 0..), household_no, relation, place, name,
        former_name, sex, birth_date, id_number, ethnicity, township, township_no, village, village_no,
        is_urban, group, address, account, phone, father, mother, head (truth_person or null), kind_no,
        case_no, slot (null outside the cast), is_cast.
    """
    cast = cast_of(plan, kinds)
    if len(cast) > plan.people // 2:
        raise ValueError(f"{plan.people} people are too few for {len(cast)} people in planted cases")
    ordinary = ordinary_families(plan, plan.people - len(cast))
    first_cast_home = int(ordinary.select(pl.col("home").max()).item()) + 1
    together = pl.concat(
        [
            ordinary.with_columns(pl.col("place").cast(pl.Int64)),
            cast.with_columns(pl.col("home") + first_cast_home, pl.col("place").cast(pl.Int64)),
        ],
        how="diagonal",
    )
    settled = _settled(plan, together)
    born = _born(plan, settled)
    whole = _with_parents(_named(plan, born))
    return _numbered(plan, whole)


def _settled(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    """Every home gets a village; persons are numbered by village, household and place."""
    places = villages(plan)
    rng = stream(plan, "settling")
    homes = people.select("home").unique().sort("home")
    count = len(homes)
    homes = homes.with_columns(
        village_no=pl.Series(rng.integers(0, len(places), count)),
        luck=pl.Series(rng.random(count)),
        group=pl.Series(rng.integers(1, 13, count)),
    )
    homes = (
        homes.sort("village_no", "luck")
        .with_row_index("household")
        .with_columns(pl.col("household").cast(pl.Int64))
    )
    # the two homes of namesakes lie in different villages, so that the village tells them apart
    settled = people.join(homes.drop("luck"), on="home", validate="m:1").with_columns(
        village_no=pl.when((pl.col("kind_no") == NAMESAKES) & (pl.col("slot") == 1))
        .then((pl.col("village_no") + 1) % len(places))
        .otherwise("village_no")
    )
    return (
        settled.join(places, on="village_no", validate="m:1")
        .sort("household", "place")
        .with_row_index("truth_person")
        .with_columns(pl.col("truth_person").cast(pl.Int64), is_cast=pl.col("kind_no").is_not_null())
    )


def _born(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    days = (people["age"] * DAYS_A_YEAR).round().cast(pl.Int64)
    return people.with_columns(
        birth_date=pl.lit(plan.first_month) - pl.duration(days=pl.lit(days.clip(1)))
    ).with_columns(pl.col("birth_date").cast(pl.Date))


def _named(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    names = named(plan, people)
    unique = names["kind_no"].is_in(list(UNIQUE_NAMES)).fill_null(False)
    apart = with_names_kept_apart(names, unique)
    is_pair = pl.col("kind_no") == NAMESAKES
    first = pl.col("name").filter(pl.col("slot") == 0).first().over("kind_no", "case_no")
    rng = stream(plan, "former names")
    former = pl.Series(rng.random(len(people)) < FORMER_NAME_SHARE)
    return apart.with_columns(name=pl.when(is_pair).then(first).otherwise("name")).with_columns(
        former_name=pl.when(former & (pl.col("ethnicity") == "汉族")).then(
            pl.col("surname") + pl.when(pl.col("sex") == "男").then(pl.lit("小毛")).otherwise(pl.lit("小妹"))
        )
    )


def _with_parents(people: pl.DataFrame) -> pl.DataFrame:
    """Parents of the same home or case, and sons of old couples who live in homes of their own."""
    places = people.filter(~pl.col("is_cast")).select("household", "place", parent="truth_person")
    slots = people.filter("is_cast").select("kind_no", "case_no", "slot", parent="truth_person")
    linked = people
    for parent in ("father", "mother"):
        linked = (
            linked.join(
                places.rename({"place": f"{parent}_place", "parent": f"{parent}_home"}),
                on=["household", f"{parent}_place"],
                how="left",
                validate="m:1",
                maintain_order="left",
            )
            .join(
                slots.rename({"slot": f"{parent}_slot", "parent": f"{parent}_cast"}),
                on=["kind_no", "case_no", f"{parent}_slot"],
                how="left",
                validate="m:1",
                maintain_order="left",
            )
            .with_columns(pl.when("is_cast").then(f"{parent}_cast").otherwise(f"{parent}_home").alias(parent))
        )
    heads = (pl.col("relation") == "户主") & ~pl.col("is_cast")
    sons = linked.filter(heads & (pl.col("sex") == "男") & pl.col("father").is_null()).select(
        "truth_person", "village_no", "surname", "age"
    )
    wives = linked.filter(pl.col("relation") == "配偶").select(
        "household", old_mother="truth_person", old_wife_age="age"
    )
    old = (
        linked.filter(heads & (pl.col("sex") == "男") & (pl.col("age") >= 60))
        .select("household", "village_no", "surname", old_father="truth_person", old_age="age")
        .join(wives, on="household", validate="1:1", maintain_order="left")
        .with_columns(turn=pl.int_range(pl.len()).over("village_no", "surname"))
    )
    pairs = (
        sons.filter(pl.col("age") < 58)
        .with_columns(turn=pl.int_range(pl.len()).over("village_no", "surname"))
        .join(old, on=["village_no", "surname", "turn"], validate="1:1")
        .filter(
            (pl.col("old_age") - pl.col("age")).is_between(19, 45)
            & (pl.col("old_wife_age") - pl.col("age")).is_between(18, 42)
        )
        .select("truth_person", "old_father", "old_mother")
    )
    return linked.join(
        pairs, on="truth_person", how="left", validate="1:1", maintain_order="left"
    ).with_columns(father=pl.coalesce("father", "old_father"), mother=pl.coalesce("mother", "old_mother"))


def _numbered(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    rng = stream(plan, "numbers")
    count = len(people)
    born_before = people["birth_date"].dt.year().to_numpy() < 1985
    retired = np.array(numbers.RETIRED_REGIONS)[rng.integers(0, 3, count)]
    region = np.where(born_before & (rng.random(count) < RETIRED_REGION_SHARE), retired, numbers.REGION)
    regional = people.with_columns(region=pl.Series(region.astype(np.int64)))
    head = pl.col("truth_person").filter(pl.col("relation") == "户主").first().over("household")
    return regional.with_columns(
        numbers.identity_numbers(regional),
        account=numbers.account_numbers(pl.col("truth_person")),
        phone=numbers.phone_numbers(pl.col("household")),
        household_no=pl.lit("H") + pl.col("household").cast(pl.String).str.zfill(7),
        address=pl.format("示例县{}{}{}组", "township", "village", "group"),
        head=head,
    ).select(
        "truth_person", "household", "household_no", "relation", "place", "name", "former_name", "sex",
        "birth_date", "id_number", "ethnicity", "township", "township_no", "village", "village_no",
        "is_urban", "group", "address", "account", "phone", "father", "mother", "head", "kind_no",
        "case_no", "slot", "is_cast",
    )  # fmt: skip
