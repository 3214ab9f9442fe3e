"""The cells of a sheet: dates, months and amounts as offices write them, and damaged identity cells.

A few dates are spelled in another way and a few amounts written as ``1,200.00元``. What surrounds the cells
(titles, headers, footers) is ``sheets``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from reports.county_files.layouts import Layout

Value = str | int | float | date | None
OTHER_DATE_SHARE = 0.02
WORDED_AMOUNT_SHARE = 0.01


def cells_of(
    layout: Layout,
    rows: pl.DataFrame,
    columns: Sequence[tuple[str, str]],
    rng: np.random.Generator,
    in_workbook: bool,
) -> tuple[pl.DataFrame, dict[tuple[int, int], Value]]:
    """The cells of the data rows, and those a few cells show instead."""
    series = []
    different: dict[tuple[int, int], Value] = {}
    for place, (name, _) in enumerate(columns):
        if not name:
            series.append(pl.Series(str(place), np.arange(1, len(rows) + 1)))
            continue
        values = rows[name]
        if values.dtype == pl.Date:
            is_month = name.endswith("month")
            style = layout.months if is_month else layout.dates
            written = _dates(values, style, is_month, in_workbook)
            if not is_month and len(values) > 5:
                different |= _other_dates(values, rng, place)
        elif values.dtype == pl.Datetime:
            written = values.dt.strftime("%Y-%m-%d %H:%M")
        elif name.endswith("_fen"):
            unit = 1_000_000 if name in layout.ten_thousands else 100
            written = values / unit if in_workbook else _yuan_texts(values, unit)
            if name == "amount_fen":
                different |= _worded_amounts(values, rng, place)
        else:
            written = values
        series.append(written.alias(str(place)))
    return pl.DataFrame(series), different


def _dates(values: pl.Series, style: str, is_month: bool, in_workbook: bool) -> pl.Series:
    if style == "excel" and in_workbook and not is_month:
        return values
    day, month = values.dt.day(), values.dt.month()
    year = values.dt.year()
    parts = pl.DataFrame({"y": year, "m": month, "d": day})
    patterns = {
        "iso": "%Y-%m" if is_month else "%Y-%m-%d", "excel": "%Y-%m" if is_month else "%Y-%m-%d",
        "packed": "%Y%m" if is_month else "%Y%m%d",
    }  # fmt: skip
    if style in patterns:
        return values.dt.strftime(patterns[style])
    templates = {
        ("dots", False): "{}.{}.{}", ("slashes", False): "{}/{}/{}", ("chinese", False): "{}年{}月{}日",
        ("dots", True): "{}.{}", ("slashes", True): "{}/{}", ("chinese", True): "{}年{}月",
    }  # fmt: skip
    template = templates[style, is_month]
    names = ("y", "m") if is_month else ("y", "m", "d")
    return parts.select(pl.format(template, *names)).to_series()


def _other_dates(values: pl.Series, rng: np.random.Generator, place: int) -> dict[tuple[int, int], Value]:
    """A few dates in the spelling of whoever typed them."""
    chosen = np.flatnonzero(rng.random(len(values)) < OTHER_DATE_SHARE)
    texts = pl.concat(
        [
            _dates(values.gather(chosen), style, False, False)
            for style in ("dots", "packed", "chinese", "slashes")
        ]
    ).to_list()
    count = len(chosen)
    return {
        (int(row), place): texts[(i % 4) * count + i]
        for i, row in enumerate(chosen)
        if texts[(i % 4) * count + i] is not None
    }


def _yuan_texts(values: pl.Series, unit: int) -> pl.Series:
    whole, part = values // unit, values.abs() % unit * 100 // unit
    table = pl.DataFrame({"whole": whole.cast(pl.Int64), "part": part.cast(pl.Int64)})
    return table.select(pl.format("{}.{}", "whole", pl.col("part").cast(pl.String).str.zfill(2))).to_series()


def _worded_amounts(values: pl.Series, rng: np.random.Generator, place: int) -> dict[tuple[int, int], Value]:
    chosen = np.flatnonzero(rng.random(len(values)) < WORDED_AMOUNT_SHARE)
    amounts = values.gather(chosen).to_list()
    return {
        (int(row), place): f"{fen // 100:,}.{fen % 100:02d}元"
        for row, fen in zip(chosen, amounts, strict=True)
        if fen is not None and fen >= 0
    }


def edited_cells(
    rows: pl.DataFrame, edits: pl.DataFrame, columns: Sequence[tuple[str, str]]
) -> dict[tuple[int, int], Value]:
    """The damaged identity cells of these rows."""
    places = {name: place for place, (name, _) in enumerate(columns)}
    here = (
        rows.select(pl.col("frame_row").cast(pl.Int64))
        .with_row_index("data_row")
        .join(edits, left_on="frame_row", right_on="row", validate="1:1", maintain_order="left")
        .select("data_row", "field", "error", "written", "clean")
    )
    return {
        (row, places[name]): (float(clean) if error == "id_number" else written)
        for row, name, error, written, clean in here.rows()
    }
