"""Mentions without a usable number → units: what is looked for together.

One wrong number under one name is one unit, in however many rows. Mentions without any number are
one unit when a specific point (account, phone, certificate, household, birth date with place) and
everything else is the same; otherwise each stands for itself, for a name alone makes nothing.
"""

from __future__ import annotations

import polars as pl

from pipelines.identify.normalise import Normalised
from pipelines.names import NEAR, folded_agreement

PROFILE = (
    "role", "name", "former", "birth_date", "age_years", "sex", "township", "village", "phone", "account",
    "certificate", "household",
)  # fmt: skip


def units(people: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """The people given (without usable number), with ``unit``: numbered by their first mention.

    Args:
        people: rows of ``Normalised.people``.
    """
    numbered = _by_wrong_number(people.filter(pl.col("number").is_not_null()), values)
    bare = people.filter(pl.col("number").is_null())
    specific = pl.any_horizontal(
        pl.col(c).is_not_null() for c in ("phone", "account", "certificate", "household")
    ) | (pl.col("birth_date").is_not_null() & pl.any_horizontal(pl.col("township", "village").is_not_null()))
    named = pl.col("name").is_not_null() & specific
    alike = bare.filter(named).with_columns(unit=pl.col("mention").min().over(PROFILE))
    alone = bare.filter(~named).with_columns(unit=pl.col("mention"))
    return pl.concat([numbered, alike, alone]).sort("mention")


def _by_wrong_number(people: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """One unit per wrong number and name; spellings that agree with its usual name belong to it."""
    text = values.names.select("name", "folded")
    counted = (
        people.group_by("number", "name")
        .agg(pl.len())
        .join(text, on="name", how="left", validate="m:1")
        .sort(
            "number",
            pl.col("folded").is_null(),
            pl.col("len"),
            "folded",
            descending=[False, False, True, False],
        )
        .with_columns(usual=pl.col("folded").first().over("number"))
    )
    levels = folded_agreement(counted.select(left="folded", right="usual"))
    belongs = pl.col("agreement").fill_null(0.0) >= NEAR
    groups = counted.join(
        levels, left_on=["folded", "usual"], right_on=["left", "right"], how="left", validate="m:1"
    ).select("number", "name", called=pl.when(belongs).then("usual").otherwise("folded"))
    return (
        people.join(groups, on=["number", "name"], how="left", nulls_equal=True, validate="m:1")
        .with_columns(unit=pl.col("mention").min().over("number", "called"))
        .drop("called")
    )
