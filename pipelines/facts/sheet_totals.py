"""SHEET_TOTAL: the footers of a sheet against the rows they cover, accepted and rejected.

Whether they agree is rule IDQ-05's matter. Books of different registers meet in ``tie_out``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import ROW_KEY, finished
from pipelines.tables import I64, SHEET_TOTAL, B, D, S

SHEET = ["register", "file", "sheet"]
SUMS = ("amount", "unreadable", "rows", "new_keys", "number", "hidden", "hidden_amount")


def sheet_totals(
    footers: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
    source_files: pl.DataFrame,
) -> pl.DataFrame:
    """SHEET_TOTAL: one row per footer.

    detail_fen sums the column the footer's amount stands under over first_row..last_row, hidden
    rows included. detail_count is the sum of a number column (headcount), else the number of rows;
    for a household_id the number of different ones when that is what the footer says.

    Args:
        footers: FOOTER.
        accepted, rejected: the data rows; a rejected row counts with its readable amount.
        source_files: SOURCE_FILE, for the month of a sheet whose rows carry none.

    Source: rule IDQ-05.
    """
    named = footers.with_columns(
        pl.col("amount_field").fill_null(""), pl.col("count_field").fill_null("")
    ).partition_by("register", "amount_field", "count_field", as_dict=True)
    totals = [
        _against_rows(part, str(amount), str(count), _rows(accepted, rejected, str(code)))
        for (code, amount, count), part in sorted(named.items())
    ]
    if not totals:
        return SHEET_TOTAL.empty()
    months = source_files.select("file", "sheet", sheet_month="benefit_month").unique(
        ["file", "sheet"], keep="first", maintain_order=True
    )
    dated = pl.concat(totals).join(months, on=["file", "sheet"], how="left", validate="m:1")
    return finished(
        dated.with_columns(benefit_month=pl.coalesce("benefit_month", "sheet_month")), SHEET_TOTAL
    )


def _rows(
    accepted: Mapping[str, pl.DataFrame], rejected: Mapping[str, pl.DataFrame], code: str
) -> pl.DataFrame:
    frames = [rows[code] for rows in (accepted, rejected) if code in rows]
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()


def _against_rows(footers: pl.DataFrame, amount: str, count: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The footers of one register, amount column and count column, by running sums of their sheets."""
    running = _running_sums(_measured(rows, amount, count).join(footers, on=SHEET, how="semi"))
    ends = _sums_up_to(footers.select(*ROW_KEY, at="last_row"), running)
    starts = _sums_up_to(footers.select(*ROW_KEY, at=pl.col("first_row") - 1), running)
    both = ends.join(starts, on=ROW_KEY, suffix="_before", validate="1:1")
    covered = both.select(*ROW_KEY, "month", *(pl.col(c) - pl.col(f"{c}_before") for c in SUMS))
    is_number = f"{count}" in rows.columns and rows.schema[count].is_integer()
    keys_fit = pl.lit(count == "household_id") & (pl.col("count") == pl.col("new_keys")).fill_null(False)
    counted = pl.col("number") if is_number else pl.when(keys_fit).then("new_keys").otherwise("rows")
    is_unread_footer = pl.col("amount_fen").is_null() & pl.col("amount_text").is_not_null()
    return footers.join(covered, on=ROW_KEY, validate="1:1").select(
        *ROW_KEY,
        "amount_fen",
        "amount_text",
        "count",
        pl.when(pl.col("count_field") != "").then("count_field").alias("count_field"),
        pl.when(pl.col("amount_field") != "").then("amount").alias("detail_fen"),
        counted.alias("detail_count"),
        ((pl.col("unreadable") > 0) | is_unread_footer).alias("has_unreadable"),
        pl.col("hidden").cast(pl.Int32).alias("hidden_rows"),
        pl.when(pl.col("amount_field") != "").then("hidden_amount").alias("hidden_fen"),
        pl.col("month").alias("benefit_month"),
    )


def _measured(rows: pl.DataFrame, amount: str, count: str) -> pl.DataFrame:
    """SHEET, row, month and the measures of each row that the sums run over."""

    def column(name: str, dtype: pl.DataType) -> pl.Expr:
        return pl.col(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype=dtype)

    schema = {**dict.fromkeys(SHEET, S), "row": pl.Int32()}
    given = rows if rows.columns else pl.DataFrame(schema=schema)
    fen = column(f"{amount}_fen", I64)
    hidden = column("is_hidden", B).fill_null(False)
    is_number = count in rows.columns and rows.schema[count].is_integer()
    return given.select(
        *SHEET,
        "row",
        month=column("benefit_month", D),
        amount=fen.fill_null(0),
        unreadable=(fen.is_null() & column(f"{amount}_text", S).is_not_null()).cast(I64),
        rows=pl.lit(1, dtype=I64),
        number=(column(count, I64) if is_number else pl.lit(0, dtype=I64)).fill_null(0),
        household=column("household_id", S),
        hidden=hidden.cast(I64),
        hidden_amount=pl.when(hidden).then(fen).fill_null(0),
    )


def _running_sums(measured: pl.DataFrame) -> pl.DataFrame:
    ordered = measured.sort(*SHEET, "row")
    is_new = pl.struct(*SHEET, "household").is_first_distinct() & pl.col("household").is_not_null()
    return ordered.with_columns(new_keys=is_new.cast(I64)).with_columns(
        pl.col(c).cum_sum().over(SHEET) for c in SUMS
    )


def _sums_up_to(marks: pl.DataFrame, running: pl.DataFrame) -> pl.DataFrame:
    """The running sums at the last data row not after ``at``; 0 before the first."""
    found = marks.sort("at").join_asof(
        running.drop("household").rename({"row": "at"}).sort("at"),
        on="at", by=SHEET, strategy="backward", check_sortedness=False,
    )  # fmt: skip
    return found.drop("at").with_columns(pl.col(c).fill_null(0) for c in SUMS)
