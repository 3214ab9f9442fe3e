"""Which dibao household a payment line belongs to.

Only the assignment; sums stand in ``households``. Every line goes to one household at most, so no
fen is counted in two.
"""

from __future__ import annotations

import polars as pl

from pipelines.facts.codes import DIBAO
from pipelines.facts.dibao_rows import HOUSEHOLD
from pipelines.facts.register_rows import ROW_KEY

LINE_COLUMNS = (
    *ROW_KEY, "programme", "benefit_month", "beneficiary_id", "head_id", "account", "amount_fen",
    "line_kind", "is_successful",
)  # fmt: skip


def lines_of_households(lines: pl.DataFrame, listed: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """The dibao lines (whatever their status) of a listed household.

    A line goes to the household that lists its beneficiary in the month, else to the one that
    lists its head. Somebody listed in several households of the programme: the one the line's head
    heads, then the one the beneficiary heads, then the one with the line's account, then the one
    with the line's amount; what is still open is dealt out in file order, one line a household.

    Args:
        lines: PAYMENT_LINE.
        listed: ``listed_persons``.
        households: ``household_rolls``.

    Returns:
        ROW_REF, household_id and the columns sums need; lines that meet no household are not here.

    Source: definitions.paid_household.
    """
    dibao = (
        lines.select(LINE_COLUMNS)
        .filter(pl.col("programme").is_in(DIBAO) & pl.col("benefit_month").is_not_null())
        .sort(ROW_KEY)
        .with_row_index("line")
    )
    month = ["programme", "benefit_month"]
    homes = listed.select(*HOUSEHOLD, "person_id")
    by_beneficiary = dibao.join(
        homes, left_on=[*month, "beneficiary_id"], right_on=[*month, "person_id"], how="inner"
    )
    unlisted = dibao.join(by_beneficiary, on="line", how="anti")
    by_head = unlisted.join(homes, left_on=[*month, "head_id"], right_on=[*month, "person_id"], how="inner")
    pairs = pl.concat([by_beneficiary, by_head])
    is_open = pl.len().over("line") > 1
    settled = pairs.filter(~is_open)
    return pl.concat([settled, _one_household(pairs.filter(is_open), households)]).drop("line")


def _one_household(pairs: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    columns = pairs.columns
    known = pairs.join(
        households.select(*HOUSEHOLD, "roll_fen", home_head="head_id", home_account="account"),
        on=HOUSEHOLD, how="left", validate="m:1",
    )  # fmt: skip
    signs = (
        pl.col("home_head") == pl.col("head_id"),
        pl.col("home_head") == pl.col("beneficiary_id"),
        pl.col("home_account") == pl.col("account"),
        pl.col("roll_fen") == pl.col("amount_fen"),
    )
    for sign in signs:
        fits = sign.fill_null(False)
        known = known.filter(fits | ~fits.any().over("line"))
    group = ["programme", "benefit_month", "beneficiary_id", "head_id"]
    turn = pl.col("line").rank("dense").over(group) - 1
    place = pl.col("household_id").rank("dense").over("line") - 1
    return known.filter(place == turn % pl.len().over("line")).select(columns)
