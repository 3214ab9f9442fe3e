"""Small data folders, written as real programs write them, and read with the real definitions."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt

from checks.rules.load import load_registers, load_vocabularies
from pipelines.definitions import County, Register, Vocabulary
from pipelines.faults import Fault
from pipelines.read import read_county
from pipelines.read.output import ReadOutput

RULES = Path(__file__).parents[3] / "rules"
COUNTY = County("示例县", "339901", date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 10))

Grid = Sequence[Sequence[Any]]


@pytest.fixture(scope="session")
def registers() -> tuple[Register, ...]:
    found, faults = load_registers(RULES)
    assert not faults
    return found


@pytest.fixture(scope="session")
def vocabularies() -> Mapping[str, Vocabulary]:
    found, faults = load_vocabularies(RULES)
    assert not faults
    return found


@pytest.fixture(scope="session")
def county() -> County:
    return COUNTY


@pytest.fixture(scope="session")
def xlsx() -> Callable[..., bytes]:
    """Sheets by name → .xlsx bytes; ``hidden_rows`` are 1-based, of every sheet."""

    def write(
        sheets: Mapping[str, Grid], hidden_rows: Sequence[int] = (), hidden_sheets: Sequence[str] = ()
    ) -> bytes:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, grid in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(grid):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(r, c, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(r, c, value)
                    elif value is not None:
                        sheet.write(r, c, value)
            for row_number in hidden_rows:
                sheet.set_row(row_number - 1, None, None, {"hidden": True})
            if name in hidden_sheets:
                sheet.hide()
        book.close()
        return target.getvalue()

    return write


@pytest.fixture(scope="session")
def xls() -> Callable[..., bytes]:
    """Sheets by name → .xls bytes (BIFF8)."""

    def write(sheets: Mapping[str, Grid], hidden_rows: Sequence[int] = ()) -> bytes:
        book = xlwt.Workbook()
        for name, grid in sheets.items():
            sheet = book.add_sheet(name)
            for r, row in enumerate(grid):
                for c, value in enumerate(row):
                    if value is not None:
                        sheet.write(r, c, value)
            for row_number in hidden_rows:
                sheet.row(row_number - 1).hidden = True
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return write


@pytest.fixture(scope="session")
def csv() -> Callable[..., bytes]:
    """A grid → text bytes, unquoted."""

    def write(grid: Grid, encoding: str = "utf-8", separator: str = ",") -> bytes:
        lines = [separator.join("" if c is None else str(c) for c in row) for row in grid]
        return ("\n".join(lines) + "\n").encode(encoding)

    return write


@pytest.fixture
def read(
    tmp_path: Path, registers: tuple[Register, ...], vocabularies: Mapping[str, Vocabulary]
) -> Callable[..., ReadOutput]:
    """Write files (path → bytes) into a data folder and read it; ``changes`` are fields of County."""

    def read_files(
        files: Mapping[str, bytes], *, cache: Path | None = None, progress: Any = None, **changes: Any
    ) -> ReadOutput:
        data = tmp_path / "data"
        for file, content in files.items():
            path = data / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        settings = replace(COUNTY, **changes)
        return read_county(data, registers, vocabularies, settings, cache=cache, progress=progress)

    return read_files


@pytest.fixture(scope="session")
def codes_of() -> Callable[[ReadOutput], list[str]]:
    """The codes of all faults, sorted."""
    return lambda output: sorted(f.code for f in output.faults)


@pytest.fixture(scope="session")
def only() -> Callable[[ReadOutput], Fault]:
    """The one fault of an output."""

    def the_only(output: ReadOutput) -> Fault:
        assert len(output.faults) == 1, [f.say() for f in output.faults]
        return output.faults[0]

    return the_only


@pytest.fixture(scope="session")
def tekun() -> Grid:
    """A roll of two persons, complete but for the month."""
    return [
        ["序号", "姓名", "身份证号", "供养方式", "基本生活费"],
        [1, "何大山", "33990119430808019X", "分散供养", "980.00"],
        [2, "王秀英", "339901194803120267", "集中供养", "1120.00"],
    ]
