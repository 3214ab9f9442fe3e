"""SHEET_TOTAL: a footer against the rows it covers."""

from __future__ import annotations

from typing import Any

ROLL = "roll_dibao_rural"


def total(world: Any, *columns: str) -> tuple[Any, ...]:
    (row,) = world.facts()["sheet_total"].select(columns).rows()
    return row


def rows(world: Any, *amounts: int, **values: Any) -> None:
    for k, fen in enumerate(amounts):
        world.household(f"h{k}", f"NC{k}", fen, **values)


def test_the_footers_amount_meets_the_sum_of_its_column(world: Any) -> None:
    rows(world, 335000, 0)
    world.footer(ROLL, first_row=2, last_row=3, amount_field="amount", amount_fen=340000, amount_text="3400")
    columns = ("amount_fen", "detail_fen", "detail_count", "has_unreadable", "count_field")
    assert total(world, *columns) == (340000, 335000, 2, False, None)


def test_a_rejected_row_counts_with_its_readable_amount(world: Any) -> None:
    rows(world, 100)
    world.row(ROLL, rejected=True, row=3, amount_fen=40, amount_text="0.4")
    world.footer(ROLL, first_row=2, last_row=3, amount_field="amount", amount_fen=140)
    assert total(world, "detail_fen", "detail_count", "has_unreadable") == (140, 2, False)


def test_a_rejected_unreadable_amount_is_told(world: Any) -> None:
    rows(world, 100)
    world.row(ROLL, rejected=True, row=3, amount_fen=None, amount_text="四十")
    world.footer(ROLL, first_row=2, last_row=3, amount_field="amount", amount_fen=140)
    assert total(world, "detail_fen", "has_unreadable") == (100, True)


def test_a_rejected_row_with_an_empty_amount_is_not_unreadable(world: Any) -> None:
    rows(world, 100)
    world.row(ROLL, rejected=True, row=3, amount_fen=None, amount_text=None)
    world.footer(ROLL, first_row=2, last_row=3, amount_field="amount", amount_fen=100)
    assert total(world, "detail_fen", "has_unreadable") == (100, False)


def test_an_unreadable_footer_is_told(world: Any) -> None:
    rows(world, 100)
    world.footer(ROLL, first_row=2, last_row=2, amount_field="amount", amount_text="壹元")
    assert total(world, "has_unreadable") == (True,)


def test_a_subtotal_covers_the_rows_since_the_last_one(world: Any) -> None:
    rows(world, 1, 20, 300, 4000)
    world.footer(ROLL, row=91, kind="subtotal", first_row=2, last_row=3, amount_field="amount", amount_fen=21)
    world.footer(ROLL, row=92, kind="subtotal", first_row=4, last_row=5, amount_field="amount", amount_fen=1)
    world.footer(ROLL, row=93, first_row=2, last_row=5, amount_field="amount", amount_fen=4321)
    totals = world.facts()["sheet_total"].select("row", "detail_fen", "detail_count").rows()
    assert totals == [(91, 21, 2), (92, 4300, 2), (93, 4321, 4)]


def test_hidden_rows_count_and_are_told_apart(world: Any) -> None:
    rows(world, 100)
    rows(world, 50, is_hidden=True)
    world.footer(ROLL, first_row=2, last_row=3, amount_field="amount", amount_fen=100)
    assert total(world, "detail_fen", "hidden_rows", "hidden_fen") == (150, 1, 50)


def test_a_footer_under_the_headcount_meets_its_sum(world: Any) -> None:
    rows(world, 1, 2, headcount=3)
    world.footer(ROLL, first_row=2, last_row=3, count=6, count_field="headcount")
    columns = ("count", "count_field", "detail_count", "detail_fen", "amount_fen")
    assert total(world, *columns) == (6, "headcount", 6, None, None)


def test_a_number_of_households_meets_households_where_it_says_so_else_rows(world: Any) -> None:
    for person in ("a", "b"):
        world.household(person, "NC7", 100)
    world.household("c", "NC8", 100)
    world.footer(ROLL, row=91, first_row=2, last_row=4, count=2, count_field="household_id")
    world.footer(ROLL, row=92, first_row=2, last_row=4, count=3, count_field="household_id")
    world.footer(ROLL, row=93, first_row=2, last_row=4, count=9, count_field="household_id")
    assert world.facts()["sheet_total"]["detail_count"].to_list() == [2, 3, 3]


def test_rows_of_another_sheet_do_not_count(world: Any) -> None:
    rows(world, 100)
    rows(world, 50, sheet="2026年5月")
    world.footer(ROLL, first_row=2, last_row=9, amount_field="amount", amount_fen=100)
    assert total(world, "detail_fen") == (100,)


def test_a_footer_over_no_rows_has_nothing_to_meet(world: Any) -> None:
    world.footer("roll_elderly", first_row=2, last_row=3, amount_field="amount", amount_fen=100)
    assert total(world, "detail_fen", "detail_count", "has_unreadable") == (0, 0, False)
