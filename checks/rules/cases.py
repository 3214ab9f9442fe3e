"""Values that depend on conditions, as polars: "the first case that holds, else unknown"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl


def first_case(cases: Sequence[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """The value of the first condition that holds; null when none does."""
    chain = pl.lit(None)
    for condition, value in reversed(cases):
        chain = pl.when(condition).then(value).otherwise(chain)
    return chain


def in_force(valid_from: date | None, valid_to: date | None, month: pl.Expr) -> pl.Expr:
    """Whether something dated is in force on the first day of the month; null for an unknown month."""
    if valid_from is not None and valid_to is not None:
        return (month >= pl.lit(valid_from)) & (month <= pl.lit(valid_to))
    if valid_from is not None:
        return month >= pl.lit(valid_from)
    if valid_to is not None:
        return month <= pl.lit(valid_to)
    return month.is_not_null()
