"""How many earlier clues of each rule people checked, and how many of those they confirmed.

The share stands beside every new clue of the rule: a reader should know how often such questions
had an answer (invariant: every clue shows the share of such clues confirmed before).
"""

from __future__ import annotations

from datetime import date

import polars as pl

# codes of the vocabulary case_result: what came of a case that was looked into
CONFIRMED = ("confirmed", "recovered", "recovering", "waived", "uncollectable", "transferred", "stopped")
REFUTED = ("refuted",)
RULE_ID = r"^([A-Z]{3}-\d{2})-"  # a clue id begins with its rule


def confirmed_share(decisions: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Per rule, the clues checked and those confirmed, by the latest decision on each clue.

    Args:
        decisions: case_log rows (clue_no, result, closed_on); may lack all columns.
        as_of: decisions closed later do not count, nor those without a date or a known result.

    Returns:
        rule_id, checked, confirmed (Int64), sorted by rule_id.
    """
    if not {"clue_no", "result", "closed_on"} <= set(decisions.columns):
        return pl.DataFrame(schema={"rule_id": pl.String, "checked": pl.Int64, "confirmed": pl.Int64})
    return (
        decisions.filter((pl.col("closed_on") <= as_of) & pl.col("result").is_in([*CONFIRMED, *REFUTED]))
        .with_columns(rule_id=pl.col("clue_no").str.extract(RULE_ID))
        .drop_nulls("rule_id")
        .sort("clue_no", "closed_on", "result")
        .group_by("rule_id", "clue_no", maintain_order=True)
        .agg(pl.col("result").last())
        .group_by("rule_id")
        .agg(
            checked=pl.len().cast(pl.Int64),
            confirmed=pl.col("result").is_in(CONFIRMED).sum().cast(pl.Int64),
        )
        .sort("rule_id")
    )
