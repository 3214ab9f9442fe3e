"""No row and no fen is lost on the way in: invariants 1 and 2, as frames of what does not tie out.

Pure counting over the tables, used as blocking checks of every run and by the property tests. The
money of facts (payments, entitlements) is checked where facts are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.definitions import Register
from pipelines.tables import ROW, SOURCE_FILE

_STATUSES = ("used", "rejected", "not_data")
_SHEET = ["register", "file", "sheet"]
MONEY_SCHEMA = {
    "register": pl.String(),
    "field": pl.String(),
    "read_fen": pl.Int64(),
    "accepted_fen": pl.Int64(),
    "rejected_fen": pl.Int64(),
    "difference_fen": pl.Int64(),
}


def rows_conserved(rows: pl.DataFrame, source_files: pl.DataFrame) -> pl.DataFrame:
    """Sheets whose rows are not each accounted for exactly once; empty when all are.

    Args:
        rows: ROW, every input row.
        source_files: SOURCE_FILE; null ``rows`` count as 0.

    Returns:
        register, file, sheet, file_rows, used, rejected, not_data, difference (counts Int64): rows of
        the file less rows with a known status. A difference of 0 is still a violation: a row is
        there twice, lies outside 1 … file_rows, or has an unknown status.
    """
    counted = (
        ROW.check(rows)
        .lazy()
        .group_by(_SHEET)
        .agg(
            *((pl.col("status") == s).sum().cast(pl.Int64).alias(s) for s in _STATUSES),
            pl.len().cast(pl.Int64).alias("listed"),
            pl.col("row").n_unique().cast(pl.Int64).alias("distinct"),
            pl.col("row").min().cast(pl.Int64).alias("first"),
            pl.col("row").max().cast(pl.Int64).alias("last"),
        )
    )
    stated = (
        SOURCE_FILE.check(source_files)
        .lazy()
        .group_by(_SHEET)
        .agg(pl.col("rows").sum().cast(pl.Int64).alias("file_rows"), pl.len().alias("stated"))
    )
    joined = stated.join(counted, on=_SHEET, how="full", coalesce=True, validate="1:1").with_columns(
        pl.col("file_rows", *_STATUSES, "listed", "distinct").fill_null(0)
    )
    total = pl.sum_horizontal(_STATUSES)
    is_conserved = (
        (pl.col("stated").fill_null(0) == 1)
        & (pl.col("file_rows") == total)
        & (pl.col("listed") == total)
        & (pl.col("distinct") == total)
        & ((total == 0) | ((pl.col("first") == 1) & (pl.col("last") == pl.col("file_rows"))))
    )
    return (
        joined.filter(~is_conserved.fill_null(False))
        .select(*_SHEET, "file_rows", *_STATUSES, (pl.col("file_rows") - total).alias("difference"))
        .sort(_SHEET)
        .collect()
    )


def used_rows_conserved(rows: pl.DataFrame, accepted: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Registers whose accepted rows are not the ``used`` rows of ROW; empty when all are.

    Returns:
        register, used_rows, accepted_rows (Int64).
    """
    used = (
        ROW.check(rows)
        .filter(pl.col("status") == "used")
        .group_by("register")
        .agg(pl.len().cast(pl.Int64).alias("used_rows"))
    )
    kept = pl.DataFrame(
        {"register": list(accepted), "accepted_rows": [f.height for f in accepted.values()]},
        schema={"register": pl.String, "accepted_rows": pl.Int64},
    )
    return (
        used.join(kept, on="register", how="full", coalesce=True, validate="1:1")
        .with_columns(pl.col("used_rows", "accepted_rows").fill_null(0))
        .filter(pl.col("used_rows") != pl.col("accepted_rows"))
        .select("register", "used_rows", "accepted_rows")
        .sort("register")
    )


def money_conserved(
    read: Mapping[str, pl.DataFrame],
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
    registers: Sequence[Register],
) -> pl.DataFrame:
    """The money of every register's amounts, as read against accepted + rejected.

    Args:
        read, accepted, rejected: register_row frames by register code; a missing frame holds nothing.
        registers: the definitions; their ``amounts`` are summed. Null amounts count as 0.

    Returns:
        register, field, read_fen, accepted_fen, rejected_fen, difference_fen (Int64), one row an
        amount; conserved means every difference_fen is 0.
    """
    sums = [
        {
            "register": register.code,
            "field": amount,
            "read_fen": _sum_fen(read, register, amount),
            "accepted_fen": _sum_fen(accepted, register, amount),
            "rejected_fen": _sum_fen(rejected, register, amount),
        }
        for register in registers
        for amount in register.amounts
    ]
    difference = pl.col("read_fen") - pl.col("accepted_fen") - pl.col("rejected_fen")
    return (
        pl.DataFrame(sums, schema={k: v for k, v in MONEY_SCHEMA.items() if k != "difference_fen"})
        .with_columns(difference.alias("difference_fen"))
        .sort("register", "field")
    )


def _sum_fen(frames: Mapping[str, pl.DataFrame], register: Register, amount: str) -> int:
    frame = frames.get(register.code)
    return 0 if frame is None else int(frame[f"{amount}_fen"].sum())
