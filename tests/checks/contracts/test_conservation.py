"""Rows and fen are conserved by the contract, and a loss is noticed."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.contracts.conservation import money_conserved, rows_conserved, used_rows_conserved
from checks.contracts.contract import contract_registers
from pipelines.definitions import Field, PersonRole, Register
from pipelines.tables import MEMBER_ROW, ROW, SOURCE_FILE, register_row

LEDGER = Register(
    "temp_ledger", "临时救助台账", "temporary assistance", "daily",
    fields=(
        Field("case_no", "text", True, ("编号",)),
        Field("name", "name", True, ("姓名",)),
        Field("id_number", "id", True, ("身份证号",)),
        Field("amount", "money", True, ("救助金额",)),
    ),
    persons=(PersonRole("subject", name="name", id="id_number"),), amounts=("amount",),
)  # fmt: skip
PLACE = {"register": "temp_ledger", "file": "temp_ledger/1.csv", "sheet": ""}


def some(text: str) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.just(text))


records = st.lists(
    st.fixed_dictionaries(
        {
            "file": st.sampled_from(["temp_ledger/1.csv", "temp_ledger/2.csv"]),
            "case_no": some("C1"), "name": some("张三"), "id_number": some("339901195001010019"),
            "amount_fen": st.one_of(st.none(), st.integers(-(10**12), 10**12)),
            "amount_text": some("1"),
        }
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_no_row_and_no_fen_is_lost_whatever_the_rows_hold(
    given_rows: list[dict[str, Any]], random: Any
) -> None:
    numbered: list[dict[str, Any]] = []
    for file in ("temp_ledger/1.csv", "temp_ledger/2.csv"):
        of_file = [r for r in given_rows if r["file"] == file]
        numbered += [
            {**PLACE, **r, "row": 1 + k, "status": "used", "reason": ""} for k, r in enumerate(of_file)
        ]
    random.shuffle(numbered)
    table = register_row(LEDGER)
    frame = table.rows(*({k: v for k, v in r.items() if k in table.columns} for r in numbered))
    rows = ROW.rows(*({k: r[k] for k in ROW.columns} for r in numbered))
    files = SOURCE_FILE.rows(
        *(
            {**PLACE, "file": file, "rows": sum(r["file"] == file for r in numbered)}
            for file in ("temp_ledger/1.csv", "temp_ledger/2.csv")
        )
    )
    read = {"temp_ledger": frame}
    output = contract_registers([LEDGER], read, MEMBER_ROW.empty(), rows, as_of=date(2026, 7, 5))

    accepted, rejected = output.accepted["temp_ledger"], output.rejected["temp_ledger"]
    together = pl.concat([accepted, rejected.drop("reason")]).sort("file", "row")
    assert together.equals(frame.sort("file", "row"))
    assert rejected["reason"].str.len_chars().gt(0).all()
    assert rows_conserved(output.rows, files).height == 0
    assert used_rows_conserved(output.rows, output.accepted).height == 0
    money = money_conserved(read, output.accepted, output.rejected, [LEDGER])
    assert money["difference_fen"].to_list() == [0]
    assert money["read_fen"].to_list() == [sum(r["amount_fen"] or 0 for r in numbered)]


def input_rows(*statuses: tuple[int, str]) -> pl.DataFrame:
    return ROW.rows(*({**PLACE, "row": row, "status": status, "reason": ""} for row, status in statuses))


ONE_FILE = SOURCE_FILE.rows({**PLACE, "rows": 3})


def test_a_file_whose_rows_are_all_accounted_for_is_conserved() -> None:
    rows = input_rows((3, "used"), (1, "not_data"), (2, "rejected"))
    assert rows_conserved(rows, ONE_FILE).height == 0


@pytest.mark.parametrize(
    ("rows", "difference"),
    [
        (input_rows((1, "not_data"), (2, "used")), 1),
        (input_rows((1, "not_data"), (2, "used"), (3, "used"), (4, "used")), -1),
        (input_rows((1, "not_data"), (2, "used"), (2, "used")), 0),
        (input_rows((1, "not_data"), (2, "used"), (4, "used")), 0),
        (input_rows((1, "not_data"), (2, "used"), (3, "lost")), 1),
        (input_rows(), 3),
    ],
    ids=[
        "a row is missing",
        "a row too many",
        "a row twice",
        "a row outside",
        "an unknown status",
        "no row at all",
    ],
)
def test_a_row_that_is_not_accounted_for_once_is_noticed(rows: pl.DataFrame, difference: int) -> None:
    (violation,) = rows_conserved(rows, ONE_FILE).to_dicts()
    assert (violation["file"], violation["difference"]) == ("temp_ledger/1.csv", difference)


def test_a_sheet_nobody_read_and_an_empty_sheet_are_told_apart() -> None:
    rows = input_rows((1, "used"))
    assert rows_conserved(rows, SOURCE_FILE.empty())["difference"].to_list() == [-1]
    empty = SOURCE_FILE.rows({**PLACE, "rows": 0}, {**PLACE, "sheet": "b", "rows": None})
    assert rows_conserved(ROW.empty(), empty).height == 0


def test_a_used_row_that_no_frame_holds_is_noticed() -> None:
    rows = input_rows((1, "used"), (2, "used"), (3, "rejected"))
    frame = register_row(LEDGER).rows({**PLACE, "row": 1})
    assert used_rows_conserved(rows, {"temp_ledger": frame}).rows() == [("temp_ledger", 2, 1)]


def test_a_lost_fen_is_noticed_and_null_amounts_count_as_nothing() -> None:
    table = register_row(LEDGER)
    read = table.rows(
        {**PLACE, "row": 1, "amount_fen": 100}, {**PLACE, "row": 2}, {**PLACE, "row": 3, "amount_fen": 7}
    )
    money = money_conserved({"temp_ledger": read}, {"temp_ledger": read.head(2)}, {}, [LEDGER])
    assert money.rows() == [("temp_ledger", "amount", 107, 100, 0, 7)]
