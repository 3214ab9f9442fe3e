"""The benefit month of a sheet: which column gives it, else what the names state, and its limits.

Belongs here: the decision for one sheet. Months in running text are found in ``periods``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from pipelines.definitions import Field, Register
from pipelines.faults import Fault
from pipelines.months import add_months, month_of
from pipelines.read import messages
from pipelines.read.columns import Columns
from pipelines.read.date_values import parse_month
from pipelines.read.header import HeaderBlock
from pipelines.read.periods import Names, Stated, stated_month
from pipelines.read.sheet_of import SheetOf
from pipelines.read.values import by_distinct

FAR_MONTHS = 12  # a benefit month later than that after the audit day is a typing error


def month_field(register: Register) -> Field | None:
    """The column that gives the benefit month: ``benefit_month``, of tax ``month``."""
    return register.field("benefit_month") or (register.field("month") if register.needs_month else None)


def month_of_sheet(of: SheetOf, block: HeaderBlock, columns: Columns, names: Names) -> Stated | Fault | None:
    """The month of sheet, title or file where no column gives one; a fault when it is needed and lacking.

    An empty column gives none; a column with a single filled cell speaks for all rows, also the
    empty ones. Without any row below the header nothing is needed.
    """
    below = of.sheet.cells.slice(block.last + 1)
    if not of.register.needs_month or below.is_empty():
        return None
    month = month_field(of.register)
    column = columns.of.get(month.name) if month else None
    if column is not None and below.to_series(column).drop_nulls().len():
        return None
    return stated_month(names, of.county) or messages.no_month(of.file, of.sheet.name, of.register)


def far_month(of: SheetOf, columns: Columns, block: HeaderBlock, month: Stated | None) -> date | None:
    """The benefit month when all the sheet's months lie far after the audit day."""
    limit = add_months(month_of(of.county.as_of), FAR_MONTHS)
    if month:
        return month.month if month.month > limit else None
    field_ = month_field(of.register) if of.register.needs_month else None
    column = columns.of.get(field_.name) if field_ else None
    if column is None:
        return None
    below = of.sheet.cells.to_series(column).slice(block.last + 1)
    earliest = by_distinct(below, parse_month, pl.Date()).min()
    return earliest if isinstance(earliest, date) and earliest > limit else None


def far_from(month: Any) -> date:
    """The first audit day for which the month is not far ahead; the first of all days without a month."""
    return add_months(month, -FAR_MONTHS) if isinstance(month, date) else date.min


def with_months(frame: pl.DataFrame, register: Register, month: Stated | None) -> pl.DataFrame:
    """``benefit_month`` and its text: of the column, else of the names."""
    field_ = month_field(register)
    if month:
        value, text = pl.lit(month.month, pl.Date), pl.lit(month.text, pl.String)
        names = {"benefit_month", field_.name if field_ else "benefit_month"}
        return frame.with_columns(
            expression
            for name in sorted(names)
            for expression in (value.alias(name), text.alias(f"{name}_text"))
        )
    if field_ and field_.name != "benefit_month":
        return frame.with_columns(
            pl.col(field_.name).alias("benefit_month"),
            pl.col(f"{field_.name}_text").alias("benefit_month_text"),
        )
    if "benefit_month" in frame.columns:
        return frame
    return frame.with_columns(
        pl.lit(None, pl.Date).alias("benefit_month"), pl.lit(None, pl.String).alias("benefit_month_text")
    )
