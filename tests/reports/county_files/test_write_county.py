"""The files of a county: read back with other libraries, titles, footers, places, bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import fastexcel
import openpyxl
import polars as pl
import pytest
import yaml

from pipelines.synthetic import CountyPlan, SyntheticCounty, synthetic_county
from reports.county_files import write_county
from reports.county_files.layouts import LAYOUTS
from reports.county_files.write import NotSynthetic


@pytest.fixture(scope="module")
def county() -> SyntheticCounty:
    return synthetic_county(CountyPlan(people=3_000, seed=5))


@pytest.fixture(scope="module")
def folder(county: SyntheticCounty, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("county")
    write_county(county, made)
    return made


@lru_cache(maxsize=40)
def workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def sheet_rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(workbook(path)[sheet].iter_rows(values_only=True))


def text_rows(path: Path, encoding: str = "gb18030", separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=separator))


def test_every_register_has_a_folder_and_the_truth_stays_outside(
    folder: Path, county: SyntheticCounty
) -> None:
    folders = {p.name for p in (folder / "data").iterdir() if p.is_dir()}
    assert folders == {layout.folder for layout in LAYOUTS}
    assert {layout.register for layout in LAYOUTS} == set(county.registers)
    assert {p.name for p in (folder / "truth").iterdir()} == {
        "README.md", "cases.csv", "cells.csv", "links.csv", "people.csv",
    }  # fmt: skip
    assert not any("truth" in str(p) for p in (folder / "data").rglob("*"))


def test_data_that_no_synthetic_county_wrote_is_never_touched(
    county: SyntheticCounty, tmp_path: Path
) -> None:
    real = tmp_path / "data" / "payroll" / "real.csv"
    real.parent.mkdir(parents=True)
    real.write_text("姓名,身份证号\n", "utf-8")
    with pytest.raises(NotSynthetic):
        write_county(county, tmp_path)
    assert real.read_text("utf-8") == "姓名,身份证号\n"


def test_equal_counties_give_equal_bytes(folder: Path, county: SyntheticCounty, tmp_path: Path) -> None:
    # an earlier, interrupted county stands there: its mark and a file of another layout
    for left in ("truth/README.md", "data/payroll/left over.csv"):
        (tmp_path / left).parent.mkdir(parents=True)
        (tmp_path / left).write_text("", "utf-8")
    write_county(county, tmp_path)

    def digests(top: Path) -> dict[str, str]:
        files = sorted(p for p in top.rglob("*") if p.is_file())
        return {str(p.relative_to(top)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    assert digests(tmp_path) == digests(folder)


def test_county_yaml_reads_back(folder: Path, county: SyntheticCounty) -> None:
    text = (folder / "data" / "county.yaml").read_text("utf-8")
    settings = yaml.safe_load(text)
    assert "&" not in text, "no YAML anchors: people edit this file"
    assert settings == dict(county.county)


def test_rural_dibao_is_a_wide_workbook_with_two_header_rows(folder: Path) -> None:
    path = folder / "data" / "农村低保花名册" / "2026年农村低保.xlsx"
    book = workbook(path)
    assert book.sheetnames[:3] == ["填表说明", "2026年1月", "2026年2月"]
    assert book.properties.created == datetime(2026, 11, 1, 9)
    rows = sheet_rows(path, "2026年5月")
    assert str(rows[0][0]) == "示例县农村居民最低生活保障花名册（2026年5月）"
    assert rows[1][4:6] == ("户主", None)
    assert rows[2][4:6] == ("姓名", "身份证号码")
    assert rows[1][16] == "家庭成员1"
    assert rows[2][16:19] == ("姓名", "身份证号码", "与户主关系")
    assert str(rows[-1][0]).startswith("制表人")


@pytest.mark.parametrize(
    ("register", "pattern", "sheet", "money"),
    [
        ("roll_dibao_rural", "农村低保花名册/2026年农村低保.xlsx", "{}年{}月", 9),
        ("roll_elderly", "高龄津贴花名册/高龄津贴{}年{}月.xlsx", "发放表", 10),
    ],
)
def test_footers_add_up_except_where_planted(
    folder: Path, county: SyntheticCounty, register: str, pattern: str, sheet: str, money: int
) -> None:
    wrong = dict(
        county.footers.filter(pl.col("register") == register).select("benefit_month", "off_fen").rows()
    )
    for month in county.plan.months:
        rows = sheet_rows(
            folder / "data" / pattern.format(month.year, month.month), sheet.format(month.year, month.month)
        )
        data = [r for r in rows if isinstance(r[0], int)]
        total = next(r for r in rows if r[0] == "合计")
        due = sum(round(100 * float(str(r[money]).replace("元", "").replace(",", ""))) for r in data)
        assert round(100 * float(str(total[money]))) - due == wrong.get(month, 0)


def test_hidden_rows_count_in_the_footer(folder: Path, county: SyntheticCounty) -> None:
    cases = pl.read_csv(folder / "truth" / "cases.csv", infer_schema=False)
    hidden = cases.filter((pl.col("rule_id") == "IDQ-05") & (pl.col("label") == "hidden rows"))
    assert len(hidden) >= 2
    for file, sheet in hidden.select("file", "sheet").rows():
        if file.endswith(".xlsx"):
            dimensions = workbook(folder / "data" / file)[sheet].row_dimensions
            assert sum(bool(d.hidden) for d in dimensions.values()) >= 1


def test_tekun_is_an_old_workbook_with_titles(folder: Path, county: SyntheticCounty) -> None:
    path = folder / "data" / "roll_tekun" / "特困2026年6月.xls"
    assert path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    sheet = fastexcel.read_excel(path).load_sheet("花名册", header_row=None, dtypes="string").to_polars()
    assert sheet.row(0)[0] == "特困人员供养花名册（2026年6月）"
    assert sheet.row(2)[3] == "姓名"
    assert sheet.row(3)[7:9] == ("基本生活费", "照料护理费")
    month = county.registers["roll_tekun"].filter(pl.col("benefit_month") == pl.date(2026, 6, 1))
    assert len([r for r in sheet.rows() if (r[0] or "").isdigit()]) == len(month)


def test_text_files_have_their_encodings(folder: Path, county: SyntheticCounty) -> None:
    data = folder / "data"
    lines = (data / "pay_batch" / "一卡通2026年5月.csv").read_bytes()
    assert lines.startswith(b"\xef\xbb\xbf")
    rows = text_rows(data / "pay_batch" / "一卡通2026年5月.csv", "utf-8-sig")
    assert rows[0][:4] == ["批次号", "补贴项目", "所属期", "序号"]
    sent = county.registers["pay_batch"].filter(pl.col("filled_on").dt.month() == 5)
    assert len(rows) - 1 == len(sent)
    returns = text_rows(data / "银行返盘" / "返盘202605.txt", separator="|")
    assert returns[0] == ["批次号", "序号", "账号", "户名", "金额", "处理结果", "失败原因", "处理日期"]
    assert '"' not in (data / "银行返盘" / "返盘202605.txt").read_bytes().decode("gb18030")


def test_the_header_stands_again_inside_long_lists(folder: Path) -> None:
    rows = text_rows(folder / "data" / "roll_disability" / "两项补贴2026年5月.csv")
    assert sum(row == rows[0] for row in rows) == 2


def test_health_records_come_as_a_zip_of_text_files(folder: Path, county: SyntheticCounty) -> None:
    with zipfile.ZipFile(folder / "data" / "死因登记" / "死因登记.zip") as archive:
        texts = [archive.read(name).decode("gb18030").splitlines() for name in archive.namelist()]
    assert all(text[0].startswith("姓名,身份证号") for text in texts)
    assert sum(len(text) - 1 for text in texts) == len(county.registers["death_health"])


def test_capital_is_written_in_ten_thousands(folder: Path, county: SyntheticCounty) -> None:
    rows = sheet_rows(folder / "data" / "市场主体登记" / "市场主体.xlsx", "Sheet1")
    assert rows[0][8] == "注册资本(万元)"
    assert [float(str(r[8])) * 1_000_000 for r in rows[1:]] == county.registers["company"][
        "capital_fen"
    ].to_list()


def test_real_dates_stand_in_workbooks(folder: Path) -> None:
    rows = sheet_rows(folder / "data" / "残疾人证" / "持证残疾人.xlsx", "持证")
    written = [r[2] for r in rows[1:]]
    assert sum(isinstance(value, datetime) for value in written) > 0.9 * len(written)


def test_links_name_the_row_a_person_sees(folder: Path, county: SyntheticCounty) -> None:
    links = pl.read_csv(folder / "truth" / "links.csv", schema_overrides={"row": pl.Int64})
    people = county.truth_people.select("truth_person", "name", "id_number")
    cells = pl.read_csv(folder / "truth" / "cells.csv", infer_schema=False)
    for register, role, column, file, sheet in (
        ("roll_dibao_rural", "head", 4, "农村低保花名册/2026年农村低保.xlsx", "2026年7月"),
        ("roll_dibao_rural", "member_1", 16, "农村低保花名册/2026年农村低保.xlsx", "2026年7月"),
        ("roll_elderly", "beneficiary", 3, "高龄津贴花名册/高龄津贴2026年7月.xlsx", "发放表"),
    ):
        rows = sheet_rows(folder / "data" / file, sheet)
        here = links.filter(
            (pl.col("register") == register) & (pl.col("role") == role) & (pl.col("file") == file)
            & (pl.col("sheet") == sheet)
        ).join(people, on="truth_person")  # fmt: skip
        damaged = set(
            cells.filter((pl.col("file") == file) & (pl.col("sheet") == sheet))["row"]
            .cast(pl.Int64)
            .to_list()
        )
        assert len(here) > 10
        for row, name in here.select("row", "name").rows():
            assert row in damaged or rows[row - 1][column] == name


def test_damaged_cells_are_written_where_the_truth_says(folder: Path) -> None:
    cells = pl.read_csv(folder / "truth" / "cells.csv", infer_schema=False)
    headers = {
        name: header
        for layout in LAYOUTS
        for name, header in layout.columns
        if layout.register == "pay_batch"
    }
    lines = cells.filter(pl.col("register") == "pay_batch")
    assert len(lines) > 30
    for (file,), part in lines.group_by("file"):
        rows = text_rows(folder / "data" / str(file), "utf-8-sig")
        for row, name, written in part.select("row", "field", "written").rows():
            assert rows[int(row) - 1][rows[0].index(headers[name])] == written


def test_numbers_damaged_by_excel_are_numbers_in_workbooks(folder: Path) -> None:
    cells = pl.read_csv(folder / "truth" / "cells.csv", infer_schema=False)
    damaged = cells.filter((pl.col("error") == "id_number") & pl.col("file").str.ends_with(".csv"))
    assert damaged["written"].str.contains(r"^3\.399\d{2}E\+17$").all()


def test_record_cases_say_where_they_stand(folder: Path) -> None:
    cases = pl.read_csv(folder / "truth" / "cases.csv", infer_schema=False)
    records = cases.filter(pl.col("rule_id") == "IDQ-01")
    assert records.select("file", "row", "field", "written").null_count().row(0) == (0, 0, 0, 0)
    sheets = cases.filter(pl.col("rule_id") == "IDQ-05")
    assert sheets.select("file", "sheet").null_count().row(0) == (0, 0)
    assert len(cases) == len(cases.select("rule_id", "case_no").unique())


def test_every_identity_field_has_a_column_in_its_file(county: SyntheticCounty) -> None:
    for layout in LAYOUTS:
        written = {name for name, _ in layout.columns}
        for edit in county.dirt.get(layout.register, pl.DataFrame({"field": []}))["field"].unique():
            assert edit in written, (layout.register, edit)


def test_a_large_register_is_sent_as_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("reports.county_files.sheets.MOST_WORKBOOK_CELLS", 1_000)
    small = synthetic_county(CountyPlan(people=2_000, seed=9))
    write_county(small, tmp_path)
    rows = text_rows(tmp_path / "data" / "农村低保花名册" / "农村低保花名册2026年3月.csv")
    assert rows[0][5:7] == ["户主姓名", "户主身份证号码"]
    march = small.registers["roll_dibao_rural"].filter(pl.col("benefit_month") == pl.date(2026, 3, 1))
    assert len(rows) - 1 == len(march)
