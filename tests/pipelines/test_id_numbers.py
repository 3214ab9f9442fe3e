"""Identity numbers: cleaning, status, birth date, sex, upgrade."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.id_numbers import check_digit, cleaned, masked_for_reading, read_numbers

AS_OF = date(2026, 7, 10)


def read(number: str) -> dict[str, object]:
    return read_numbers(pl.Series([number]), as_of=AS_OF).row(0, named=True)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        pytest.param("339901195011300440", "valid", id="right"),
        pytest.param("33990119430808019X", "valid", id="check character X"),
        pytest.param("339901501130044", "valid_15", id="15 digits"),
        pytest.param("339901195011300441", "bad_check", id="wrong check digit"),
        pytest.param("339901195013300440", "bad_date", id="month 13"),
        pytest.param("339901203011300440", "bad_date", id="born after today"),
        pytest.param("339901020001240409", "bad_date", id="year 0200, which also reads as 2000-12-4"),
        pytest.param("33990119501130044", "bad_length", id="a digit short"),
        pytest.param("3399011950113OO440", "bad_character", id="letter O"),
        pytest.param("999901195011300440", "bad_region", id="no such province"),
        pytest.param("119999195011300440", "bad_region", id="no such county"),
        pytest.param("119999501130044", "bad_region", id="no such county, 15 digits"),
        pytest.param("339901195011300000", "damaged", id="last three digits lost"),
        pytest.param("3.39901195011300E+17", "damaged", id="scientific"),
        pytest.param("339901********0440", "masked", id="masked"),
        pytest.param("无", "bad_length", id="no number at all"),
    ],
)
def test_status(number: str, status: str) -> None:
    assert read(number)["id_status"] == status


@pytest.mark.parametrize(
    "region",
    [
        pytest.param("110108", id="in force"),
        pytest.param("110103", id="Chongwen in Beijing, to 2010"),
        pytest.param("310103", id="Luwan in Shanghai, to 2011"),
        pytest.param("510202", id="Chongqing under Sichuan, to 1997"),
        pytest.param("653228", id="Hekang, new in 2024"),
        pytest.param("810000", id="residence permit, Hong Kong"),
        pytest.param("820000", id="residence permit, Macau"),
        pytest.param("830000", id="residence permit, Taiwan"),
        pytest.param("339901", id="invented people"),
        pytest.param("339922", id="invented people, another county"),
    ],
)
def test_a_region_once_in_force_is_no_fault(region: str) -> None:
    body = region + "19501130044"
    assert read(body + check_digit(body))["id_status"] == "valid"
    assert read(region + "501130044")["id_status"] == "valid_15"


def test_a_wrong_region_counts_though_the_check_digit_is_right() -> None:
    body = "11999919501130044"
    assert read(body + check_digit(body)) == {
        "id_number": body + check_digit(body), "id_status": "bad_region", "id18": None,
        "birth_date": None, "sex": None, "region": "119999",
    }  # fmt: skip


def test_what_a_number_says() -> None:
    assert read("339901195011300440") == {
        "id_number": "339901195011300440", "id_status": "valid", "id18": "339901195011300440",
        "birth_date": date(1950, 11, 30), "sex": "女", "region": "339901",
    }  # fmt: skip


def test_every_distinct_number_is_told_once_and_in_order_whatever_the_order_given() -> None:
    numbers = pl.Series(["无", "339901195011300440", None, "无", "339901501130044"])

    told = read_numbers(numbers, as_of=AS_OF)

    assert told["id_number"].to_list() == ["339901195011300440", "339901501130044", "无"]
    assert told.equals(read_numbers(told["id_number"], as_of=AS_OF))


def test_fifteen_digits_become_eighteen() -> None:
    assert read("339901501130044")["id18"] == "339901195011300440"


def test_cleaning_is_not_a_fault() -> None:
    written = pl.DataFrame({"n": [" 33990119430808019x", "'３３９９０１１９４３０８０８０１９×", " ", None]})
    assert written.select(cleaned(pl.col("n")))["n"].to_list() == [*["33990119430808019X"] * 2, None, None]


def test_masked_for_reading_shows_no_full_number() -> None:
    assert masked_for_reading("339901195011300440") == "339901********0440"
    assert masked_for_reading("12345") == "*****"


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2026, 7, 1)), st.integers(1, 999), st.integers(0, 17), st.integers(0, 9)
)
def test_no_single_digit_error_stays_valid(birth: date, sequence: int, place: int, digit: int) -> None:
    body = f"339901{birth:%Y%m%d}{sequence:03d}"
    number = body + check_digit(body)
    assert read(number)["id_status"] == "valid"
    wrong = number[:place] + str(digit) + number[place + 1 :]
    assert wrong == number or read(wrong)["id_status"] != "valid"
