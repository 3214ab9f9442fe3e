from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.definitions import Register
from pipelines.read.aliases import Aliases, Header
from pipelines.read.members import member_groups
from pipelines.read.output import ReadOutput

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
HEAD = ["家庭编号", "户主姓名", "户主身份证号", "低保金"]


def groups(register: Register, headers: list[tuple[str, ...]]) -> list[dict[str, int]]:
    found = member_groups([Header(i, h) for i, h in enumerate(headers)], Aliases(register))
    return [dict(g.columns) for g in found]


@pytest.fixture
def dibao(registers: tuple[Register, ...]) -> Register:
    return next(r for r in registers if r.code == "roll_dibao_rural")


@pytest.mark.parametrize(
    "headers",
    [
        [
            "家庭成员1姓名",
            "家庭成员1身份证号",
            "与户主关系1",
            "家庭成员2姓名",
            "家庭成员2身份证号",
            "与户主关系2",
        ],
        ["其他家庭成员姓名1", "身份证号1", "关系1", "其他家庭成员姓名2", "身份证号2", "关系2"],
        [
            "成员一姓名",
            "成员一公民身份号码",
            "成员一与户主关系",
            "成员二姓名",
            "成员二公民身份号码",
            "成员二与户主关系",
        ],
        [
            "家庭成员姓名(1)",
            "家庭成员身份证号(1)",
            "与户主关系(1)",
            "家庭成员姓名(2)",
            "家庭成员身份证号(2)",
            "与户主关系(2)",
        ],
        ["姓名", "身份证号", "与户主关系", "姓名", "身份证号", "与户主关系"],
        ["家庭成员姓名", "家庭成员身份证号", "与户主关系", "家庭成员姓名", "家庭成员身份证号", "与户主关系"],
    ],
)
def test_members_to_the_right(dibao: Register, headers: list[str]) -> None:
    expected = [
        {"member_name": 4, "member_id": 5, "member_relation": 6},
        {"member_name": 7, "member_id": 8, "member_relation": 9},
    ]
    assert groups(dibao, [(h,) for h in [*HEAD, *headers]]) == expected


def test_members_under_parents(dibao: Register) -> None:
    headers = [
        ("户主", "姓名"),
        ("户主", "身份证号码"),
        ("家庭成员1", "姓名"),
        ("家庭成员1", "身份证号码"),
        ("家庭成员1", "与户主关系"),
        ("家庭成员2", "姓名"),
        ("家庭成员2", "身份证号码"),
    ]
    assert groups(dibao, headers) == [
        {"member_name": 2, "member_id": 3, "member_relation": 4},
        {"member_name": 5, "member_id": 6},
    ]


def test_the_first_plain_pair_is_the_heads(dibao: Register) -> None:
    headers = ["家庭编号", "姓名", "身份证号", "低保金", "姓名", "身份证号", "姓名", "身份证号"]
    assert groups(dibao, [(h,) for h in headers]) == [
        {"member_name": 4, "member_id": 5},
        {"member_name": 6, "member_id": 7},
    ]


def test_a_count_of_members_is_no_member(dibao: Register) -> None:
    assert groups(dibao, [(h,) for h in [*HEAD, "家庭成员人数", "家庭成员数"]]) == []


def test_member_rows_carry_household_month_and_status(read: Read, csv: Write) -> None:
    grid = [
        [*HEAD, "姓名", "身份证号", "与户主关系", "姓名", "身份证号", "与户主关系"],
        ["N1", "刘小红", "339901198109090625", "350", "刘 洋", "339901201006180172", "子", "", "", ""],
        ["N2", "周玉梅", "339901197212120904", "460", "", "", "", "周强", "339901201210100159'", "二女婿"],
    ]
    output = read({"roll_dibao_rural/2026年6月.csv": csv(grid)})
    assert not output.faults
    columns = [
        "row",
        "member_no",
        "household_id",
        "member_name",
        "member_id",
        "member_id_status",
        "member_relation",
    ]
    assert output.members.select(columns).rows() == [
        (2, 1, "N1", "刘洋", "339901201006180172", "bad_check", "子女"),
        (3, 2, "N2", "周强", "339901201210100159", "valid", None),
    ]
    assert output.members["benefit_month"].dt.to_string("%Y-%m").unique().to_list() == ["2026-06"]
    assert output.members["member_id_text"].to_list()[1].endswith("'")
    assert output.registers["roll_dibao_rural"]["head_name"].to_list() == ["刘小红", "周玉梅"]


def test_two_level_member_columns_in_a_workbook(read: Read, xlsx: Write) -> None:
    grid = [
        ["示例县农村居民最低生活保障花名册（2026年5月）"],
        ["序号", "家庭编号", "户主", None, "月保障金额(元)", "家庭成员1", None, None],
        [None, None, "姓名", "身份证号码", None, "姓名", "身份证号码", "与户主关系"],
        [1, "NC005", "刘小红", "339901198109090625", 350, "刘洋", "339901201006180172", "子"],
        [2, "NC009", "张桂兰", "339901196204210649", 390, None, None, None],
        ["合计", None, None, None, 740],
    ]
    output = read({"农村低保花名册/2026年农村低保.xlsx": xlsx({"2026年5月": grid})})
    assert not output.faults
    assert output.members.select("row", "member_no", "member_name").rows() == [(4, 1, "刘洋")]
    assert output.registers["roll_dibao_rural"].select("head_name", "amount_fen").rows() == [
        ("刘小红", 35_000),
        ("张桂兰", 39_000),
    ]


NAME_ID_RELATION = ["姓名", "身份证号", "与户主关系"]


@pytest.mark.parametrize(
    "headers",
    [
        ["家庭成员1姓名", "身份证号", "与户主关系", "家庭成员2姓名", "身份证号", "与户主关系"],
        ["成员1", "成员1身份证", "与户主关系", "成员2", "成员2身份证", "与户主关系"],
        [f"家庭成员{n}({what})" for n in (1, 2) for what in NAME_ID_RELATION],
        [f"第{n}成员{what}" for n in "一二" for what in NAME_ID_RELATION],
        ["姓名", "身份证号", "与户主关系", "姓名.1", "身份证号.1", "与户主关系.1"],
        [f"member_{what}{n}" for n in (1, 2) for what in ("name", "id", "relation")],
        ["member_name", "member_id", "member_relation"] * 2,
    ],
)
def test_further_spellings_of_member_columns(dibao: Register, headers: list[str]) -> None:
    assert groups(dibao, [(h,) for h in [*HEAD, *headers]]) == [
        {"member_name": 4, "member_id": 5, "member_relation": 6},
        {"member_name": 7, "member_id": 8, "member_relation": 9},
    ]


@pytest.mark.parametrize(
    "above",
    [[("家庭成员情况",)] * 2, [("其他家庭成员信息",)] * 2, [("家庭成员", "成员1"), ("家庭成员", "成员2")]],
)
def test_members_under_a_heading(dibao: Register, above: list[tuple[str, ...]]) -> None:
    headers = [*((h,) for h in HEAD), *((*parents, h) for parents in above for h in NAME_ID_RELATION)]
    assert groups(dibao, headers) == [
        {"member_name": 4, "member_id": 5, "member_relation": 6},
        {"member_name": 7, "member_id": 8, "member_relation": 9},
    ]
    assert groups(dibao, [(h,) for h in [*HEAD, "家庭成员情况"]]) == []


def test_the_heads_own_relation_is_no_members(dibao: Register) -> None:
    headers = ["家庭编号", "姓名", "身份证号", "与户主关系", "低保金", *NAME_ID_RELATION, *NAME_ID_RELATION]
    assert groups(dibao, [(h,) for h in headers]) == [
        {"member_name": 5, "member_id": 6, "member_relation": 7},
        {"member_name": 8, "member_id": 9, "member_relation": 10},
    ]


def test_a_plain_number_beside_the_head_is_the_heads(read: Read, csv: Write) -> None:
    grid = [
        ["家庭编号", "户主", "身份证号码", "低保金"],
        ["N1", "刘小红", "339901198109090625", "350"],
    ]
    output = read({"roll_dibao_rural/2026年6月.csv": csv(grid)})
    assert not output.faults
    roll = output.registers["roll_dibao_rural"]
    assert roll.select("head_name", "head_id").rows() == [("刘小红", "339901198109090625")]
    assert output.members.is_empty()


@pytest.mark.parametrize("home", [["", "", ""], ["N1", "刘小红", "339901198109090625"]])
def test_one_member_a_line(read: Read, csv: Write, home: list[str]) -> None:
    grid = [
        [*HEAD, "保障人数", "家庭成员姓名", "家庭成员身份证号", "与户主关系"],
        ["N1", "刘小红", "339901198109090625", "350", "2", "刘洋", "339901201006180172", "子"],
        [*home, "", "", "周强", "339901201210100159", "女婿"],
        ["N2", "周玉梅", "339901197212120904", "460", "1", "", "", ""],
        ["合计", "", "", "810", "3", "", "", ""],
    ]
    output = read({"roll_dibao_rural/2026年6月.csv": csv(grid)})
    assert not output.faults
    roll = output.registers["roll_dibao_rural"]
    assert roll.select("row", "household_id", "head_name", "amount_fen").rows() == [
        (2, "N1", "刘小红", 35_000),
        (3, "N1", "刘小红", 0),
        (4, "N2", "周玉梅", 46_000),
    ]
    assert roll["headcount"].to_list() == [2, None, 1]  # counted and added up once, as the amount
    assert output.members.select("row", "member_no", "household_id", "member_name").rows() == [
        (2, 1, "N1", "刘洋"),
        (3, 1, "N1", "周强"),
    ]


def test_a_household_without_amount_is_not_completed(read: Read, csv: Write) -> None:
    grid = [
        [*HEAD, "家庭成员姓名", "家庭成员身份证号"],
        ["N1", "刘小红", "339901198109090625", "350", "", ""],
        ["N2", "周玉梅", "339901197212120904", "", "周强", "339901201210100159"],
        ["", "", "339901197212120904", "", "周强", "339901201210100159"],
        ["N2", "周玉梅", "339901197212120904", "", "", ""],
    ]
    roll = read({"roll_dibao_rural/2026年6月.csv": csv(grid)}).registers["roll_dibao_rural"]
    assert roll["amount_fen"].to_list() == [35_000, None, None, None]


def test_a_new_alias_and_a_saved_mapping_name_members_too(dibao: Register) -> None:
    fields = tuple(
        replace(f, aliases=(*f.aliases, "家属")) if f.name == "member_name" else f for f in dibao.fields
    )
    aliases = Aliases(replace(dibao, fields=fields), {"家属证号": "member_id"})
    headers = [*HEAD, "家属1", "家属证号1", "家属2", "家属证号2"]
    found = member_groups([Header(i, (h,)) for i, h in enumerate(headers)], aliases)
    assert [dict(g.columns) for g in found] == [
        {"member_name": 4, "member_id": 5},
        {"member_name": 6, "member_id": 7},
    ]
