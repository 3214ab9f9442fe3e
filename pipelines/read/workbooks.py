"""Workbook bytes → sheets of texts, by fastexcel in text mode.

Belongs here: opening .xlsx and .xls, passwords, and putting number cells that lost digits into a
form nobody takes for a number. Not here: finding such cells (``number_cells``).
"""

from __future__ import annotations

import fastexcel
import polars as pl

from pipelines.faults import Fault
from pipelines.read import messages
from pipelines.read.archives import archive_fault
from pipelines.read.compound import CompoundFile, NotCompound
from pipelines.read.number_cells import Marks, scientific, wants_password, xls_marks, xlsx_marks
from pipelines.read.sheet import Sheet, trimmed


def xlsx_sheets(content: bytes, file: str) -> tuple[Sheet, ...] | Fault:
    """The sheets of an .xlsx, or why it cannot be read."""
    fault = archive_fault(content, file)
    if fault:
        return messages.broken(file, "工作簿", "workbook") if fault.code == "READ-02" else fault
    return _sheets(content, file, "xlsx", xlsx_marks(content))


def ole_sheets(content: bytes, file: str) -> tuple[Sheet, ...] | Fault:
    """The sheets of an .xls, or why it cannot be read; a locked .xlsx has the same container."""
    try:
        container = CompoundFile(content)
        if "EncryptedPackage" in container.names:
            return messages.password(file)
        stream = container.stream("Workbook") or container.stream("Book")
    except NotCompound:
        return messages.broken(file, "工作簿", "workbook")
    if stream is None:
        return messages.not_a_table(file, "其他 Office 文档", "another Office document")
    if wants_password(stream):
        return messages.password(file)
    return _sheets(content, file, "xls", xls_marks(stream))


def _sheets(content: bytes, file: str, format_: str, marks: dict[str, Marks]) -> tuple[Sheet, ...] | Fault:
    try:
        workbook = fastexcel.read_excel(content)
        return tuple(
            _sheet(workbook, name, format_, marks.get(name, Marks())) for name in workbook.sheet_names
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the reader panics on some damaged files, and a panic is no Exception
        return messages.broken(file, "工作簿", "workbook")


def _sheet(workbook: fastexcel.ExcelReader, name: str, format_: str, marks: Marks) -> Sheet:
    loaded = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    cells = pl.DataFrame() if loaded.width == 0 else loaded.to_polars()
    return Sheet(
        name,
        trimmed(_with_lost_digits_shown(cells, marks.numbers)),
        format_,
        is_hidden=loaded.visible != "visible",
        hidden_rows=frozenset(marks.hidden_rows),
    )


def _with_lost_digits_shown(cells: pl.DataFrame, numbers: list[tuple[int, int, float]]) -> pl.DataFrame:
    """The cells of ``numbers`` in scientific form, as Excel shows them."""
    if not numbers or cells.width == 0:
        return cells
    shift = _empty_columns_dropped(cells, numbers)
    by_column: dict[int, list[tuple[int, str]]] = {}
    for row, column, value in numbers:
        if 0 <= column - shift < cells.width and row <= cells.height:
            by_column.setdefault(column - shift, []).append((row - 1, scientific(value)))
    for column, found in by_column.items():
        texts = cells.to_series(column).clone()
        texts.scatter([row for row, _ in found], [text for _, text in found])
        cells = cells.with_columns(texts)
    return cells


def _empty_columns_dropped(cells: pl.DataFrame, numbers: list[tuple[int, int, float]]) -> int:
    """How many empty columns on the left the reader left out: where the long numbers stand tells."""
    sample = [n for n in numbers if n[0] <= cells.height][:50]
    for shift in range(min((column for _, column, _ in sample), default=0) + 1):
        if all(_is_there(cells, row - 1, column - shift, value) for row, column, value in sample):
            return shift
    return 0


def _is_there(cells: pl.DataFrame, row: int, column: int, value: float) -> bool:
    if column >= cells.width:
        return False
    try:
        return float(cells.item(row, column) or "nan") == value
    except ValueError:  # a text: not the number looked for
        return False
