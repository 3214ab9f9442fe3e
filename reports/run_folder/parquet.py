"""Parquet with the same bytes for the same rows: everything the writer may choose is fixed here.

No time, host or thread count enters a file. Which columns are written stands in ``published``.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

ROW_GROUP_ROWS = 1 << 18
PAGE_BYTES = 1 << 20
ZSTD_LEVEL = 3


def write_table(rows: pl.DataFrame, path: Path) -> None:
    """Write an eager, already sorted frame.

    The frame is copied into one chunk first: the writer cuts pages at chunk borders, and those come from
    how many threads built the frame.
    """
    rows.rechunk().write_parquet(
        path,
        compression="zstd",
        compression_level=ZSTD_LEVEL,
        statistics=True,
        row_group_size=ROW_GROUP_ROWS,
        data_page_size=PAGE_BYTES,
        use_pyarrow=False,
    )
