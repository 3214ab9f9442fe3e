"""TIE_OUT: roll and lines, batch and bank return, batch and ledger."""

from __future__ import annotations

from typing import Any

import pytest


def book(world: Any, test: str, unit: str, *columns: str) -> tuple[Any, ...]:
    ties = world.facts()["tie_out"].filter(test=test, unit_key=unit)
    (row,) = ties.select(columns).rows()
    return row


A_SIDES = ("left_fen", "right_fen", "left_count", "right_count")


def test_the_rolls_amounts_meet_the_sent_normal_lines_by_household(world: Any) -> None:
    world.household("zhou", "NC7", 46000, members=(("qiang", "周强"),))
    world.household("li", "NC8", 40000)
    world.line("zhou", 40000)
    world.line("qiang", 6000)
    world.line("li", 40000, status="returned")
    world.line("li", 40000, line_kind="correction")
    world.line("li", 500, line_kind="arrears")
    world.line("li", 7, status="stopped")
    assert book(world, "A", "dibao_rural|2026-06", *A_SIDES) == (86000, 86000, 2, 2)


def test_persons_are_counted_outside_dibao(world: Any) -> None:
    for person in ("he", "guo"):
        world.row(
            "roll_disability", who=person, programme="dis_care", benefit_month="2026-06", amount_fen=9000
        )
    world.line("he", 9000, programme="dis_care")
    assert book(world, "A", "dis_care|2026-06", *A_SIDES) == (18000, 9000, 2, 1)


def test_a_line_of_nobody_listed_counts_as_a_unit_of_its_own(world: Any) -> None:
    world.household("li", "NC8", 40000)
    world.line("li", 40000)
    world.line("ghost", 40000)
    assert book(world, "A", "dibao_rural|2026-06", *A_SIDES) == (40000, 80000, 1, 2)


def test_a_month_with_one_book_only_says_which(world: Any) -> None:
    world.line("li", 40000, "2026-05")
    world.household("li", "NC8", 40000, "2026-06")
    sides = ("has_left", "has_right")
    assert book(world, "A", "dibao_rural|2026-05", *sides) == (False, True)
    assert book(world, "A", "dibao_rural|2026-06", *sides) == (True, False)


def test_months_and_batches_outside_the_window_are_left_out(world: Any) -> None:
    world.line("li", 40000, "2026-04")
    assert world.facts()["tie_out"].is_empty()


def test_a_batch_meets_all_its_return_rows(world: Any) -> None:
    world.line("a", 100)
    world.line("b", 50)
    world.line("c", 7, status="stopped")
    world.line("d", 1, "2026-04", line_kind="arrears")
    world.row("pay_return", batch_no="B1", line_no=1, account="acc-a", amount_fen=100, result="success")
    world.row("pay_return", batch_no="B1", line_no=2, account="acc-b", amount_fen=45, result="failed")
    columns = (*A_SIDES, "right_failed_fen", "has_right", "is_partial")
    assert book(world, "B", "B1", *columns) == (151, 145, 3, 2, 45, True, True)


def test_a_batch_without_return_and_ledger_has_no_right_book(world: Any) -> None:
    world.line("a", 100)
    assert book(world, "B", "B1", "has_right", "right_fen", "is_partial") == (False, 0, False)
    assert book(world, "C", "B1", "has_right", "right_fen") == (False, 0)


def test_only_ledger_rows_that_pay_out_meet_the_batch(world: Any) -> None:
    world.line("a", 100)
    for direction, fen in (("out", 100), ("in", 500), ("return", 7), (None, 3)):
        world.row("fund_ledger", batch_no="B1", direction=direction, amount_fen=fen)
    assert book(world, "C", "B1", "left_fen", "right_fen", "has_right") == (100, 100, True)


@pytest.mark.parametrize(
    ("register", "tests"),
    [("pay_batch", "ABC"), ("pay_return", "B"), ("fund_ledger", "C"), ("roll_dibao_rural", "A")],
)
def test_a_rejected_row_marks_the_books_it_belongs_to(world: Any, register: str, tests: str) -> None:
    world.line("li", 40000)
    world.household("li", "NC8", 40000)
    world.row(
        register, who="li", rejected=True, row=88, batch_no="B1", programme="dibao_rural",
        benefit_month="2026-06", amount_fen=None, amount_text="四百",
    )  # fmt: skip
    ties = world.facts()["tie_out"].sort("test").select("test", "has_rejected_amount").rows()
    assert [t for t, is_marked in ties if is_marked] == list(tests)


def test_an_unreadable_second_amount_of_an_accepted_roll_row_marks_the_month(world: Any) -> None:
    world.line("li", 40000)
    world.household("li", "NC8", 40000, other_amount_fen=None, other_amount_text="若干")
    assert book(world, "A", "dibao_rural|2026-06", "has_rejected_amount") == (True,)


def test_a_rejected_tekun_line_without_form_marks_both_forms(world: Any) -> None:
    world.line("he", 120000, programme="tekun_central")
    world.row("pay_batch", rejected=True, row=88, programme="tekun", benefit_month="2026-06", batch_no="B9")
    assert book(world, "A", "tekun_central|2026-06", "has_rejected_amount") == (True,)


def test_a_ledger_row_of_unknown_direction_marks_the_batch(world: Any) -> None:
    world.line("li", 10000, batch_no="B1")
    for direction, fen in (("out", 6000), (None, 4000)):
        world.row("fund_ledger", batch_no="B1", direction=direction, amount_fen=fen)
    assert book(world, "C", "B1", "right_fen", "has_unknown_direction") == (6000, True)


def test_only_a_roll_against_its_lines_names_a_roll(world: Any) -> None:
    world.household("li", "NC8", 40000)
    world.line("li", 40000, batch_no="B1")
    named = world.facts()["tie_out"].select("test", "roll_programme").rows()
    assert sorted(named) == [("A", "dibao_rural"), ("B", None), ("C", None)]


def test_a_batch_stands_in_the_month_most_of_its_lines_are_for(world: Any) -> None:
    world.line("li", 40000, batch_no="B1")
    world.line("zhou", 46000, batch_no="B1")
    world.line("li", 500, "2026-05", line_kind="arrears", batch_no="B1")
    (month,) = book(world, "B", "B1", "benefit_month")
    assert str(month) == "2026-06-01"
