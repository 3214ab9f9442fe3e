"""The canonical order of mentions: by file row and role. Everything deterministic leans on it.

polars joins, groups and uniques keep no order, so the station sorts mentions once, numbers them,
and ends every later sort with that number.
"""

from __future__ import annotations

import polars as pl

SHEET = ["register", "file", "sheet"]


def codes(values: pl.Series) -> pl.Series:
    """Every value's place among the sorted distinct values (UInt32); null stays null."""
    return coded(values)[0]


def coded(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """``codes`` and the sorted distinct values they are places of.

    Rows meet the distinct values by a hash, for integers join several times faster than texts; the
    texts themselves where two of them share one, so the result never depends on hashes.
    """
    distinct = values.drop_nulls().unique().sort()
    key = pl.col("value").hash()
    places = pl.DataFrame({"value": distinct}).select("value", key=key).with_row_index("code")
    if places["key"].n_unique() < distinct.len():
        key = pl.col("value")
        places = places.with_columns(key="value")
    keys = pl.DataFrame({"value": values}).select(key=pl.when(pl.col("value").is_not_null()).then(key))
    found = keys.join(places.select("code", "key"), on="key", how="left", maintain_order="left")
    return found["code"].rename(values.name), distinct


def sparse(values: pl.Series, at: pl.Series, size: int) -> pl.Series:
    """The values at these positions of ``size`` rows; null elsewhere."""
    return values.gather(placed(at, size))


def placed(at: pl.Series, size: int) -> pl.Series:
    """For ``size`` rows, the place of every row among the positions ``at`` (UInt32); null if not there."""
    places = pl.Series([None], dtype=pl.UInt32).extend_constant(None, max(size - 1, 0)).head(size)
    return places.scatter(at, pl.int_range(at.len(), dtype=pl.UInt32, eager=True))


def changes(*columns: str) -> pl.Expr:
    """True where any of the columns differs from the row before; true in the first row."""
    differ = pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift()) for c in columns)
    return differ | (pl.int_range(pl.len()) == 0)


def in_mention_order(people: pl.DataFrame) -> pl.DataFrame:
    """The mentions sorted by register, file, sheet, row and role."""
    order = mention_order(file_rows(people.lazy()), people.lazy())
    return people if order is None else people[order]


def file_rows(people: pl.LazyFrame) -> pl.DataFrame:
    """sheet (UInt32, its place among all by register, file and name), row: where every mention stands."""
    # rows of a sheet come together: codes are looked up once per run of rows, not per row
    named = people.select(SHEET).collect()
    runs = named.select(start=changes(*SHEET))["start"]
    sheets = named.filter(runs)
    del named
    order = sheets.unique().sort(SHEET).with_row_index("code")
    codes_of_runs = sheets.join(
        order, on=SHEET, how="left", maintain_order="left", validate="m:1", nulls_equal=True
    )["code"]
    return (
        people.select("row").collect().select(codes_of_runs.gather(runs.cum_sum() - 1).alias("sheet"), "row")
    )


def mention_order(places: pl.DataFrame, people: pl.LazyFrame) -> pl.Series | None:
    """The places of the rows in mention order; None where they are in order.

    Args:
        places: ``file_rows`` of the people.
    """
    role = codes(people.select("role").collect()["role"])
    packed = places.select(
        key=(pl.col("sheet").cast(pl.UInt64) * 2**32 + pl.col("row").cast(pl.UInt64)) * 2**12 + role
    )["key"]
    return None if packed.is_sorted() else packed.arg_sort()
