"""What the station hands on, for the whole county and for one file of it.

Belongs here: the two result shapes. How they come about stands in the steps; the columns of each
frame stand in ``pipelines.tables``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.faults import Fault
from pipelines.tables import FOOTER, MEMBER_ROW, ROW


@dataclass(frozen=True)
class ReadOutput:
    """Everything read from a data folder.

    ``registers``: ``register_row`` frames of every register with at least one data row, sorted by
    file, sheet, row. ``rows``: ROW of every row of every file (used | not_data | rejected: of a
    refused sheet). ``guesses``: columns taken by their content, for the user to confirm.
    """

    registers: dict[str, pl.DataFrame]
    members: pl.DataFrame
    rows: pl.DataFrame
    footers: pl.DataFrame
    source_files: pl.DataFrame
    faults: tuple[Fault, ...]
    guesses: tuple[Fault, ...]


@dataclass(frozen=True)
class Frames:
    """The frames of one sheet or file; ``data`` is its register_row frame, None without data rows."""

    data: pl.DataFrame | None
    members: pl.DataFrame
    rows: pl.DataFrame
    footers: pl.DataFrame
    source_files: pl.DataFrame

    @staticmethod
    def nothing_but(rows: pl.DataFrame, source_files: pl.DataFrame) -> Frames:
        """Rows accounted for, none of them used."""
        return Frames(None, MEMBER_ROW.empty(), rows, FOOTER.empty(), source_files)

    @staticmethod
    def empty(source_files: pl.DataFrame) -> Frames:
        """No rows at all."""
        return Frames.nothing_but(ROW.empty(), source_files)


@dataclass(frozen=True)
class FileResult:
    """One file as read.

    ``settled_on``: the result is the same for every audit day from then on. ``used_window``: a
    month without year was completed from the county's months. ``month_in_name``: a benefit month
    came from the file's own name, so a copy under another name is another month.
    """

    frames: Frames
    faults: tuple[Fault, ...] = ()
    guesses: tuple[Fault, ...] = ()
    settled_on: date = date.min
    used_window: bool = False
    month_in_name: bool = False
