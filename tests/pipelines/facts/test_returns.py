"""Which return row answers which line: batch and number, else account and amount in file order."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest


def answer(world: Any, line_no: int | None, result: str, **values: Any) -> None:
    """A pay_return row of batch B1 to the account of wang, 400.00."""
    row = {"batch_no": "B1", "account": "acc-wang", "amount_fen": 40000, "handled_on": "2026-06-09"}
    world.row("pay_return", line_no=line_no, result=result, **{**row, **values})


def outcomes(world: Any) -> list[tuple[Any, ...]]:
    """(line_no, is_successful, is_returned, return_row) of every line in file order."""
    lines = world.facts()["payment_line"]
    return lines.select("line_no", "is_successful", "is_returned", "return_row").rows()


def test_a_failed_return_of_the_line_number_makes_the_line_unpaid(world: Any) -> None:
    world.line("wang", 40000)
    world.line("wang", 40000)
    answer(world, 2, "failed")
    assert outcomes(world) == [(1, True, False, None), (2, False, True, 2)]


def test_a_line_without_an_answer_is_paid_even_where_the_batch_has_answers(world: Any) -> None:
    world.line("wang", 40000)
    world.line("li", 50000)
    answer(world, 1, "success")
    assert outcomes(world) == [(1, True, False, 2), (2, True, False, None)]


def test_without_line_numbers_lines_and_returns_meet_one_to_one_in_file_order(world: Any) -> None:
    world.line("wang", 40000, line_no=None)
    world.line("wang", 40000, line_no=None)
    answer(world, 1, "success")
    answer(world, 2, "failed")
    assert outcomes(world) == [(None, True, False, 2), (None, False, True, 3)]


def test_returns_without_numbers_meet_numbered_lines_of_the_same_account_and_amount(world: Any) -> None:
    world.line("wang", 40000)
    world.line("wang", 30000)
    answer(world, None, "failed", amount_fen=30000)
    assert outcomes(world) == [(1, True, False, None), (2, False, True, 2)]


def test_an_answer_with_another_number_does_not_meet_a_numbered_line_by_amount(world: Any) -> None:
    world.line("wang", 40000)
    answer(world, 7, "failed")
    assert outcomes(world) == [(1, True, False, None)]


def test_an_answer_in_another_batch_or_for_another_amount_meets_nothing(world: Any) -> None:
    world.line("wang", 40000, line_no=None)
    answer(world, None, "failed", batch_no="B2")
    answer(world, None, "failed", amount_fen=39999)
    assert outcomes(world) == [(None, True, False, None)]


def test_numbers_repeated_over_merged_files_are_told_apart_by_the_account(world: Any) -> None:
    world.line("wang", 40000, line_no=1)
    world.line("li", 40000, line_no=1)
    answer(world, 1, "failed", account="acc-li")
    assert outcomes(world) == [(1, True, False, None), (1, False, True, 2)]


def test_an_account_typed_differently_in_the_return_still_meets_by_number(world: Any) -> None:
    world.line("wang", 40000)
    answer(world, 1, "failed", account="6221")
    assert outcomes(world) == [(1, False, True, 2)]


def test_one_failed_answer_outweighs_a_later_success(world: Any) -> None:
    world.line("wang", 40000)
    answer(world, 1, "failed")
    answer(world, 1, "success")
    assert outcomes(world) == [(1, False, True, 2)]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("paid", (True, False)),
        ("applied", (False, False)),
        ("stopped", (False, False)),
        ("refunded", (False, True)),
        ("returned", (False, True)),
        ("failed", (False, True)),
        (None, (False, False)),
    ],
    ids=["paid", "applied", "stopped", "refunded", "returned", "failed", "text nobody knows"],
)
def test_only_the_status_paid_is_successful(
    world: Any, status: str | None, expected: tuple[bool, bool]
) -> None:
    world.line("wang", 40000, status=status)
    lines = world.facts()["payment_line"]
    assert lines.select("is_successful", "is_returned").rows() == [expected]


def test_the_day_the_bank_handled_a_line_is_kept(world: Any) -> None:
    world.line("wang", 40000, paid_on=None)
    answer(world, 1, "success")
    lines = world.facts()["payment_line"]
    assert lines["handled_on"].cast(pl.String).to_list() == ["2026-06-09"]
