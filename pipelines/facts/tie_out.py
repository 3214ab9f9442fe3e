"""TIE_OUT: three pairs of books side by side: roll and lines, batch and bank return, batch and ledger.

Whether they agree is rule PAY-06's matter; footers against rows stand in ``sheet_totals``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.definitions import County
from pipelines.facts.codes import (
    DIBAO,
    DIBAO_ROLLS,
    LEDGER_OUT,
    NORMAL,
    RETURN_FAILED,
    STOPPED,
    TEKUN,
    TEKUN_CENTRAL,
    TEKUN_SCATTERED,
)
from pipelines.facts.entitlements import ROLL_AMOUNTS
from pipelines.facts.register_rows import ROW_KEY, finished, register_rows
from pipelines.tables import I64, TIE_OUT, B, D, S

A_KEY = ["programme", "benefit_month"]
LINE_COLUMNS = (
    *ROW_KEY, *A_KEY, "batch_no", "status", "line_kind", "amount_fen", "beneficiary_id", "paid_on",
)  # fmt: skip


def tie_outs(
    lines: pl.DataFrame,
    home_lines: pl.DataFrame,
    entitlements: pl.DataFrame,
    households: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
    county: County,
) -> pl.DataFrame:
    """TIE_OUT: tests A, B and C of the programmes, months and batches of the window.

    Sent lines are those not stopped. A: amounts of the roll against sent normal lines, persons
    (dibao: households) that have an amount. B: sent lines against all return rows. C: sent lines
    against the ledger rows of the batch that pay out. A batch belongs to the window with one line.

    Args:
        lines: PAYMENT_LINE.
        home_lines: ``lines_of_households``.
        entitlements: ENTITLEMENT.
        households: HOUSEHOLD_MONTH.
        accepted: pay_return and fund_ledger are used; the rolls for unreadable amounts.
        rejected: rows of pay_batch, pay_return, fund_ledger and the rolls that were not accepted.

    Source: rule PAY-06.
    """
    in_window = pl.col("benefit_month").is_between(county.first_month, county.last_month)
    sent = lines.select(LINE_COLUMNS).filter(pl.col("status").ne_missing(STOPPED))
    batches = (
        lines.select("batch_no", "programme", "benefit_month")
        .filter(in_window)
        .group_by("batch_no")
        .agg(
            programme=pl.when(pl.col("programme").n_unique() == 1).then(pl.col("programme").first()),
            # arrears of other months travel in the same batch; of equally many the later month
            benefit_month=pl.col("benefit_month").mode().max(),
        )
        .drop_nulls("batch_no")
    )
    books = pl.concat(
        [
            _roll_and_lines(sent, home_lines, entitlements, households, accepted, rejected).filter(in_window),
            _batch_and_return(sent, batches, accepted, rejected),
            _batch_and_ledger(sent, batches, accepted, rejected),
        ],
        how="diagonal",
    )
    zero = ("left_fen", "right_fen", "left_count", "right_count", "right_failed_fen")
    flags = ("has_left", "has_right", "has_rejected_amount", "is_partial", "has_unknown_direction")
    return finished(
        books.with_columns(
            *(pl.col(c).cast(pl.Int64).fill_null(0) for c in zero),
            *(pl.col(c).fill_null(False) for c in flags),
        ),
        TIE_OUT,
    )


def _roll_and_lines(
    sent: pl.DataFrame,
    home_lines: pl.DataFrame,
    entitlements: pl.DataFrame,
    households: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    homes = home_lines.select(*ROW_KEY, "household_id")
    unit, fen = pl.coalesce("household_id", "beneficiary_id"), pl.col("amount_fen")
    is_normal = (pl.col("line_kind") == NORMAL).fill_null(False)
    right = (
        sent.drop_nulls(A_KEY)
        .join(homes, on=ROW_KEY, how="left", validate="1:1")
        .group_by(A_KEY)
        .agg(
            right_fen=fen.filter(is_normal).sum(),
            right_count=unit.filter(is_normal & (fen != 0)).n_unique().cast(pl.Int64),
            last_paid_on=pl.col("paid_on").max(),
        )
    )
    due = pl.concat(
        [
            entitlements.filter(~pl.col("programme").is_in(DIBAO)).select(
                *A_KEY, fen="amount_fen", unit="person_id"
            ),
            households.select(*A_KEY, fen="roll_fen", unit="household_id"),
        ]
    )
    left = due.group_by(A_KEY).agg(
        left_fen=pl.col("fen").sum(),
        left_count=pl.col("unit").filter(pl.col("fen") != 0).n_unique().cast(pl.Int64),
    )
    codes = [*DIBAO_ROLLS, *ROLL_AMOUNTS]
    lost = _lost_amounts(accepted, rejected, [*codes, "pay_batch"], A_KEY)
    return (
        left.with_columns(has_left=pl.lit(True))
        .join(right.with_columns(has_right=pl.lit(True)), on=A_KEY, how="full", coalesce=True, validate="1:1")
        .join(lost, on=A_KEY, how="left", validate="1:1")
        .with_columns(
            test=pl.lit("A"),
            roll_programme="programme",
            unit_key=pl.concat_str("programme", pl.col("benefit_month").dt.strftime("%Y-%m"), separator="|"),
        )
    )


def _batch_and_return(
    sent: pl.DataFrame,
    batches: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    returns = register_rows(accepted, "pay_return", {"batch_no": S, "amount_fen": I64, "result": S})
    right = returns.group_by("batch_no").agg(
        right_fen=pl.col("amount_fen").sum(),
        right_count=pl.len().cast(pl.Int64),
        right_failed_fen=pl.col("amount_fen").filter(pl.col("result") == RETURN_FAILED).sum(),
        has_right=pl.lit(True),
    )
    return _of_batches(
        sent, batches, right, "B", ["pay_batch", "pay_return"], accepted, rejected
    ).with_columns(is_partial=pl.col("has_right") & (pl.col("right_count") < pl.col("left_count")))


def _batch_and_ledger(
    sent: pl.DataFrame,
    batches: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    ledger = register_rows(accepted, "fund_ledger", {"batch_no": S, "amount_fen": I64, "direction": S})
    is_out, is_unknown = pl.col("direction") == LEDGER_OUT, pl.col("direction").is_null()
    right = (
        ledger.filter(is_out | is_unknown)
        .group_by("batch_no")
        .agg(
            right_fen=pl.col("amount_fen").filter(is_out).sum(),
            right_count=is_out.sum().cast(pl.Int64),
            has_right=pl.lit(True),
            has_unknown_direction=is_unknown.any(),
        )
    )
    return _of_batches(sent, batches, right, "C", ["pay_batch", "fund_ledger"], accepted, rejected)


def _of_batches(
    sent: pl.DataFrame,
    batches: pl.DataFrame,
    right: pl.DataFrame,
    test: str,
    codes: list[str],
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    left = sent.group_by("batch_no").agg(
        left_fen=pl.col("amount_fen").sum(),
        left_count=pl.len().cast(pl.Int64),
        last_paid_on=pl.col("paid_on").max(),
    )
    lost = _lost_amounts(accepted, rejected, codes, ["batch_no"])
    return (
        batches.join(left, on="batch_no", how="left", validate="1:1")
        .join(right.drop_nulls("batch_no"), on="batch_no", how="left", validate="1:1")
        .join(lost, on="batch_no", how="left", validate="1:1")
        .with_columns(test=pl.lit(test), unit_key="batch_no", has_left=pl.lit(True))
    )


def _lost_amounts(
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
    codes: list[str],
    keys: list[str],
) -> pl.DataFrame:
    """The keys with a rejected row, or with an accepted row whose amount cannot be read."""
    parts = []
    for code in codes:
        names = ROLL_AMOUNTS.get(code) or (("amount", "other_amount") if code in DIBAO_ROLLS else ("amount",))
        columns: dict[str, pl.DataType] = {"programme": S, "benefit_month": D, "batch_no": S}
        for name in names:
            columns |= {f"{name}_fen": I64, f"{name}_text": S}
        unreadable = pl.any_horizontal(
            pl.col(f"{name}_fen").is_null() & pl.col(f"{name}_text").is_not_null() for name in names
        ).cast(B)
        own = pl.lit(DIBAO_ROLLS.get(code), dtype=pl.String)
        for rows in (
            register_rows(rejected, code, columns),
            register_rows(accepted, code, columns, where=unreadable),
        ):
            parts.append(rows.with_columns(programme=pl.coalesce(own, "programme")).select(keys))
    lost = pl.concat(parts)
    if "programme" in keys:  # without its form a rejected tekun line may belong to either
        formless = lost.filter(pl.col("programme") == TEKUN)
        forms = [formless.with_columns(programme=pl.lit(f)) for f in (TEKUN_CENTRAL, TEKUN_SCATTERED)]
        lost = pl.concat([lost, *forms])
    return lost.drop_nulls().unique().with_columns(has_rejected_amount=pl.lit(True))
