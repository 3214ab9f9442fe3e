"""One sheet → its frames: data rows typed, members, footers, every row accounted for.

Belongs here: joining the steps header → columns → months → rows → values for a sheet, and the
reasons for which a sheet as a whole is refused or holds no table.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from pipelines.faults import Fault
from pipelines.read import messages
from pipelines.read.codes import code_of, codes_in
from pipelines.read.columns import Columns
from pipelines.read.continued import with_household_cells
from pipelines.read.footers import footers
from pipelines.read.header import HeaderBlock
from pipelines.read.members import member_rows
from pipelines.read.messages import label
from pipelines.read.output import Frames
from pipelines.read.periods import Names, Stated, stated_day, year_of, year_stated
from pipelines.read.rows import FOOTER as FOOTER_ROW
from pipelines.read.rows import NOTE_SHEET, REPEATED_HEADER, note_reasons, row_reasons, title_texts
from pipelines.read.sheet_months import far_from, far_month, month_field, month_of_sheet, with_months
from pipelines.read.sheet_of import SheetOf, SheetResult
from pipelines.read.sheet_warnings import sheet_guesses, sheet_warnings
from pipelines.read.values import by_distinct, money_units, typed_columns
from pipelines.tables import FOOTER, ROW, SOURCE_FILE, register_row


def note_sheet(of: SheetOf) -> SheetResult:
    """A sheet without a table: every row not_data."""
    reasons = note_reasons(of.sheet.cells, NOTE_SHEET)
    return SheetResult(Frames.nothing_but(_rows(of, reasons), _source_file(of)))


def refused_sheet(
    of: SheetOf, reason: str, faults: list[Fault], block: HeaderBlock | None = None
) -> SheetResult:
    """A refused sheet: every row rejected for the same reason."""
    reasons = pl.Series("reason", [reason], dtype=pl.String).new_from_index(0, of.sheet.cells.height)
    rows = _rows(of, reasons, status="rejected")
    return SheetResult(Frames.nothing_but(rows, _source_file(of, block)), faults)


def table_of_sheet(of: SheetOf, block: HeaderBlock, columns: Columns) -> SheetResult:
    """The frames of a sheet that holds a table of its register, or its refusal."""
    titles = title_texts(of.sheet.cells, block)
    names = _names(of, titles)
    faults, reason = _refusals(of, block, columns)
    month = month_of_sheet(of, block, columns, names)
    if not faults and isinstance(month, Fault):
        faults, reason = [month], "找不到所属期"
    if faults or isinstance(month, Fault):
        result = refused_sheet(of, reason, faults, block)
        result.used_window = isinstance(month, Fault)
        return result
    far = far_month(of, columns, block, month)
    if far:
        return _refused_as_far(of, block, far)
    return _read_table(of, block, columns, titles, names, month)


def _read_table(
    of: SheetOf,
    block: HeaderBlock,
    columns: Columns,
    titles: tuple[str, ...],
    names: Names,
    month: Stated | None,
) -> SheetResult:
    reasons = row_reasons(of.sheet.cells, block, columns, of.register)
    is_data = reasons == ""
    data_rows = pl.int_range(reasons.len(), eager=True).filter(is_data)
    cells = with_household_cells(of.sheet.cells.filter(is_data), columns, of.register)
    units = money_units(columns, of.register, titles)
    year = year_stated(names) or year_of(of.county)
    typed = typed_columns(
        cells, columns, of.register, of.vocabularies, units, year=year, as_of=of.county.as_of
    )
    day = (
        stated_day([*names.titles, of.sheet.name, names.stem]) if of.register.cadence == "standing" else None
    )
    programme = _programme(of, names)
    data = _data(of, typed.columns, data_rows, month, programme, day)
    relation = of.register.field("member_relation")
    vocabulary = of.vocabularies.get(relation.vocabulary or "") if relation else None
    members, settled_on = member_rows(data, columns.groups, cells, vocabulary, as_of=of.county.as_of)
    footer_rows = pl.int_range(reasons.len(), eager=True).filter(reasons == FOOTER_ROW).to_list()
    again = pl.int_range(reasons.len(), eager=True).filter(reasons == REPEATED_HEADER).to_list()
    found = footers(of.sheet.cells, footer_rows, data_rows, columns, of.register, units, of.place, again)
    frames = Frames(
        data if data.height else None,
        members,
        _rows(of, reasons),
        FOOTER.check(found),
        _source_file(of, block, month.month if month else None, day),
    )
    return SheetResult(
        frames,
        sheet_warnings(of, block, columns, data, programme),
        sheet_guesses(of, block, columns),
        max(typed.settled_on, settled_on, far_from(data["benefit_month"].min())),
        used_window=bool(month and month.used_window)
        or (year_stated(names) is None and typed.has_bare_months),
        month_in_name=bool(month and month.in_name),
    )


def _names(of: SheetOf, titles: tuple[str, ...]) -> Names:
    behind_labels = (f"{a}{b}" for a, b in pairwise(titles) if a.rstrip().endswith((":", "：")))
    titles = (*titles, *behind_labels)
    return Names(of.sheet.name, titles, of.names[0] if of.names else "", of.names[1:])


def _refusals(of: SheetOf, block: HeaderBlock, columns: Columns) -> tuple[list[Fault], str]:
    """Missing and doubled columns, and the reason the rows carry."""
    row, sheet = block.last + 1, of.sheet.name
    month = month_field(of.register)
    missing = [f for f in columns.missing if not (of.register.needs_month and f == month)]
    seen = [h.text for h in block.headers]
    faults = [messages.missing_column(of.file, sheet, row, f, of.register, seen) for f in missing]
    faults += [messages.claimed_twice(of.file, sheet, row, f, headers) for f, headers in columns.doubled]
    names = "、".join(f"“{label(f)}”" for f in missing)
    doubled = "、".join(f"“{label(f)}”" for f, _ in columns.doubled)
    reason = f"缺少列{names}" if missing else f"多列同为{doubled}"
    return faults, reason


def _refused_as_far(of: SheetOf, block: HeaderBlock, month: date) -> SheetResult:
    fault = messages.far_month(of.file, of.sheet.name, month, of.county.as_of)
    result = refused_sheet(of, "所属期过远", [fault], block)
    result.settled_on = far_from(month)
    return result


def _programme(of: SheetOf, names: Names) -> tuple[str, str] | None:
    """(code, text) of the one programme that sheet name, title or file name states."""
    if not of.register.programme_by_sheet:
        return None
    for text in (names.sheet, *names.titles, names.stem, *names.folders):
        found = codes_in(text, of.vocabularies.get("programme"))
        if len(found) == 1:
            return next(iter(found)), text
    return None


def _data(
    of: SheetOf,
    typed: dict[str, pl.Series],
    data_rows: pl.Series,
    month: Stated | None,
    programme: tuple[str, str] | None,
    day: date | None,
) -> pl.DataFrame:
    """The register_row frame: ROW_REF, what holds for all rows, and the typed columns."""
    columns: list[Any] = [pl.lit(value, pl.String).alias(name) for name, value in of.place.items()]
    hidden = pl.lit(of.sheet.is_hidden) | pl.col("row").is_in(sorted(of.sheet.hidden_rows))
    columns += [hidden.alias("is_hidden"), pl.lit(day, pl.Date).alias("extracted_on")]
    frame = pl.DataFrame({"row": (data_rows + 1).cast(pl.Int32)}).with_columns(columns)
    frame = frame.with_columns([series.alias(name) for name, series in typed.items()])
    frame = with_months(frame, of.register, month)
    return register_row(of.register).check(_with_programme(frame, of, programme))


def _with_programme(frame: pl.DataFrame, of: SheetOf, programme: tuple[str, str] | None) -> pl.DataFrame:
    """``programme`` and its text: fixed, of a deciding column, of an own column, else of the sheet."""
    register = of.register
    code, text = pl.lit(register.programme, pl.String), pl.lit(None, pl.String)
    if register.programme_field:
        said = frame[f"{register.programme_field}_text"]
        vocabulary = of.vocabularies.get(register.programme_vocabulary or "")
        decided = by_distinct(said, lambda t: code_of(t, vocabulary), pl.String())
        return frame.with_columns(decided.alias("programme"), said.alias("programme_text"))
    if programme:
        code, text = pl.lit(programme[0], pl.String), pl.lit(programme[1], pl.String)
    if register.field("programme"):
        is_empty = pl.col("programme_text").is_null()
        code = pl.when(is_empty).then(code).otherwise("programme")
        text = pl.when(is_empty).then(text).otherwise("programme_text")
    return frame.with_columns(code.alias("programme"), text.alias("programme_text"))


def _rows(of: SheetOf, reasons: pl.Series, status: str = "not_data") -> pl.DataFrame:
    """ROW of all rows of the sheet."""
    frame = pl.DataFrame(
        {"row": pl.int_range(1, reasons.len() + 1, dtype=pl.Int32, eager=True), "reason": reasons}
    )
    return ROW.check(
        frame.with_columns(
            *(pl.lit(value, pl.String).alias(name) for name, value in of.place.items()),
            pl.when(pl.col("reason") == "").then(pl.lit("used")).otherwise(pl.lit(status)).alias("status"),
        )
    )


def _source_file(
    of: SheetOf, block: HeaderBlock | None = None, month: date | None = None, day: date | None = None
) -> pl.DataFrame:
    return SOURCE_FILE.rows(
        {
            **of.source,
            **of.place,
            "format": of.sheet.format,
            "encoding": of.sheet.encoding,
            "header_row": block.last + 1 if block else None,
            "benefit_month": month,
            "extracted_on": day,
            "rows": of.sheet.cells.height,
        }
    )
