"""CERTIFICATE, CERTIFICATE_MONTH and ELDERLY_MONTH."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

NUMBER = "33990119930707053163"


def on_the_roll(world: Any, number: str | None = NUMBER, **values: Any) -> None:
    world.row(
        "roll_disability", who="guo", programme="dis_care", benefit_month="2026-06", amount_fen=8000,
        certificate=number, **values,
    )  # fmt: skip


def certified(world: Any, who: str = "guo", **values: Any) -> None:
    row = {"certificate": NUMBER, "status": "valid", "status_text": "有效", "category": "精神", "level": "3"}
    world.row("disability_certificates", who=who, **{**row, **values})


def month(world: Any, *columns: str) -> tuple[Any, ...]:
    (row,) = world.facts()["certificate_month"].select(columns).rows()
    return row


def test_a_replacement_suffix_makes_no_difference(world: Any) -> None:
    on_the_roll(world)
    certified(world, who="somebody else", certificate=NUMBER + "B1")
    assert month(world, "rows", "statuses", "category", "level", "basis") == (
        1,
        "有效",
        "精神",
        3,
        "register",
    )


def test_without_that_number_the_rows_of_the_person_are_found(world: Any) -> None:
    on_the_roll(world, "33990119930707053199")
    certified(world)
    assert month(world, "rows") == (1,)


def test_a_weakly_linked_certificate_is_not_found_by_the_person(world: Any) -> None:
    on_the_roll(world, None)
    certified(world, link={"is_strong": False})
    assert month(world, "rows", "statuses", "worst_status") == (0, None, None)


def test_several_rows_show_their_statuses_from_best_to_worst(world: Any) -> None:
    on_the_roll(world)
    certified(world, status="cancelled", status_text="注销")
    certified(world, status="valid", status_text="有效")
    certified(world, status=None, status_text="换领中")
    columns = ("rows", "statuses", "worst_status", "has_status_gap")
    assert month(world, *columns) == (3, "有效、换领中、注销", "cancelled", False)


@pytest.mark.parametrize(
    ("values", "has_gap"),
    [({}, True), ({"issued_on": "2019-05-06"}, False), ({"valid_to": "2029-05-05"}, False)],
    ids=["nothing at all", "issued", "valid to"],
)
def test_a_row_without_status_and_dates_is_a_gap(world: Any, values: dict[str, str], has_gap: bool) -> None:
    on_the_roll(world)
    certified(world, status=None, status_text=None, **values)
    assert month(world, "has_status_gap") == (has_gap,)


def test_the_newest_row_issued_by_the_months_last_day_gives_the_level(world: Any) -> None:
    on_the_roll(world)
    certified(world, level="1", issued_on="2026-07-01")
    certified(world, level="2", issued_on="2026-06-30")
    certified(world, level="3", issued_on="2019-05-06")
    certified(world, level="4", issued_on=None)
    assert month(world, "level", "register_level") == (2, 2)


def test_an_unreadable_level_of_the_register_falls_to_the_digits_of_the_number(world: Any) -> None:
    on_the_roll(world, "33990119900303028243")
    certified(world, certificate="33990119900303028243", level=None)
    columns = ("category", "level", "basis", "register_category", "number_category", "number_level")
    assert month(world, *columns) == ("肢体", 3, "number", "精神", "肢体", 3)


def test_without_register_and_number_the_rolls_columns_count(world: Any) -> None:
    on_the_roll(world, "三级", category="智力", category_text="智力残疾", level="3")
    columns = ("category", "level", "basis", "category_text")
    assert month(world, *columns) == ("智力", 3, "roll", "智力残疾")


def test_nothing_readable_leaves_category_and_level_unknown(world: Any) -> None:
    on_the_roll(world, None, category="智力", level="9")
    assert month(world, "category", "level", "basis", "roll_category", "roll_level") == (
        None, None, None, "智力", None,
    )  # fmt: skip


def test_other_programmes_have_no_certificate_month(world: Any) -> None:
    world.line("guo", 100, programme="elderly_age")
    assert world.facts()["certificate_month"].is_empty()


# --- elderly -------------------------------------------------------------------------------------


def elderly(world: Any, *columns: str) -> tuple[Any, ...]:
    (row,) = world.facts()["elderly_month"].select(columns).rows()
    return row


def on_the_elderly_roll(world: Any, **values: Any) -> None:
    world.row("roll_elderly", who="ma", programme="elderly_age", benefit_month="2026-06", **values)


def test_the_birth_date_of_the_number_comes_first_and_a_differing_one_is_shown(world: Any) -> None:
    world.line("ma", 10000, programme="elderly_age")
    on_the_elderly_roll(world, birth_date="1946-05-31", amount_fen=10000)
    world.row("hukou", who="ma", birth_date="1946-05-30")
    world.person("ma", birth_date=date(1946, 5, 30), birth_basis="id")
    columns = ("birth_date", "birth_basis", "other_birth_date")
    assert elderly(world, *columns) == (date(1946, 5, 30), "id", date(1946, 5, 31))


def test_without_a_right_number_hukou_gives_the_birth_date_then_the_roll(world: Any) -> None:
    world.line("ma", 10000, programme="elderly_age")
    on_the_elderly_roll(world, birth_date="1946-05-31", amount_fen=10000)
    world.person("ma", birth_date=date(1946, 1, 1), birth_basis="register")
    assert elderly(world, "birth_date", "birth_basis") == (date(1946, 5, 31), "roll")
    world.row("hukou", who="ma", birth_date="1946-05-30")
    assert elderly(world, "birth_date", "birth_basis") == (date(1946, 5, 30), "hukou")


@pytest.mark.parametrize(("months", "monthly"), [(3, 10000), (None, 30000), (0, 30000)])
def test_a_quarterly_amount_is_divided_by_the_rolls_months(
    world: Any, months: int | None, monthly: int
) -> None:
    world.line("ma", 30000, programme="elderly_age")
    world.line("ma", 600, programme="elderly_age", line_kind="arrears")
    on_the_elderly_roll(world, months=months, amount_fen=30000, band="80-89")
    expected = (monthly, 600 // (months or 1), "80-89", None)
    assert elderly(world, "monthly_fen", "arrears_fen", "band", "birth_date") == expected
