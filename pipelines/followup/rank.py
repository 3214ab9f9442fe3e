"""In which order people should look, and which money two clues both name.

Order: severity, grade, money at risk, clue id. Money of one person, programme and month that a
better-ranked clue already names is overlap: sums over rules subtract it (rule_shapes: money at
risk is never summed over rules about the same paid month without removing the overlap).
"""

from __future__ import annotations

import polars as pl

SEVERITIES = ("critical", "high", "medium", "low")


def with_rank(clues: pl.DataFrame) -> pl.DataFrame:
    """Clues plus rank 1.. (Int32), best first; ties end with the clue id."""
    return (
        clues.with_columns(
            _severity=pl.col("severity").replace_strict(
                list(SEVERITIES), list(range(len(SEVERITIES))), return_dtype=pl.Int8
            ),
            _money=-pl.col("amount_at_risk_fen").fill_null(0),
        )
        .sort("_severity", "grade", "_money", "clue_id")
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int32))
        .drop("_severity", "_money")
    )


def with_overlap(clues: pl.DataFrame, clue_months: pl.DataFrame) -> pl.DataFrame:
    """Ranked clues plus overlap_fen: fen of this clue that better-ranked clues already name.

    Args:
        clues: CLUE with rank.
        clue_months: CLUE_MONTH; months without money never overlap.
    """
    shared = (
        clue_months.filter(pl.col("amount_at_risk_fen") > 0)
        .join(
            clues.filter(pl.col("person_id").is_not_null()).select(
                "clue_id", "rank", "person_id", "programme"
            ),
            on="clue_id",
            validate="m:1",
        )
        .sort("person_id", "programme", "benefit_month", "rank", nulls_last=True)
        .with_columns(
            named_before=pl.col("amount_at_risk_fen")
            .cum_max()
            .shift(1)
            .over("person_id", "programme", "benefit_month")
            .fill_null(0)
        )
        .group_by("clue_id")
        .agg(overlap_fen=pl.min_horizontal("named_before", "amount_at_risk_fen").sum())
    )
    return clues.join(shared, on="clue_id", how="left", validate="m:1").with_columns(
        pl.col("overlap_fen").fill_null(0)
    )
