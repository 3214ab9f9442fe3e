from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines.definitions import County
from pipelines.read.periods import Names, months_in_text, stated_day, stated_month


@pytest.mark.parametrize(
    "text",
    [
        "2026-06",
        "roll202606",
        "2026年6月",
        "特困2026年06月",
        "2026.6",
        "2026_06低保",
        "(2026年6月)",
        "附件2 2026年6月",
        "表3 2026 06",
        "1 2026-06",
        "2026 年 6 月",
        "2026年六月",
        "26年6月低保",
        "（2026）年（6）月",
    ],
)
def test_a_month_with_its_year(text: str) -> None:
    assert months_in_text(text) == [date(2026, 6, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "一卡通20260608",
        "2026-06-08",
        "2026年6月8日",
        "2026年1-6月",
        "2026年5月至6月",
        "2026年",
        "339901202606",
        "第6批",
        "示民(2026)12号",
        "85年6月",
    ],
)
def test_no_single_month(text: str) -> None:
    assert months_in_text(text) == []


def month_of(names: Names, county: County) -> date:
    """The month that some name states."""
    stated = stated_month(names, county)
    assert stated is not None
    return stated.month


def test_sheet_name_counts_before_title_before_file_name(county: County) -> None:
    names = Names("5月", ("花名册（2026年4月）",), "2026年3月", ())
    assert month_of(names, county) == date(2026, 5, 1)
    assert month_of(replace(names, sheet="Sheet1"), county) == date(2026, 4, 1)
    without_title = replace(names, sheet="Sheet1", titles=())
    stated = stated_month(without_title, county)
    assert stated is not None
    assert (stated.month, stated.in_name) == (date(2026, 3, 1), True)


def test_the_year_of_a_bare_month_comes_from_the_next_name_outwards(county: County) -> None:
    for names in (
        Names("五月", (), "2026年农村低保"),
        Names("", (), "5月", ("2026",)),
        Names("5月份", (), "roll"),
    ):
        stated = stated_month(names, county)
        assert stated is not None
        assert stated.month == date(2026, 5, 1)


def test_a_bare_month_that_fits_two_years_of_the_county_is_not_guessed(county: County) -> None:
    two_years = replace(county, first_month=date(2025, 1, 1))
    assert stated_month(Names("5月", (), "roll"), two_years) is None


def test_the_day_a_title_was_printed_is_no_benefit_month(county: County) -> None:
    assert stated_month(Names("", ("制表日期：2026年7月",), "roll"), county) is None


def test_two_months_in_one_name_state_none(county: County) -> None:
    assert stated_month(Names("", (), "2026年5月和2026年6月"), county) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("户籍20261031", date(2026, 10, 31)),
        ("截至2026年10月5日", date(2026, 10, 5)),
        ("财政供养202606", date(2026, 6, 30)),
        ("2026-06-31", None),
        ("户籍", None),
    ],
)
def test_the_extract_day(text: str, day: date | None) -> None:
    assert stated_day([text]) == day


def test_a_month_behind_its_label(county: County) -> None:
    names = Names("Sheet1", ("特困花名册", "所属月份：2026-03-01 00:00:00"), "2026年5月")
    assert month_of(names, county) == date(2026, 3, 1)


def test_a_file_named_by_a_number_below_a_folder_named_by_the_year(county: County) -> None:
    assert month_of(Names("Sheet1", (), "03", ("2026年",)), county) == date(2026, 3, 1)
    assert month_of(Names("", (), "3", ("2026年5月",)), county) == date(2026, 5, 1)
    assert stated_month(Names("", (), "3", ()), county) is None
    assert stated_month(Names("3", (), "2026年", ()), county) is None  # sheets are merely counted
