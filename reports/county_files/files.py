"""Sheets → bytes: .xlsx, .xls, .csv, .txt and .zip, the same bytes for the same sheets.

Nothing here knows registers or people. Creation dates are fixed, so files compare by content.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
import xlwt

from reports.county_files.cells import Value
from reports.county_files.sheets import Sheet

MADE_AT = datetime(2026, 11, 1, 9, 0, 0)
NOTES_SHEET = "填表说明"


def write_xlsx(path: Path, sheets: Sequence[Sheet], notes: str = "") -> None:
    """A workbook; merged titles and parents, hidden rows, real dates."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": MADE_AT})
    centred = book.add_format({"bold": True, "align": "center", "valign": "vcenter"})
    if notes:
        book.add_worksheet(NOTES_SHEET).write_string(0, 0, notes)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        width = len(sheet.cells.columns)
        for number, title in enumerate(sheet.titles):
            page.merge_range(number, 0, number, width - 1, title, centred)
        top = len(sheet.titles)
        for number, header in enumerate(sheet.headers):
            page.write_row(top + number, 0, [text or "" for text in header], centred)
        for row, column, last_row, last_column, text in merged_headers(sheet):
            page.merge_range(top + row, column, top + last_row, last_column, text, centred)
        for number, cells in enumerate(body(sheet), start=top + len(sheet.headers)):
            page.write_row(number, 0, cells)
        numbers = sheet.row_numbers()
        for place in sheet.hidden:
            page.set_row(int(numbers[place]) - 1, None, None, {"hidden": True})
    book.close()


def write_xls(path: Path, sheets: Sequence[Sheet]) -> None:
    """A BIFF8 workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        width = len(sheet.cells.columns)
        for number, title in enumerate(sheet.titles):
            page.write_merge(number, number, 0, width - 1, title)
        top = len(sheet.titles)
        merged = list(merged_headers(sheet))
        covered = {
            (r, c) for row, col, r2, c2, _ in merged for r in range(row, r2 + 1) for c in range(col, c2 + 1)
        }
        for number, header in enumerate(sheet.headers):
            for column, text in enumerate(header):
                if text and (number, column) not in covered:
                    page.write(top + number, column, text)
        for row, column, last_row, last_column, text in merged:
            page.write_merge(top + row, top + last_row, column, last_column, text)
        for number, cells in enumerate(body(sheet), start=top + len(sheet.headers)):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    page.write(number, column, value, day)
                elif value is not None:
                    page.write(number, column, value)
        numbers = sheet.row_numbers()
        for place in sheet.hidden:
            page.row(int(numbers[place]) - 1).hidden = True
    book.save(str(path))


def text_of(sheet: Sheet, separator: str, encoding: str) -> bytes:
    """A sheet as delimited text with Windows line ends; cells with a separator are quoted."""
    texts = sheet.cells.with_columns(pl.all().cast(pl.String))
    by_column: dict[int, list[tuple[int, Value]]] = {}
    for (row, column), value in sheet.written_as.items():
        by_column.setdefault(column, []).append((row, _as_text(value)))
    changed = texts.with_columns(
        texts.to_series(column).scatter([r for r, _ in edits], [v for _, v in edits])
        for column, edits in by_column.items()
    )
    rows = changed.with_columns(place=pl.int_range(pl.len()) * 2)
    between = [
        {**{str(c): value for c, value in enumerate(cells)}, "place": after * 2 - 1}
        for after, cells in sheet.extra
    ]
    if between:
        rows = pl.concat([rows, pl.DataFrame(between, schema=rows.schema)]).sort("place")
    buffer = io.BytesIO()
    named = rows.drop("place")
    head = pl.DataFrame([list(sheet.headers[0])], schema=named.schema, orient="row")
    pl.concat([head, named]).write_csv(
        buffer, include_header=False, separator=separator, line_terminator="\r\n"
    )
    return buffer.getvalue().decode("utf-8").encode(encoding)


def write_zip(path: Path, members: Sequence[tuple[str, bytes]]) -> None:
    """A zip of text files, in order, with a fixed date."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, MADE_AT.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


def body(sheet: Sheet) -> Iterator[Sequence[Any]]:
    """The rows under the header: data rows, what stands between them, footers."""
    columns = [column.to_list() for column in sheet.cells.get_columns()]
    for (row, column), value in sheet.written_as.items():
        columns[column][row] = value
    extra = list(sheet.extra)
    for place, cells in enumerate(zip(*columns, strict=True)):
        while extra and extra[0][0] == place:
            yield extra.pop(0)[1]
        yield cells
    yield from (cells for _, cells in extra)
    yield from sheet.footers


def merged_headers(sheet: Sheet) -> Iterator[tuple[int, int, int, int, str]]:
    """Merged areas of a two-level header: (row, column, last row, last column, text)."""
    if len(sheet.headers) < 2:
        return
    upper, lower = sheet.headers[0], sheet.headers[-1]
    column = 0
    while column < len(upper):
        text, end = upper[column], column
        while end + 1 < len(upper) and upper[end + 1] is None:
            end += 1
        if text and lower[column] is None:
            yield 0, column, 1, column, text
        elif text and end > column:
            yield 0, column, 0, end, text
        column = end + 1


def _as_text(value: Value) -> str | None:
    # what Excel shows of a long number when a sheet is saved as text
    text = f"{value:.5E}" if isinstance(value, float) else str(value or "")
    return text or None
