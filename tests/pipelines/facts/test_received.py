"""RECEIVED_MONTH and ENTITLEMENT."""

from __future__ import annotations

from datetime import date
from typing import Any

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def received(world: Any, *columns: str) -> list[tuple[Any, ...]]:
    return world.facts()["received_month"].select("person_id", *columns).rows()


# --- entitlement ---------------------------------------------------------------------------------


def test_a_tekun_amount_is_living_and_care_together(world: Any) -> None:
    world.row(
        "roll_tekun", who="he", programme="tekun_scattered", benefit_month="2026-06",
        living_amount_fen=98000, care_amount_fen=22000,
    )  # fmt: skip
    due = world.facts()["entitlement"]
    assert due.select("person_id", "amount_fen", "role", "household_id").rows() == [
        ("he", 120000, "beneficiary", None)
    ]


def test_several_roll_rows_of_one_person_month_and_programme_add_up(world: Any) -> None:
    for fen in (9000, 1000):
        world.row("roll_disability", who="he", programme="dis_care", benefit_month="2026-06", amount_fen=fen)
    world.row("roll_disability", who="he", programme="dis_life", benefit_month="2026-06", amount_fen=5)
    due = world.facts()["entitlement"].select("programme", "amount_fen", "row").rows()
    assert due == [("dis_care", 10000, 2), ("dis_life", 5, 4)]


def test_the_dibao_head_carries_the_household_amount_and_members_nothing(world: Any) -> None:
    world.household("zhou", "NC7", 46000, headcount=2, members=(("qiang", "周强"),))
    due = world.facts()["entitlement"].select("person_id", "role", "amount_fen", "is_counted").rows()
    assert due == [("qiang", "member", 0, True), ("zhou", "head", 46000, True)]


# --- received ------------------------------------------------------------------------------------


def test_a_paid_month_is_received_and_a_returned_one_is_not(world: Any) -> None:
    world.line("he", 9000, "2026-05", programme="dis_care")
    world.line("he", 9000, "2026-06", programme="dis_care", status="returned")
    assert received(world, "benefit_month", "basis", "received_fen") == [("he", MAY, "paid", 9000)]


def test_the_roll_stands_in_only_where_no_line_covers_programme_and_month(world: Any) -> None:
    for person, month in (("he", "2026-05"), ("he", "2026-06"), ("li", "2026-06")):
        world.row("roll_disability", who=person, programme="dis_care", benefit_month=month, amount_fen=9000)
    world.line("li", 8000, "2026-06", programme="dis_care")
    assert received(world, "benefit_month", "basis", "received_fen") == [
        ("he", MAY, "roll", 9000),
        ("li", JUNE, "paid", 8000),
    ]


def test_base_leaves_arrears_and_price_subsidies_out(world: Any) -> None:
    for fen, kind in ((9000, "normal"), (300, "arrears"), (20, "price"), (1, "correction")):
        world.line("he", fen, programme="dis_care", line_kind=kind)
    assert received(world, "received_fen", "base_fen", "arrears_only") == [("he", 9321, 9001, False)]


def test_a_month_of_arrears_only_is_marked(world: Any) -> None:
    world.line("he", 300, programme="dis_life", line_kind="arrears")
    assert received(world, "arrears_only", "base_fen") == [("he", True, 0)]


def test_every_listed_person_of_a_paid_household_is_here_counted_or_not(world: Any) -> None:
    world.line("wu", 43000)
    world.household("wu", "NC8", 43000, headcount=1, members=(("qiang", "周强"),))
    world.row("roll_tekun", who="qiang", programme="tekun_scattered", benefit_month="2026-06")
    rows = received(world, "programme", "role", "is_counted", "received_fen", "share_fen", "is_sole")
    assert rows == [
        ("qiang", "dibao_rural", "member", False, 43000, 43000, True),
        ("wu", "dibao_rural", "head", True, 43000, 43000, True),
    ]


def test_a_household_that_got_nothing_is_not_received(world: Any) -> None:
    world.line("li", 100)
    world.household("zhou", "NC7", 40000)
    assert received(world) == []


def test_a_person_in_two_households_is_received_once_with_the_smaller_share(world: Any) -> None:
    for head, number, fen in (("zhou", "NC7", 46000), ("wu", "NC8", 43000)):
        world.line(head, fen)
        world.household(head, number, fen, headcount=2, members=(("qiang", "周强"),))
    assert received(world, "household_id", "share_fen")[0] == ("qiang", "NC8", 21500)


def test_the_household_that_counts_a_person_comes_before_one_that_does_not(world: Any) -> None:
    world.line("zhou", 90000)
    world.line("wu", 100)
    world.household("zhou", "NC7", 90000, headcount=2, members=(("qiang", "周强"),))
    world.household("wu", "NC8", 100, headcount=1, members=(("qiang", "周强"),))
    world.row("roll_tekun", who="qiang", programme="tekun_scattered", benefit_month="2026-06")
    assert received(world, "household_id", "is_counted")[0] == ("qiang", "NC7", True)


def test_without_any_roll_of_the_month_whether_a_paid_person_is_counted_cannot_be_told(world: Any) -> None:
    world.line("zhou", 40000, "2026-06")
    world.household("zhou", "NC7", 40000, "2026-05")
    rows = received(world, "benefit_month", "is_counted", "basis")
    assert rows == [("zhou", MAY, True, "roll"), ("zhou", JUNE, None, "paid")]


def test_a_paid_person_the_months_roll_does_not_list_does_not_receive(world: Any) -> None:
    world.line("ghost", 40000)
    world.household("zhou", "NC7", 40000)
    assert received(world) == []


def test_a_run_is_the_persons_months_in_the_programme(world: Any) -> None:
    for month in ("2026-02", "2026-04", "2026-05"):
        world.line("he", 9000, month, programme="dis_care")
    rows = received(world, "first_month", "last_month")
    april = date(2026, 4, 1)
    assert rows == [("he", date(2026, 2, 1), date(2026, 2, 1)), ("he", april, MAY), ("he", april, MAY)]


def test_certificate_and_start_come_from_the_nearest_roll_month_but_months_from_its_own(world: Any) -> None:
    world.row(
        "roll_disability", who="he", programme="dis_care", benefit_month="2026-05", amount_fen=9000,
        months=3, start_month="2024-01", certificate="33990119430808019x41B1",
    )  # fmt: skip
    world.line("he", 9000, "2026-06", programme="dis_care")
    (row,) = [
        r for r in received(world, "benefit_month", "start_month", "certificate20", "months") if r[1] == JUNE
    ]
    assert row == ("he", JUNE, date(2024, 1, 1), "33990119430808019X41", None)
