"""A guardian named without number is the holder of the account that stands in the same row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.rules.load import load_registers

Make = dict[str, Callable[..., Any]]
ACCOUNT = "6228480000000000029"


@pytest.mark.parametrize("code", ["roll_child", "roll_disability"])
def test_the_guardian_carries_the_account_of_the_row(code: str) -> None:
    registers, _ = load_registers(Path(__file__).parents[3] / "rules")
    roll = next(r for r in registers if r.code == code)
    assert {p.role: p.account for p in roll.persons}["guardian"] == "account"


def test_the_holder_of_the_rows_account(make: Make) -> None:
    people = [
        make["mention"](
            "pay_batch", 2, "payee", name="钱监护", id_number=make["number"]("19600101", 21), account=ACCOUNT
        ),
        make["mention"](
            "roll_child", 2, "beneficiary", name="吴宝", account=ACCOUNT,
            id_number=make["number"]("20150505", 51),
        ),
        make["mention"]("roll_child", 2, "guardian", name="钱监护", account=ACCOUNT),
        make["mention"]("roll_child", 3, "guardian", name="钱监护", account="6228480000000000099"),
        make["mention"]("roll_child", 4, "guardian", name="孙监护", account=ACCOUNT),
    ]  # fmt: skip
    found = make["identified"](people)
    holder = make["link"](found, "pay_batch", 2, "payee")
    guardian = make["link"](found, "roll_child", 2, "guardian")
    assert (guardian["person_id"], guardian["evidence"]) == (holder["person_id"], "probable")
    for row in (3, 4):
        assert make["link"](found, "roll_child", row, "guardian")["evidence"] == "single"
