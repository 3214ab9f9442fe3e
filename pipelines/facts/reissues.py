"""The benefit month a re-issue (更正发放) was originally for.

A re-issue usually carries the month of the returned line. When no line of its month was returned,
but the same amount of the same person and programme came back in an earlier month that nothing
else replaced, it is for that month. Whether a line is successful stands in ``payments``.
"""

from __future__ import annotations

import polars as pl

from pipelines.facts.codes import CORRECTION

OWNER = ["beneficiary_id", "programme"]
MONTH = [*OWNER, "benefit_month"]


def original_months(lines: pl.DataFrame) -> pl.DataFrame:
    """The re-issues whose own month is not the one they replace.

    Args:
        lines: ``line``, beneficiary_id, programme, benefit_month, line_kind, amount_fen,
            is_successful, is_returned, in file order.

    Returns:
        line and original_month; lines that keep their month are not here.

    Source: definitions.paid ("counts once, for the original benefit month").
    """
    reissued = lines.filter(pl.col("is_successful") & (pl.col("line_kind") == CORRECTION))
    returned = lines.filter(pl.col("is_returned"))
    late = reissued.join(returned, on=MONTH, how="anti", maintain_order="left")
    unreplaced = returned.join(reissued, on=MONTH, how="anti", maintain_order="left")
    keys = [*OWNER, "amount_fen"]

    def in_order(frame: pl.DataFrame) -> pl.DataFrame:
        return (
            frame.drop_nulls([*keys, "benefit_month"])
            .sort("benefit_month", "line")
            .with_columns(place=pl.int_range(pl.len()).over(keys))
        )

    pairs = in_order(late).join(
        in_order(unreplaced).select(*keys, "place", original_month="benefit_month"), on=[*keys, "place"]
    )
    return pairs.filter(pl.col("original_month") < pl.col("benefit_month")).select("line", "original_month")
