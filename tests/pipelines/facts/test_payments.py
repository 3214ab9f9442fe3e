"""PAYMENT_LINE and COVERAGE: kinds, tekun form, original month of a re-issue, later account."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("code", "text", "kind", "is_empty"),
    [
        ("arrears", "补发", "arrears", False),
        (None, None, "normal", True),
        (None, "  ", "normal", True),
        (None, "奖励", None, False),
    ],
    ids=["known", "empty", "blank", "text nobody knows"],
)
def test_an_empty_kind_is_normal_and_an_unknown_one_stays_unknown(
    world: Any, code: str | None, text: str | None, kind: str | None, is_empty: bool
) -> None:
    world.line("wang", 100, line_kind=code, line_kind_text=text)
    line = world.facts()["payment_line"]
    assert line.select("line_kind", "is_kind_empty").rows() == [(kind, is_empty)]


def test_tekun_without_its_form_takes_it_from_the_roll_of_the_month(world: Any) -> None:
    world.row("roll_tekun", who="he", programme="tekun_central", benefit_month="2026-06")
    world.row("roll_tekun", who="he", programme="tekun_scattered", benefit_month="2026-05")
    world.line("he", 120000, "2026-06", programme="tekun")
    assert world.facts()["payment_line"]["programme"].to_list() == ["tekun_central"]


def test_tekun_without_a_roll_row_of_the_month_takes_the_nearest_month(world: Any) -> None:
    world.row("roll_tekun", who="he", programme="tekun_scattered", benefit_month="2026-01")
    world.row("roll_tekun", who="he", programme="tekun_central", benefit_month="2026-07")
    world.line("he", 120000, "2026-06", programme="tekun")
    assert world.facts()["payment_line"]["programme"].to_list() == ["tekun_central"]


def test_on_a_tie_the_earlier_month_gives_the_form(world: Any) -> None:
    world.row("roll_tekun", who="he", programme="tekun_scattered", benefit_month="2026-05")
    world.row("roll_tekun", who="he", programme="tekun_central", benefit_month="2026-07")
    world.line("he", 120000, "2026-06", programme="tekun")
    assert world.facts()["payment_line"]["programme"].to_list() == ["tekun_scattered"]


def test_tekun_of_a_person_on_no_roll_is_scattered(world: Any) -> None:
    world.row("roll_tekun", who="he", programme="tekun_central", benefit_month="2026-06")
    world.line("zhao", 120000, "2026-06", programme="tekun")
    lines = world.facts()["payment_line"]
    assert lines.select("programme", "stated_programme").rows() == [("tekun_scattered", "tekun")]


def test_a_line_without_the_form_covers_both_forms_and_an_unpaid_person_does_not_receive(world: Any) -> None:
    for person, form in (("he", "tekun_scattered"), ("ma", "tekun_central")):
        world.row("roll_tekun", who=person, programme=form, benefit_month="2026-06", living_amount_fen=98000)
    world.line("he", 98000, "2026-06", programme="tekun")
    facts = world.facts()
    assert facts["coverage"].rows() == [("tekun_central", JUNE), ("tekun_scattered", JUNE)]
    assert facts["received_month"]["person_id"].to_list() == ["he"]


def test_a_reissue_in_the_month_of_the_return_keeps_its_month(world: Any) -> None:
    world.line("liu", 35000, "2026-06", status="returned")
    world.line("liu", 35000, "2026-06", line_kind="correction")
    lines = world.facts()["payment_line"]
    assert lines.select("benefit_month", "stated_month").rows() == [(JUNE, JUNE), (JUNE, JUNE)]


def test_a_reissue_stated_for_a_later_month_counts_for_the_month_of_the_returned_line(world: Any) -> None:
    world.line("liu", 35000, "2026-05", status="returned")
    world.line("liu", 35000, "2026-06")
    world.line("liu", 35000, "2026-06", line_kind="correction")
    facts = world.facts()
    assert facts["payment_line"].select("benefit_month", "stated_month").rows()[2] == (MAY, JUNE)
    assert facts["paid_month"].select("benefit_month", "paid_fen").rows() == [(MAY, 35000), (JUNE, 35000)]


def test_one_returned_line_is_replaced_once(world: Any) -> None:
    world.line("liu", 35000, "2026-04", status="returned")
    world.line("liu", 35000, "2026-05", line_kind="correction")
    world.line("liu", 35000, "2026-06", line_kind="correction")
    paid = world.facts()["paid_month"].select("benefit_month", "paid_fen").rows()
    assert paid == [(APRIL, 35000), (JUNE, 35000)]


@pytest.mark.parametrize(
    "other",
    [{"amount_fen": 30000}, {"person": "wang"}, {"programme": "dis_care"}, {"month": "2026-07"}],
    ids=["another amount", "another person", "another programme", "returned later"],
)
def test_a_reissue_without_a_fitting_return_keeps_its_month(world: Any, other: dict[str, Any]) -> None:
    returned = {"person": "liu", "amount_fen": 35000, "month": "2026-05", "programme": "dibao_rural"} | other
    world.line(
        returned["person"], returned["amount_fen"], returned["month"],
        programme=returned["programme"], status="returned",
    )  # fmt: skip
    world.line("liu", 35000, "2026-06", line_kind="correction")
    assert world.facts()["payment_line"]["benefit_month"].to_list()[1] == JUNE


def test_the_last_month_on_another_account_is_told_for_each_line(world: Any) -> None:
    world.line("son", 9000, "2026-04", account="father")
    world.line("son", 9000, "2026-05", account="own")
    world.line("son", 9000, "2026-06", account="own", status="returned")
    months = world.facts()["payment_line"]["beneficiary_later_account_month"].to_list()
    assert months == [MAY, APRIL, APRIL]


def test_somebody_paid_to_one_account_only_has_no_later_account(world: Any) -> None:
    world.line("son", 9000, "2026-05")
    assert world.facts()["payment_line"]["beneficiary_later_account_month"].to_list() == [None]


def test_the_three_persons_of_a_line_stay_apart_with_their_links(world: Any) -> None:
    world.line("son", 9000, who={"payee": "father", "beneficiary": "son"})
    world.row("death_police", who="son", reason="death", died_on="2026-06-20")
    line = world.facts()["payment_line"]
    columns = ("head_id", "payee_id", "beneficiary_id", "is_payee_strong", "beneficiary_death_date")
    assert line.select(columns).rows() == [(None, "father", "son", True, date(2026, 6, 20))]


def test_coverage_holds_a_month_whose_lines_were_all_stopped(world: Any) -> None:
    world.line("wang", 100, "2026-06", status="stopped")
    world.line("wang", 100, None)
    assert world.facts()["coverage"].rows() == [("dibao_rural", JUNE)]
