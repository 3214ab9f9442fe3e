"""The canonical order of mentions: by file row and role. Everything deterministic leans on it.

polars joins, groups and uniques keep no order, so the station sorts mentions once, numbers them,
and ends every later sort with that number.
"""

from __future__ import annotations

import polars as pl

from pipelines.tables import ROW_REF


def codes(values: pl.Series) -> pl.Series:
    """Every value's place among the sorted distinct values (UInt32); null stays null."""
    distinct = pl.DataFrame({"value": values.drop_nulls().unique().sort()}).with_row_index("code")
    return (
        pl.DataFrame({"value": values})
        .join(distinct, on="value", how="left", maintain_order="left", validate="m:1")["code"]
        .rename(values.name)
    )


def in_mention_order(people: pl.DataFrame) -> pl.DataFrame:
    """The mentions sorted by register, file, sheet, row and role."""
    keys = people.select(*(codes(people[c]) for c in ("register", "file", "sheet", "role")), "row")
    order = keys.with_row_index("at").sort(*ROW_REF, "role")["at"]
    return people[order]
