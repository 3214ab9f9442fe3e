"""Which clues people have closed as no finding.

A suppression is dated: it covers the months known when the case was closed. A clue that grows by
a later month comes back, because the new month was never checked (domain: a false positive makes
a dated suppression with an owner, never a deletion).
"""

from __future__ import annotations

from datetime import date

import polars as pl

NO_FINDING = "refuted"  # of the vocabulary case_result: 不属实, 误报, 排除


def suppressed_clues(clues: pl.DataFrame, decisions: pl.DataFrame, *, as_of: date) -> pl.Series:
    """Ids of the clues closed as no finding, with no month after the closing month.

    Args:
        clues: CLUE (clue_id, last_month).
        decisions: case_log rows: clue_no, result (code), closed_on; may lack all columns.
        as_of: a decision closed later does not count; one without date never does.

    Returns:
        clue_id, sorted.
    """
    if not {"clue_no", "result", "closed_on"} <= set(decisions.columns):
        return pl.Series("clue_id", [], dtype=pl.String)
    closed = (
        decisions.filter((pl.col("closed_on") <= as_of) & pl.col("clue_no").is_not_null())
        .sort("clue_no", "closed_on", "result", nulls_last=True)
        .group_by("clue_no", maintain_order=True)
        .agg(pl.col("result", "closed_on").last())
        .filter(pl.col("result") == NO_FINDING)
    )
    return (
        clues.join(closed, left_on="clue_id", right_on="clue_no", validate="m:1")
        .filter(
            pl.col("last_month").is_null() | (pl.col("last_month") <= pl.col("closed_on").dt.month_start())
        )
        .get_column("clue_id")
        .sort()
    )
