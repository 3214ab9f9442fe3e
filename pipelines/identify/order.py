"""The canonical order of mentions: by file row and role. Everything deterministic leans on it.

polars joins, groups and uniques keep no order, so the station sorts mentions once, numbers them,
and ends every later sort with that number.
"""

from __future__ import annotations

import polars as pl

SHEET = ["register", "file", "sheet"]


def codes(values: pl.Series) -> pl.Series:
    """Every value's place among the sorted distinct values (UInt32); null stays null."""
    distinct = pl.DataFrame({"value": values.drop_nulls().unique().sort()}).with_row_index("code")
    return (
        pl.DataFrame({"value": values})
        .join(distinct, on="value", how="left", maintain_order="left", validate="m:1")["code"]
        .rename(values.name)
    )


def changes(*columns: str) -> pl.Expr:
    """True where any of the columns differs from the row before; true in the first row."""
    differ = pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift()) for c in columns)
    return differ | (pl.int_range(pl.len()) == 0)


def in_mention_order(people: pl.DataFrame) -> pl.DataFrame:
    """The mentions sorted by register, file, sheet, row and role."""
    # rows of a sheet come together: codes are looked up once per run of rows, not per row
    runs = people.select(start=changes(*SHEET))["start"]
    sheets = people.filter(runs).select(SHEET)
    order = sheets.unique().sort(SHEET).with_row_index("code")
    codes_of_runs = sheets.join(order, on=SHEET, how="left", maintain_order="left", validate="m:1")["code"]
    sheet = codes_of_runs.gather(runs.cum_sum() - 1)
    packed = pl.DataFrame({"sheet": sheet, "row": people["row"], "role": codes(people["role"])}).select(
        key=(pl.col("sheet").cast(pl.UInt64) * 2**32 + pl.col("row").cast(pl.UInt64)) * 2**12 + pl.col("role")
    )["key"]
    return people if packed.is_sorted() else people[packed.arg_sort()]
