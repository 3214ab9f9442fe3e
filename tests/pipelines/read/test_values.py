"""Typed columns: texts first, typed second, and what a value that cannot be read comes to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from pipelines.faults import Fault
from pipelines.read.output import ReadOutput
from pipelines.tables import MEMBER_ROW, ROW, SOURCE_FILE, register_row

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
FILE = "roll_tekun/特困2026年6月.csv"
HEADER = ["姓名", "身份证号", "供养方式", "自理能力", "基本生活费", "审批时间"]


def row(**changes: str) -> list[str]:
    values = {
        "name": "何大山",
        "id": "33990119430808019X",
        "form": "分散供养",
        "care": "半护理",
        "amount": "980",
        "on": "",
    }
    return list((values | changes).values())


def test_unreadable_values_keep_their_text(read: Read, csv: Write) -> None:
    rows = read(
        {FILE: csv([HEADER, row(amount="九百多", on="2024-02-30"), row(amount="", on="20240131")])}
    ).registers["roll_tekun"]
    assert rows.select(
        "living_amount_fen", "living_amount_text", "approved_on", "approved_on_text"
    ).rows() == [
        (None, "九百多", None, "2024-02-30"),
        (None, None, date(2024, 1, 31), "20240131"),
    ]


def test_an_excel_day_is_shown_as_excel_shows_it(read: Read, xlsx: Write) -> None:
    grid = [HEADER, [*row()[:5], date(2024, 1, 31)]]
    rows = read({"roll_tekun/2026年6月.xlsx": xlsx({"Sheet1": grid})}).registers["roll_tekun"]
    assert rows.select("approved_on", "approved_on_text").row(0) == (date(2024, 1, 31), "2024-01-31")


def test_codes_by_vocabulary_and_the_programme_they_decide(read: Read, csv: Write) -> None:
    output = read({FILE: csv([HEADER, row(form="集中 供养", care="完全丧失生活自理能力"), row(form="分散")])})
    columns = ["support_form", "support_form_text", "programme", "programme_text", "care_level"]
    assert output.registers["roll_tekun"].select(columns).rows() == [
        ("central", "集中 供养", "tekun_central", "集中 供养", "全护理"),
        ("scattered", "分散", "tekun_scattered", "分散", "半护理"),
    ]
    assert not output.faults


def test_an_unknown_code_is_null_and_named(
    read: Read, csv: Write, only: Callable[[ReadOutput], Fault]
) -> None:
    output = read({FILE: csv([HEADER, row(), row(care="看情况"), row(care="看情况")])})
    assert output.registers["roll_tekun"]["care_level"].to_list() == ["半护理", None, None]
    fault = only(output)
    assert (fault.code, fault.stops, fault.where.row, fault.where.column) == ("READ-26", False, 3, "自理能力")
    assert "“看情况”不在词表 care_level 中（共2行）" in fault.what.zh
    assert "rules/vocabulary/care_level.yaml" in fault.do.en


def test_only_a_handful_of_unknown_codes_is_named(read: Read, csv: Write) -> None:
    output = read({FILE: csv([HEADER, *(row(care=f"甲{c}") for c in "子丑寅卯辰巳午")])})
    assert [f.what.zh[:4] for f in output.faults if f.where.row == 0] == ["另有2种"]
    assert len(output.faults) == 6


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("农村低保", "dibao_rural"),
        ("特困人员供养", "tekun"),
        ("特困", "tekun"),
        ("重度残疾人护理补贴", "dis_care"),
        ("两项补贴", None),
        ("事实无人抚养儿童基本生活补贴", "de_facto_orphan"),
        ("残疾人两项补贴（护理）", "dis_care"),
        ("2026年孤儿基本生活费", "orphan"),
        ("城乡低保", None),
        ("经济困难失能老年人养老服务补贴", "elderly_care"),
        ("特困人员（集中供养）", "tekun_central"),
        ("高龄津贴（80-89岁）", "elderly_age"),
    ],
)
def test_programmes_of_payment_lines(read: Read, csv: Write, text: str, programme: str | None) -> None:
    header = ["县区", "救助项目", "姓名", "身份证号", "所属期"]
    output = read(
        {"adjacent_rolls/a.csv": csv([header, ["邻县", text, "何大山", "33990119430808019X", "2026-06"]])}
    )
    assert output.registers["adjacent_rolls"].select("programme", "programme_text").row(0) == (
        programme,
        text,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("死亡", "death"),
        ("宣告死亡", "death"),
        ("宣告失踪", "missing"),
        ("迁出省外后迁回重报", "moved"),
        ("重户", "duplicate"),
        ("出国（境）定居", "abroad"),
        ("因死亡注销户口", "death"),
        ("撤销死亡登记", "mistake"),
        ("服刑", None),
    ],
)
def test_only_death_means_death(read: Read, csv: Write, text: str, reason: str | None) -> None:
    grid = [["姓名", "身份证号", "注销原因"], ["何大山", "33990119430808019X", text]]
    assert read({"death_police/a.csv": csv(grid)}).registers["death_police"]["reason"].item() == reason


def test_the_programme_of_a_childrens_sheet(
    read: Read, xlsx: Write, codes_of: Callable[[ReadOutput], list[str]]
) -> None:
    grid = [["姓名", "身份证号", "月发放金额"], ["周强", "339901201210100159", "1200"]]
    sheets = {"孤儿": grid, "事实无人抚养儿童": grid, "Sheet3": grid}
    output = read({"roll_child/2026年6月.xlsx": xlsx(sheets)})
    assert dict(output.registers["roll_child"].select("sheet", "programme").rows()) == {
        "孤儿": "orphan",
        "事实无人抚养儿童": "de_facto_orphan",
        "Sheet3": None,
    }
    assert codes_of(output) == ["READ-28"]


def test_a_title_with_two_programmes_decides_nothing(read: Read, csv: Write) -> None:
    header, child = ["姓名", "身份证号", "月发放金额"], ["周强", "339901201210100159"]
    files = {
        "roll_child/事实孤儿2026年6月.csv": csv([header, [*child, "1200"]]),
        "roll_child/孤儿和事实无人抚养儿童2026年6月.csv": csv([header, [*child, "1300"]]),
    }
    rows = read(files).registers["roll_child"]
    assert rows.select("programme", "programme_text").rows() == [
        ("de_facto_orphan", "事实孤儿2026年6月"),
        (None, None),
    ]


def test_a_former_name_in_brackets_goes_to_its_field(read: Read, csv: Write) -> None:
    grid = [
        ["姓名", "公民身份号码", "户号"],
        ["王五（曾用名李四）", "339901197001150513", "H1"],
        ["张 三", "339901194803120267", "H2"],
    ]
    rows = read({"hukou/a.csv": csv(grid)}).registers["hukou"]
    assert rows.select("name", "former_name").rows() == [("王五", "李四"), ("张三", None)]


def test_all_frames_keep_to_their_tables(read: Read, csv: Write, registers: tuple[object, ...]) -> None:
    output = read({FILE: csv([HEADER, row()])})
    register = next(r for r in registers if r.code == "roll_tekun")  # type: ignore[attr-defined]  # a Register
    assert output.registers["roll_tekun"].columns == list(register_row(register).columns)
    for table, frame in (
        (ROW, output.rows),
        (MEMBER_ROW, output.members),
        (SOURCE_FILE, output.source_files),
    ):
        assert table.check(frame).equals(frame)


def test_the_order_of_rows_is_that_of_files_sheets_and_rows(read: Read, xlsx: Write) -> None:
    sheets = {"2026年6月": [HEADER, row(), row()], "2026年5月": [HEADER, row()]}
    output = read(
        {"roll_tekun/b.xlsx": xlsx(sheets), "roll_tekun/a.xlsx": xlsx(dict(reversed(sheets.items())))}
    )
    rows = output.registers["roll_tekun"].select("file", "sheet", "row")
    assert rows.equals(rows.sort("file", "sheet", "row"))
    assert rows.height == 6
    assert output.rows.select("file", "sheet", "row").equals(
        output.rows.select("file", "sheet", "row").sort(pl.all())
    )
