"""The blocking check of every run: no fen is lost or doubled between the rows read and the facts.

It counts the accepted rows by itself and compares with the tables; it does not repair anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.definitions import Register
from pipelines.facts.codes import DIBAO_ROLLS, LEDGER_OUT
from pipelines.facts.dibao_rows import HOUSEHOLD
from pipelines.facts.entitlements import ROLL_AMOUNTS

SCHEMA = {
    "register": pl.String(), "read_fen": pl.Int64(), "in_facts_fen": pl.Int64(), "set_aside_fen": pl.Int64(),
    "difference_fen": pl.Int64(),
}  # fmt: skip

LEDGERS = {"fund_ledger": ("C", pl.col("direction") == LEDGER_OUT), "pay_return": ("B", pl.lit(True))}
"""The books TIE_OUT holds against a batch: the test, and which of their rows count."""


def money_in_facts(
    facts: Mapping[str, pl.DataFrame],
    accepted: Mapping[str, pl.DataFrame],
    registers: Sequence[Register],
) -> pl.DataFrame:
    """The fen of every register whose amounts the facts use, read and found again.

    Returns:
        register, read_fen (accepted rows), in_facts_fen, set_aside_fen (rows that name no
        programme or month, and the repeated amount of a household listed over several rows),
        difference_fen = read − in facts − set aside: 0, or something is wrong.
        pay_batch counts as PAID_MONTH, lines that did not arrive, and lines without beneficiary,
        programme or month; pay_return and fund_ledger as TIE_OUT, set aside what belongs to no
        batch of the window and, of the ledger, what does not pay out.
    """
    rows = []
    for code in sorted(r.code for r in registers if r.code in accepted):
        if code == "pay_batch":
            rows.append((code, _fen(accepted[code], ("amount",)), _pay_batch(facts), 0))
        elif code in LEDGERS:
            test, pays_out = LEDGERS[code]
            tied = facts["tie_out"].filter(test=test)
            own = accepted[code].join(tied, on="batch_no", how="semi").filter(pays_out)
            read = _fen(accepted[code], ("amount",))
            rows.append((code, read, _sum(tied, "right_fen"), read - _fen(own, ("amount",))))
        elif code in DIBAO_ROLLS:
            months = facts["household_month"].filter(pl.col("programme") == DIBAO_ROLLS[code])
            read = _fen(accepted[code], ("amount", "other_amount"))
            rows.append((code, read, _sum(months, "roll_fen"), _aside_of_households(accepted[code], months)))
        elif code in ROLL_AMOUNTS:
            own = facts["entitlement"].filter(pl.col("register") == code)
            placed = accepted[code].filter(_has("programme") & _has("benefit_month"))
            read = _fen(accepted[code], ROLL_AMOUNTS[code])
            aside = read - _fen(placed, ROLL_AMOUNTS[code])
            rows.append((code, read, _sum(own, "amount_fen"), aside))
    found = pl.DataFrame(
        rows, schema={c: t for c, t in SCHEMA.items() if c != "difference_fen"}, orient="row"
    )
    difference = pl.col("read_fen") - pl.col("in_facts_fen") - pl.col("set_aside_fen")
    return found.with_columns(difference_fen=difference)


def _has(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _sum(rows: pl.DataFrame, column: str) -> int:
    return int(rows[column].sum())


def _fen(rows: pl.DataFrame, amounts: Sequence[str]) -> int:
    return sum(_sum(rows, f"{name}_fen") for name in amounts if f"{name}_fen" in rows.columns)


def _pay_batch(facts: Mapping[str, pl.DataFrame]) -> int:
    lines = facts["payment_line"]
    is_placed = _has("beneficiary_id") & _has("programme") & _has("benefit_month")
    failed = lines.filter(~pl.col("is_successful"))
    unplaced = lines.filter(pl.col("is_successful") & ~is_placed)
    return _sum(facts["paid_month"], "paid_fen") + _sum(failed, "amount_fen") + _sum(unplaced, "amount_fen")


def _aside_of_households(rows: pl.DataFrame, months: pl.DataFrame) -> int:
    """What a dibao roll holds besides its households: rows without one, and repeated amounts.

    Only a household month whose rows add up to exactly that many times its amount counts as repeated.
    """
    amounts = [c for c in ("amount_fen", "other_amount_fen") if c in rows.columns]
    summed = (
        rows.drop_nulls(HOUSEHOLD[1:])
        .group_by(HOUSEHOLD[1:])
        .agg(rows=pl.len(), read_fen=pl.sum_horizontal(amounts).sum())
        .join(months.select(*HOUSEHOLD[1:], "roll_fen"), on=HOUSEHOLD[1:], validate="1:1")
    )
    is_repeated = (pl.col("rows") > 1) & (pl.col("read_fen") == pl.col("rows") * pl.col("roll_fen"))
    repeated = summed.filter(is_repeated).select((pl.col("read_fen") - pl.col("roll_fen")).sum()).item()
    homeless = rows.filter(~(_has("household_id") & _has("benefit_month")))
    return int(repeated) + _fen(homeless, ("amount", "other_amount"))
