"""Benefit months and extract days of real files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pipelines.faults import Fault
from pipelines.read.output import ReadOutput

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
Grid = list[list[str]]
JUNE = date(2026, 6, 1)


def with_months(tekun: Grid, *months: str) -> Grid:
    return [["所属期", *tekun[0]], *([m, *row] for m, row in zip(months, tekun[1:], strict=True))]


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("2026-06", ""),
        ("roll202606", ""),
        ("2026年6月", ""),
        ("6月", ""),
        ("2026/6月", ""),
        ("特困", "特困花名册（2026年6月）"),
    ],
)
def test_from_file_folder_county_or_title(read: Read, csv: Write, tekun: Grid, file: str, title: str) -> None:
    output = read({f"roll_tekun/{file}.csv": csv([[title], *tekun] if title else tekun)})
    assert not output.faults
    assert output.registers["roll_tekun"]["benefit_month"].to_list() == [JUNE, JUNE]
    assert output.source_files["benefit_month"].item() == JUNE


def test_a_column_counts_before_every_name(read: Read, csv: Write, tekun: Grid) -> None:
    output = read({"roll_tekun/2026年6月.csv": csv(with_months(tekun, "2026-04", "5月"))})
    rows = output.registers["roll_tekun"]
    assert rows.select("benefit_month", "benefit_month_text").rows() == [
        (date(2026, 4, 1), "2026-04"),
        (date(2026, 5, 1), "5月"),
    ]
    assert output.source_files["benefit_month"].item() is None


def test_an_empty_cell_of_a_month_column_stays_empty(read: Read, csv: Write, tekun: Grid) -> None:
    rows = read({"roll_tekun/2026年6月.csv": csv(with_months(tekun, "", "2026-05"))}).registers["roll_tekun"]
    assert rows["benefit_month"].to_list() == [None, date(2026, 5, 1)]


def test_an_empty_month_column_gives_way_to_the_name(read: Read, csv: Write, tekun: Grid) -> None:
    rows = read({"roll_tekun/2026年6月.csv": csv(with_months(tekun, "", ""))}).registers["roll_tekun"]
    assert rows.select("benefit_month", "benefit_month_text").row(0) == (JUNE, "2026年6月")


def test_no_month_anywhere_refuses_the_sheet(
    read: Read, csv: Write, only: Callable[[ReadOutput], Fault], tekun: Grid
) -> None:
    output = read({"roll_tekun/花名册.csv": csv(tekun)})
    fault = only(output)
    assert (fault.code, fault.stops) == ("READ-13", True)
    assert "文件名" in fault.do.zh
    assert set(output.rows["status"]) == {"rejected"}
    assert set(output.rows["reason"]) == {"找不到所属期"}


def test_a_refused_sheet_does_not_take_its_neighbours_along(read: Read, xlsx: Write, tekun: Grid) -> None:
    output = read({"roll_tekun/花名册.xlsx": xlsx({"2026年5月": tekun, "备份": tekun})})
    assert [(f.code, f.where.sheet) for f in output.faults] == [("READ-13", "备份")]
    assert output.registers["roll_tekun"]["sheet"].unique().to_list() == ["2026年5月"]


@pytest.mark.parametrize("by", ["name", "column"])
def test_a_month_far_ahead_is_refused(
    read: Read, csv: Write, only: Callable[[ReadOutput], Fault], tekun: Grid, by: str
) -> None:
    files = {"roll_tekun/2062年6月.csv": csv(tekun)}
    if by == "column":
        files = {"roll_tekun/a.csv": csv(with_months(tekun, "2062-06", "2062-06"))}
    fault = only(read(files))
    assert fault.code == "READ-14"
    assert "2062-06" in fault.what.zh


def test_one_odd_month_among_others_refuses_nothing(read: Read, csv: Write, tekun: Grid) -> None:
    output = read({"roll_tekun/a.csv": csv(with_months(tekun, "2062-06", "2026-06"))})
    assert not output.faults
    assert output.registers["roll_tekun"].height == 2


def test_tax_has_its_month_in_a_column_of_its_own(read: Read, csv: Write) -> None:
    grid = [["姓名", "身份证号", "所属月份", "收入额"], ["何大山", "33990119430808019X", "2026年6月", "3000"]]
    rows = read({"tax/a.csv": csv(grid)}).registers["tax"]
    assert rows.select("month", "benefit_month", "benefit_month_text").row(0) == (JUNE, JUNE, "2026年6月")


@pytest.mark.parametrize(
    ("file", "title", "stated"),
    [
        ("户籍20260531", "", date(2026, 5, 31)),
        ("户籍", "截至2026年5月31日", date(2026, 5, 31)),
        ("户籍2026年5月", "", date(2026, 5, 31)),
        ("户籍202607", "", date(2026, 7, 10)),
        ("户籍", "", None),
    ],
    ids=["day in name", "day in title", "month", "not after the audit day", "none"],
)
def test_the_extract_day_of_a_standing_register(
    read: Read, csv: Write, file: str, title: str, stated: date | None
) -> None:
    grid = [["姓名", "公民身份号码", "户号"], ["何大山", "33990119430808019X", "H1"]]
    output = read({f"hukou/{file}.csv": csv([[title], *grid] if title else grid)})
    assert output.registers["hukou"]["extracted_on"].item() == stated
    assert output.source_files["extracted_on"].item() == stated
    assert output.registers["hukou"]["benefit_month"].item() is None


def test_the_county_states_the_extract_day(read: Read, csv: Write) -> None:
    grid = [["姓名", "公民身份号码", "户号"], ["何大山", "33990119430808019X", "H1"]]
    output = read({"hukou/户籍202605.csv": csv(grid)}, extracted={"hukou": date(2026, 6, 15)})
    assert output.registers["hukou"]["extracted_on"].item() == date(2026, 6, 15)


def test_events_have_no_extract_day(read: Read, csv: Write) -> None:
    grid = [["姓名", "身份证号", "注销原因"], ["何大山", "33990119430808019X", "死亡"]]
    assert read({"death_police/202606.csv": csv(grid)}).source_files["extracted_on"].item() is None
