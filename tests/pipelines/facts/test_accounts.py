"""ACCOUNT_PERSON: beneficiaries of an account, grouped by household."""

from __future__ import annotations

from typing import Any

import pytest


def pay(world: Any, person: str, fen: int = 9000, payee: str = "holder", **values: Any) -> None:
    """A dis_care line to the shared account."""
    defaults = {"account": "6221", "programme": "dis_care", "payee_name": payee}
    world.line(person, fen, who={"payee": payee, "beneficiary": person}, **{**defaults, **values})


def groups(world: Any) -> dict[str, str]:
    return dict(world.facts()["account_person"].select("person_id", "group_id").rows())


def holders(world: Any) -> list[str]:
    """The persons of the holder's group."""
    rows = world.facts()["account_person"].select("person_id", "is_holder_group").rows()
    return [p for p, is_holder in rows if is_holder]


def test_strangers_on_one_account_are_two_groups(world: Any) -> None:
    pay(world, "lin")
    pay(world, "zhou")
    assert groups(world) == {"lin": "lin", "zhou": "zhou"}


def test_a_dibao_household_of_any_month_of_the_window_is_one_group(world: Any) -> None:
    world.household("mother", "NC7", 100, "2026-05", members=(("a", "甲"), ("b", "乙")))
    for child in ("a", "b"):
        pay(world, child, payee="mother")
    assert groups(world) == {"a": "a", "b": "a"}


def test_a_household_before_the_window_makes_no_group(world: Any) -> None:
    world.household("mother", "NC7", 100, "2026-04", members=(("a", "甲"), ("b", "乙")))
    for child in ("a", "b"):
        pay(world, child)
    assert groups(world) == {"a": "a", "b": "b"}


def test_the_same_hukou_household_is_one_group(world: Any) -> None:
    for person in ("a", "b"):
        world.row("hukou", who=person, household_no="H1")
        pay(world, person)
    assert groups(world) == {"a": "a", "b": "a"}


def test_guardian_and_ward_are_one_group_but_two_wards_of_a_stranger_are_not(world: Any) -> None:
    for ward in ("w1", "w2"):
        world.row("roll_child", who={"beneficiary": ward, "guardian": "aunt"}, benefit_month="2026-06")
        pay(world, ward, payee="aunt")
    assert groups(world) == {"w1": "w1", "w2": "w2"}
    pay(world, "aunt", payee="aunt")
    assert groups(world) == {"w1": "aunt", "w2": "aunt", "aunt": "aunt"}


def test_bonds_lead_on_along_a_chain(world: Any) -> None:
    world.household("d", "NC7", 100, members=(("c", "丙"),))
    for person, number in (("c", "H1"), ("b", "H1"), ("a", "H2"), ("x", "H3")):
        world.row("hukou", who=person, household_no=number)
    world.household("b", "NC8", 100, members=(("a", "甲"),))
    for person in "dcbax":
        pay(world, person)
    assert groups(world) == {"a": "a", "b": "a", "c": "a", "d": "a", "x": "x"}


def test_persons_of_different_accounts_are_not_put_together(world: Any) -> None:
    for person in ("a", "b"):
        world.row("hukou", who=person, household_no="H1")
        pay(world, person, account=f"acc-{person}")
    assert groups(world) == {"a": "a", "b": "b"}


def test_the_holders_group_is_the_payees(world: Any) -> None:
    pay(world, "lin", 90000, payee="zhou")
    pay(world, "zhou", 100, payee="zhou")
    assert holders(world) == ["zhou"]


def test_the_holders_group_is_that_of_a_payee_who_gets_nothing_but_shares_the_household(world: Any) -> None:
    world.household("mother", "NC7", 100, members=(("a", "甲"),))
    pay(world, "lin", 90000, payee="mother")
    pay(world, "a", 100, payee="mother")
    assert holders(world) == ["a"]


def test_a_stranger_as_payee_leaves_the_largest_group_as_holders(world: Any) -> None:
    pay(world, "lin", 90000)
    pay(world, "a", 100)
    assert holders(world) == ["lin"]


@pytest.mark.parametrize(
    "line",
    [{"programme": "tekun_central"}, {"payee_name": "青石镇敬老院"}, {"payee_name": "示例县儿童之家"}],
    ids=["central tekun", "a name that says so", "a name of the institution register"],
)
def test_accounts_of_institutions_are_flagged(world: Any, line: dict[str, str]) -> None:
    world.row("institution", who="x", institution="示例县儿童之家")
    pay(world, "a", **line)
    pay(world, "b", account="other")
    rows = world.facts()["account_person"].select("person_id", "is_institution").rows()
    assert rows == [("a", True), ("b", False)]


def test_a_child_raised_in_an_institution_flags_the_account(world: Any) -> None:
    world.row(
        "roll_child", who="a", programme="orphan", benefit_month="2026-06", placement="集中养育", amount_fen=9
    )
    pay(world, "a", programme="orphan")
    assert world.facts()["account_person"]["is_institution"].to_list() == [True]


def test_only_successful_lines_of_the_window_with_an_account_are_here(world: Any) -> None:
    pay(world, "a", 1)
    pay(world, "a", 20, month="2026-04")
    pay(world, "a", 300, status="returned")
    pay(world, "a", 4000, account=None)
    rows = world.facts()["account_person"].select("account", "paid_fen", "lines").rows()
    assert rows == [("6221", 1, 1)]


def test_a_household_is_known_with_hukou_or_on_a_roll(world: Any) -> None:
    world.household("a", "NC7", 100)
    pay(world, "a")
    pay(world, "b")
    known = world.facts()["account_person"].select("person_id", "is_household_known").rows()
    assert known == [("a", True), ("b", False)]
    world.row("hukou", who="somebody", household_no="H1")
    assert world.facts()["account_person"]["is_household_known"].to_list() == [True, True]


def test_a_ward_of_the_payee_is_marked(world: Any) -> None:
    world.row("roll_child", who={"beneficiary": "w", "guardian": "aunt"}, benefit_month="2026-06")
    pay(world, "w", payee="aunt")
    pay(world, "x", payee="aunt")
    rows = world.facts()["account_person"].select("person_id", "is_ward_of_payee").rows()
    assert rows == [("w", True), ("x", False)]


def test_who_is_paid_as_own_payee_has_an_own_account(world: Any) -> None:
    pay(world, "lin")
    pay(world, "zhou")
    world.line("zhou", 9000, who={"payee": "zhou", "beneficiary": "zhou"}, account="7333")
    rows = world.facts()["account_person"].filter(account="6221").select("person_id", "has_own_account")
    assert dict(rows.rows()) == {"lin": False, "zhou": True}
