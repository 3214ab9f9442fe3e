"""Values that depend on conditions, as polars: "the first case that holds, else unknown"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl


def first_case(cases: Sequence[tuple[pl.Expr, pl.Expr]], dtype: pl.DataType | None = None) -> pl.Expr:
    """The value of the first condition that holds; null (of ``dtype``) when none does.

    The chain ends without ``otherwise``: with a null literal there, polars 2.1 compares a literal
    with it as one row.
    """
    if not cases:
        return pl.lit(None, dtype=dtype)
    (condition, value), *later = cases
    chain: Any = pl.when(condition).then(value)
    for condition, value in later:
        chain = chain.when(condition).then(value)
    known: pl.Expr = chain
    return known


def in_force(valid_from: date | None, valid_to: date | None, month: pl.Expr) -> pl.Expr:
    """Whether something dated is in force on the first day of the month; null for an unknown month."""
    if valid_from is not None and valid_to is not None:
        return (month >= pl.lit(valid_from)) & (month <= pl.lit(valid_to))
    if valid_from is not None:
        return month >= pl.lit(valid_from)
    if valid_to is not None:
        return month <= pl.lit(valid_to)
    return month.is_not_null()
