"""What becomes of two books laid side by side: their difference, and whether they agree.

The books themselves are TIE_OUT; whether a difference is a clue is the matter of rule PAY-06.
"""

from __future__ import annotations

import polars as pl


def reconciled(tie_outs: pl.DataFrame) -> pl.DataFrame:
    """TIE_OUT plus difference_fen and state.

    difference_fen is left − right, null where a book is missing. state: no_left | no_right |
    not_comparable (an amount was rejected or unreadable) | partial (return rows for some lines only) |
    equal | different (in money, or in number where both books count the same things: A and B).
    """
    counts_differ = (pl.col("left_count") != pl.col("right_count")) & pl.col("test").is_in(["A", "B"])
    both = pl.col("has_left") & pl.col("has_right")
    return tie_outs.with_columns(
        difference_fen=pl.when(both).then(pl.col("left_fen") - pl.col("right_fen")),
        state=pl.when(~pl.col("has_left"))
        .then(pl.lit("no_left"))
        .when(~pl.col("has_right"))
        .then(pl.lit("no_right"))
        .when(pl.col("has_rejected_amount"))
        .then(pl.lit("not_comparable"))
        .when(pl.col("is_partial"))
        .then(pl.lit("partial"))
        .when((pl.col("left_fen") != pl.col("right_fen")) | counts_differ)
        .then(pl.lit("different"))
        .otherwise(pl.lit("equal")),
    )
