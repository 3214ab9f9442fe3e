"""Names for the people of the county.

Families share a surname (the father's; women keep theirs), villages cluster around two surnames, brothers
and sisters often share a generation character, one household in seventy is Uyghur and named ``given·father``.
Some neighbours bear the same name. Spelling errors are ``dirt.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipelines.synthetic.name_lists import (
    DOUBLE_SURNAMES,
    GENERATION,
    GIVEN,
    MINORITY_FATHER,
    MINORITY_FIRST,
    SINGLE,
    SURNAMES,
)
from pipelines.synthetic.plan import CountyPlan, stream

MINORITY_SHARE = 1 / 70
DOUBLE_SURNAME_SHARE = 0.004
SINGLE_GIVEN_SHARE = (0.18, 0.30, 0.15)  # by cohort
GENERATION_SHARE = 0.35
SAME_NAME_SHARE = 0.004
COHORTS = (1960, 1985)  # born before: first lists, second lists


def named(plan: CountyPlan, people: pl.DataFrame) -> pl.DataFrame:
    """People with surname, name and ethnicity.

    Args:
        people: household, place, relation, sex, birth_date, village_no, main_surname, second_surname,
            is_cast; sorted by village_no and household.

    Returns:
        The same rows with ``name``, ``ethnicity`` and ``surname``.
    """
    rng = stream(plan, "names")
    count = len(people)
    homes = people["household"].to_numpy()
    home_count = int(homes.max()) + 1
    ranks = np.arange(len(SURNAMES))
    weights = 1.0 / (ranks + 3.0) ** 0.95
    weights /= weights.sum()
    family = rng.choice(len(SURNAMES), home_count, p=weights)
    luck = rng.random(home_count)
    is_minority = rng.random(home_count) < MINORITY_SHARE
    is_double = rng.random(home_count) < DOUBLE_SURNAME_SHARE
    double = rng.integers(0, len(DOUBLE_SURNAMES), home_count)
    generation = rng.integers(0, len(GENERATION), home_count)
    has_generation = rng.random(home_count) < GENERATION_SHARE
    home_luck = luck[homes]
    of_home = np.select(
        [home_luck < 0.42, home_luck < 0.55],
        [people["main_surname"].to_numpy(), people["second_surname"].to_numpy()],
        family[homes],
    )
    married_in = people["relation"].is_in(["配偶", "母亲", "儿媳"]).to_numpy() | (
        (people["relation"] == "户主").to_numpy() & (people["sex"] == "女").to_numpy()
    )
    surname_no = np.where(married_in, rng.choice(len(SURNAMES), count, p=weights), of_home)
    surnames = pl.Series(list(SURNAMES)).gather(surname_no)
    doubles = pl.Series(list(DOUBLE_SURNAMES)).gather(double[homes])
    given = _given(people, rng)
    shared = pl.Series(list(GENERATION)).gather(generation[homes])
    second = pl.Series("second", given["second"])
    takes_generation = (
        has_generation[homes]
        & people["relation"].is_in(["子", "女", "子女"]).to_numpy()
        & (rng.random(count) < 0.8)
    )
    minority = _words(MINORITY_FIRST, rng.integers(0, 1 << 30, count))
    minority_father = _words(MINORITY_FATHER, rng.integers(0, 1 << 30, home_count)[homes])
    cast = people["is_cast"]
    frame = people.with_columns(
        surname=surnames,
        double=doubles,
        is_double=pl.Series(is_double[homes] & ~married_in) & ~cast,
        is_minority=pl.Series(is_minority[homes]) & ~cast,
        given=given["given"],
        shared=shared + second,
        takes_generation=pl.Series(takes_generation),
        minority=minority + "·" + minority_father,
    ).with_columns(surname=pl.when("is_double").then("double").otherwise("surname"))
    whole = frame.with_columns(
        name=pl.when("is_minority")
        .then("minority")
        .otherwise(pl.col("surname") + pl.when("takes_generation").then("shared").otherwise("given")),
        ethnicity=pl.when("is_minority").then(pl.lit("维吾尔族")).otherwise(pl.lit("汉族")),
    ).drop("double", "is_double", "is_minority", "given", "shared", "takes_generation", "minority")
    return _same_named_neighbours(whole, rng)


def _words(text: str, luck: np.ndarray[Any, Any]) -> pl.Series:
    """A word of the text for each random number."""
    words = text.split()
    return pl.Series(words).gather(luck % len(words))


def _given(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    count = len(people)
    year = people["birth_date"].dt.year().to_numpy()
    cohort = np.searchsorted(COHORTS, year, side="right")
    is_man = (people["sex"] == "男").to_numpy()
    first_luck, second_luck = rng.beta(1, 1.6, count), rng.beta(1, 1.6, count)
    is_single = rng.random(count) < np.array(SINGLE_GIVEN_SHARE)[cohort]
    first = np.full(count, "", dtype=object)
    second = np.full(count, "", dtype=object)
    for sex, chosen in (("男", is_man), ("女", ~is_man)):
        single = np.array(list(SINGLE[sex]), dtype=object)
        for number in range(3):
            firsts, seconds = (np.array(list(text), dtype=object) for text in GIVEN[sex, number])
            rows = chosen & (cohort == number)
            first[rows] = firsts[(first_luck[rows] * len(firsts)).astype(int)]
            second[rows] = seconds[(second_luck[rows] * len(seconds)).astype(int)]
            alone = rows & is_single
            first[alone] = ""
            second[alone] = single[(second_luck[alone] * len(single)).astype(int)]
    given = pl.DataFrame(
        {"first": pl.Series(first, dtype=pl.String), "second": pl.Series(second, dtype=pl.String)}
    )
    return given.with_columns(given=pl.col("first") + pl.col("second"))


def _same_named_neighbours(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Some people take the name of the person of their sex and surname before them in the village."""
    copies = pl.Series(rng.random(len(people)) < SAME_NAME_SHARE)
    neighbour = pl.col("name").shift(1).over("village_no", "sex", "surname")
    return people.with_columns(
        name=pl.when(copies & ~pl.col("is_cast") & neighbour.is_not_null() & (pl.col("ethnicity") == "汉族"))
        .then(neighbour)
        .otherwise("name")
    )


def with_names_kept_apart(people: pl.DataFrame, unique: pl.Series) -> pl.DataFrame:
    """People where nobody else bears the name of a person marked in ``unique``.

    Others of that name get a further character (王芳 → 王芳安): the cases of weak evidence must not
    have a namesake by accident.
    """
    kept = people.filter(unique)["name"].unique()
    clash = pl.col("name").is_in(kept.implode()) & ~unique
    longer = people.with_columns(name=pl.when(clash).then(pl.col("name") + "安").otherwise("name"))
    twice = unique & longer["name"].is_duplicated()
    number = pl.int_range(pl.len()).over("name")
    suffixes = list("禾谷稻麦豆粟桑麻竹菊松柏槐柳榆枫")
    suffix = (number % len(suffixes)).replace_strict(
        list(range(len(suffixes))), suffixes, return_dtype=pl.String
    )
    return longer.with_columns(name=pl.when(pl.lit(twice)).then(pl.col("name") + suffix).otherwise("name"))
