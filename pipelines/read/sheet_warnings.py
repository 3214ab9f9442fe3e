"""What a sheet's reader should tell about it although the sheet is used: warnings and guesses."""

from __future__ import annotations

import polars as pl

from pipelines.definitions import Field
from pipelines.faults import Fault
from pipelines.read import messages
from pipelines.read.columns import Columns
from pipelines.read.header import HeaderBlock
from pipelines.read.sheet_of import SheetOf

_SHOWN_VALUES = 5


def sheet_warnings(
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


def sheet_guesses(of: SheetOf, block: HeaderBlock, columns: Columns) -> list[Fault]:
    row = block.last + 1
    fields = [f for name in columns.guessed if (f := of.register.field(name))]
    by_content = [
        messages.guessed(of.file, of.sheet.name, row, columns.label(f.name), f, of.register) for f in fields
    ]
    by_order = [messages.preferred(of.file, of.sheet.name, row, f, texts) for f, texts in columns.preferred]
    return by_content + by_order
