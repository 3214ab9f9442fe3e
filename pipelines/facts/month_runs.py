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
    keys = [*by, "benefit_month"]
    candidates = others.select(*keys, *(pl.col(old).alias(new) for old, new in take.items())).drop_nulls(keys)
    targets = rows.select(keys).drop_nulls().unique()
    same = targets.join(candidates, on=keys, validate="1:1")
    elsewhere = targets.join(same, on=keys, how="anti").join(candidates, on=by, how="semi")
    nearest = pl.concat([same, _nearest(elsewhere, candidates, by).select(same.columns)])
    return rows.join(nearest, on=keys, how="left", validate="m:1")


def _nearest(targets: pl.DataFrame, candidates: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Targets whose ``by`` has other months only, with the columns of the nearest one."""
    dated = candidates.with_columns(other_month=pl.col("benefit_month")).sort("benefit_month")
    found = [
        targets.sort("benefit_month").join_asof(
            dated, on="benefit_month", by=list(by), strategy=way, check_sortedness=False
        )
        for way in ("backward", "forward")
    ]

    def number(column: str) -> pl.Expr:
        return pl.col(column).dt.year() * 12 + pl.col(column).dt.month().cast(pl.Int32)

    return (
        pl.concat(found)
        .filter(pl.col("other_month").is_not_null())
        .with_columns(distance=(number("benefit_month") - number("other_month")).abs())
        .sort(*by, "benefit_month", "distance", "other_month")
        .unique([*by, "benefit_month"], keep="first", maintain_order=True)
    )
