"""Numbers that went through a number cell must never look like good numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.read.number_cells import scientific
from pipelines.read.output import ReadOutput

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
ID = 339901194803120267
HEADER = ["序号", "姓名", "身份证号", "供养方式", "基本生活费", "银行账号", "备注"]


def grid(id_number: object, account: object = "6221809999000000001") -> list[list[object]]:
    return [
        HEADER,
        [1, "王秀英", id_number, "分散供养", 980, account],
        [2, "何大山", "33990119430808019X", "分散供养", 980.5, "0012"],
    ]


@pytest.mark.parametrize("format_", ["xlsx", "xls"])
def test_a_number_typed_identity_number_is_damaged(read: Read, xlsx: Write, xls: Write, format_: str) -> None:
    content = (xlsx if format_ == "xlsx" else xls)({"2026年6月": grid(ID)})
    output = read({f"roll_tekun/a.{format_}": content})
    rows = output.registers["roll_tekun"]
    assert rows["id_number_status"].to_list() == ["damaged", "valid"]
    assert rows["id_number_text"].to_list() == ["3.39901194803E+17", "33990119430808019X"]
    assert rows["account"].to_list() == ["6221809999000000001", "0012"]
    assert rows["living_amount_fen"].to_list() == [98_000, 98_050]
    assert [(f.code, f.stops, f.where.row, f.where.column) for f in output.faults] == [
        ("READ-07", False, 2, "身份证号")
    ]
    assert "1个号码以数值存储" in output.faults[0].what.zh


def test_a_number_typed_account_is_damaged_too(read: Read, xlsx: Write) -> None:
    output = read({"roll_tekun/a.xlsx": xlsx({"2026年6月": grid(str(ID), 6221809999000000001)})})
    assert output.registers["roll_tekun"]["account"].to_list() == ["6.221809999E+18", "0012"]
    assert [(f.code, f.where.column) for f in output.faults] == [("READ-07", "银行账号")]


def test_short_numbers_survive_a_number_cell(read: Read, xlsx: Write) -> None:
    output = read({"roll_tekun/a.xlsx": xlsx({"2026年6月": grid(str(ID), 622180999900001)})})
    assert output.registers["roll_tekun"]["account"].to_list() == ["622180999900001", "0012"]
    assert not output.faults


@pytest.mark.parametrize("format_", ["xlsx", "xls"])
def test_empty_columns_on_the_left_do_not_hide_the_cell(
    read: Read, xlsx: Write, xls: Write, format_: str
) -> None:
    shifted = [[None, None, *row] for row in grid(ID)]
    content = (xlsx if format_ == "xlsx" else xls)({"2026年6月": [[], *shifted]})
    rows = read({f"roll_tekun/a.{format_}": content}).registers["roll_tekun"]
    assert rows["id_number_status"].to_list() == ["damaged", "valid"]


def test_a_csv_saved_from_a_damaged_sheet(read: Read, csv: Write) -> None:
    lines = grid("3.39901194803E+17")
    lines[2][2] = "339901194803120000"
    output = read({"roll_tekun/2026年6月.csv": csv(lines)})
    assert output.registers["roll_tekun"]["id_number_status"].to_list() == ["damaged", "damaged"]
    assert "2个号码" in output.faults[0].what.zh


def test_the_scientific_form_shows_no_lost_digit() -> None:
    assert scientific(float(ID)) == "3.39901194803E+17"
    assert scientific(1e15) == "1E+15"
