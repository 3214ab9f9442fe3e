from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.read.date_values import parse_date, parse_datetime, parse_month

DAYS = st.dates(date(1954, 10, 3), date(2064, 4, 8))


@pytest.mark.parametrize(
    "text",
    [
        "20240131",
        "2024-01-31",
        "2024.1.31",
        "2024/1/31",
        "2024年1月31日",
        "2024年1月31号",
        "1/31/24",
        "45322",
        "2024-01-31 00:00:00",
        "２０２４．１．３１",
        " 2024-1-31 ",
        "2024 1 31",
        "1/31/2024",
    ],
)
def test_one_day_in_every_spelling(text: str) -> None:
    assert parse_date(text) == date(2024, 1, 31)


@pytest.mark.parametrize("text", ["2024年1月", "2024-01", "202401", "2024.1", "2024/01"])
def test_a_month_alone_is_its_first_day(text: str) -> None:
    assert parse_date(text) == date(2024, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "31/1/24",
        "不详",
        "",
        "1948",
        "12345",
        "99999",
        "2024-13-01",
        "0024-01-01",
        "2024-1-1 25:00",
    ],
)
def test_what_is_no_day_is_unreadable(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-31 08:30", datetime(2024, 1, 31, 8, 30)),
        ("2024/1/31 8:05:09", datetime(2024, 1, 31, 8, 5, 9)),
        ("2024年1月31日8时30分", datetime(2024, 1, 31, 8, 30)),
        ("2024-01-31T08:30:15", datetime(2024, 1, 31, 8, 30, 15)),
        ("45322.5", datetime(2024, 1, 31, 12)),
        ("20240131083000", datetime(2024, 1, 31, 8, 30)),
        ("2024-01-31", datetime(2024, 1, 31)),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert parse_datetime(text) == moment


@pytest.mark.parametrize(
    "text", ["2026-05", "202605", "2026年5月", "2026.5", "2026-05-31", "2026年5月份", "2026-05-01 00:00:00"]
)
def test_months(text: str) -> None:
    assert parse_month(text) == date(2026, 5, 1)


def test_a_month_without_year_takes_it_from_its_surroundings() -> None:
    assert parse_month("5月", 2026) == date(2026, 5, 1)
    assert parse_month("5月") is None
    assert parse_month("13月", 2026) is None
    assert parse_month("5", 2026, or_number=True) == date(2026, 5, 1)
    assert parse_month("5", 2026) is None
    assert parse_month("五月", 2026) == date(2026, 5, 1)


@pytest.mark.parametrize("text", ["2026年五月", "二〇二六年五月", "二○二六年五月", "26年5月"])
def test_months_in_chinese_numerals_and_short_years(text: str) -> None:
    assert parse_month(text) == date(2026, 5, 1)
    assert parse_month("98年5月") == date(1998, 5, 1)


@settings(deadline=None)
@given(DAYS)
def test_every_day_survives_every_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings = (
        f"{day:%Y%m%d}",
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        str(serial),
        f"{day:%Y-%m-%d} 00:00:00",
        f"{day.month}/{day.day}/{day.year}",
    )
    assert {parse_date(text) for text in spellings} == {day}


@settings(deadline=None)
@given(st.text(max_size=14))
def test_no_text_raises(text: str) -> None:
    parse_datetime(text)
    parse_month(text, 2026)
