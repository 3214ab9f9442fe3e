"""Which rows the contract rejects, which it only warns about, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from checks.contracts.contract import ContractOutput, contract, contract_registers
from pipelines.definitions import Field, FieldType, PersonRole, Register
from pipelines.tables import MEMBER_ROW, ROW, register_row

AS_OF = date(2026, 7, 5)


def f(
    name: str, type_: FieldType, alias: str, *, required: bool = False, vocabulary: str | None = None
) -> Field:
    return Field(name, type_, required, (alias,), vocabulary)


PAY_BATCH = Register(
    "pay_batch", "一卡通发放明细", "payment lines", "monthly",
    fields=(
        f("batch_no", "text", "批次号", required=True),
        f("programme", "code", "补贴项目", required=True, vocabulary="programme"),
        f("benefit_month", "month", "所属期", required=True),
        f("line_no", "int", "序号"),
        f("payee_name", "name", "收款人姓名", required=True),
        f("payee_id", "id", "收款人身份证号", required=True),
        f("account", "account", "银行账号", required=True),
        f("beneficiary_name", "name", "享受人", required=True),
        f("beneficiary_id", "id", "享受人身份证号", required=True),
        f("amount", "money", "补贴金额", required=True),
        f("paid_on", "date", "发放日期"),
    ),
    persons=(
        PersonRole("payee", name="payee_name", id="payee_id"),
        PersonRole("beneficiary", name="beneficiary_name", id="beneficiary_id"),
    ),
    amounts=("amount",), needs_month=True, programme_field="programme", programme_vocabulary="programme",
)  # fmt: skip
DIBAO = Register(
    "roll_dibao_rural", "农村低保花名册", "rural dibao roll", "monthly",
    fields=(
        f("household_id", "text", "家庭编号", required=True),
        f("head_name", "name", "户主姓名", required=True),
        f("head_id", "id", "户主身份证号", required=True),
        f("household_income", "money", "家庭每月收入"),
        f("amount", "money", "低保金", required=True),
        f("member_name", "name", "家庭成员姓名"),
        f("member_id", "id", "家庭成员身份证号"),
    ),
    persons=(PersonRole("head", name="head_name", id="head_id", household="household_id"),),
    repeats=("member_name", "member_id"), amounts=("amount",), needs_month=True, programme="dibao_rural",
)  # fmt: skip
CREMATION = Register(
    "death_cremation", "火化登记", "cremations", "standing",
    fields=(
        f("cremated_on", "date", "火化日期", required=True),
        f("name", "name", "姓名", required=True),
        f("id_number", "id", "身份证号"),
        f("died_on", "date", "死亡日期"),
    ),
    persons=(PersonRole("subject", name="name", id="id_number"),),
)  # fmt: skip
VAGRANT = Register(
    "vagrant", "救助站台账", "rescue station", "standing",
    fields=(
        f("name", "name", "姓名"), f("id_number", "id", "身份证号"),
        f("from_on", "date", "入站日期", required=True), f("to_on", "date", "离站日期"),
    ),
    persons=(PersonRole("subject", name="name", id="id_number"),),
)  # fmt: skip
LEDGER = Register(
    "fund_ledger", "财政拨款台账", "fund ledger", "monthly",
    fields=(
        f("voucher_no", "text", "凭证号", required=True),
        f("amount", "money", "金额", required=True),
        f("booked_on", "date", "记账日期", required=True),
    ),
    persons=(), amounts=("amount",),
)  # fmt: skip
RETURNS = Register(
    "pay_return", "银行返盘", "bank returns", "monthly",
    fields=(
        f("batch_no", "text", "批次号", required=True),
        f("account_name", "name", "户名", required=True),
        f("amount", "money", "金额", required=True),
        f("handled_on", "datetime", "处理日期"),
    ),
    persons=(PersonRole("subject", name="account_name"),), amounts=("amount",),
)  # fmt: skip

GOOD: Mapping[str, Mapping[str, Any]] = {
    "pay_batch": {
        "batch_no": "B1", "programme": "dibao_rural", "programme_text": "农村低保",
        "benefit_month": date(2026, 6, 1), "benefit_month_text": "2026年6月",
        "payee_name": "张三", "payee_id": "339901195001010019", "payee_id_text": "339901195001010019",
        "payee_id_status": "valid", "account": "6230000000000001",
        "beneficiary_name": "张三", "beneficiary_id": "339901195001010019",
        "beneficiary_id_text": "339901195001010019", "beneficiary_id_status": "valid",
        "amount_fen": 35000, "amount_text": "350", "paid_on": date(2026, 6, 20), "paid_on_text": "2026/6/20",
    },
    "roll_dibao_rural": {
        "benefit_month": date(2026, 6, 1), "household_id": "H1", "head_name": "李四",
        "head_id": "339901195001010019", "head_id_status": "valid", "amount_fen": 68000, "amount_text": "680",
    },
    "death_cremation": {"cremated_on": date(2026, 5, 6), "cremated_on_text": "2026-05-06", "name": "王五"},
    "vagrant": {"name": "赵六", "from_on": date(2026, 5, 6), "from_on_text": "5.6"},
    "fund_ledger": {
        "voucher_no": "V1", "amount_fen": 1, "amount_text": "0.01", "booked_on": date(2026, 6, 1),
        "booked_on_text": "2026-06-01",
    },
    "pay_return": {"batch_no": "B1", "account_name": "张三", "amount_fen": 35000, "amount_text": "350"},
}  # fmt: skip


def rows_of(register: Register, *changes: Mapping[str, Any]) -> pl.DataFrame:
    base: dict[str, Any] = {"register": register.code, "file": f"{register.code}/6.xlsx", "sheet": "6月"}
    base |= {"is_hidden": False, **GOOD[register.code]}
    return register_row(register).rows(*({**base, "row": 2 + k, **c} for k, c in enumerate(changes)))


def judged(register: Register, *changes: Mapping[str, Any]) -> ContractOutput:
    return contract(register, rows_of(register, *changes), as_of=AS_OF)


def said(output: ContractOutput) -> list[tuple[str, str, str, int]]:
    return sorted(output.findings.select("field", "expectation", "severity", "rows_failed").rows())


def test_a_good_row_is_accepted_and_nothing_is_said() -> None:
    for register in (PAY_BATCH, DIBAO, CREMATION, VAGRANT, LEDGER, RETURNS):
        output = judged(register, {})
        assert output.accepted.equals(rows_of(register, {}))
        assert output.rejected.columns == [*output.accepted.columns, "reason"]
        assert (output.rejected.height, said(output)) == (0, [])


@pytest.mark.parametrize(
    ("register", "change", "reason", "finding"),
    [
        (PAY_BATCH, {"amount_fen": None, "amount_text": None}, "缺少金额", ("amount", "missing")),
        (PAY_BATCH, {"amount_fen": None, "amount_text": "叁佰"}, "金额无法识别", ("amount", "unreadable")),
        (PAY_BATCH, {"batch_no": None}, "缺少批次号", ("batch_no", "missing")),
        (DIBAO, {"household_id": None}, "缺少家庭编号", ("household_id", "missing")),
        (LEDGER, {"voucher_no": None}, "缺少凭证号", ("voucher_no", "missing")),
    ],
    ids=["no amount", "unreadable amount", "no batch", "no household", "no voucher"],
)  # fmt: skip
def test_a_row_without_amount_or_key_is_rejected(
    register: Register, change: dict[str, Any], reason: str, finding: tuple[str, str]
) -> None:
    output = judged(register, {}, change)
    assert output.accepted.equals(rows_of(register, {}))
    assert output.rejected.select("row", "reason").rows() == [(3, reason)]
    assert said(output) == [(*finding, "reject", 1)]


NOBODY = {"id_number": None, "name": None}


def test_a_payment_line_without_beneficiary_is_rejected_even_when_the_payee_is_named() -> None:
    nobody = dict.fromkeys(["beneficiary_name", "beneficiary_id", "beneficiary_id_status"])
    output = judged(PAY_BATCH, nobody)
    assert output.rejected["reason"].to_list() == ["缺少姓名和身份证号"]


def test_a_name_or_a_number_alone_is_enough() -> None:
    output = judged(
        DIBAO, {"head_id": None, "head_id_status": None}, {"head_name": None, "household_id": "H2"}
    )
    assert output.rejected.height == 0
    assert said(output) == [("head_id", "missing", "warn", 1), ("head_name", "missing", "warn", 1)]


def test_a_dead_person_without_name_and_number_is_rejected_but_an_unnamed_vagrant_is_kept() -> None:
    assert judged(CREMATION, NOBODY).rejected["reason"].to_list() == ["缺少姓名和身份证号"]
    vagrant = judged(VAGRANT, NOBODY)
    assert vagrant.accepted.height == 1
    assert said(vagrant) == [("name", "nobody", "warn", 1)]


def test_a_register_that_names_nobody_by_number_needs_no_person() -> None:
    assert judged(LEDGER, {}).accepted.height == 1
    holder = judged(RETURNS, {"account_name": None})
    assert (holder.accepted.height, said(holder)) == (1, [("account_name", "missing", "warn", 1)])


def test_several_reasons_stand_together_in_the_order_of_the_fields() -> None:
    output = judged(PAY_BATCH, {"batch_no": None, "amount_fen": None, "amount_text": "?"})
    assert output.rejected["reason"].to_list() == ["缺少批次号、金额无法识别"]


@pytest.mark.parametrize(
    ("register", "change", "finding"),
    [
        (PAY_BATCH, {"benefit_month": None, "benefit_month_text": None}, ("benefit_month", "missing")),
        (PAY_BATCH, {"benefit_month": None, "benefit_month_text": "六月份"}, ("benefit_month", "unreadable")),
        (DIBAO, {"benefit_month": None}, ("benefit_month", "missing")),
        (PAY_BATCH, {"paid_on": None, "paid_on_text": "6月31日"}, ("paid_on", "unreadable")),
        (PAY_BATCH, {"paid_on": date(2026, 7, 6)}, ("paid_on", "ahead")),
        (PAY_BATCH, {"benefit_month": date(2026, 8, 1)}, ("benefit_month", "ahead")),
        (PAY_BATCH, {"programme": None}, ("programme", "unknown")),
        (PAY_BATCH, {"programme": None, "programme_text": None}, ("programme", "missing")),
        (PAY_BATCH, {"payee_id_status": "bad_check"}, ("payee_id", "bad_id")),
        (PAY_BATCH, {"account": None}, ("account", "missing")),
        (PAY_BATCH, {"account": "6.23E+15"}, ("account", "bad_account")),
        (DIBAO, {"amount_fen": -100}, ("amount", "negative")),
        (DIBAO, {"household_income_text": "无"}, ("household_income", "unreadable")),
        (CREMATION, {"cremated_on": None, "cremated_on_text": None}, ("cremated_on", "missing")),
        (CREMATION, {"died_on": date(2026, 5, 7), "died_on_text": "5.7"}, ("cremated_on", "before")),
        (VAGRANT, {"to_on": date(2026, 5, 1), "to_on_text": "5.1"}, ("to_on", "before")),
        (RETURNS, {"handled_on": datetime(2026, 7, 6), "handled_on_text": "7.6"}, ("handled_on", "ahead")),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_everything_else_is_a_warning_and_the_row_stays(
    register: Register, change: dict[str, Any], finding: tuple[str, str]
) -> None:
    output = judged(register, change)
    assert output.accepted.equals(rows_of(register, change))
    assert said(output) == [(*finding, "warn", 1)]


@pytest.mark.parametrize(
    ("register", "change"),
    [
        (PAY_BATCH, {"amount_fen": -35000}),
        (LEDGER, {"amount_fen": -1}),
        (PAY_BATCH, {"paid_on": AS_OF}),
        (RETURNS, {"handled_on": datetime(2026, 7, 5, 23, 59), "handled_on_text": "7.5"}),
        (VAGRANT, {"to_on": date(2027, 1, 1), "to_on_text": "2027"}),
        (CREMATION, {"died_on": date(2026, 5, 6), "died_on_text": "5.6"}),
        (PAY_BATCH, {"payee_id_status": "valid_15"}),
    ],
    ids=["taken back", "fund returned", "paid today", "late today", "end ahead", "same day", "15 digits"],
)  # fmt: skip
def test_what_looks_odd_but_is_right_is_not_reported(register: Register, change: dict[str, Any]) -> None:
    assert said(judged(register, change)) == []


def test_the_same_line_number_twice_in_a_batch_is_reported_and_both_lines_stay() -> None:
    output = judged(PAY_BATCH, {"line_no": 1}, {"line_no": 1}, {"line_no": 2}, {"line_no": None}, {})
    assert output.accepted.height == 5
    assert said(output) == [("line_no", "duplicate", "warn", 2)]


def test_a_finding_says_how_many_rows_and_shows_the_first_five_by_place() -> None:
    rows = rows_of(PAY_BATCH, *({"account": None} for _ in range(7))).reverse()
    (finding,) = contract(PAY_BATCH, rows, as_of=AS_OF).findings.to_dicts()
    assert finding["text"] == "一卡通发放明细：7行缺少“银行账号”；仍采用。"
    assert finding["text_en"] == "payment lines: 7 row(s) have no account; used all the same."
    assert [place["row"] for place in finding["sample"]] == [2, 3, 4, 5, 6]


def test_no_finding_repeats_what_stands_in_a_cell() -> None:
    output = judged(
        PAY_BATCH, {"payee_id": "123456789012345678", "payee_id_status": "bad_check", "account": "x987"}
    )
    text = output.findings.select("text", "text_en").write_csv()
    assert "123456789012345678" not in text
    assert "x987" not in text


def test_a_register_without_rows_is_judged_without_findings() -> None:
    output = contract(PAY_BATCH, rows_of(PAY_BATCH, {}).clear(), as_of=AS_OF)
    assert (output.accepted.height, output.rejected.height, output.findings.height) == (0, 0, 0)


def test_row_order_changes_neither_findings_nor_the_set_of_rows() -> None:
    rows = rows_of(DIBAO, {}, {"household_id": None}, {}, {"amount_fen": None})
    forth, back = (contract(DIBAO, r, as_of=AS_OF) for r in (rows, rows.reverse()))
    assert forth.findings.equals(back.findings)
    assert forth.rejected.equals(back.rejected.reverse())
    assert forth.accepted.equals(back.accepted.reverse())


def test_members_and_input_rows_follow_a_rejected_row_out() -> None:
    place = {"register": "roll_dibao_rural", "file": "roll_dibao_rural/6.xlsx", "sheet": "6月"}
    frames = {
        "roll_dibao_rural": rows_of(DIBAO, {}, {"household_id": None}),
        "fund_ledger": rows_of(LEDGER, {}),
    }
    members = MEMBER_ROW.rows(
        *({**place, "row": row, "member_no": n, "member_name": "小明"} for row, n in ((2, 1), (2, 2), (3, 1)))
    )
    ledger_place = {**place, "register": "fund_ledger", "file": "fund_ledger/6.xlsx"}
    input_rows = ROW.rows(
        {**place, "row": 1, "status": "not_data", "reason": "表头"},
        {**place, "row": 2, "status": "used", "reason": ""},
        {**place, "row": 3, "status": "used", "reason": ""},
        {**ledger_place, "row": 2, "status": "used", "reason": ""},
    )
    output = contract_registers([DIBAO, LEDGER, PAY_BATCH], frames, members, input_rows, as_of=AS_OF)
    assert {code: frame.height for code, frame in output.accepted.items()} == {
        "roll_dibao_rural": 1,
        "fund_ledger": 1,
    }
    assert output.members.select("row", "member_no").rows() == [(2, 1), (2, 2)]
    assert output.rows.select("row", "status", "reason").rows() == [
        (1, "not_data", "表头"), (2, "used", ""), (3, "rejected", "缺少家庭编号"), (2, "used", ""),
    ]  # fmt: skip
    assert output.findings.select("register", "expectation").rows() == [("roll_dibao_rural", "missing")]
