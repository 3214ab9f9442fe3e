"""One file → its frames and faults: bytes, sheets, and for each sheet a table, a note or a refusal.

Belongs here: what is decided over all sheets of a file. A single sheet stands in
``tables_of_sheets``; which files there are in ``files``; all files together in ``county``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.definitions import County, Vocabulary
from pipelines.faults import Fault, sorted_faults
from pipelines.read import messages
from pipelines.read.aliases import Aliases
from pipelines.read.columns import find_columns
from pipelines.read.files import Source
from pipelines.read.header import HeaderBlock, find_header
from pipelines.read.output import FileResult, Frames
from pipelines.read.sheet import Sheet
from pipelines.read.sheet_of import SheetOf, SheetResult
from pipelines.read.sheets import read_sheets
from pipelines.read.tables_of_sheets import note_sheet, refused_sheet, table_of_sheet
from pipelines.tables import SOURCE_FILE

_MANY_ROWS = 30  # a note sheet longer than that deserves a word


def read_file(
    source: Source, content: bytes, vocabularies: Mapping[str, Vocabulary], county: County
) -> FileResult:
    """Everything one file gives. Sheets come sorted by name."""
    opened, warnings = read_sheets(source, content)
    if isinstance(opened, Fault):
        return unusable_file(source, content, opened)
    if all(sheet.cells.height == 0 for sheet in opened):
        return unusable_file(source, content, messages.empty_file(source.file))
    saved = county.columns.get(source.register.code, {})
    aliases = Aliases(source.register, saved)
    sheets = sorted(opened, key=lambda s: s.name)
    blocks = [find_header(sheet.cells, aliases) if sheet.cells.height else None for sheet in sheets]
    has_table = any(block and block.is_table for block in blocks)
    results = [
        _result(_of(source, content, sheet, vocabularies, county), block, has_table, aliases)
        for sheet, block in zip(sheets, blocks, strict=True)
    ]
    return _joined(results, warnings)


def unusable_file(source: Source, content: bytes, fault: Fault) -> FileResult:
    """A file of which nothing can be read: no rows, one stopping fault."""
    record = {
        "register": source.register.code,
        "file": source.file,
        "sheet": "",
        **_fingerprint(content),
        "format": source.file.lower().rpartition(".")[2],
        "rows": 0,
    }
    return FileResult(Frames.empty(SOURCE_FILE.rows(record)), (fault,))


def sha256(content: bytes) -> str:
    """The fingerprint of a file."""
    return hashlib.sha256(content).hexdigest()


def _fingerprint(content: bytes) -> dict[str, object]:
    return {"sha256": sha256(content), "bytes": len(content)}


def _of(
    source: Source, content: bytes, sheet: Sheet, vocabularies: Mapping[str, Vocabulary], county: County
) -> SheetOf:
    return SheetOf(
        sheet, source.register, source.file, _fingerprint(content), source.names, county, vocabularies
    )


def _result(of: SheetOf, block: HeaderBlock | None, has_table: bool, aliases: Aliases) -> SheetResult:
    cells = of.sheet.cells
    if block and block.is_table:
        return table_of_sheet(of, block, find_columns(block, aliases, cells.slice(block.last + 1)))
    if not cells.height:
        return note_sheet(of)
    if has_table:
        result = note_sheet(of)
        if cells.height > _MANY_ROWS:
            result.faults.append(messages.no_table_sheet(of.file, of.sheet.name))
        return result
    seen = [h.text for h in block.headers] if block else [t for t in cells.row(0) if t]
    fault = messages.no_header(of.file, of.sheet.name, of.register, seen)
    return refused_sheet(of, "未找到表头", [fault])


def _joined(results: list[SheetResult], warnings: tuple[Fault, ...]) -> FileResult:
    frames = [r.frames for r in results]
    data = [f.data for f in frames if f.data is not None]
    return FileResult(
        Frames(
            pl.concat(data) if data else None,
            pl.concat([f.members for f in frames]),
            pl.concat([f.rows for f in frames]),
            pl.concat([f.footers for f in frames]),
            pl.concat([f.source_files for f in frames]),
        ),
        sorted_faults([*warnings, *(fault for r in results for fault in r.faults)]),
        sorted_faults(guess for r in results for guess in r.guesses),
        max((r.settled_on for r in results), default=date.min),
        any(r.used_window for r in results),
        any(r.month_in_name for r in results),
    )
