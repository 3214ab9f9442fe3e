"""One sheet as read: a grid of texts and where it comes from. Shared by the readers of all formats."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Sheet:
    """A grid of texts: row i (0-based) of ``cells`` is row i + 1 of the file.

    Blank cells are null; blank rows are kept up to the last row with a filled cell. ``name`` is ''
    for text files; ``hidden_rows`` are 1-based.
    """

    name: str
    cells: pl.DataFrame
    format: str
    encoding: str | None = None
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


def trimmed(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells with blank ones as null, without the blank rows at the end; columns named c0, c1, ..."""
    if cells.width == 0:
        return pl.DataFrame()
    named = cells.rename({old: f"c{i}" for i, old in enumerate(cells.columns)})
    filled = named.with_columns(pl.when(pl.all().str.contains(r"\S")).then(pl.all()))
    is_filled = filled.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    rows = is_filled.arg_true()
    return filled.head(rows[-1] + 1 if rows.len() else 0)
