"""Ordinary families over three generations: who lives together, how old, whose children.

Here: composition only. Names, numbers and places are given in ``people.py``; families of planted cases
are composed in ``cast.py``. Ages are years (float) on the first day of the first month.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipelines.synthetic.plan import CountyPlan, stream

KINDS = ("three generations", "parents and children", "old couple", "alone", "one parent")
KIND_SHARES = (0.20, 0.40, 0.14, 0.20, 0.06)
TWIN_SHARE = 0.03  # of second children
HEAD, SPOUSE, CHILD_1, CHILD_2, CHILD_3, FATHER, MOTHER = range(7)

Array = np.ndarray[Any, Any]


def ordinary_families(plan: CountyPlan, count: int) -> pl.DataFrame:
    """Exactly ``count`` people in families.

    Returns:
        home (household number 0..), place (HEAD..MOTHER, order in the household), sex, age,
        father_place, mother_place (the place of a parent in the same home, null when not there),
        relation (与户主关系). Sorted by home and place.
    """
    rng = stream(plan, "families")
    homes = int(count / 2.4) + 20
    kind = rng.choice(5, homes, p=KIND_SHARES)
    old = 60 + 34 * rng.beta(1.2, 2.6, homes)
    middle = rng.uniform(27, 58, homes)
    head_age = np.select(
        [kind == 2, (kind == 3) & (rng.random(homes) < 0.45), kind == 3],
        [old, old, rng.uniform(20, 62, homes)],
        middle,
    )
    head_is_woman = np.where(kind == 3, rng.random(homes) < 0.4, (kind == 4) & (rng.random(homes) < 0.7))
    spouse_age = np.minimum(head_age - rng.normal(1.5, 2.5, homes), head_age + 4)
    mother_age = np.where(kind == 4, head_age, spouse_age)
    first_child = mother_age - rng.uniform(20, 31, homes)
    is_twin = rng.random(homes) < TWIN_SHARE
    second_child = np.where(is_twin, first_child, first_child - rng.uniform(1.2, 6, homes))
    third_child = second_child - rng.uniform(1.2, 5, homes)
    wanted = np.select([kind == 0, kind == 1, kind == 4], [_draw(rng, homes, 0), _draw(rng, homes, 1), 1], 0)
    father_age = head_age + rng.uniform(20, 33, homes)
    old_mother = np.maximum(father_age - rng.normal(1.5, 2.5, homes), head_age + 17)
    has_father = (kind == 0) & (rng.random(homes) < 0.6)
    has_mother = (kind == 0) & (~has_father | (rng.random(homes) < 0.75))
    ages = {
        HEAD: (head_age, np.ones(homes, dtype=bool), np.where(head_is_woman, "女", "男")),
        SPOUSE: (spouse_age, np.isin(kind, (0, 1, 2)), np.full(homes, "女")),
        FATHER: (father_age, has_father, np.full(homes, "男")),
        MOTHER: (old_mother, has_mother, np.full(homes, "女")),
    }
    for number, (place, age) in enumerate(
        ((CHILD_1, first_child), (CHILD_2, second_child), (CHILD_3, third_child)), start=1
    ):
        there = (wanted >= number) & (age > 0.1) & (age < 31)
        ages[place] = (age, there, np.where(rng.random(homes) < 0.52, "男", "女"))
    members = pl.concat(
        pl.DataFrame(
            {
                "home": np.flatnonzero(there),
                "place": np.full(int(there.sum()), place),
                "sex": sex[there],
                "age": np.minimum(age[there], 104.0),
                "head_is_woman": head_is_woman[there],
                "has_couple": np.isin(kind, (0, 1, 2))[there],
            }
        )
        for place, (age, there, sex) in ages.items()
    ).sort("home", "place")
    return _parents(_cut(members, count))


def _draw(rng: np.random.Generator, homes: int, least: int) -> Array:
    return least + rng.choice(3, homes, p=(0.5, 0.4, 0.1))


def _cut(members: pl.DataFrame, count: int) -> pl.DataFrame:
    """The first whole homes that hold at most ``count`` people, filled up with heads living alone."""
    ends = members.group_by("home", maintain_order=True).len().with_columns(total=pl.col("len").cum_sum())
    homes = ends.filter(pl.col("total") <= count)["home"]
    whole = members.filter(pl.col("home") <= homes.max())
    rest = members.filter((pl.col("home") > homes.max()) & (pl.col("place") == HEAD))
    lone = rest.head(count - len(whole)).with_columns(has_couple=pl.lit(False))
    return pl.concat([whole, lone])


def _parents(members: pl.DataFrame) -> pl.DataFrame:
    """Parents in the same home and the relation to the head."""
    place, woman = pl.col("place"), pl.col("head_is_woman")
    is_child = place.is_in([CHILD_1, CHILD_2, CHILD_3])
    present = pl.col("home").is_not_null()
    has_place = {p: (place == p).any().over("home") for p in (FATHER, MOTHER)}
    father = (
        pl.when(is_child & ~woman).then(HEAD).when((place == HEAD) & has_place[FATHER] & present).then(FATHER)
    )
    mother = (
        pl.when(is_child & woman)
        .then(HEAD)
        .when(is_child & pl.col("has_couple"))
        .then(SPOUSE)
        .when((place == HEAD) & has_place[MOTHER] & present)
        .then(MOTHER)
    )
    male = pl.col("sex") == "男"
    relation = (
        pl.when(place == HEAD)
        .then(pl.lit("户主"))
        .when(place == SPOUSE)
        .then(pl.lit("配偶"))
        .when(is_child & male)
        .then(pl.lit("子"))
        .when(is_child)
        .then(pl.lit("女"))
        .when(place == FATHER)
        .then(pl.lit("父亲"))
        .otherwise(pl.lit("母亲"))
    )
    return members.with_columns(father_place=father, mother_place=mother, relation=relation).drop(
        "head_is_woman", "has_couple"
    )
