"""Who became somebody else since the last run: persons merged, split, or known by another id.

Ids follow from a person's number or facts, never from a counter, so most stay by themselves. What does
change is told mention by mention: decisions taken on an old id can be carried to the new one.
"""

from __future__ import annotations

import polars as pl

from pipelines.tables import PERSON_CHANGE, ROW_REF

MENTION_KEY = [*ROW_REF, "role"]


def person_changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The persons whose mentions stand elsewhere than in the run before.

    Args:
        before, after: the key of MENTION and person_id of two runs. Mentions of one run only say
            nothing.

    Returns:
        PERSON_CHANGE: kind is merged where several earlier persons meet in the new one, split where
            an earlier person's mentions now stand with several, both where both; renamed where one
            person carries another id; sorted.
    """
    moved = before.select(*MENTION_KEY, old_person_id="person_id").join(
        after.select(*MENTION_KEY, new_person_id="person_id"), on=MENTION_KEY, validate="1:1"
    )
    ways = moved.group_by("old_person_id", "new_person_id").agg(mentions=pl.len().cast(pl.Int32))
    is_split = pl.len().over("old_person_id") > 1
    is_merged = pl.len().over("new_person_id") > 1
    told = ways.with_columns(
        kind=pl.when(is_split & is_merged).then(pl.lit("both"))
        .when(is_split).then(pl.lit("split"))
        .when(is_merged).then(pl.lit("merged"))
        .when(pl.col("old_person_id") != pl.col("new_person_id")).then(pl.lit("renamed"))
    )  # fmt: skip
    return PERSON_CHANGE.check(
        told.drop_nulls("kind").select(list(PERSON_CHANGE.columns)).sort("old_person_id", "new_person_id")
    )
