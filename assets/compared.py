"""The comparison vectors of the last run, kept beside the cached files: people of whom nothing has changed
are not compared again.

Only hashes stand in the file. A vector made by other comparisons, or another version of polars, is never
used (``Memo.fits``); losing the file costs time and changes no result.
"""

from pathlib import Path

import numpy as np
import polars as pl

from pipelines.linkage.memo import Memo

NAME = "compared-pairs.parquet"
COLUMNS = {"key": pl.UInt64(), "pattern": pl.Int64()}
LAYOUT = "layout"


def load_memo(folder: Path) -> Memo | None:
    """What an earlier run kept; None without a file that can be read."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        layout = pl.read_parquet_metadata(path)[LAYOUT]
        rows = pl.read_parquet(path, columns=list(COLUMNS))
    except (pl.exceptions.ComputeError, OSError, KeyError):  # cut short by a crash: compare everything
        return None
    return Memo(layout, rows["key"].to_numpy(), rows["pattern"].to_numpy())


def save_memo(memo: Memo | None, folder: Path) -> None:
    """Keep the vectors for the next run; the file appears whole or not at all."""
    if memo is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    rows = pl.DataFrame({"key": memo.keys, "pattern": memo.patterns.astype(np.int64)}, schema=COLUMNS)
    partial = folder / f"{NAME}.partial"
    rows.write_parquet(partial, metadata={LAYOUT: memo.layout})
    partial.replace(folder / NAME)
