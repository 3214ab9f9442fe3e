"""Finding the header and the columns, through files as they come."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
import pytest

from pipelines.definitions import Register, Vocabulary
from pipelines.faults import Fault
from pipelines.read.aliases import Aliases, Header
from pipelines.read.header import find_header
from pipelines.read.output import ReadOutput

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
FILE = "roll_tekun/特困2026年6月.csv"


def test_title_rows_above_the_header(read: Read, csv: Write, tekun: list[list[str]]) -> None:
    output = read({FILE: csv([["特困人员花名册"], [], ["单位：民政局"], *tekun])})
    assert output.registers["roll_tekun"]["row"].to_list() == [5, 6]
    assert output.source_files["header_row"].item() == 4
    assert not output.faults


def test_three_header_levels_with_merged_parents(read: Read, xlsx: Write) -> None:
    grid = [
        ["特困人员供养花名册（2026年6月）"],
        ["序号", "基本信息", None, "供养", None, None],
        [None, "姓名", "证件", "供养方式", "金额", None],
        [None, None, "身份证号", None, "基本生活费(元)", "照料护理费(元)"],
        ["1", "何大山", "33990119430808019X", "分散供养", "980", "220"],
    ]
    output = read({"roll_tekun/a.xlsx": xlsx({"Sheet1": grid})})
    rows = output.registers["roll_tekun"]
    assert not output.faults
    assert rows.select(
        "row", "name", "id_number", "programme", "living_amount_fen", "care_amount_fen"
    ).rows() == [(5, "何大山", "33990119430808019X", "tekun_scattered", 98_000, 22_000)]
    assert output.source_files["header_row"].item() == 4


def test_a_column_merged_downwards_is_nobodys_parent(registers: tuple[Register, ...]) -> None:
    register = next(r for r in registers if r.code == "roll_dibao_rural")
    cells = pl.DataFrame(
        [["序号", "户主", None, "家庭编号"], [None, "姓名", "身份证号码", None], ["1", "王五", "x", "N1"]],
        schema=["c0", "c1", "c2", "c3"],
        orient="row",
    )
    block = find_header(cells, Aliases(register))
    assert block is not None
    assert (block.first, block.last) == (0, 1)
    assert [h.levels for h in block.headers] == [
        ("序号",),
        ("户主", "姓名"),
        ("户主", "身份证号码"),
        ("家庭编号",),
    ]


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        (("月保障金额（元）",), "amount"),
        (("*户主姓名：",), "head_name"),
        (("领 取\n金 额",), "amount"),
        (("领取金额", "家庭补差"), "amount"),
        (("领取金额", "重点救助60元"), "other_amount"),
        (("户主信息", "身份证号"), "head_id"),
        (("村(居)",), "village"),
        (("领款人签字(章)",), None),
    ],
)
def test_what_headers_mean(
    registers: tuple[Register, ...], levels: tuple[str, ...], field: str | None
) -> None:
    register = next(r for r in registers if r.code == "roll_dibao_rural")
    claim = Aliases(register).claim(Header(0, levels))
    assert (claim.field if claim else None) == field


def test_supports_side_by_side_are_added_up(read: Read, xlsx: Write) -> None:
    grid = [
        ["户主姓名", "身份证号码", "低保证号", "领取金额", None, None],
        [None, None, None, "家庭补差", "重点救助60元", "重点救助100元"],
        ["王秀英", "339901194803120267", "D1", "420", "60", None],
        ["李建国", "339901195507010332", "D2", "410", "60", "100"],
        ["张桂兰", "339901195011300440", "D3", "380", "见备注", None],
        ["陈志强", "339901197001150513", "D4", "400", None, None],
    ]
    rows = read({"roll_dibao_rural/2026年6月.xlsx": xlsx({"Sheet1": grid})}).registers["roll_dibao_rural"]
    assert rows["amount_fen"].to_list() == [42_000, 41_000, 38_000, 40_000]
    assert rows["other_amount_fen"].to_list() == [6_000, 16_000, None, None]
    assert rows["other_amount_text"].to_list() == ["60", "60+100", "见备注", None]


def test_ten_thousands_in_header_or_title(read: Read, csv: Write) -> None:
    header = ["凭证号", "资金项目", "收支方向", "金额", "记账日期", "余额(元)"]
    row = ["P1", "农村低保", "支出", "1.2345", "2026-06-01", "88.00"]
    output = read({"fund_ledger/a.csv": csv([["单位：万元"], header, row])})
    assert output.registers["fund_ledger"].select("amount_fen", "balance_fen").row(0) == (1_234_500, 8_800)
    header[3] = "金额（万元）"
    again = read({"fund_ledger/a.csv": csv([header, row])})
    assert again.registers["fund_ledger"].select("amount_fen", "balance_fen").row(0) == (1_234_500, 8_800)


def test_an_area_is_not_multiplied_by_the_title(read: Read, csv: Write) -> None:
    grid = [
        ["单位：万元"],
        ["不动产单元号", "权利人", "身份证号", "用途", "建筑面积"],
        ["U1", "何大山", "33990119430808019X", "住宅", "88.5"],
    ]
    assert read({"realestate/a.csv": csv(grid)}).registers["realestate"]["area_fen"].item() == 8_850


def test_missing_column(
    read: Read, csv: Write, only: Callable[[ReadOutput], Fault], tekun: list[list[str]]
) -> None:
    output = read({FILE: csv([["标题"], *([*row[:2], *row[3:]] for row in tekun)])})
    fault = only(output)
    assert (fault.code, fault.stops, fault.where.path, fault.where.row) == ("READ-11", True, FILE, 2)
    assert fault.register == "roll_tekun"
    assert "缺少必需的列“身份证号”" in fault.what.zh
    assert "看到的列名：序号、姓名、供养方式、基本生活费" in fault.what.zh
    assert "公民身份号码" in fault.do.zh
    assert "id_number" in fault.what.en
    assert output.rows.select("status", "reason").unique().rows() == [("rejected", "缺少列“身份证号”")]
    assert output.rows.height == output.source_files["rows"].item() == 4
    assert "roll_tekun" not in output.registers


def test_two_columns_for_one_field(
    read: Read, csv: Write, only: Callable[[ReadOutput], Fault], tekun: list[list[str]]
) -> None:
    doubled = [[*tekun[0], "供养金额"], [*tekun[1], "900"], [*tekun[2], "1120.00"]]
    fault = only(read({FILE: csv(doubled)}))
    assert fault.code == "READ-12"
    assert "“基本生活费”、“供养金额”" in fault.what.zh
    for same in ("", None):
        settled = [
            doubled[0],
            [*tekun[1], same if same == "" else "980.00"],
            [*tekun[2], same if same == "" else "1120.00"],
        ]
        output = read({FILE: csv(settled)})
        assert not output.faults
        assert output.registers["roll_tekun"]["living_amount_fen"].to_list() == [98_000, 112_000]


def test_household_number_and_certificate_number_may_both_stand(read: Read, csv: Write) -> None:
    grid = [
        ["低保证号", "家庭编号", "户主姓名", "户主身份证号", "低保金"],
        ["D1", "N1", "王秀英", "339901194803120267", "420"],
    ]
    output = read({"roll_dibao_rural/2026年6月.csv": csv(grid)})
    assert not output.faults
    assert output.registers["roll_dibao_rural"]["household_id"].item() == "N1"
    assert [(g.code, g.where.column) for g in output.guesses] == [("READ-31", "家庭编号")]
    assert "“低保证号”也可作为" in output.guesses[0].what.zh


def test_a_saved_mapping_names_an_unknown_header(read: Read, csv: Write, tekun: list[list[str]]) -> None:
    renamed = [["序号", "姓名", "公民号", "供养方式", "基本生活费"], *tekun[1:]]
    output = read({FILE: csv(renamed)}, columns={"roll_tekun": {"公民号": "id_number"}})
    assert not output.faults
    assert not output.guesses
    assert output.registers["roll_tekun"]["id_number_status"].to_list() == ["valid", "valid"]


def test_unmistakable_content_is_a_guess_to_confirm(read: Read, csv: Write, tekun: list[list[str]]) -> None:
    output = read({FILE: csv([["序号", "姓名", "公民号", "供养方式", "基本生活费"], *tekun[1:]])})
    assert not output.faults
    assert [(g.code, g.stops, g.where.column) for g in output.guesses] == [("READ-30", False, "公民号")]
    assert "columns: {roll_tekun: {公民号: id_number}}" in output.guesses[0].do.zh
    assert output.registers["roll_tekun"]["id_number"].to_list() == [
        "33990119430808019X",
        "339901194803120267",
    ]


def test_no_header_at_all(read: Read, csv: Write, only: Callable[[ReadOutput], Fault]) -> None:
    output = read({FILE: csv([["甲", "乙"], ["1", "2"], [], ["3", "4"]])})
    fault = only(output)
    assert fault.code == "READ-10"
    assert "特困人员花名册" in fault.what.zh
    assert "身份证号" in fault.do.zh
    assert output.rows["status"].to_list() == ["rejected"] * 4


def test_a_note_sheet_beside_a_table_is_no_fault(read: Read, xlsx: Write, tekun: list[list[str]]) -> None:
    sheets = {
        "填表说明": [["本表由各乡镇填报"], [None], ["谢谢"]],
        "2026年6月": tekun,
        "汇总": [["乡镇", "金额"], ["青石镇", 5]],
    }
    output = read({"roll_tekun/a.xlsx": xlsx(sheets)})
    assert not output.faults
    notes = output.rows.filter(pl.col("sheet") == "填表说明")
    assert notes.select("row", "status", "reason").rows() == [
        (1, "not_data", "说明表"),
        (2, "not_data", "空行"),
        (3, "not_data", "说明表"),
    ]
    assert set(output.rows.filter(pl.col("sheet") == "汇总")["reason"]) == {"说明表"}


def test_a_school_number_stands_back_behind_the_identity_number(read: Read, csv: Write) -> None:
    header = ["姓名", "学籍号", "身份证号", "学校", "学段"]
    row = ["周强", "G339901201210100159", "339901201210100159", "一中", "初中"]
    both = read({"student/a.csv": csv([header, row])})
    assert not both.faults
    assert both.registers["student"]["id_number_text"].item() == row[2]
    alone = read(
        {"student/a.csv": csv([[h for h in header if h != "身份证号"], [v for v in row if v != row[2]]])}
    )
    assert alone.registers["student"].select("id_number", "id_number_status").row(0) == (row[2], "valid")


def test_every_alias_leads_to_its_own_field(
    registers: tuple[Register, ...], vocabularies: Mapping[str, Vocabulary]
) -> None:
    for register in registers:
        aliases = Aliases(register)
        for field in register.fields:
            assert not field.vocabulary or field.vocabulary in vocabularies
            for alias in field.aliases if field.name not in register.repeats else ():
                claim = aliases.claim(Header(0, (alias,)))
                assert claim is not None
                assert claim.field == field.name, (register.code, alias)


def test_the_level_above_counts_where_the_lowest_says_nothing(read: Read, xlsx: Write) -> None:
    grid = [
        ["序号", "乡镇", "个人", None, "供养方式", "基本生活费", "照料护理费", None],
        [None, None, "姓名", "身份证号", None, "元/月", "半护理", "全护理"],
        [1, "青石镇", "何大山", "33990119430808019X", "分散供养", 980, 100, 200],
    ]
    output = read({"roll_tekun/2026年5月.xlsx": xlsx({"S": grid})})
    assert not output.faults
    roll = output.registers["roll_tekun"]
    assert roll.select("row", "name", "support_form", "living_amount_fen").rows() == [
        (3, "何大山", "scattered", 98_000)
    ]
    assert roll["care_amount_fen"].to_list() == [None]  # of two columns under one parent neither is said


def test_a_line_of_comments_below_the_header_is_header(read: Read, csv: Write) -> None:
    grid = [
        ["姓名", "身份证号", "供养方式", "基本生活费"],
        ["以证件为准", "须为文本", "", "元/月"],
        ["何大山", "33990119430808019X", "分散供养", "980"],
        ["王秀英", "无", "分散供养", "-"],
    ]
    output = read({"roll_tekun/2026年5月.csv": csv(grid)})
    assert output.rows["reason"].to_list() == ["表头", "表头", "", ""]


def test_a_first_row_without_any_number_is_data(read: Read, csv: Write) -> None:
    grid = [
        ["姓名", "身份证号", "供养方式", "基本生活费"],
        ["何大山", "无", "分散供养", "-"],
        ["王秀英", "", "分散供养", ""],
    ]
    output = read({"roll_tekun/2026年5月.csv": csv(grid)})
    assert output.rows["reason"].to_list() == ["表头", "", ""]


def test_a_title_row_is_no_level_of_the_header(read: Read, csv: Write, tekun: list[list[str]]) -> None:
    output = read({"roll_tekun/a.csv": csv([["所属月份：", "2026-03-01 00:00:00"], *tekun])})
    assert not output.faults
    assert output.registers["roll_tekun"]["benefit_month"].dt.to_string("%Y-%m").to_list() == ["2026-03"] * 2
