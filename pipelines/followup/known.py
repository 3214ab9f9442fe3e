"""Which clues an earlier run already showed. Comparing texts or amounts does not belong here:
the clue id alone says that it is the same fact.
"""

from __future__ import annotations

import polars as pl


def with_first_seen(clues: pl.DataFrame, history: pl.DataFrame, *, run_key: str) -> pl.DataFrame:
    """Clues plus first_seen_run and is_known.

    Args:
        clues: CLUE.
        history: clue_id, first_seen_run; one row per clue of the earlier run.
        run_key: stands in first_seen_run of clues the earlier run did not show.
    """
    earlier = history.select("clue_id", "first_seen_run")
    return clues.join(earlier, on="clue_id", how="left", validate="m:1").with_columns(
        is_known=pl.col("first_seen_run").is_not_null(),
        first_seen_run=pl.col("first_seen_run").fill_null(run_key),
    )
