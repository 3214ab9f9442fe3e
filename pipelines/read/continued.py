"""Household rolls with one member a line: the lines below the first one belong to its household.

Belongs here: filling the household's own cells, merged downwards or left out, so that every line
names its household and head. Members side by side need nothing of this (``members``).
"""

from __future__ import annotations

import polars as pl

from pipelines.definitions import Field, Register
from pipelines.read.columns import Columns

_HOUSEHOLD = ("household_id", "head_name", "head_id")


def with_household_cells(cells: pl.DataFrame, columns: Columns, register: Register) -> pl.DataFrame:
    """The data rows, further members' lines completed from the line that opens the household.

    Such a line names a member, has no amount, and no other household or head than the line above;
    an amount stands in one of the household's lines. It stands once: in these lines it is 0, so that
    sums hold.
    """
    if len(columns.groups) != 1 or not register.amounts:
        return cells
    amounts = [columns.of[name] for name in register.amounts if name in columns.of]
    own = [columns.of[name] for name in _HOUSEHOLD if name in columns.of]
    if not amounts or columns.of.get(_HOUSEHOLD[0]) is None:
        return cells
    members = [c for c in columns.groups[0].columns.values() if c < cells.width]
    above = [pl.nth(c).str.strip_chars().forward_fill().shift(1) for c in own]
    home = pl.nth(own[0]).str.strip_chars().forward_fill()
    is_same = [
        (pl.nth(c).str.strip_chars() == before).fill_null(pl.nth(c).is_null())
        for c, before in zip(own, above, strict=True)
    ]
    goes_on = (
        pl.any_horizontal(pl.nth(members).is_not_null())
        & pl.all_horizontal(pl.nth(amounts).is_null())
        & pl.all_horizontal(*is_same)
        & pl.any_horizontal(pl.nth(amounts).is_not_null()).any().over(home.rle_id())
    )
    mark = cells.select(goes_on.alias("goes_on")).to_series()
    if not mark.any():
        return cells
    filled = [
        pl.when(pl.lit(mark) & pl.nth(c).is_null()).then(pl.nth(c).forward_fill()).otherwise(pl.nth(c))
        for c in sorted(columns.of[f.name] for f in register.fields if _is_filled(f, columns))
    ]
    nothing = pl.when(pl.lit(mark)).then(pl.lit("0")).otherwise(pl.nth(amounts[0]))
    return cells.with_columns(*filled, nothing.alias(cells.columns[amounts[0]]))


def _is_filled(field: Field, columns: Columns) -> bool:
    """What is counted or added up stands once; names, numbers and places stand in every line."""
    return field.name in columns.of and field.type not in ("money", "int")
