"""Benefit-month arithmetic: a month is the Date of its first day, everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl


def month_of(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def add_months(month: date, months: int) -> date:
    """``month`` plus ``months`` (may be negative), as the first day of that month."""
    total = month.year * 12 + month.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of the month."""
    return add_months(month_of(month), 1) - timedelta(days=1)


def months_in(first: date, last: date) -> tuple[date, ...]:
    """All months from ``first`` to ``last``, both included."""
    return tuple(
        add_months(month_of(first), k)
        for k in range((last.year - first.year) * 12 + last.month - first.month + 1)
    )


def parse_month(text: str) -> date:
    """``2026-05`` as a month. Raises ValueError on anything else."""
    year, month = text.split("-")
    return date(int(year), int(month), 1)


def say_month(month: date) -> str:
    """``2026-05``."""
    return f"{month.year:04d}-{month.month:02d}"


def completed_years(birth: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Completed years from ``birth`` on ``day`` (Int32); a 29 February birthday counts on 1 March."""
    # polars gives months as Int8: times 100 would wrap around without the cast
    before = (day.dt.month().cast(pl.Int32) * 100 + day.dt.day()) < (
        birth.dt.month().cast(pl.Int32) * 100 + birth.dt.day()
    )
    return day.dt.year() - birth.dt.year() - before.cast(pl.Int32)
