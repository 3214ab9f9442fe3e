"""HOUSEHOLD_MONTH and HOUSEHOLD_MEMBER: roll rows, headcount, money, runs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

MARCH, APRIL, MAY, JUNE = (date(2026, m, 1) for m in (3, 4, 5, 6))


def household(world: Any, *columns: str) -> tuple[Any, ...]:
    """The chosen columns of the only household month."""
    (row,) = world.facts()["household_month"].select(columns).rows()
    return row


def counted(world: Any) -> dict[str, bool | None]:
    """Person → is_counted of June."""
    members = world.facts()["household_member"]
    return {
        p: c for p, m, c in members.select("person_id", "benefit_month", "is_counted").rows() if m == JUNE
    }


# --- several rows of one household ---------------------------------------------------------------


def test_a_household_listed_vertically_counts_its_amount_once_and_lists_everybody(world: Any) -> None:
    world.household("zhou", "NC7", 46000, headcount=2, members=(("qiang", "周强"),))
    world.household("zhou", "NC7", 46000, headcount=2, members=(("mei", "周梅"),))
    assert household(world, "roll_fen", "listed", "headcount") == (46000, 3, 2)
    assert sorted(world.facts()["household_member"]["person_id"]) == ["mei", "qiang", "zhou"]


def test_rows_of_one_household_with_different_amounts_add_up(world: Any) -> None:
    world.household("zhou", "NC7", 46000)
    world.household("zhou", "NC7", 5000)
    assert household(world, "roll_fen", "listed") == (51000, 1)


def test_rows_of_one_household_with_different_heads_add_up_and_the_first_is_head(world: Any) -> None:
    world.household("zhou", "NC7", 20000)
    world.household("li", "NC7", 20000)
    assert household(world, "roll_fen", "head_id", "listed") == (40000, "zhou", 2)


def test_a_head_repeated_among_the_members_is_listed_once_as_head(world: Any) -> None:
    world.household("zhou", "NC7", 46000, members=(("zhou", "周玉梅"), ("qiang", "周强")))
    roles = world.facts()["household_member"].select("person_id", "role").rows()
    assert roles == [("qiang", "member"), ("zhou", "head")]


def test_a_member_of_a_rejected_row_is_not_listed(world: Any) -> None:
    world.household("zhou", "NC7", 46000)
    world.row(
        "roll_dibao_rural", who="li", household_id="NC8", rejected=True, row=77, members=(("x", "某人"),),
        benefit_month="2026-06",
    )  # fmt: skip
    assert world.facts()["household_member"]["person_id"].to_list() == ["zhou"]


# --- counted -------------------------------------------------------------------------------------


def with_two_listed(world: Any, headcount: int | None) -> None:
    world.household("wu", "NC8", 43000, headcount=headcount, members=(("qiang", "周强"),))


@pytest.mark.parametrize("headcount", [None, 0, 2, 3], ids=["empty", "nought", "as listed", "more"])
def test_everybody_is_counted_when_the_headcount_leaves_room(world: Any, headcount: int | None) -> None:
    with_two_listed(world, headcount)
    assert counted(world) == {"wu": True, "qiang": True}


def test_who_is_counted_cannot_be_told_when_the_headcount_is_short_without_a_reason(world: Any) -> None:
    with_two_listed(world, 1)
    assert counted(world) == {"wu": None, "qiang": None}


def test_a_person_on_the_tekun_roll_of_the_month_is_the_one_left_out(world: Any) -> None:
    with_two_listed(world, 1)
    world.row("roll_tekun", who="qiang", programme="tekun_scattered", benefit_month="2026-06")
    assert counted(world) == {"wu": True, "qiang": False}


@pytest.mark.parametrize(
    ("programme", "expected"), [("orphan", False), ("aids_child", False), ("de_facto_orphan", None)]
)
def test_orphans_and_infected_children_are_left_out_but_not_de_facto_orphans(
    world: Any, programme: str, expected: bool | None
) -> None:
    with_two_listed(world, 1)
    world.row("roll_child", who="qiang", programme=programme, benefit_month="2026-06")
    assert counted(world)["qiang"] is expected


@pytest.mark.parametrize(
    ("start", "end", "custody", "expected"),
    [
        ("2026-06-01", None, "prison", False),
        ("2026-06-02", None, "prison", None),
        ("2026-01-01", "2026-06-01", "rehab", False),
        ("2026-01-01", "2026-05-31", "prison", None),
        ("2026-01-01", None, "detention", False),
        ("2026-01-01", None, "community", None),
        ("2026-01-01", None, "bail", None),
    ],
    ids=[
        "from the first day",
        "from the second day",
        "until the first day",
        "released before",
        "detention",
        "community",
        "bail",
    ],
)
def test_custody_on_the_first_day_leaves_a_person_out(
    world: Any, start: str, end: str | None, custody: str, expected: bool | None
) -> None:
    with_two_listed(world, 1)
    world.row("prison", who="wu", custody=custody, from_on=start, to_on=end)
    assert counted(world)["wu"] is expected


@pytest.mark.parametrize(("died", "expected"), [("2026-05-31", False), ("2026-06-01", None)])
def test_only_a_death_before_the_month_leaves_a_person_out(
    world: Any, died: str, expected: bool | None
) -> None:
    with_two_listed(world, 1)
    world.row("death_police", who="qiang", reason="death", died_on=died)
    assert counted(world)["qiang"] is expected


def test_all_known_reasons_are_left_out_even_when_more_than_the_headcount_needs(world: Any) -> None:
    world.household("wu", "NC8", 43000, headcount=2, members=(("a", "甲"), ("b", "乙")))
    for person in ("a", "b"):
        world.row("roll_tekun", who=person, programme="tekun_central", benefit_month="2026-06")
    assert counted(world) == {"wu": True, "a": False, "b": False}


# --- money ---------------------------------------------------------------------------------------


def test_the_share_is_rounded_down_to_the_fen(world: Any) -> None:
    world.line("zhou", 10000)
    world.household("zhou", "NC7", 10000, headcount=3)
    assert household(world, "paid_fen", "share_fen", "is_covered") == (10000, 3333, True)


def test_an_empty_headcount_shares_among_the_listed(world: Any) -> None:
    world.line("zhou", 10000)
    world.household("zhou", "NC7", 10000, members=(("qiang", "周强"),))
    assert household(world, "share_fen") == (5000,)


def test_where_no_batch_covers_the_month_the_roll_stands_in(world: Any) -> None:
    world.household("zhou", "NC7", 40000, other_amount_fen=500)
    assert household(world, "paid_fen", "base_fen", "is_covered") == (40500, 40500, False)


def test_a_household_without_a_line_in_a_covered_month_is_paid_nothing(world: Any) -> None:
    world.line("li", 100)
    world.household("zhou", "NC7", 40000)
    assert household(world, "paid_fen", "is_covered") == (0, True)


def test_a_line_for_a_listed_member_belongs_to_the_household(world: Any) -> None:
    world.line("qiang", 20000, who={"head": "x", "payee": "qiang", "beneficiary": "qiang"})
    world.household("zhou", "NC7", 40000, members=(("qiang", "周强"),))
    assert household(world, "paid_fen") == (20000,)


def test_a_line_for_somebody_unlisted_falls_to_the_household_of_its_head(world: Any) -> None:
    world.line("grandchild", 20000, who={"head": "zhou", "payee": "zhou", "beneficiary": "grandchild"})
    world.household("zhou", "NC7", 40000)
    assert household(world, "paid_fen") == (20000,)


def test_returned_lines_and_other_programmes_are_not_the_households_money(world: Any) -> None:
    world.line("zhou", 20000, status="returned")
    world.line("zhou", 9000, programme="dis_care")
    world.line("zhou", 7000, programme="dibao_urban")
    world.household("zhou", "NC7", 40000)
    assert household(world, "paid_fen") == (0,)


def test_all_kinds_are_paid_but_only_normal_and_corrections_are_base(world: Any) -> None:
    for fen, kind in ((40000, "normal"), (300, "arrears"), (20, "price"), (1, "correction")):
        world.line("zhou", fen, line_kind=kind)
    world.household("zhou", "NC7", 40000)
    assert household(world, "paid_fen", "base_fen", "arrears_fen") == (40321, 40001, 300)


def test_a_line_for_a_person_listed_twice_goes_to_one_household_only(world: Any) -> None:
    world.household("zhou", "NC7", 46000, members=(("qiang", "周强"),))
    world.household("wu", "NC8", 43000, members=(("qiang", "周强"),))
    world.line("qiang", 43000, who={"head": "wu", "payee": "wu", "beneficiary": "qiang"})
    months = world.facts()["household_month"].select("household_id", "paid_fen").rows()
    assert months == [("NC7", 0), ("NC8", 43000)]


def test_equal_lines_of_a_head_of_two_equal_households_are_dealt_out_one_each(world: Any) -> None:
    for number in ("NC7", "NC8"):
        world.household("zhou", number, 40000)
        world.line("zhou", 40000)
    months = world.facts()["household_month"].select("household_id", "paid_fen").rows()
    assert months == [("NC7", 40000), ("NC8", 40000)]


def test_the_same_household_number_in_town_and_country_is_two_households(world: Any) -> None:
    world.household("zhou", "1", 40000)
    world.household("zhou", "1", 50000, register="roll_dibao_urban")
    months = world.facts()["household_month"].select("programme", "roll_fen").rows()
    assert months == [("dibao_rural", 40000), ("dibao_urban", 50000)]


# --- members -------------------------------------------------------------------------------------


def runs(world: Any) -> list[tuple[Any, ...]]:
    members = world.facts()["household_member"]
    return members.select("household_id", "benefit_month", "first_month", "last_month").rows()


def test_a_gap_breaks_the_run_of_months(world: Any) -> None:
    for month in ("2026-03", "2026-04", "2026-06"):
        world.household("zhou", "NC7", 1, month)
    assert runs(world) == [
        ("NC7", MARCH, MARCH, APRIL),
        ("NC7", APRIL, MARCH, APRIL),
        ("NC7", JUNE, JUNE, JUNE),
    ]


def test_a_move_shows_as_last_month_here_and_first_month_there(world: Any) -> None:
    world.household("zhou", "NC7", 1, "2026-04")
    world.household("zhou", "NC7", 1, "2026-05")
    world.household("zhou", "NC8", 1, "2026-05")
    world.household("zhou", "NC8", 1, "2026-06")
    assert ("NC7", MAY, APRIL, MAY) in runs(world)
    assert ("NC8", MAY, MAY, JUNE) in runs(world)


def test_a_member_left_on_the_list_but_out_of_the_headcount_ends_the_run(world: Any) -> None:
    for month, headcount in (("2026-05", 2), ("2026-06", 1)):
        world.household("wu", "NC8", 1, month, headcount=headcount, members=(("qiang", "周强"),))
    world.row("roll_tekun", who="qiang", programme="tekun_scattered", benefit_month="2026-06")
    members = world.facts()["household_member"]
    rows = members.select("person_id", "benefit_month", "is_counted", "last_month").rows()
    assert ("qiang", MAY, True, MAY) in rows
    assert ("wu", MAY, True, JUNE) in rows


def test_a_child_whose_hukou_parent_heads_the_household_is_marked(world: Any) -> None:
    world.household("zhou", "NC7", 1, members=(("qiang", "周强"),))
    world.row("hukou", who={"subject": "qiang", "mother": "zhou"})
    world.person("qiang", birth_date=date(2012, 10, 10))
    world.person("zhou", birth_date=date(1972, 12, 12))
    members = world.facts()["household_member"].select("person_id", "is_minor", "is_head_parent").rows()
    assert members == [("qiang", True, True), ("zhou", False, False)]


def test_a_birthday_on_the_last_day_of_the_month_makes_of_age(world: Any) -> None:
    world.household("a", "1", 1)
    world.household("b", "2", 1)
    world.household("c", "3", 1)
    world.person("a", birth_date=date(2008, 6, 30))
    world.person("b", birth_date=date(2008, 7, 1))
    members = world.facts()["household_member"].select("person_id", "is_minor").rows()
    assert members == [("a", False), ("b", True), ("c", None)]
