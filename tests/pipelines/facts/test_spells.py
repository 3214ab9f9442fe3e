"""Payroll, custody and marginal spells, guardianships and the state of registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipelines.facts.registers import register_states
from pipelines.tables import SOURCE_FILE


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"from_month": "2020-01", "to_month": "2026-05"}, (date(2020, 1, 1), date(2026, 5, 1), True)),
        ({"extracted_on": "2026-06-30"}, (date(2026, 6, 1), None, False)),
        ({}, (None, None, False)),
    ],
    ids=["from and to", "only the register's day", "nothing known"],
)
def test_a_payroll_spell_begins_with_its_month_else_with_the_registers(
    world: Any, values: dict[str, str], expected: tuple[Any, ...]
) -> None:
    world.row("payroll", who="sun", status="active", kind=None, kind_text="公益性岗位", **values)
    (row,) = world.facts()["payroll_spell"].select("valid_from", "valid_to", "from_known", "kind").rows()
    assert row == (*expected, "公益性岗位")


@pytest.mark.parametrize(("register", "table"), [("payroll", "payroll_spell"), ("prison", "custody_spell")])
def test_a_spell_of_a_person_needs_a_strong_link(world: Any, register: str, table: str) -> None:
    world.row(register, who="sun", link={"evidence": "probable", "is_strong": False})
    world.row(register, who="li")
    assert world.facts()[table]["person_id"].to_list() == ["li"]


def test_custody_keeps_what_stands_in_an_unreadable_date(world: Any) -> None:
    world.row(
        "prison", who="wu", custody="prison", from_on=None, from_on_text="去年五月", extracted_on="2026-06-30"
    )
    spell = world.facts()["custody_spell"].select("valid_from", "from_text", "extracted_on").rows()
    assert spell == [(None, "去年五月", date(2026, 6, 30))]


def test_marginal_persons_are_kept_without_a_strong_link(world: Any) -> None:
    world.row("marginal_list", who="sun", link={"is_strong": False}, kind="marginal", from_on="2026-01-01")
    spell = world.facts()["marginal_spell"].select("person_id", "is_strong", "valid_from").rows()
    assert spell == [("sun", False, date(2026, 1, 1))]


def test_guardianship_is_ward_and_guardian_once_and_never_oneself(world: Any) -> None:
    for month in ("2026-05", "2026-06"):
        world.row("roll_child", who={"beneficiary": "child", "guardian": "aunt"}, benefit_month=month)
    world.row("roll_disability", who={"beneficiary": "he", "guardian": "he"}, benefit_month="2026-06")
    pairs = world.facts()["guardianship"].select("ward_id", "guardian_id", "row").rows()
    assert pairs == [("child", "aunt", 2)]


def test_a_register_is_present_with_rows_and_dated_by_the_county_before_its_files(world: Any) -> None:
    world.row("hukou", who="wang")
    world.row("payroll", who="wang")
    files = SOURCE_FILE.rows(
        {"register": "hukou", "file": "a", "sheet": "", "extracted_on": date(2026, 3, 31)},
        {"register": "hukou", "file": "b", "sheet": "", "extracted_on": date(2026, 6, 30)},
        {"register": "payroll", "file": "c", "sheet": "", "extracted_on": date(2026, 6, 30)},
    )
    county = replace(world.county, extracted={"payroll": date(2026, 5, 31)})
    accepted = {**world.accepted, "hukou": world.accepted["hukou"].clear()}
    states = register_states(world.registers, accepted, files, county)
    assert states.select("register", "is_present", "rows", "extracted_on", "is_standing").rows() == [
        ("hukou", False, 0, date(2026, 6, 30), True),
        ("payroll", True, 1, date(2026, 5, 31), True),
    ]


@pytest.mark.parametrize(
    ("text", "is_unreadable"),
    [("看不清", True), ("", False), (None, False), ("至今", False), (" 在押 ", False)],
)
def test_an_end_that_cannot_be_read_is_not_the_same_as_no_end(
    world: Any, text: str | None, is_unreadable: bool
) -> None:
    world.row("prison", who="wu", custody="prison", from_on="2026-01-01", to_on=None, to_on_text=text)
    world.row("payroll", who="sun", status="active", to_month=None, to_month_text=text)
    facts = world.facts()
    found = [facts[t]["is_end_unreadable"].to_list() for t in ("custody_spell", "payroll_spell")]
    assert found == [[is_unreadable], [is_unreadable]]


def test_a_roll_says_whether_it_has_rows_of_the_months_under_audit(world: Any) -> None:
    world.household("li", "NC8", 40000, "2026-04")
    world.row("payroll", who="li")
    rolls = [replace(r, needs_month=r.code.startswith("roll_")) for r in world.registers]
    states = register_states(rolls, world.accepted, SOURCE_FILE.empty(), world.county)
    assert dict(states.select("register", "has_window_rows").rows()) == {
        "payroll": None, "roll_dibao_rural": False,
    }  # fmt: skip
