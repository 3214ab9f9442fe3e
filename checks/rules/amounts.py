"""The money of a clue, month by month: at risk, paid, due.

Belongs here: how the rows behind a clue month become its amounts. Not here: the money expression (the
rule), the overlap with other rules (follow-up). Several rows may tell of one month (two custody rows,
two households): money counts once for each value of ``money_per``, the largest, or the smallest where
the rule says ``money_by: min``.
"""

from __future__ import annotations

import polars as pl

from checks.rules.outcome import MONTH, UNIT
from checks.rules.shapes.closed_set import SPECS
from checks.rules.shapes.frames import RuleFrames

AMOUNTS = {"money": "amount_at_risk_fen", "paid_shown": "paid_fen", "due": "due_fen"}


def month_amounts(frames: RuleFrames, clue_rows: pl.DataFrame) -> pl.DataFrame:
    """UNIT, MONTH (null for units without months), paid_fen, due_fen, amount_at_risk_fen; sorted.

    An amount the rule does not give, or that no row of the month knows, is null.
    """
    month = frames.slot("month")
    month = month if month in clue_rows.columns else None
    of_group = SPECS[frames.checked.rule.shape].aggregates
    apart: tuple[str, ...] = frames.slot("same") if of_group else frames.slot("money_per") or ()
    least = frames.slot("money_by") == "min"
    parts = []
    for slot, column in AMOUNTS.items():
        amount = frames.expression(slot, month=month, aggregate=of_group)
        if amount is None:
            amount = pl.lit(None, dtype=pl.Int64)
        elif not of_group:
            amount = amount.min() if least and slot == "money" else amount.max()
        parts.append(amount.cast(pl.Int64).first().alias(column) if of_group else amount.alias(column))
    keys = list(dict.fromkeys([UNIT, MONTH, *apart]))
    by_part = clue_rows.group_by(keys, maintain_order=True).agg(parts)
    return by_part.group_by(UNIT, MONTH).agg(known_sum(c) for c in AMOUNTS.values()).sort(UNIT, MONTH)


def known_sum(column: str) -> pl.Expr:
    """The sum of the known values; null when none is known."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)
