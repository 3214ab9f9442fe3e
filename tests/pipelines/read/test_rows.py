"""Every row of every sheet is accounted for, and footers are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.contracts.conservation import rows_conserved
from pipelines.definitions import County, Register, Vocabulary
from pipelines.read import read_county
from pipelines.read.output import ReadOutput

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
FILE = "roll_tekun/特困2026年6月.csv"
HEADER = ["序号", "乡镇", "姓名", "身份证号", "供养方式", "基本生活费"]
PERSON = ["1", "青石镇", "何大山", "33990119430808019X", "分散供养", "980.00"]


def reasons(output: ReadOutput) -> list[str]:
    return output.rows["reason"].to_list()


def test_what_stands_between_and_below_the_data(read: Read, csv: Write) -> None:
    grid = [
        ["特困人员花名册"],
        [],
        HEADER,
        PERSON,
        ["特困人员花名册"],
        [" 序号", "乡镇", "姓名 ", "身份证号", "供养方式", "基本生活费"],
        ["", "白水镇"],
        PERSON,
        [" ", "　"],
        ["3"],
        ["小　计", "", "2人", "", "", "1960"],
        PERSON,
        ["合 计", "", "", "", "", "2940.00"],
        ["说明：合格人员已复核"],
        ["制表人：张三", "", "审核人：李四", "", "2026年6月8日"],
        ["（盖章）"],
        [],
        [],
    ]
    output = read({FILE: csv(grid)})
    assert reasons(output) == [
        "标题行",
        "空行",
        "表头",
        "",
        "标题行",
        "重复表头",
        "无数据行",
        "",
        "空行",
        "无数据行",
        "合计行",
        "",
        "合计行",
        "制表行",
        "制表行",
        "制表行",
    ]
    assert output.rows["row"].to_list() == list(range(1, 17))
    assert output.source_files["rows"].item() == 16
    assert output.registers["roll_tekun"]["row"].to_list() == [4, 8, 12]
    assert output.footers.drop("register", "file", "sheet").rows() == [
        (11, "subtotal", 4, 8, "living_amount", 196_000, "1960", 2, "name"),
        (13, "total", 4, 12, "living_amount", 294_000, "2940.00", None, None),
    ]


def test_footers_and_labels_that_stand_anywhere(read: Read, csv: Write) -> None:
    grid = [
        HEADER,
        PERSON,
        ["2", "", "合计", "", "", "980"],
        ["", "", "", "总 计：", "", "980"],
        ["累计", "", "", "", "", "5880"],
        ["共1人，980元"],
        ["", "制表", "张三"],
        ["审核人", "王五", "制表人", "赵六", "联系电话", "见系统"],
        ["单位负责人", "", "填表人", "", "填表日期"],
        ["", "镇长：", "王五"],
        ["", "", "（以下无正文）"],
    ]
    output = read({FILE: csv(grid)})
    assert reasons(output) == ["表头", "", *["合计行"] * 4, *["制表行"] * 5]
    assert output.footers.select("row", "kind", "amount_fen").rows() == [
        (3, "total", 98_000),
        (4, "total", 98_000),
        (6, "total", 98_000),
    ]


def test_a_total_before_more_data_and_another_total_is_a_subtotal(read: Read, csv: Write) -> None:
    total = ["合计", "", "", "", "", "980"]
    output = read(
        {FILE: csv([HEADER, PERSON, total, PERSON, total, ["总计", "", "", "", "", "壹仟玖佰陆拾元整"]])}
    )
    assert output.footers.select("kind", "first_row", "last_row", "amount_fen").rows() == [
        ("subtotal", 2, 2, 98_000),
        ("total", 2, 4, 98_000),
        ("total", 2, 4, 196_000),
    ]


def test_two_tables_below_each_other_have_a_total_each(read: Read, csv: Write) -> None:
    total = ["合计", "", "", "", "", "980"]
    output = read({FILE: csv([HEADER, PERSON, total, [], HEADER, PERSON, total])})
    assert output.footers.select("row", "kind", "first_row", "last_row").rows() == [
        (3, "subtotal", 2, 2),
        (7, "subtotal", 6, 6),
    ]
    whole = read({FILE: csv([HEADER, PERSON, total, [], HEADER, PERSON, ["总计", *total[1:]]])})
    assert whole.footers["kind"].to_list() == ["subtotal", "total"]


def test_an_unreadable_footer_keeps_its_text(read: Read, csv: Write) -> None:
    output = read({FILE: csv([HEADER, PERSON, ["合计", "", "", "", "", "见附件"]])})
    assert output.footers.select("amount_field", "amount_fen", "amount_text").rows() == [
        ("living_amount", None, "见附件")
    ]


def test_a_footer_may_say_everything_in_its_first_cell(read: Read, csv: Write) -> None:
    output = read({FILE: csv([HEADER, PERSON, ["合计：1人 980.00元"]])})
    assert output.footers.select("amount_fen", "count", "count_field").rows() == [(98_000, 1, "name")]


def test_a_person_whose_village_sounds_like_a_footer_is_data(read: Read, csv: Write) -> None:
    odd = ["合计岭", *PERSON[1:]]
    assert reasons(read({FILE: csv([HEADER, odd])})) == ["表头", ""]


def test_the_unit_of_the_title_holds_for_the_footer(read: Read, csv: Write) -> None:
    grid = [["单位：万元"], HEADER, [*PERSON[:5], "0.098"], ["合计", "", "", "", "", "0.098"]]
    output = read({FILE: csv(grid)})
    assert (
        output.footers["amount_fen"].item()
        == output.registers["roll_tekun"]["living_amount_fen"].item()
        == 98_000
    )


def test_hidden_rows_and_sheets_are_data_and_marked(read: Read, xlsx: Write, xls: Write) -> None:
    grid = [HEADER, PERSON, [*PERSON[:2], "王秀英", "339901194803120267", "分散供养", "980"]]
    book = read({"roll_tekun/a.xlsx": xlsx({"2026年6月": grid}, hidden_rows=[3])})
    assert book.registers["roll_tekun"]["is_hidden"].to_list() == [False, True]
    old = read({"roll_tekun/a.xlsx": b"", "roll_tekun/b.xls": xls({"2026年6月": grid}, hidden_rows=[2])})
    assert old.registers["roll_tekun"]["is_hidden"].to_list() == [True, False]


def test_a_hidden_sheet_is_read_with_a_warning(
    read: Read, xlsx: Write, codes_of: Callable[[ReadOutput], list[str]]
) -> None:
    sheets = {"2026年5月": [HEADER, PERSON], "2026年6月": [HEADER, PERSON]}
    output = read({"roll_tekun/a.xlsx": xlsx(sheets, hidden_sheets=["2026年6月"])})
    assert output.registers["roll_tekun"]["is_hidden"].to_list() == [False, True]
    assert codes_of(output) == ["READ-27"]


def test_a_header_without_rows_is_a_warning(
    read: Read, csv: Write, codes_of: Callable[[ReadOutput], list[str]]
) -> None:
    output = read({FILE: csv([HEADER])})
    assert codes_of(output) == ["READ-25"]
    assert not output.faults[0].stops
    assert "roll_tekun" not in output.registers


def test_leading_blank_rows_and_columns_do_not_shift_row_numbers(read: Read, xlsx: Write) -> None:
    shifted = [[], [], *([None, None, *row] for row in (HEADER, PERSON))]
    output = read({"roll_tekun/2026年6月.xlsx": xlsx({"Sheet1": shifted})})
    assert output.registers["roll_tekun"]["row"].to_list() == [4]
    assert reasons(output) == ["空行", "空行", "表头", ""]


def test_a_quoted_line_break_does_not_shift_row_numbers(read: Read, csv: Write) -> None:
    broken = ['"1"', '"青石\n镇"', *PERSON[2:]]
    output = read({FILE: csv([HEADER, broken, PERSON])})
    assert output.registers["roll_tekun"].select("row", "township").rows() == [(2, "青石镇"), (3, "青石镇")]


ROWS = st.lists(
    st.sampled_from(["person", "blank", "header", "subtotal", "note", "number", "group"]),
    min_size=1,
    max_size=14,
)
LINES: Mapping[str, list[str]] = {
    "person": PERSON,
    "blank": ["", " "],
    "header": HEADER,
    "subtotal": ["小计", "", "", "", "", "1"],
    "note": ["制表人：张三"],
    "number": ["7"],
    "group": ["", "青石镇"],
}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 3), ROWS, st.integers(0, 2), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_rows_are_conserved_whatever_stands_in_a_sheet(
    registers: tuple[Register, ...],
    vocabularies: Mapping[str, Vocabulary],
    county: County,
    titles: int,
    kinds: list[str],
    blank_tail: int,
    encoding: str,
) -> None:
    lines = [*([["花名册"]] * titles), HEADER, *(LINES[k] for k in kinds), *([[""]] * blank_tail)]
    text = "\r\n".join(",".join(line) for line in lines)
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.parent.mkdir()
        file.write_bytes(text.encode(encoding))
        output = read_county(Path(folder), registers, vocabularies, county, cache=None)
    last_filled = max((i for i, line in enumerate(lines) if any(c.strip() for c in line)), default=-1)
    assert rows_conserved(output.rows, output.source_files).is_empty()
    assert output.rows.height == last_filled + 1
    persons = [titles + 2 + i for i, kind in enumerate(kinds) if kind == "person"]
    used = output.rows.filter(pl.col("status") == "used")["row"].to_list()
    assert used == persons
    assert (output.registers["roll_tekun"]["row"].to_list() if persons else []) == persons
    assert output.footers.height == kinds.count("subtotal")


@pytest.mark.parametrize("name", ["reason", "status"])
def test_no_row_is_without_status_and_reason(read: Read, csv: Write, name: str) -> None:
    assert read({FILE: csv([["题"], HEADER, PERSON])}).rows[name].null_count() == 0
