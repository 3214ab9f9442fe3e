"""Weighed pairs → at most one person per unit: the best, its rivals, one person a row.

Deterministic: ties go to the smaller code (persons are coded by their number, units by their
first row).
"""

from __future__ import annotations

import polars as pl

from pipelines.identify.weights import LINK_FLOOR, RIVAL_BITS, RIVAL_MARGIN


def settle(pairs: pl.DataFrame, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The person every unit is linked to, and the units that stay alone.

    Args:
        pairs: Matched.pairs of units (left) and persons (right). rows: left, row_at: the rows a unit
            stands in.

    Returns:
        linked: the columns of pairs + rivals (other persons within the margin), one row per unit;
        and alone: left, probability, of the best person that was not taken.
    """
    best = (
        pairs.sort("left", "bits", "right", descending=[False, True, False])
        .with_columns(
            rivals=(
                (pl.col("probability") >= pl.col("probability").first() - RIVAL_MARGIN)
                & (pl.col("bits") >= pl.col("bits").first() - RIVAL_BITS)
            )
            .sum()
            .over("left")
            .cast(pl.Int32)
            - 1
        )
        .unique("left", keep="first", maintain_order=True)
    )
    linked = _once_a_row(best.filter(pl.col("probability") >= LINK_FLOOR), rows)
    alone = best.join(linked, on="left", how="anti").select("left", "probability")
    return linked, alone


def _once_a_row(linked: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Where two units of one row chose the same person, the better one keeps it."""
    ranked = (
        linked.select("left", "right", "bits")
        .join(rows, on="left")
        .sort("right", "row_at", "bits", "left", descending=[False, False, True, False])
        .with_columns(is_best=pl.col("left") == pl.col("left").first().over("right", "row_at"))
    )
    beaten = ranked.filter(~pl.col("is_best")).select("left").unique()
    return linked.join(beaten, on="left", how="anti")
