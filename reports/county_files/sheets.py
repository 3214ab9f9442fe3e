"""A register's rows → the sheets of its files: cells as sent, titles, headers, footers, disorder.

Formats are dirt of their own here: dates and months in the layout's spelling with a few in another, a
few amounts
as ``1,200.00元``, repeated headers, blank and hidden rows. Damaged identity cells come from the county
(``SyntheticCounty.dirt``). The order of the rows never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import polars as pl

from pipelines.synthetic.plan import CountyPlan, SyntheticCounty, stream
from reports.county_files.cells import Value, cells_of, edited_cells
from reports.county_files.layouts import FOOT_NOTE, Kind, Layout

HEADER_REPEATED_AFTER = 40
HIDDEN_ROWS = 3
MOST_WORKBOOK_CELLS = 1_500_000  # of a register; above, it is sent as .csv
MOST_XLS_ROWS = 60_000


@dataclass(frozen=True)
class Sheet:
    """One sheet, ready to be written.

    cells: one column a file column, in order: String, or Int64, Float64 and Date that stay so in a workbook.
    index: for each data row its row in the register's frame. ``extra`` are (after data row, cells) put
    between the data rows; ``written_as`` are single cells that differ: (data row, column) → value.
    """

    name: str
    titles: tuple[str, ...]
    headers: tuple[tuple[str | None, ...], ...]
    cells: pl.DataFrame
    index: pl.Series
    footers: tuple[tuple[Value, ...], ...] = ()
    extra: tuple[tuple[int, tuple[Value, ...]], ...] = ()
    hidden: tuple[int, ...] = ()
    written_as: Mapping[tuple[int, int], Value] = field(default_factory=dict)

    def row_numbers(self) -> np.ndarray[Any, Any]:
        """The 1-based row of each data row in the sheet."""
        top = len(self.titles) + len(self.headers)
        after = np.sort(np.array([place for place, _ in self.extra], dtype=np.int64))
        rows = np.arange(len(self.cells))
        return rows + 1 + top + np.searchsorted(after, rows, side="right")


@dataclass(frozen=True)
class File:
    """One file: path below the data folder, kind, encoding, its data sheets; a zip has several members."""

    path: PurePosixPath
    kind: Kind
    encoding: str
    register: str
    sheets: tuple[Sheet, ...]
    notes: str = ""  # text of a first sheet 填表说明
    member: str = ""  # name inside the zip


def files_of(county: SyntheticCounty, layout: Layout) -> Iterator[File]:
    """The files of one register; none when it has no rows."""
    rows = county.registers[layout.register].with_row_index("frame_row")
    if rows.is_empty():
        return
    kind = _kind(layout, rows)
    edits = county.dirt.get(layout.register)
    folder = PurePosixPath(layout.folder)
    notes = "本表由各乡镇民政办填报，每月5日前报县民政局。" if layout.notes_first and kind != "csv" else ""
    for names, part in _parts(county.plan, layout, rows):
        encoding = (
            layout.encoding if layout.split != "township" or hash_parity(names["place"]) else "utf-8-sig"
        )
        sheets = tuple(_sheets(county, layout, part, names, edits, kind))
        name = layout.file.format(**names)
        if kind == "zip":
            yield File(
                folder / f"{layout.folder}.zip", kind, encoding, layout.register, sheets, member=f"{name}.csv"
            )
        elif layout.split == "month sheets" and kind == "csv":
            for (sheet,) in zip(sheets, strict=True):
                single = folder / f"{layout.folder}{sheet.name}.csv"
                yield File(single, kind, encoding, layout.register, (_bare(sheet),))
        else:
            yield File(folder / f"{name}.{kind}", kind, encoding, layout.register, sheets, notes)


def hash_parity(text: str) -> bool:
    """A stable coin for a text."""
    return sum(map(ord, text)) % 2 == 0


def _kind(layout: Layout, rows: pl.DataFrame) -> Kind:
    """Large registers are sent as text: a workbook of millions of cells is nobody's habit."""
    if layout.kind not in ("xlsx", "xls"):
        return layout.kind
    if len(rows) * len(layout.columns) > MOST_WORKBOOK_CELLS:
        return "csv"
    return "xlsx" if layout.kind == "xls" and len(rows) > MOST_XLS_ROWS else layout.kind


def _bare(sheet: Sheet) -> Sheet:
    return Sheet("", (), sheet.headers, sheet.cells, sheet.index, written_as=sheet.written_as)


def _parts(
    plan: CountyPlan, layout: Layout, rows: pl.DataFrame
) -> Iterator[tuple[dict[str, str], pl.DataFrame]]:
    """The rows of each file with the texts of its name."""
    names = {
        "month": "", "packed": "", "place": "", "year": str(plan.first_month.year),
        "extracted": _say_day(plan.extracted_on),
    }  # fmt: skip
    if layout.split in ("once", "month sheets"):
        yield names, rows
        return
    if layout.split == "township":
        for (place,), part in rows.group_by("township", maintain_order=True):
            yield {**names, "place": str(place)}, part
        return
    if layout.split == "year":
        for (year,), part in rows.group_by(pl.col("died_on").dt.year(), maintain_order=True):
            yield {**names, "year": str(year)}, part
        return
    for (month,), part in rows.group_by(_month_of(layout, rows), maintain_order=True):
        assert isinstance(month, date)
        yield {**names, **_month_names(month)}, part


def _month_of(layout: Layout, rows: pl.DataFrame) -> pl.Expr:
    if layout.split == "month":
        return pl.col("benefit_month")
    if "filled_on" in rows.columns:
        return pl.col("filled_on").dt.month_start()
    # a batch is answered in one file, whenever the bank handled a line of it
    return pl.col("batch_no").str.extract(r"(\d{6})").str.strptime(pl.Date, "%Y%m")


def _month_names(month: date) -> dict[str, str]:
    return {"month": f"{month.year}年{month.month}月", "packed": f"{month:%Y%m}", "year": str(month.year)}


def _say_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _sheets(
    county: SyntheticCounty,
    layout: Layout,
    rows: pl.DataFrame,
    names: dict[str, str],
    edits: pl.DataFrame | None,
    kind: Kind,
) -> Iterator[Sheet]:
    if layout.split == "month sheets":
        for (month,), part in rows.group_by("benefit_month", maintain_order=True):
            assert isinstance(month, date)
            texts = {**names, **_month_names(month)}
            yield _sheet(county, layout, part, texts, edits, kind, texts["month"])
    elif layout.by_programme and kind != "csv":
        for (programme,), part in rows.group_by("programme", maintain_order=True):
            texts = {**names, "programme": str(programme)}
            yield _sheet(county, layout, part, texts, edits, kind, str(programme))
    else:
        sheet = layout.sheet if kind in ("xlsx", "xls") else ""
        yield _sheet(county, layout, rows, names, edits, kind, sheet)


def _sheet(
    county: SyntheticCounty,
    layout: Layout,
    rows: pl.DataFrame,
    names: dict[str, str],
    edits: pl.DataFrame | None,
    kind: Kind,
    name: str,
) -> Sheet:
    plan = county.plan
    rng = stream(plan, f"sheet:{layout.register}:{names['month']}{names['place']}{names['year']}:{name}")
    in_workbook = kind in ("xlsx", "xls")
    columns = _columns(layout, in_workbook)
    cells, different = cells_of(layout, rows, columns, rng, in_workbook)
    if edits is not None and len(edits):
        different |= edited_cells(rows, edits, columns)
    headers = _headers(columns, in_workbook)
    footers, hidden = _footers(county, layout, rows, columns) if in_workbook else ((), ())
    extra: list[tuple[int, tuple[Value, ...]]] = []
    if layout.repeats_header and len(rows) > HEADER_REPEATED_AFTER:
        extra = [(HEADER_REPEATED_AFTER, tuple(headers[-1]))]
    if in_workbook and layout.titles and len(rows) > 12:
        extra.append((7, (None,) * len(columns)))  # a blank separator
    return Sheet(
        name,
        tuple(t.format(programme=names.get("programme", ""), **{k: v for k,
        v in names.items() if k != "programme"})
              for t in layout.titles) if in_workbook else (),
        headers, cells, rows["frame_row"], footers, tuple(sorted(extra, key=lambda e: e[0])), hidden,
        different,
    )  # fmt: skip


def _columns(layout: Layout, in_workbook: bool) -> tuple[tuple[str, str], ...]:
    number = (("", "序号"),) if layout.numbered else ()
    month = () if in_workbook or layout.split != "month sheets" else (("benefit_month", "所属期"),)
    programme = (("programme", "儿童类别"),) if layout.by_programme and not in_workbook else ()
    return (*number, *month, *programme, *layout.columns)


def _headers(columns: Sequence[tuple[str, str]], in_workbook: bool) -> tuple[tuple[str | None, ...], ...]:
    texts = [header for _, header in columns]
    if not any("|" in text for text in texts):
        return (tuple(texts),)
    if not in_workbook:
        return (tuple(text.replace("|", "") for text in texts),)
    upper, lower, parent = [], [], ""
    for text in texts:
        above, _, below = text.partition("|")
        upper.append(None if below and above == parent else above)
        lower.append(below or None)
        parent = above if below else ""
    return tuple(upper), tuple(lower)


def _footers(
    county: SyntheticCounty, layout: Layout, rows: pl.DataFrame, columns: Sequence[tuple[str, str]]
) -> tuple[tuple[tuple[Value, ...], ...], tuple[int, ...]]:
    """The 合计 row (wrong where the county says so), the signatures, and rows to hide."""
    if not layout.footer:
        return (), ()
    month = rows["benefit_month"][0]
    planted = county.footers.filter(
        (pl.col("register") == layout.register) & (pl.col("benefit_month") == month)
    )
    off = int(planted["off_fen"].sum())
    hides = bool(planted["has_hidden_rows"].any())
    total: list[Value] = [None] * len(columns)
    total[0] = "合计"
    for number, name in enumerate(layout.footer):
        place = next(i for i, (column, _) in enumerate(columns) if column == name)
        value = int(rows[name].sum())
        is_first_money = name.endswith("_fen") and not any(n.endswith("_fen") for n in layout.footer[:number])
        total[place] = (value + (off if is_first_money else 0)) / 100 if name.endswith("_fen") else value
    note: list[Value] = [None] * len(columns)
    note[0], note[min(4, len(columns) - 1)] = FOOT_NOTE
    hidden = tuple(range(1, min(1 + HIDDEN_ROWS, len(rows)))) if hides else ()
    return (tuple(total), tuple(note)), hidden
