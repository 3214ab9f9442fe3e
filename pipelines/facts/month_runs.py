"""Runs of consecutive months, and the row of the nearest month.

Only the arithmetic of months along a person's rows; what a month means stands in each fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl


def with_run(months: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Rows with first_month and last_month of the run of consecutive months they lie in.

    Args:
        months: rows with ``benefit_month`` (not null); several rows of one month are one month.
        by: the columns whose equal values make a series, e.g. person and programme.
    """
    if months.is_empty():
        return months.with_columns(first_month=pl.col("benefit_month"), last_month=pl.col("benefit_month"))
    ordered = months.sort(*by, "benefit_month", nulls_last=False)
    number = pl.col("benefit_month").dt.year() * 12 + pl.col("benefit_month").dt.month()
    breaks = [pl.col(c).ne_missing(pl.col(c).shift()) for c in by]
    starts = pl.any_horizontal(*breaks, ~(number - number.shift()).is_between(0, 1)).fill_null(True)
    return (
        ordered.with_columns(run=starts.cum_sum())
        .with_columns(
            first_month=pl.col("benefit_month").min().over("run"),
            last_month=pl.col("benefit_month").max().over("run"),
        )
        .drop("run")
    )


def with_nearest_month(
    rows: pl.DataFrame, others: pl.DataFrame, by: Sequence[str], take: Mapping[str, str]
) -> pl.DataFrame:
    """Rows with columns of the other row of the same ``by`` whose month is nearest, earlier on a tie.

    Args:
        rows: with ``benefit_month``; a null month meets nothing.
        others: one row per ``by`` × benefit_month.
        take: column of others → new column; null where ``by`` has no other row.

    Returns:
        As many rows, in no particular order.
    """
    targets = rows.select(*by, "benefit_month").drop_nulls().unique().sort("benefit_month")
    candidates = (
        others.select(*by, "benefit_month", *(pl.col(old).alias(new) for old, new in take.items()))
        .drop_nulls([*by, "benefit_month"])
        .with_columns(other_month=pl.col("benefit_month"))
        .sort("benefit_month")
    )
    found = [
        targets.join_asof(
            candidates, on="benefit_month", by=list(by), strategy=way, check_sortedness=False
        ).filter(pl.col("other_month").is_not_null())
        for way in ("backward", "forward")
    ]
    distance = (
        (pl.col("benefit_month").dt.year() - pl.col("other_month").dt.year()) * 12
        + pl.col("benefit_month").dt.month().cast(pl.Int32)
        - pl.col("other_month").dt.month().cast(pl.Int32)
    )
    nearest = (
        pl.concat(found)
        .with_columns(distance=distance.abs())
        .sort(*by, "benefit_month", "distance", "other_month")
        .unique([*by, "benefit_month"], keep="first", maintain_order=True)
        .drop("distance", "other_month")
    )
    return rows.join(nearest, on=[*by, "benefit_month"], how="left", validate="m:1")
