"""PAID_MONTH and PERSON_GAP."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def month(world: Any, *columns: str) -> tuple[Any, ...]:
    """The chosen columns of the only paid month."""
    (row,) = world.facts()["paid_month"].select(columns).rows()
    return row


def test_the_parts_stay_apart_and_an_unknown_kind_counts_in_the_sum_only(world: Any) -> None:
    for fen, kind in ((40000, "normal"), (1000, "arrears"), (200, "correction"), (30, "price"), (4, None)):
        world.line("wang", fen, line_kind=kind, line_kind_text=kind or "奖励")
    parts = ("paid_fen", "normal_fen", "arrears_fen", "correction_fen", "price_fen", "counted_fen")
    assert month(world, *parts) == (41234, 40000, 1000, 200, 30, 40200)


def test_a_returned_line_counts_zero_and_its_reissue_once(world: Any) -> None:
    world.line("liu", 35000, status="returned")
    world.line("liu", 35000, line_kind="correction", line_kind_text="更正发放")
    columns = ("paid_fen", "normal_lines", "correction_lines", "returned_lines", "counted_fen")
    assert month(world, *columns) == (35000, 0, 1, 1, 35000)


def test_two_normal_lines_of_one_month_are_both_counted(world: Any) -> None:
    world.line("chen", 40000)
    world.line("chen", 30000, batch_no="B2")
    columns = ("normal_lines", "counted_fen", "largest_line_fen", "batches", "distinct_amounts")
    assert month(world, *columns) == (2, 70000, 40000, 2, 2)


def test_a_negative_line_reduces_the_sum_and_takes_back_the_line_of_its_amount(world: Any) -> None:
    world.line("chen", 40000)
    world.line("chen", 40000)
    world.line("chen", -40000)
    assert month(world, "paid_fen", "normal_lines", "largest_line_fen") == (40000, 1, 40000)


def test_a_negative_line_of_another_amount_takes_back_no_line(world: Any) -> None:
    world.line("chen", 40000)
    world.line("chen", -1000)
    assert month(world, "paid_fen", "normal_lines") == (39000, 1)


def test_a_month_whose_lines_all_came_back_is_there_with_nothing_paid(world: Any) -> None:
    world.line("liu", 35000, status="failed")
    assert month(world, "paid_fen", "normal_lines", "returned_lines", "largest_line_fen") == (0, 0, 1, None)


def test_an_empty_kind_is_counted_as_such(world: Any) -> None:
    world.line("chen", 40000, line_kind=None, line_kind_text=None)
    assert month(world, "normal_lines", "empty_kind_lines") == (1, 1)


def test_a_line_without_a_month_is_a_gap_of_the_person_not_a_month(world: Any) -> None:
    world.line("wang", 40000, None)
    world.line("wang", 40000, None, status="stopped")
    facts = world.facts()
    assert facts["paid_month"].is_empty()
    assert facts["person_gap"].rows() == [("wang", "dibao_rural", 1)]


def test_the_roll_of_the_month_says_what_was_due(world: Any) -> None:
    world.line("he", 9000, programme="dis_care")
    world.row("roll_disability", who="he", programme="dis_care", benefit_month="2026-06", amount_fen=8000)
    world.row("roll_disability", who="he", programme="dis_care", benefit_month="2026-05", amount_fen=7000)
    assert month(world, "has_entitlement", "entitlement_fen") == (True, 8000)


def test_without_a_roll_row_nothing_is_said_about_the_due_amount(world: Any) -> None:
    world.line("he", 9000, programme="dis_care")
    assert month(world, "has_entitlement", "entitlement_fen", "household_id") == (False, None, None)


def test_a_dibao_beneficiary_carries_household_share_and_due_amount(world: Any) -> None:
    world.line("zhou", 46000)
    world.household("zhou", "NC7", 40000, headcount=2, other_amount_fen=6000, members=(("qiang", "周强"),))
    columns = ("household_id", "entitlement_fen", "share_fen", "has_other_living_members")
    assert month(world, *columns) == ("NC7", 46000, 23000, True)


def test_a_member_who_died_before_the_month_is_no_other_living_member(world: Any) -> None:
    world.line("zhou", 46000)
    world.household("zhou", "NC7", 46000, headcount=2, members=(("qiang", "周强"),))
    world.row("death_police", who="qiang", reason="death", died_on="2026-05-31")
    assert month(world, "has_other_living_members") == (False,)


def test_a_member_who_died_in_the_month_still_counts_as_living_in_it(world: Any) -> None:
    world.line("zhou", 46000)
    world.household("zhou", "NC7", 46000, headcount=2, members=(("qiang", "周强"),))
    world.row("death_police", who="qiang", reason="death", died_on="2026-06-01")
    assert month(world, "has_other_living_members") == (True,)


def test_a_head_of_two_households_is_due_both_amounts(world: Any) -> None:
    world.line("zhou", 46000)
    world.line("zhou", 30000)
    world.household("zhou", "NC7", 46000)
    world.household("zhou", "NC9", 30000)
    facts = world.facts()
    assert facts["paid_month"].select("counted_fen", "entitlement_fen").rows() == [(76000, 76000)]
    households = facts["household_month"].select("household_id", "paid_fen").rows()
    assert households == [("NC7", 46000), ("NC9", 30000)]


def test_months_of_one_person_are_sorted_and_apart(world: Any) -> None:
    world.line("wang", 2, "2026-06")
    world.line("wang", 1, "2026-05", handled_on=None)
    paid = world.facts()["paid_month"]
    assert paid.select("benefit_month", "paid_fen").rows() == [(MAY, 1), (JUNE, 2)]
    assert paid["last_paid_on"].to_list() == [date(2026, 6, 8)] * 2
    assert paid.schema["paid_fen"] == pl.Int64


def test_lines_of_unknown_status_or_kind_are_counted_apart(world: Any) -> None:
    world.line("li", 40000)
    world.line("li", 40000, status=None)
    world.line("li", 40000, line_kind=None, line_kind_text="特别类型")
    (row,) = (
        world.facts()["paid_month"]
        .select("paid_fen", "normal_lines", "unknown_lines", "unknown_kind_lines", "unknown_kinds")
        .rows()
    )
    assert row == (80000, 1, 1, 1, "特别类型")


def test_a_line_of_unknown_status_that_the_bank_failed_is_known_to_be_unpaid(world: Any) -> None:
    world.line("li", 40000, batch_no="B1", line_no=1, status=None)
    world.row(
        "pay_return", batch_no="B1", line_no=1, account="6221", amount_fen=40000, result="failed",
        handled_on="2026-06-09",
    )  # fmt: skip
    assert world.facts()["paid_month"]["unknown_lines"].to_list() == [0]


def test_a_beneficiary_nobody_lists_has_the_household_of_the_lines_head(world: Any) -> None:
    world.household("li", "NC8", 60000, members=(("son", "子"),))
    world.line("guest", 60000, who={"head": "li", "payee": "li", "beneficiary": "guest"})
    (row,) = (
        world.facts()["paid_month"]
        .select("household_id", "share_fen", "has_other_living_members", "entitlement_fen")
        .rows()
    )
    assert row == ("NC8", 30000, True, 60000)
