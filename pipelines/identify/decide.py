"""The results of the stages → a decision per mention without a usable number of its own: the person, the
kind of link, its reasons. (Those with one are ``exact``'s matter.)

A person is a code here: the place of its number, or behind all numbers the mention that stands for
it. Ids and golden values come in ``persons``, the published table in ``links``.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.identify.normalise import Normalised
from pipelines.identify.probable import Probable
from pipelines.identify.weights import SAME_PROFILE, SAME_WRONG_NUMBER
from pipelines.names import NEAR

DECISION: dict[str, pl.DataType] = {
    "mention": pl.UInt32(), "person": pl.UInt32(), "kind": pl.String(), "probability": pl.Float64(),
    "is_strong": pl.Boolean(), "agrees": pl.Int32(), "contradicts": pl.Int32(), "slip": pl.String(),
    "place": pl.Int32(), "number": pl.String(), "is_same_row": pl.Boolean(), "rivals": pl.Int32(),
    "has_id_conflict": pl.Boolean(),
}  # fmt: skip
NOTHING_MORE = {
    "is_strong": False, "agrees": 0, "contradicts": 0, "slip": None, "place": None, "number": None,
    "is_same_row": False, "rivals": 0, "has_id_conflict": False,
}  # fmt: skip


@dataclass(frozen=True)
class Stages:
    """What the stages found. ``repairs``: repair.repaired. ``probable``: mentions without a number."""

    repairs: pl.DataFrame
    probable: Probable


def decisions(stages: Stages, values: Normalised) -> pl.DataFrame:
    """DECISION: one row per mention without a usable number, in mention order."""
    repairs = stages.repairs.select(
        "mention", "probability", "slip", "place", person="known", kind=pl.lit("repaired"),
        is_strong=pl.col("agreement") >= NEAR,
    )  # fmt: skip
    found = (
        stages.probable.units.select("mention", "unit")
        .join(stages.probable.found, left_on="unit", right_on="left", validate="m:1")
        .with_columns(person="right", kind=pl.lit("probable"))
    )
    parts = (repairs, found, _left_over(stages, values))
    return pl.concat([_complete(part) for part in parts]).sort("mention")


def _left_over(stages: Stages, values: Normalised) -> pl.DataFrame:
    """Units without person: members of a group, several rows of one unit, or single."""
    probable = stages.probable
    rejected = probable.alone.rename({"left": "unit", "probability": "rejected"})
    left = (
        probable.units.join(probable.found, left_on="unit", right_on="left", how="anti")
        .with_columns(size=pl.len().over("unit"))
        .join(probable.groups.drop("agreement"), on="unit", how="left", validate="m:1")
        .join(rejected, on="unit", how="left")
    )
    is_group, is_several = pl.col("centre").is_not_null(), pl.col("size") > 1
    by_number = pl.col("number_text").is_not_null()
    best = pl.col("probability").max().over("centre")  # the centre is as sure as its best member
    return left.with_columns(
        person=(pl.coalesce("centre", "unit") + values.numbers.height).cast(pl.UInt32),
        kind=pl.when(is_group).then(pl.lit("gathered"))
        .when(is_several & by_number).then(pl.lit("wrong_number"))
        .when(is_several).then(pl.lit("profile"))
        .otherwise(pl.lit("single")),
        probability=pl.when(is_group).then(pl.coalesce("probability", best))
        .when(is_several & by_number).then(SAME_WRONG_NUMBER)
        .when(is_several).then(SAME_PROFILE)
        .otherwise(pl.col("rejected").fill_null(0.0)),
    )  # fmt: skip


def _complete(part: pl.DataFrame) -> pl.DataFrame:
    """The part with all columns of DECISION, defaults where its stage says nothing."""
    absent = [c for c in NOTHING_MORE if c not in part.columns]
    filled = part.with_columns(pl.lit(NOTHING_MORE[c], dtype=DECISION[c]).alias(c) for c in absent)
    return filled.select(
        pl.col(c).cast(dtype).fill_null(NOTHING_MORE[c]) if NOTHING_MORE.get(c) is not None
        else pl.col(c).cast(dtype)
        for c, dtype in DECISION.items()
    )  # fmt: skip
