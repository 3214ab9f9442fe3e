"""A workbook as all our workbooks look, and a table on a sheet. What the tables hold does not belong here.

Every text is written as a string cell: nothing that starts with ``=``, ``+`` or ``@`` ever becomes a formula
or link, and identity numbers and accounts keep all digits. The bytes depend on the content alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal

import polars as pl
import xlsxwriter

from pipelines.faults import Lang, Text

Kind = Literal["text", "long", "id", "money", "month", "date", "count", "share"]
MAX_ROWS = 200_000
"""Rows of one table a workbook shows; more are named, and stand in the Parquet files."""
CELL_CHARACTERS = 32_000
LINE_POINTS, TALLEST_POINTS = 14.5, 409.0
PAPER = {"A4": 9, "A3": 8}

_INK, _PAPER, _LINE, _RED = "#22303c", "#eef1f3", "#c9d0d6", "#a33b2a"
_BODY: dict[str, Any] = {
    "font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "border": 1, "border_color": _LINE,
}  # fmt: skip
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"align": "left", "indent": 1},
    "long": {"text_wrap": True, "align": "left", "indent": 1},
    "id": {"num_format": "@", "align": "left", "indent": 1},
    "money": {"num_format": "#,##0.00"},
    "month": {"num_format": "yyyy-mm", "align": "center"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "count": {"num_format": "#,##0"},
    "share": {"num_format": "0.000"},
}


@dataclass(frozen=True)
class Column:
    """A column of a sheet: the frame's column, its title, width in characters, and kind.

    money columns hold Int64 fen; month and date columns Date; share columns 0..1.
    """

    name: str
    title: Text
    width: float
    kind: Kind = "text"


class Book:
    """A workbook being written; ``close`` it. Formats are made once."""

    def __init__(self, path: Path, lang: Lang, created: date, banner: Text, place: str) -> None:
        self.lang: Lang = lang
        self._banner, self._place = banner.say(lang), place
        self._book = xlsxwriter.Workbook(
            path,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._book.set_properties({"created": datetime.combine(created, time()), "company": "", "author": ""})
        self.kinds = {kind: self._book.add_format(_BODY | extra) for kind, extra in _KINDS.items()}
        bold = {"bold": True, "font_name": "Microsoft YaHei"}
        self.head = self._book.add_format(
            _BODY
            | bold
            | {"bg_color": _INK, "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter", "indent": 1}
        )
        self.title = self._book.add_format(bold | {"font_size": 14, "font_color": _INK})
        self.heading = self._book.add_format(bold | {"font_size": 11, "font_color": _INK})
        self.red = self._book.add_format(bold | {"font_size": 10, "font_color": _RED})
        self.note = self._book.add_format(
            {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": "#4a5661", "text_wrap": True,
             "valign": "top"}
        )  # fmt: skip
        self.link = self._book.add_format(_BODY | {"font_color": "#1f5c80", "underline": 1})
        self.shade = self._book.add_format({"bg_color": _PAPER, "bold": True})

    def sheet(self, name: Text, title: Text | None = None, *, paper: Literal["A4", "A3"] = "A4") -> Any:
        """A sheet with the banner in row 1 and the title in row 2; landscape, one page wide."""
        sheet = self._book.add_worksheet(name.say(self.lang))
        sheet.set_landscape()
        sheet.set_paper(PAPER[paper])
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&L&8{self._banner}&C&8{name.say(self.lang)}&R&8&P / &N")
        sheet.write_string(0, 0, f"{self._banner}　{self._place}", self.red)
        sheet.write_string(1, 0, (title or name).say(self.lang), self.title)
        sheet.set_row(0, 18)
        sheet.set_row(1, 24)
        return sheet

    def notes(self, sheet: Any, top: int, lines: Sequence[str], *, across: int) -> int:
        """Sentences, one a row, each over ``across`` columns; returns the next free row."""
        for line in lines:
            sheet.merge_range(top, 0, top, max(across - 1, 1), "", self.note)
            sheet.write_string(top, 0, line, self.note)
            sheet.set_row(top, 16 * (1 + len(line) // 62))
            top += 1
        return top

    def table(
        self,
        sheet: Any,
        top: int,
        columns: Sequence[Column],
        rows: pl.DataFrame,
        *,
        more_in: str,
        main: bool = True,
        printed: int | None = None,
        at_least: float = 0.0,
    ) -> int:
        """A table with its header in row ``top``; returns the next free row.

        Args:
            sheet: from ``sheet``.
            top: 0-based row of the header.
            columns: what is shown; null cells stay empty.
            rows: any number of rows; beyond MAX_ROWS a last line names the file with the rest.
            more_in: that file.
            main: the sheet's main table gets the filter, the frozen and repeated header, and the widths.
            printed: how many columns go to paper; None prints all.
            at_least: height of every row in points, however little stands in it.
        """
        heads = [column.title.say(self.lang) for column in columns]
        for at, head in enumerate(heads):
            sheet.write_string(top, at, head, self.head)
        tallest = max(lines_of(head, c.width - 2) for head, c in zip(heads, columns, strict=True))
        sheet.set_row(top, LINE_POINTS * tallest + 4)
        shown = rows.head(MAX_ROWS)
        _set_heights(sheet, top + 1, columns, shown, at_least)
        for at, column in enumerate(columns):
            self._column(sheet, top + 1, at, column, shown[column.name].to_list())
        end = top + 1 + shown.height
        if main:
            for at, column in enumerate(columns):
                sheet.set_column(at, at, column.width)
            sheet.freeze_panes(top + 1, 0)
            sheet.repeat_rows(top)
            sheet.autofilter(top, 0, max(end - 1, top + 1), len(columns) - 1)
        if rows.height > shown.height:
            rest = Text(
                f"另有 {rows.height - shown.height:,} 行未列出，见 {more_in}",
                f"{rows.height - shown.height:,} more rows are not listed; see {more_in}",
            )
            sheet.write_string(end, 0, rest.say(self.lang), self.red)
            end += 1
        if printed is not None:
            sheet.print_area(0, 0, max(end - 1, top + 1), printed - 1)
        return end

    def _column(self, sheet: Any, top: int, at: int, column: Column, values: list[Any]) -> None:
        cell = self.kinds[column.kind]
        write = _WRITERS[column.kind]
        for row, value in enumerate(values, start=top):
            if value is None:
                sheet.write_blank(row, at, None, cell)
            else:
                write(sheet, row, at, value, cell)

    def close(self) -> None:
        """Write the file."""
        self._book.close()


def lines_of(text: str, width: float) -> int:
    """Lines a text takes in a cell of that many digits' width; a Chinese character is as wide as two."""
    if "\n" not in text and 2 * len(text) <= width:
        return 1
    return sum(
        max(1, -int(-sum(1 + (unicodedata.east_asian_width(c) in "WFA") for c in part) // max(width, 1)))
        for part in text.split("\n")
    )


def _set_heights(
    sheet: Any, top: int, columns: Sequence[Column], rows: pl.DataFrame, at_least: float
) -> None:
    """Give rows with wrapped text their height: only some programs do so when they open the file."""
    wrapped = [(c.width - 2, rows[c.name].to_list()) for c in columns if c.kind == "long"]
    for at in range(rows.height if wrapped else 0):
        lines = max(1 if cells[at] is None else lines_of(str(cells[at]), width) for width, cells in wrapped)
        if lines > 1 or at_least:
            sheet.set_row(top + at, min(max(LINE_POINTS * lines + 3, at_least), TALLEST_POINTS))


def _string(sheet: Any, row: int, at: int, value: Any, cell: Any) -> None:
    text = str(value)
    sheet.write_string(row, at, text if len(text) <= CELL_CHARACTERS else text[:CELL_CHARACTERS] + " …", cell)


def _number(sheet: Any, row: int, at: int, value: Any, cell: Any) -> None:
    sheet.write_number(row, at, value, cell)


def _money(sheet: Any, row: int, at: int, value: Any, cell: Any) -> None:
    sheet.write_number(row, at, value / 100, cell)


def _day(sheet: Any, row: int, at: int, value: Any, cell: Any) -> None:
    sheet.write_datetime(row, at, value, cell)


_WRITERS: dict[str, Callable[[Any, int, int, Any, Any], None]] = {
    "text": _string, "long": _string, "id": _string, "money": _money, "month": _day, "date": _day,
    "count": _number, "share": _number,
}  # fmt: skip
