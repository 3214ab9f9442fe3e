"""One sheet → its frames: data rows typed, members, footers, every row accounted for.

Belongs here: joining the steps header → columns → months → rows → values for a sheet, and the
reasons for which a sheet as a whole is refused or holds no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from pipelines.definitions import County, Field, Register, Vocabulary
from pipelines.faults import Fault
from pipelines.months import add_months, month_of
from pipelines.read import messages
from pipelines.read.codes import code_of
from pipelines.read.columns import Columns
from pipelines.read.date_values import parse_month
from pipelines.read.footers import footers
from pipelines.read.header import HeaderBlock
from pipelines.read.members import member_rows
from pipelines.read.messages import label
from pipelines.read.output import Frames
from pipelines.read.periods import Names, Stated, stated_day, stated_month, year_of, year_stated
from pipelines.read.rows import FOOTER as FOOTER_ROW
from pipelines.read.rows import NOTE_SHEET, note_reasons, row_reasons, title_texts
from pipelines.read.sheet import Sheet
from pipelines.read.values import by_distinct, money_units, typed_columns
from pipelines.tables import FOOTER, ROW, SOURCE_FILE, register_row

FAR_MONTHS = 12  # a benefit month later than that after the audit day is a typing error
_SHOWN_VALUES = 5


@dataclass(frozen=True)
class SheetOf:
    """A sheet of a file, with all that is known before its header is looked for."""

    sheet: Sheet
    register: Register
    file: str
    source: Mapping[str, Any]  # SOURCE_FILE columns of the file: sha256, bytes
    names: tuple[str, ...]
    county: County
    vocabularies: Mapping[str, Vocabulary]

    @property
    def place(self) -> dict[str, str]:
        """Register, file and sheet: the first columns of every frame."""
        return {"register": self.register.code, "file": self.file, "sheet": self.sheet.name}


@dataclass
class SheetResult:
    """A sheet as read; the last three as in ``FileResult``."""

    frames: Frames
    faults: list[Fault] = field(default_factory=list)
    guesses: list[Fault] = field(default_factory=list)
    settled_on: date = date.min
    used_window: bool = False
    month_in_name: bool = False


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
    month = _stated_month(of, columns, names)
    if not faults and isinstance(month, Fault):
        faults, reason = [month], "找不到所属期"
    if faults or isinstance(month, Fault):
        result = refused_sheet(of, reason, faults, block)
        result.used_window = isinstance(month, Fault)
        return result
    far = _far_month(of, columns, block, month)
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
    cells = of.sheet.cells.filter(is_data)
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
    found = footers(of.sheet.cells, footer_rows, data_rows, columns, of.register, units, of.place)
    frames = Frames(
        data if data.height else None,
        members,
        _rows(of, reasons),
        FOOTER.check(found),
        _source_file(of, block, month.month if month else None, day),
    )
    return SheetResult(
        frames,
        _warnings(of, block, columns, data, programme),
        _guesses(of, block, columns),
        max(typed.settled_on, settled_on, _far_from(data["benefit_month"].min())),
        used_window=bool(month and month.used_window)
        or (year_stated(names) is None and typed.has_bare_months),
        month_in_name=bool(month and month.in_name),
    )


def _names(of: SheetOf, titles: tuple[str, ...]) -> Names:
    return Names(of.sheet.name, titles, of.names[0] if of.names else "", of.names[1:])


def _month_field(register: Register) -> Field | None:
    """The column that gives the benefit month: ``benefit_month``, of tax ``month``."""
    return register.field("benefit_month") or (register.field("month") if register.needs_month else None)


def _refusals(of: SheetOf, block: HeaderBlock, columns: Columns) -> tuple[list[Fault], str]:
    """Missing and doubled columns, and the reason the rows carry."""
    row, sheet = block.last + 1, of.sheet.name
    month = _month_field(of.register)
    missing = [f for f in columns.missing if not (of.register.needs_month and f == month)]
    seen = [h.text for h in block.headers]
    faults = [messages.missing_column(of.file, sheet, row, f, of.register, seen) for f in missing]
    faults += [messages.claimed_twice(of.file, sheet, row, f, headers) for f, headers in columns.doubled]
    names = "、".join(f"“{label(f)}”" for f in missing)
    doubled = "、".join(f"“{label(f)}”" for f, _ in columns.doubled)
    reason = f"缺少列{names}" if missing else f"多列同为{doubled}"
    return faults, reason


def _stated_month(of: SheetOf, columns: Columns, names: Names) -> Stated | None | Fault:
    """The month of sheet, title or file where no column gives one; a fault when it is needed and lacking."""
    if not of.register.needs_month:
        return None
    month = _month_field(of.register)
    column = columns.of.get(month.name) if month else None
    if column is not None and of.sheet.cells.to_series(column).drop_nulls().len() > 1:
        return None
    return stated_month(names, of.county) or messages.no_month(of.file, of.sheet.name, of.register)


def _far_month(of: SheetOf, columns: Columns, block: HeaderBlock, month: Stated | None) -> date | None:
    """The benefit month when all the sheet's months lie far after the audit day."""
    limit = add_months(month_of(of.county.as_of), FAR_MONTHS)
    if month:
        return month.month if month.month > limit else None
    field_ = _month_field(of.register) if of.register.needs_month else None
    column = columns.of.get(field_.name) if field_ else None
    if column is None:
        return None
    below = of.sheet.cells.to_series(column).slice(block.last + 1)
    earliest = by_distinct(below, parse_month, pl.Date()).min()
    return earliest if isinstance(earliest, date) and earliest > limit else None


def _refused_as_far(of: SheetOf, block: HeaderBlock, month: date) -> SheetResult:
    fault = messages.far_month(of.file, of.sheet.name, month, of.county.as_of)
    result = refused_sheet(of, "所属期过远", [fault], block)
    result.settled_on = _far_from(month)
    return result


def _far_from(month: Any) -> date:
    """The first audit day for which the month is not far ahead; the first of all days without a month."""
    return add_months(month, -FAR_MONTHS) if isinstance(month, date) else date.min


def _programme(of: SheetOf, names: Names) -> tuple[str, str] | None:
    """(code, text) of the programme that sheet name, title or file name states."""
    if not of.register.programme_by_sheet:
        return None
    for text in (names.sheet, *names.titles, names.stem, *names.folders):
        if code := code_of(text, of.vocabularies.get("programme")):
            return code, text
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
    frame = _with_months(frame, of.register, month)
    return register_row(of.register).check(_with_programme(frame, of, programme))


def _with_months(frame: pl.DataFrame, register: Register, month: Stated | None) -> pl.DataFrame:
    """``benefit_month`` and its text: of the column, else of the names."""
    field_ = _month_field(register)
    if month:
        value, text = pl.lit(month.month, pl.Date), pl.lit(month.text, pl.String)
        names = {"benefit_month", field_.name if field_ else "benefit_month"}
        return frame.with_columns(
            expression
            for name in sorted(names)
            for expression in (value.alias(name), text.alias(f"{name}_text"))
        )
    if field_ and field_.name != "benefit_month":
        return frame.with_columns(
            pl.col(field_.name).alias("benefit_month"),
            pl.col(f"{field_.name}_text").alias("benefit_month_text"),
        )
    if "benefit_month" in frame.columns:
        return frame
    return frame.with_columns(
        pl.lit(None, pl.Date).alias("benefit_month"), pl.lit(None, pl.String).alias("benefit_month_text")
    )


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


def _warnings(
    of: SheetOf, block: HeaderBlock, columns: Columns, data: pl.DataFrame, programme: tuple[str, str] | None
) -> list[Fault]:
    file, sheet = of.file, of.sheet.name
    if data.is_empty():
        return [messages.no_rows(file, sheet)]
    faults = [messages.hidden_sheet(file, sheet)] if of.sheet.is_hidden else []
    if of.register.programme_by_sheet and not programme and data["programme"].is_null().any():
        faults.append(messages.no_programme(file, sheet))
    for field_ in of.register.fields:
        if field_.name not in columns.of or field_.name in of.register.repeats:
            continue
        header = columns.label(field_.name)
        if field_.type == "code" and field_.vocabulary:
            faults += _unknown_codes(of, field_, header, data)
        elif field_.type in ("id", "account", "cert", "phone"):
            damaged = data.filter(pl.col(field_.name).str.contains(r"^\d(\.\d+)?E\+?\d+$"))
            if field_.type == "id":
                damaged = data.filter(pl.col(f"{field_.name}_status") == "damaged")
            if damaged.height:
                faults.append(
                    messages.digits_lost(file, sheet, damaged.item(0, "row"), header, damaged.height)
                )
    return faults


def _unknown_codes(of: SheetOf, field_: Field, header: str, data: pl.DataFrame) -> list[Fault]:
    name, vocabulary = field_.name, field_.vocabulary or ""
    unknown = (
        data.filter(pl.col(name).is_null() & pl.col(f"{name}_text").is_not_null())
        .group_by(pl.col(f"{name}_text").str.strip_chars().alias("text"))
        .agg(pl.col("row").min(), pl.len().alias("rows"))
        .sort("row", "text")
    )
    if name == "programme" and of.register.programme_by_sheet:
        unknown = unknown.head(0) if of.register.field(name) is None else unknown
    named = [
        messages.unknown_code(of.file, of.sheet.name, row, header, text, rows, vocabulary)
        for text, row, rows in unknown.head(_SHOWN_VALUES).iter_rows()
    ]
    rest = unknown.slice(_SHOWN_VALUES)
    if rest.height:
        more = messages.more_unknown_codes(
            of.file, of.sheet.name, header, rest.height, int(rest["rows"].sum()), vocabulary
        )
        named.append(more)
    return named


def _guesses(of: SheetOf, block: HeaderBlock, columns: Columns) -> list[Fault]:
    fields = [f for name in columns.guessed if (f := of.register.field(name))]
    return [
        messages.guessed(of.file, of.sheet.name, block.last + 1, columns.label(f.name), f, of.register)
        for f in fields
    ]
